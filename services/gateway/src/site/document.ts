import swaggerUi from '@fastify/swagger-ui';
import type { FastifyInstance } from 'fastify';
import { hoistSchemas } from './hoist-schemas.ts';

// The page's own script sets styles on elements; everything else is a file from here.
const policy =
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

/** `/openapi.json`, and its pages at `/docs` with nothing from elsewhere. */
export async function serveDocument(app: FastifyInstance): Promise<void> {
  app.get('/openapi.json', { schema: { hide: true } }, async () => hoistSchemas(app.swagger()));
  await app.register(swaggerUi, {
    routePrefix: '/docs',
    staticCSP: policy,
    uiConfig: { deepLinking: true, validatorUrl: null },
    transformSpecification: (document) => hoistSchemas(document),
  });
}
