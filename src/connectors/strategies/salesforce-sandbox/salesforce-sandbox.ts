import { salesforceStrategy } from '../salesforce/salesforce.ts';

/** Salesforce's sandboxes, copies of a company's organisation: https://help.salesforce.com/s/articleView?id=sf.remoteaccess_using_openid.htm */
export const salesforceSandbox = salesforceStrategy({
  name: 'salesforce-sandbox',
  displayName: 'Salesforce sandbox',
  usualDomain: 'test.salesforce.com',
});
