import { describeRaces } from './races.ts';

// Fewer tries than on a server: the embedded database has one session, so its transactions run one after another and
// what is left to race is our own code between them.
describeRaces('embedded', { headline: 100, usual: 20, crowd: 3 });
