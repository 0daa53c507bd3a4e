// better-auth as its documentation sets it up: its own handler, tables by its own migration, two OpenID providers
// through its generic OAuth plugin, accounts linked by the signed-in user. Settings come as JSON in PEER_SETTINGS.
import { createServer } from 'node:http';
import { betterAuth } from 'better-auth';
import { getMigrations } from 'better-auth/db/migration';
import { toNodeHandler } from 'better-auth/node';
import { genericOAuth } from 'better-auth/plugins';
import pg from 'pg';

const { databaseUrl, providers, client } = JSON.parse(process.env.PEER_SETTINGS);
const port = Number(process.env.PORT);

const auth = betterAuth({
  baseURL: `http://127.0.0.1:${port}`,
  secret: process.env.PEER_SECRET,
  database: new pg.Pool({ connectionString: databaseUrl }),
  // Two users with addresses of their own claim one identity: without it the second is refused for its address alone.
  account: { accountLinking: { enabled: true, allowDifferentEmails: true } },
  // Everybody comes from one address here, and preparing a race is many requests.
  rateLimit: { enabled: false },
  telemetry: { enabled: false },
  logger: { level: 'error' },
  plugins: [
    genericOAuth({
      config: Object.entries(providers).map(([providerId, issuer]) => ({
        providerId,
        discoveryUrl: `${issuer}/.well-known/openid-configuration`,
        ...client,
        scopes: ['openid', 'email', 'profile'],
      })),
    }),
  ],
});
const { runMigrations } = await getMigrations(auth.options);
await runMigrations();
createServer(toNodeHandler(auth)).listen(port, '127.0.0.1');
