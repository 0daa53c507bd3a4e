import { describeRaces } from './races.ts';

describeRaces('server', { headline: 1000, usual: 100, crowd: 20 });
