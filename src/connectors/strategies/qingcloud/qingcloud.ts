import { anyOAuth2Strategy } from '../oauth2/oauth2.ts';

/**
 * QingCloud: GenAuth has a word for it (https://github.com/Authing/authing-node-sdk), and no page in public says where it signs people
 * in. So the connection names the endpoints, as for any OAuth 2.0 provider.
 */
export const qingcloud = anyOAuth2Strategy({
  name: 'qingcloud',
  displayName: 'QingCloud',
  documentation: 'https://docs.qingcloud.com/',
  mark: { letters: '青', colour: '#0f766e' },
});
