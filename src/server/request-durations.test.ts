import { Histogram, Registry } from 'prom-client';
import { expect, test } from 'vitest';
import { RequestDurations } from './request-durations.ts';

test('what is scraped is what the client library would say of the same requests', async () => {
  const ours = new Registry();
  const durations = new RequestDurations().addTo(ours);
  const theirs = new Registry();
  const histogram = new Histogram({
    name: durations.name,
    help: durations.help,
    labelNames: ['method', 'route', 'status'] as const,
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10],
    registers: [theirs],
  });
  const requests: [string, string, number, number][] = [
    ['GET', '/v1/users/:id', 200, 0.001],
    ['GET', '/v1/users/:id', 200, 0.0011],
    ['GET', '/v1/users/:id', 404, 11],
    ['PATCH', '/v1/users/:id', 200, 0.2],
    ['GET', 'unknown', 404, 0],
  ];
  for (const [method, route, status, seconds] of requests) {
    durations.observe(method, route, status, seconds);
    histogram.observe({ method, route, status: String(status) }, seconds);
  }
  const lines = async (registry: Registry) => (await registry.metrics()).split('\n').sort();
  expect(await lines(ours)).toEqual(await lines(theirs));
});
