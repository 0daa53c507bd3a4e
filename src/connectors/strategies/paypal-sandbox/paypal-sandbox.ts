import { paypalStrategy } from '../paypal/paypal.ts';

/** PayPal's environment for trying things out, whose people are made up: https://developer.paypal.com/tools/sandbox/ */
export const paypalSandbox = paypalStrategy({
  name: 'paypal-sandbox',
  displayName: 'PayPal sandbox',
  web: 'www.sandbox.paypal.com',
  api: 'api-m.sandbox.paypal.com',
});
