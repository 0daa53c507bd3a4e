// Prints `ready`, waits for a line, migrates the server at a URL from a folder and prints what it applied.
import { once } from 'node:events';
import { migrate } from '../../../src/stores/postgres/migrate.ts';
import { openServer } from '../../../src/stores/postgres/server.ts';

const database = await openServer(process.argv[2]!);
console.log('ready');
await once(process.stdin, 'data');
console.log(JSON.stringify(await migrate(database, process.argv[3]!)));
await database.close();
process.exit(0);
