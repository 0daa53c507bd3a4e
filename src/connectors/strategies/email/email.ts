import type { Strategy } from '../../connector.ts';

/**
 * A mailbox: whoever types the code that went there has read it. Its subject is the address as it is compared, and no
 * provider's word is taken for anything: the verified bit is our own, so it may be believed.
 */
export function email(): Strategy {
  return {
    name: 'email',
    displayName: 'E-mail',
    protocol: 'code',
    mailsCodes: true,
    defaultLinkingRule: { mode: 'verified_match', emailProof: 'provider_verified_bit' },
  };
}
