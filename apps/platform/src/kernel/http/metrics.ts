import { collectDefaultMetrics, Histogram, Registry } from 'prom-client';

export interface HttpMetrics {
  /** Others register their own counters here. */
  registry: Registry;
  observe(route: string, method: string, status: number, seconds: number): void;
}

export function createHttpMetrics(): HttpMetrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry, prefix: 'verbund_' });
  const histogram = new Histogram({
    name: 'verbund_http_request_duration_seconds',
    help: 'Duration of HTTP requests by route name and class of status',
    labelNames: ['route', 'method', 'status'],
    buckets: [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10],
    registers: [registry],
  });
  return {
    registry,
    observe(route, method, status, seconds) {
      histogram.observe({ route, method, status: `${Math.floor(status / 100)}xx` }, seconds);
    },
  };
}
