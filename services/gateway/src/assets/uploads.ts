import type { IncomingMessage } from 'node:http';
import type { Readable } from 'node:stream';
import { type Asset, ProblemError, type Upload } from '@octet/contracts';
import { addRoute, idempotent } from '@octet/http';
import type { ObjectStore } from '@octet/storage';
import type { FastifyInstance } from 'fastify';
import { allowanceFor } from '../intake/allowance.ts';
import { announcedDigest } from '../intake/content-digest.ts';
import { askForBody } from '../intake/expect-continue.ts';
import { filenameOf } from '../intake/filename.ts';
import { noteAsset } from '../intake/note-asset.ts';
import { refuseEncoded, takeFile } from '../intake/take-file.ts';
import type { GatewayParts } from '../parts.ts';
import { missingParts, partBytes, partCount } from './part-plan.ts';

const lifetimeMs = 24 * 3600 * 1000;
const mostParts = 10_000;

/** /v1/uploads: a file that comes in parts, each of which may be sent again. Parts are objects of the store until they are joined. */
export function uploadRoutes(app: FastifyInstance, parts: GatewayParts): void {
  const { ledger, store, config } = parts;
  const noSuchUpload = (id: string) => new ProblemError('not-found', `There is no upload ${id}. It may have been completed, or run out.`);

  addRoute(app, 'createUpload', async (request, reply) => {
    const { tenant } = request.principal;
    const { status, body } = await idempotent(request, reply, ledger.idempotency, {
      read: async () => request.body,
      identity: (wanted) => wanted,
      make: async ({ kind, filename, bytes, digest }, key) => {
        await admit(tenant, kind, bytes);
        const upload = await ledger.uploads.create(tenant, {
          kind,
          filename: filenameOf(kind, filename),
          bytes,
          digest,
          partBytes: config.OCTET_UPLOAD_PART_BYTES,
          expiresAt: new Date(Date.now() + lifetimeMs),
        });
        if (key !== undefined) await ledger.idempotency.complete(tenant, key, { status: 201, body: upload });
        return { status: 201, body: upload };
      },
    });
    return reply
      .code(status)
      .header('location', `/v1/uploads/${(body as Upload).id}`)
      .send(body);
  });

  addRoute(app, 'getUpload', async ({ principal, params: { id } }) => {
    const found = await ledger.uploads.get(principal.tenant, id);
    if (found === undefined) throw noSuchUpload(id);
    return found.upload;
  });

  addRoute(app, 'putPart', async (request) => {
    const { tenant } = request.principal;
    const { id, n } = request.params;
    refuseEncoded(request);
    const found = await ledger.uploads.get(tenant, id);
    if (found === undefined) throw noSuchUpload(id);
    const expected = partBytes(found.upload, n);
    const contentLength = request.headers['content-length'];
    const allowance = await allowanceFor(parts, { tenant, contentLength, bodyLimit: expected });
    const announced = announcedDigest(request.headers['content-digest']);
    const what = `Part ${n}`;
    askForBody(request.raw);
    const { digest, bytes } = await takeFile((request.body ?? request.raw) as Readable, { what, allowance, announced, store });
    if (bytes !== expected) throw new ProblemError('request/invalid', `${what} has ${bytes} bytes and must have ${expected}.`);
    const upload = await ledger.uploads.putPart(tenant, id, { n, bytes, digest });
    if (upload === undefined) throw noSuchUpload(id);
    return upload;
  });

  addRoute(app, 'completeUpload', async (request, reply) => {
    const { tenant } = request.principal;
    const { status, body } = await idempotent(request, reply, ledger.idempotency, {
      read: async () => request.params,
      identity: (wanted) => wanted,
      make: async ({ id }, key) => {
        const asset = await join(tenant, id, request.raw);
        if (key !== undefined) await ledger.idempotency.complete(tenant, key, { status: 201, body: asset });
        // The bytes of the parts stay until the sweeper finds that nothing refers to them: deleting them now could take them from another
        // upload of the same bytes that has not been noted yet.
        await ledger.uploads.remove(tenant, id);
        return { status: 201, body: asset };
      },
    });
    const asset = body as Asset;
    return reply.code(status).header('location', `/v1/${asset.kind}s/${asset.digest}`).send(asset);
  });

  async function join(tenant: string, id: string, raw: IncomingMessage): Promise<Asset> {
    const found = await ledger.uploads.get(tenant, id);
    if (found === undefined) throw noSuchUpload(id);
    const { upload, expect } = found;
    const missing = missingParts(upload);
    if (missing.length > 0) {
      throw new ProblemError('upload/incomplete', `Of ${partCount(upload)} parts these are missing: ${listed(missing)}.`);
    }
    // Joining many gigabytes takes longer than a connection may be silent.
    raw.socket.setTimeout(0);
    const file = await store.put(joined(store, upload), { expect, limit: upload.bytes });
    const { asset } = await noteAsset(parts, { tenant, kind: upload.kind, file, filename: upload.filename });
    return asset;
  }

  addRoute(app, 'deleteUpload', async ({ principal, params: { id } }, reply) => {
    if (!(await ledger.uploads.remove(principal.tenant, id))) throw noSuchUpload(id);
    return reply.code(204).send();
  });

  async function admit(tenant: string, kind: Upload['kind'], bytes: number): Promise<void> {
    const fileLimit = { model: config.OCTET_MAX_MODEL_BYTES, dataset: config.OCTET_MAX_DATASET_BYTES }[kind];
    const bodyLimit = Math.min(fileLimit, mostParts * config.OCTET_UPLOAD_PART_BYTES);
    await allowanceFor(parts, { tenant, contentLength: String(bytes), bodyLimit });
  }
}

async function* joined(store: Pick<ObjectStore, 'open'>, { parts }: Upload): AsyncGenerator<Uint8Array> {
  for (const { digest } of parts.toSorted((a, b) => a.n - b.n)) yield* (await store.open(digest)).stream as AsyncIterable<Uint8Array>;
}

function listed(numbers: readonly number[]): string {
  const shown = 20;
  return numbers.length <= shown ? numbers.join(', ') : `${numbers.slice(0, shown).join(', ')} and ${numbers.length - shown} more`;
}
