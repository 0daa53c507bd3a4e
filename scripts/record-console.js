// The last step of building the console: records what console/dist/ was built from, so that it is not built again.
import { writeFileSync } from 'node:fs';
import { fingerprint, webConsole } from './preparation.js';

writeFileSync(webConsole.record, fingerprint(webConsole));
