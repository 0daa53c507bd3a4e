import { openOidcFixture } from '../../../../test/support/oidc-fixture.ts';
import { testConnector } from '../../conformance.ts';

testConnector('oidc', () => openOidcFixture('oidc'));
