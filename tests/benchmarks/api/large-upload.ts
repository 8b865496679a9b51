import { randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { Readable } from 'node:stream';
import { json } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import type { Asset } from '@octet/contracts';

const blockBytes = 2 ** 20;

export interface UploadFigures {
  readonly bytes: number;
  readonly seconds: number;
  /** Resident memory of the service before, and at its highest during the upload. */
  readonly residentBefore: number;
  readonly residentPeak: number;
}

/** Uploads `blocks` MiB that nothing can compress, as a model, and looks at the memory of the process that takes them. Linux alone. */
export async function uploadLarge(
  service: { readonly url: string; readonly key: string; readonly pid: number },
  blocks: number,
): Promise<UploadFigures> {
  // Sets the peak back to what is resident now (proc(5), clear_refs).
  writeFileSync(`/proc/${service.pid}/clear_refs`, '5');
  const residentBefore = memoryOf(service.pid, 'VmRSS');
  const startedAt = performance.now();
  const sent = request(new URL('/v1/models?filename=stub.onnx', service.url), {
    method: 'POST',
    headers: { authorization: `Bearer ${service.key}`, 'content-type': 'application/octet-stream', 'content-length': blocks * blockBytes },
  });
  const answer = new Promise<Asset>((resolve, reject) => {
    sent.once('error', reject);
    sent.once('response', (response) => {
      json(response).then(
        (body) => (response.statusCode === 201 ? resolve(body as Asset) : reject(new Error(JSON.stringify(body)))),
        reject,
      );
    });
  });
  await pipeline(Readable.from(randomBlocks(blocks)), sent);
  const { bytes } = await answer;
  return { bytes, seconds: (performance.now() - startedAt) / 1000, residentBefore, residentPeak: memoryOf(service.pid, 'VmHWM') };
}

function* randomBlocks(count: number): Generator<Uint8Array> {
  const block = randomBytes(blockBytes);
  for (let i = 0; i < count; i++) {
    block.writeUInt32LE(i);
    yield Buffer.from(block);
  }
}

function memoryOf(pid: number, field: 'VmRSS' | 'VmHWM'): number {
  const kB = new RegExp(`^${field}:\\s+(\\d+) kB$`, 'm').exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  return 1024 * Number(kB);
}
