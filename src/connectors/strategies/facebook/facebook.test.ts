import { createHmac } from 'node:crypto';
import { testRecorded } from '../../../../test/support/test-recorded.ts';

testRecorded('facebook', async () => ({
  proofs: {
    appsecret_proof: (proof, { url }) =>
      proof ===
      createHmac('sha256', 'made-up-secret')
        .update(url.searchParams.get('access_token') ?? '')
        .digest('hex'),
  },
}));
