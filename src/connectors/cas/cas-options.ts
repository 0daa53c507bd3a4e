/** What the CAS connector reads of a config, described for whoever fills in a form. */
import type { OptionsSchema } from '../connector.ts';

export const casOptions: OptionsSchema = {
  type: 'object',
  properties: {
    url: {
      type: 'string',
      description: "The server's address, under which `login` and the validation of tickets are.",
      format: 'uri',
    },
    subject_attribute: {
      type: 'string',
      description: 'The attribute that names a person for good, in place of the login name.',
    },
    email_attribute: {
      type: 'string',
      description: 'The attribute with the address; what is usual where it is absent.',
    },
  },
  required: ['url'],
};
