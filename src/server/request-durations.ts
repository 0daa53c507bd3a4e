/**
 * How long requests took, as a histogram that Prometheus scrapes. The client library's own sorts and joins labels for
 * every observation; here a request finds its row by three texts that the server has at hand, and adds three numbers.
 */
import type { Histogram, MetricObjectWithValues, MetricValueWithName, Registry } from 'prom-client';

const name = 'selfsame_http_request_duration_seconds';

/** Seconds; from a look-up on an idle machine to a bulk call. */
const bounds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10];

interface Series {
  labels: { method: string; route: string; status: string };
  /** How many fell into each bucket and no lower one; the last is beyond all bounds. */
  counts: number[];
  sum: number;
}

export class RequestDurations {
  readonly name = name;
  readonly help = 'how long requests took, by route, method and status';
  readonly type = 'histogram';
  readonly aggregator = 'sum';
  private byRoute = new Map<string, Map<string, Series[]>>();

  addTo(registry: Registry): this {
    registry.registerMetric(this as unknown as Histogram);
    return this;
  }

  observe(method: string, route: string, status: number, seconds: number): void {
    const series = this.find(method, route, status);
    let bucket = 0;
    while (bucket < bounds.length && seconds > bounds[bucket]!) bucket += 1;
    series.counts[bucket]! += 1;
    series.sum += seconds;
  }

  async get(): Promise<MetricObjectWithValues<MetricValueWithName<string>>> {
    const { help, type, aggregator } = this;
    return { name, help, type, aggregator, values: this.all().flatMap(toValues) } as never;
  }

  reset(): void {
    this.byRoute = new Map();
  }

  private find(method: string, route: string, status: number): Series {
    const known = this.byRoute.get(route)?.get(method)?.[status];
    if (known) return known;
    const byMethod = this.byRoute.get(route) ?? new Map<string, Series[]>();
    this.byRoute.set(route, byMethod);
    const byStatus = byMethod.get(method) ?? [];
    byMethod.set(method, byStatus);
    const counts = new Array<number>(bounds.length + 1).fill(0);
    const made = { labels: { method, route, status: String(status) }, counts, sum: 0 };
    byStatus[status] = made;
    return made;
  }

  private all(): Series[] {
    return [...this.byRoute.values()].flatMap((byMethod) =>
      [...byMethod.values()].flatMap((byStatus) => Object.values(byStatus)),
    );
  }
}

/** Buckets count what is at most their bound, so that each holds the lower ones. */
function toValues({ labels, counts, sum }: Series): MetricValueWithName<string>[] {
  let total = 0;
  const buckets = [...bounds, '+Inf'].map((le, index) => {
    total += counts[index]!;
    return { metricName: `${name}_bucket`, labels: { le, ...labels }, value: total };
  });
  return [
    ...buckets,
    { metricName: `${name}_sum`, labels, value: sum },
    { metricName: `${name}_count`, labels, value: total },
  ];
}
