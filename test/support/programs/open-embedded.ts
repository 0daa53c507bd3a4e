// Opens the embedded database in a directory, prints `open`, and closes it when its input ends.
import { DatabaseUnavailable } from '../../../src/stores/postgres/database.ts';
import { openEmbedded } from '../../../src/stores/postgres/embedded.ts';

try {
  const database = await openEmbedded(process.argv[2]!);
  console.log('open');
  for await (const _ of process.stdin);
  await database.close();
} catch (error) {
  if (!(error instanceof DatabaseUnavailable)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
