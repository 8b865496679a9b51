import fastify, { type FastifyInstance } from 'fastify';
import { collectDefaultMetrics, Histogram, Registry } from 'prom-client';

const seconds = [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10, 60];

/** For a process of its own: with CPU, memory and event loop of the process. */
export function createRegistry(): Registry {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  return registry;
}

/** Times every request by route, never by address: identifiers make no series. */
export function measureRequests(app: FastifyInstance, service: string, registry: Registry): void {
  const name = 'octet_http_request_seconds';
  const durations =
    (registry.getSingleMetric(name) as Histogram<'service' | 'method' | 'route' | 'status'> | undefined) ??
    new Histogram({
      name,
      help: 'Time to the end of the answer.',
      labelNames: ['service', 'method', 'route', 'status'],
      buckets: seconds,
      registers: [registry],
    });
  app.addHook('onResponse', async (request, reply) => {
    const route = request.routeOptions.url ?? 'none';
    durations.observe({ service, method: request.method, route, status: reply.statusCode }, reply.elapsedTime / 1000);
  });
}

/** `/metrics` for Prometheus, to listen on a port of its own that the public does not reach. */
export function metricsApp(registry: Registry): FastifyInstance {
  const app = fastify();
  app.get('/metrics', async (_request, reply) => reply.type(registry.contentType).send(await registry.metrics()));
  return app;
}
