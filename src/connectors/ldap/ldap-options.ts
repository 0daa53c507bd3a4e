/** What `ldap-config.ts` reads, described for whoever fills in a form. The password of `bind_dn` is the client secret. */
import type { OptionSchema, OptionsSchema } from '../connector.ts';

const text = (description: string): OptionSchema => ({ type: 'string', description });

/** `usual`: what a kind of directory is searched by unless the connection says otherwise. */
export function toLdapOptions(usual: { userFilter: string; subject: string }): OptionsSchema {
  return {
    type: 'object',
    properties: {
      url: { ...text('The address of the server alone: `ldaps:`, or `ldap:` with `start_tls`.'), format: 'uri' },
      start_tls: {
        type: 'boolean',
        description: 'Whether a line to an `ldap:` address is encrypted before anything is said.',
        default: false,
      },
      ca: text("Certificates to believe beside the system's, in PEM."),
      base_dn: text('Under which entry people are looked for, such as `ou=people,dc=example,dc=com`.'),
      bind_dn: text('As whom the directory is searched; anonymously where it is absent.'),
      user_filter: { ...text('Finds a person by what they typed, `{username}`.'), default: usual.userFilter },
      subject_attribute: { ...text('The attribute that names a person for good.'), default: usual.subject },
    },
    required: ['url', 'base_dn'],
  };
}
