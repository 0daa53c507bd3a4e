// (b) What one would write first: bare Fastify, a pool, one prepared statement a request. No key is checked, nothing is
// logged or counted; the answer is the same.
import { fastify } from 'fastify';
import pg from 'pg';

const { DATABASE_URL, TENANT_ID, HOST, PORT } = process.env;
const pool = new pg.Pool({ connectionString: DATABASE_URL });
const text = `
  select i.id, i.user_id, i.identity_provider_id, p.name as provider_name, p.strategy as provider_type,
    i.subject as external_id, i.username as external_username, i.email as external_email,
    i.display_name as external_display_name, i.linked_by, i.last_synced_at, i.created_at, i.updated_at, i.subject_type,
    i.email_verified as external_email_verified, i.phone as external_phone, i.phone_verified as external_phone_verified,
    i.position, i.linked_at, i.first_login_at, i.last_login_at, i.logins_count, i.connection_ids
  from identities i
  join identity_providers p on p.tenant_id = i.tenant_id and p.id = i.identity_provider_id
  where i.tenant_id = $1 and i.user_id = $2 order by i.position, i.id`;

const app = fastify();
app.get('/v1/users/:id/identities', async (request) => {
  const { rows } = await pool.query({ name: 'identities', text, values: [TENANT_ID, request.params.id] });
  return { data: rows };
});
await app.listen({ host: HOST, port: Number(PORT) });
process.on('SIGTERM', () => void app.close().then(() => process.exit(0)));
