// (a) What HTTP alone costs: the same bytes for everybody, from bare Fastify.
import { fastify } from 'fastify';

const { BODY, HOST, PORT } = process.env;
const app = fastify();
app.get('/v1/users/:id/identities', (_request, reply) =>
  reply.header('content-type', 'application/json; charset=utf-8').send(BODY),
);
await app.listen({ host: HOST, port: Number(PORT) });
process.on('SIGTERM', () => void app.close().then(() => process.exit(0)));
