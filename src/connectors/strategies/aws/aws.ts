import { anyOidcStrategy } from '../oidc/oidc.ts';

/**
 * Amazon Web Services, by a user pool of Cognito: https://docs.aws.amazon.com/cognito/latest/developerguide/federation-endpoints.html
 * Its issuer is `https://cognito-idp.<region>.amazonaws.com/<pool>`. Whoever runs the pool decides whether addresses are
 * confirmed, so they are believed as those of any OpenID provider are.
 */
export const aws = anyOidcStrategy({
  name: 'aws',
  displayName: 'AWS (Cognito)',
  documentation: 'https://docs.aws.amazon.com/cognito/latest/developerguide/federation-endpoints.html',
  mark: { letters: 'AW', colour: '#b45309' },
});
