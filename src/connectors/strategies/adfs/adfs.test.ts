import { openSamlFixture } from '../../../../test/support/saml-fixture.ts';
import { testStatementConnector } from '../../conformance.ts';

testStatementConnector('adfs', () => openSamlFixture('adfs'));
