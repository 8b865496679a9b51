import { Readable } from 'node:stream';
import { type Output, ProblemError } from '@octet/contracts';
import type { ByteRange, ObjectStore } from '@octet/storage';
import { create as contentDisposition } from 'content-disposition';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { byteRange } from './byte-range.ts';
import { ifRangeHolds, noneMatchNames } from './entity-tags.ts';

export interface SendOptions {
  readonly filename: string;
  readonly disposition: 'attachment' | 'inline';
  readonly type: string;
  /** Request fields that the answer depends on; default the key alone. */
  readonly vary?: string;
}

/** Answers GET or HEAD with the bytes of an output: whole (200), one range (206), nothing new (304), or a range that is not there (416). */
export async function sendObject(
  store: ObjectStore,
  { request, reply, output }: { readonly request: FastifyRequest; readonly reply: FastifyReply; readonly output: Output },
  { filename, disposition, type, vary = 'authorization' }: SendOptions,
): Promise<FastifyReply> {
  const { digest, bytes } = output;
  const tag = `"${digest}"`;
  const { 'if-none-match': noneMatch, 'if-range': ifRange, range } = request.headers;
  // Bytes under a job never change, but who may see them does: ask each time, answer 304.
  reply.headers({ etag: tag, 'cache-control': 'private, no-cache', vary });
  if (noneMatchNames(noneMatch, tag)) return reply.code(304).send();

  // A range means something to GET alone.
  const asked = request.method === 'GET' && ifRangeHolds(one(ifRange), tag) ? byteRange(range, bytes) : 'all';
  if (asked === 'outside') {
    reply.header('content-range', `bytes */${bytes}`).removeHeader('etag');
    throw new ProblemError('request/range-not-satisfiable', `The file has ${bytes} bytes; ${range} lies outside.`);
  }
  reply.type(type).headers({
    'accept-ranges': 'bytes',
    'content-disposition': contentDisposition(filename, { type: disposition }),
    'repr-digest': `sha-256=:${Buffer.from(digest, 'hex').toString('base64')}:`,
  });
  if (asked === 'all') return reply.header('content-length', bytes).send(await opened(store, request, { digest }));
  const { start, end } = asked;
  reply.code(206).headers({ 'content-range': `bytes ${start}-${end}/${bytes}`, 'content-length': end - start + 1 });
  return reply.send(await opened(store, request, { digest, range: asked }));
}

async function opened(
  store: ObjectStore,
  { method }: FastifyRequest,
  { digest, range }: { readonly digest: string; readonly range?: ByteRange },
): Promise<Readable> {
  // An empty stream and not '': from a string fastify would make the Content-Length of a HEAD.
  if (method === 'HEAD') return Readable.from([]);
  return (await store.open(digest, range)).stream;
}

const one = (field: string | string[] | undefined): string | undefined => (Array.isArray(field) ? field.join(',') : field);
