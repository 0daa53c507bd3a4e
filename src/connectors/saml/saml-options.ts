/** What the config of a SAML connection takes, for whoever fills in a form. What is wrong with one is said by `saml-config.ts`. */
import type { OptionsSchema } from '../connector.ts';
import { mappableClaims, signatureDemands } from './saml-config.ts';

const flag = (description: string) => ({ type: 'boolean' as const, description, default: false });
const address = (description: string) => ({ type: 'string' as const, description, format: 'uri' });
const name = (description: string) => ({ type: 'string' as const, description, minLength: 1, maxLength: 1024 });

export const samlOptions: OptionsSchema = {
  type: 'object',
  properties: {
    metadata_url: address("Where the provider's metadata is: read once, when it is given."),
    metadata_xml: { type: 'string', description: "The provider's metadata itself, in place of its address." },
    issuer: name("The provider's entity id."),
    sso_endpoint: address('Where requests to sign in go, by redirect.'),
    slo_endpoint: address("The provider's address for single logout: kept, and not used yet."),
    certificates: {
      type: 'array',
      description:
        'The certificates that the provider signs with, in PEM or base64: the next one beside the present one.',
      items: { type: 'string' },
      minItems: 1,
      maxItems: 10,
    },
    require_signed: {
      type: 'string',
      description: 'What must be signed. What is signed is verified in any case.',
      enum: [...signatureDemands],
      default: 'either',
    },
    require_encrypted: flag('Refuse assertions that are not encrypted.'),
    sign_requests: flag('Sign our requests; the metadata may ask for it.'),
    allow_idp_initiated: flag('Take sign-ins that begin at the provider, after a yes of the person.'),
    force_authn: flag('Ask the provider to sign the person in anew each time.'),
    name_id_format: name('The format of NameID to ask for, as a URN.'),
    subject_attribute: name('The attribute that names the person for good, in place of the NameID.'),
    attributes: {
      type: 'object',
      description: 'Which attribute says what, where it has a name that is not known here; or `NameID`.',
      properties: Object.fromEntries(mappableClaims.map((claim) => [claim, { type: 'string', maxLength: 1024 }])),
      additionalProperties: false,
    },
  },
  required: [],
  anyOf: [
    { required: ['metadata_url'] },
    { required: ['metadata_xml'] },
    { required: ['issuer', 'sso_endpoint', 'certificates'] },
  ],
};
