/** Every strategy of the catalogue that needs nothing but its recording. */
import { existsSync } from 'node:fs';
import { recordedStrategies } from '../../test/support/recording.ts';
import { testRecorded } from '../../test/support/test-recorded.ts';

const hasTestsOfItsOwn = (name: string) => existsSync(new URL(`strategies/${name}/${name}.test.ts`, import.meta.url));

for (const name of recordedStrategies().filter((each) => !hasTestsOfItsOwn(each))) testRecorded(name);
