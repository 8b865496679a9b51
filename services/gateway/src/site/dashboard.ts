import { existsSync } from 'node:fs';
import staticFiles from '@fastify/static';
import type { FastifyInstance } from 'fastify';

const policy =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'";

/** Built pages under `/`, where there are any. */
export async function serveDashboard(app: FastifyInstance, folder: string | undefined): Promise<void> {
  if (folder === undefined || !existsSync(folder)) return;
  await app.register(staticFiles, {
    root: folder,
    prefix: '/',
    wildcard: false,
    decorateReply: false,
    schemaHide: true,
    setHeaders: (reply) => reply.header('content-security-policy', policy),
  });
}
