/** Whether the process lives, whether it can work, and how it does. Neither says anything about anyone's data. */
import type { FastifyInstance } from 'fastify';
import type { Metrics } from './metrics.ts';

export type Readiness = () => Promise<{ ready: boolean; problems: string[] }>;

export function addHealth(app: FastifyInstance, readiness: Readiness, metrics: Metrics): void {
  app.get('/healthz', () => ({ status: 'ok' }));
  app.get('/readyz', async (_request, reply) => {
    const { ready, problems } = await readiness();
    return reply.code(ready ? 200 : 503).send(ready ? { status: 'ready' } : { status: 'not ready', problems });
  });
  app.get('/metrics', async (_request, reply) => reply.type(metrics.contentType).send(await metrics.render()));
}
