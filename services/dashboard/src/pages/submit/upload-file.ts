import { problemOf } from '@octet/contracts';
import { bodyOf, octet } from '../../api/client.ts';
import { type RetryOptions, retry } from '../../api/retry.ts';
import { uploadingFetch } from '../../api/uploading-fetch.ts';
import type { Asset, Upload } from '../../api/wire.ts';
import type { Role } from './chosen-file.ts';

export interface UploadOptions extends RetryOptions {
  /** A file of more bytes goes in parts. */
  readonly partBytes: number;
  /** Of the file, 0 to 1. */
  readonly onSent: (share: number) => void;
}

const octets = { 'content-type': 'application/octet-stream' };
const raw = (body: unknown) => body;

/** Uploads that were begun in this tab. The file itself is the key: the parts of another, whatever its name, never get into them. */
const begun = new WeakMap<File, string>();

/** Brings a file to the service, whatever becomes of the connection meanwhile: in one request where it is small, else in parts, of which none is sent twice. */
export async function uploadFile(role: Role, file: File, options: UploadOptions): Promise<Asset> {
  return file.size <= options.partBytes ? await inOneRequest(role, file, options) : await inParts(role, file, options);
}

async function inOneRequest(role: Role, file: File, options: UploadOptions): Promise<Asset> {
  const path = role === 'model' ? '/v1/models' : '/v1/datasets';
  const params = { query: { filename: nameOf(file) } };
  const { signal } = options;
  const send = () =>
    octet.POST(path, { params, body: file, bodySerializer: raw, headers: octets, signal, fetch: uploadingFetch(options.onSent) });
  return await retry(() => bodyOf(send()), options);
}

async function inParts(role: Role, file: File, options: UploadOptions): Promise<Asset> {
  try {
    return await sendParts(await begin(role, file, options), file, options);
  } catch (error) {
    if (problemOf(error).code !== 'not-found') throw error;
    // It ran out, or was joined and the answer to that was lost.
    begun.delete(file);
    return await sendParts(await begin(role, file, options), file, options);
  }
}

async function sendParts(upload: Upload, file: File, options: UploadOptions): Promise<Asset> {
  const { signal, onSent } = options;
  const path = { id: upload.id };
  const arrived = new Set(upload.parts.map(({ n }) => n));
  const count = Math.ceil(file.size / upload.part_bytes);
  let sentBytes = upload.parts.reduce((sum, { bytes }) => sum + bytes, 0);
  for (let n = 1; n <= count; n++) {
    if (arrived.has(n)) continue;
    const body = file.slice((n - 1) * upload.part_bytes, n * upload.part_bytes);
    const fetch = uploadingFetch((share) => onSent((sentBytes + share * body.size) / file.size));
    const send = () =>
      octet.PUT('/v1/uploads/{id}/parts/{n}', {
        params: { path: { ...path, n } },
        body,
        bodySerializer: raw,
        headers: octets,
        signal,
        fetch,
      });
    await retry(send, options);
    sentBytes += body.size;
    onSent(sentBytes / file.size);
  }
  const asset = await retry(() => bodyOf(octet.POST('/v1/uploads/{id}/complete', { params: { path }, signal })), options);
  begun.delete(file);
  return asset;
}

/** The upload of that file that was begun here and is still there, or a new one. */
async function begin(role: Role, file: File, options: UploadOptions): Promise<Upload> {
  const { signal } = options;
  const known = begun.get(file);
  if (known !== undefined) {
    const found = await retry(() => stillThere(known, signal), options);
    if (found !== undefined) return found;
  }
  const body = { kind: role === 'model' ? ('model' as const) : ('dataset' as const), filename: nameOf(file), bytes: file.size };
  // Of a request whose answer was lost, the second makes nothing new.
  const headers = { 'idempotency-key': crypto.randomUUID() };
  const upload = await retry(() => bodyOf(octet.POST('/v1/uploads', { body, headers, signal })), options);
  begun.set(file, upload.id);
  return upload;
}

async function stillThere(id: string, signal: AbortSignal): Promise<Upload | undefined> {
  try {
    return await bodyOf(octet.GET('/v1/uploads/{id}', { params: { path: { id } }, signal }));
  } catch (error) {
    if (problemOf(error).code === 'not-found') return undefined;
    throw error;
  }
}

const nameOf = ({ name }: File): string => name.slice(-255);
