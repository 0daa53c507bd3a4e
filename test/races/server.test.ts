import { describeRaces } from './races.ts';

describeRaces('server', 1000);
