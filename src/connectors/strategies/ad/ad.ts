import type { ConnectorDependencies, Strategy } from '../../connector.ts';
import { directoryOptions } from '../../ldap/ldap-config.ts';
import { createLdapConnector, type LdapProfile } from '../../ldap/ldap-connector.ts';

const profile: LdapProfile = {
  userFilter:
    '(&(objectCategory=person)(objectClass=user)(|(sAMAccountName={username})(userPrincipalName={username})(mail={username})))',
  attributes: {
    subject: 'objectGUID',
    username: 'sAMAccountName',
    email: 'mail',
    displayName: 'displayName',
    givenName: 'givenName',
    familyName: 'sn',
    phone: 'telephoneNumber',
  },
};

/**
 * Active Directory, by LDAP. `objectGUID` never changes and is never given out again, unlike `sAMAccountName`,
 * `userPrincipalName` and the distinguished name
 * (https://learn.microsoft.com/windows/win32/adschema/a-objectguid). A principal name is no address, however it looks.
 * Addresses are believed as those of any directory are.
 */
export function ad(deps: ConnectorDependencies): Strategy {
  return {
    name: 'ad',
    displayName: 'Active Directory',
    protocol: 'ldap',
    passwordConnector: createLdapConnector(profile, deps),
    options: directoryOptions({ userFilter: profile.userFilter, subjectAttribute: profile.attributes.subject }),
    defaultLinkingRule: { mode: 'verified_match', emailProof: 'tenant_verified_domains' },
  };
}
