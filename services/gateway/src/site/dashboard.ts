import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import staticFiles from '@fastify/static';
import type { FastifyInstance } from 'fastify';

const policy =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'";

/** Addresses that the pages themselves answer, in the browser: services/dashboard/src/routes.tsx has them, and no other address becomes a page. */
const pages = ['/new', '/jobs/:id', '/compare', '/workers', '/webhooks', '/webhooks/:id', '/keys'];

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
      reply
        .headers({ 'content-security-policy': policy, 'cache-control': 'no-cache' })
        .type('text/html; charset=utf-8')
        .serializer((body: Buffer) => body as never)
        .send(index),
    );
  }
}
