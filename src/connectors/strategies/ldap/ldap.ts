import type { ConnectorDependencies, Strategy } from '../../connector.ts';
import { directoryOptions } from '../../ldap/ldap-config.ts';
import { createLdapConnector, type LdapProfile } from '../../ldap/ldap-connector.ts';

const profile: LdapProfile = {
  userFilter: '(&(objectClass=person)(|(uid={username})(mail={username})))',
  attributes: {
    subject: 'entryUUID',
    username: 'uid',
    email: 'mail',
    displayName: 'displayName',
    givenName: 'givenName',
    familyName: 'sn',
    phone: 'telephoneNumber',
  },
};

/**
 * Any directory that speaks LDAP v3 (RFC 4511). `entryUUID` (RFC 4530) stays with an entry when it is renamed. Whoever
 * runs the directory writes its addresses, and nobody says that they were proved: they are believed within the domains
 * that the tenant has shown to be its own; about any other the person is asked.
 */
export function ldap(deps: ConnectorDependencies): Strategy {
  return {
    name: 'ldap',
    displayName: 'LDAP directory',
    protocol: 'ldap',
    passwordConnector: createLdapConnector(profile, deps),
    options: directoryOptions({ userFilter: profile.userFilter, subjectAttribute: profile.attributes.subject }),
    defaultLinkingRule: { mode: 'verified_match', emailProof: 'tenant_verified_domains' },
  };
}
