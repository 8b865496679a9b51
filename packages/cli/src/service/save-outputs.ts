import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { OctetClient } from '@octet/client';
import { type Job, type OutputName, ProblemError } from '@octet/contracts';

const fileNames: Readonly<Record<OutputName, string>> = {
  artifact: 'model.int8.onnx',
  'report.json': 'report.json',
  'report.html': 'report.html',
  'report.md': 'report.md',
  evidence: 'evidence.json',
};

/**
 * Downloads every output of a job into `folder`, each checked against the digest that the job states, none there before it is whole. Answers the
 * paths.
 */
export async function saveOutputs(
  client: OctetClient,
  job: Job,
  { folder, signal }: { readonly folder: string; readonly signal: AbortSignal },
): Promise<Partial<Record<OutputName, string>>> {
  if (job.outputs.length === 0) throw new ProblemError('not-found', `The job ${job.id} is ${job.state} and has no outputs.`);
  await mkdir(folder, { recursive: true });
  const paths: Partial<Record<OutputName, string>> = {};
  for (const { name, digest } of job.outputs) {
    const path = join(folder, fileNames[name]);
    await save(Readable.fromWeb(await client.download(job.id, name, { signal })), { path, digest, signal });
    paths[name] = path;
  }
  return paths;
}

async function save(
  source: Readable,
  { path, digest, signal }: { readonly path: string; readonly digest: string; readonly signal: AbortSignal },
): Promise<void> {
  const unfinished = `${path}.${process.pid}.part`;
  const hash = createHash('sha256');
  try {
    await pipeline(source, hashing(hash), createWriteStream(unfinished, { flags: 'wx' }), { signal });
    if (hash.digest('hex') !== digest) {
      throw new ProblemError(
        'request/digest-mismatch',
        `${basename(path)} did not arrive as the job states it (SHA-256 ${digest}); it was not kept.`,
      );
    }
    await rename(unfinished, path);
  } finally {
    await rm(unfinished, { force: true });
  }
}

function hashing(hash: { update(bytes: Uint8Array): unknown }) {
  return async function* (chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    for await (const chunk of chunks) {
      hash.update(chunk);
      yield chunk;
    }
  };
}
