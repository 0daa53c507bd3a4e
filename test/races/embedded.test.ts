import { describeRaces } from './races.ts';

describeRaces('embedded', 1000);
