import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import staticFiles from '@fastify/static';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

const policy =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'";

/** Addresses that the pages themselves answer, in the browser: services/dashboard/src/routes.tsx has them. */
const pages = ['/new', '/jobs', '/jobs/:id', '/compare', '/workers', '/webhooks', '/webhooks/:id', '/keys'];

/** What programs call: there, an unknown address is a problem even to a browser. */
const forPrograms = /^\/(v1|docs|problems|openapi\.json|assets|livez|readyz|metrics)(\/|\?|$)/;

/** The build names these by their contents. */
const kept = /[\\/]assets[\\/]/;

/** Built pages under `/`, where there are any. */
export async function serveDashboard(app: FastifyInstance, folder: string | undefined): Promise<void> {
  if (folder === undefined || !existsSync(folder)) return;
  await app.register(staticFiles, {
    root: resolve(folder),
    prefix: '/',
    wildcard: false,
    decorateReply: false,
    schemaHide: true,
    cacheControl: false,
    setHeaders: (reply, path) => {
      reply.header('content-security-policy', policy);
      reply.header('cache-control', kept.test(path) ? 'public, max-age=31536000, immutable' : 'no-cache');
    },
  });
  const index = readFileSync(join(folder, 'index.html'));
  for (const page of pages) {
    app.get(page, { schema: { hide: true } }, async (_request, reply) =>
      asPage(reply)
        .serializer((body: Buffer) => body as never)
        .send(index),
    );
  }
  // A wrong address gets a page with the way back; its status stays 404.
  app.addHook('onSend', async (request, reply, body) => {
    if (!request.is404 || reply.statusCode !== 404 || !isVisit(request)) return body;
    asPage(reply);
    return index;
  });
}

const asPage = (reply: FastifyReply): FastifyReply =>
  reply.headers({ 'content-security-policy': policy, 'cache-control': 'no-cache' }).type('text/html; charset=utf-8');

/** A browser that goes to an address by itself asks for HTML; no client of the API does. */
const isVisit = ({ method, url, headers }: FastifyRequest): boolean =>
  method === 'GET' && headers.accept?.includes('text/html') === true && !forPrograms.test(url);
