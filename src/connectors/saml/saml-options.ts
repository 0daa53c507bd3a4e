/** What `saml-config.ts` reads, described for whoever fills in a form. */
import type { OptionSchema, OptionsSchema } from '../connector.ts';
import { mappableClaims, signatureDemands } from './saml-config.ts';

const text = (description: string): OptionSchema => ({ type: 'string', description });
const offUnlessSet = (description: string): OptionSchema => ({ type: 'boolean', description, default: false });

export const samlOptions: OptionsSchema = {
  type: 'object',
  properties: {
    metadata_url: {
      ...text("Where the provider's metadata is. It is read once, and fills in what is not said here."),
      format: 'uri',
    },
    metadata_xml: text("The provider's metadata itself, in place of its address."),
    issuer: text("The provider's entity id; the metadata says it."),
    sso_endpoint: { ...text('Where people are sent to sign in; the metadata says it.'), format: 'uri' },
    slo_endpoint: { ...text('Where people are sent to sign out; the metadata says it.'), format: 'uri' },
    certificates: {
      type: 'array',
      description: 'What the provider signs with, in PEM; the metadata says it.',
      items: { type: 'string' },
      minItems: 1,
      maxItems: 10,
    },
    require_signed: {
      ...text('What must carry a signature of the provider.'),
      enum: [...signatureDemands],
      default: 'either',
    },
    require_encrypted: offUnlessSet('Whether an assertion that is not encrypted for us is refused.'),
    sign_requests: offUnlessSet('Whether our requests are signed.'),
    allow_idp_initiated: offUnlessSet('Whether an answer is taken that nobody here asked for.'),
    force_authn: offUnlessSet('Whether the person must sign in at the provider again.'),
    name_id_format: text('The URN of the NameID format to ask for.'),
    subject_attribute: text('The attribute that names a person for good, in place of the NameID.'),
    attributes: {
      type: 'object',
      description: `Where claims stand: ${mappableClaims.join(', ')}, each with the name of an attribute, or \`NameID\`.`,
      properties: Object.fromEntries(mappableClaims.map((claim) => [claim, { type: 'string' }])),
      additionalProperties: false,
    },
  },
  required: [],
};
