// Starts a PostgreSQL server, prints where it is, and stays.
import { startPostgresServer } from '../postgres-server.ts';

const { url, home } = await startPostgresServer();
console.log(JSON.stringify({ url, home }));
