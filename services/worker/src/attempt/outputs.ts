import { createHash } from 'node:crypto';
import { constants, type FileHandle, open } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import type { Output, OutputName } from '@octet/contracts';
import type { AttemptClient } from '../results-client.ts';
import { type RetryOptions, retry } from '../retry.ts';

/** The engine's files, and what they are called outside. */
const outputFiles = {
  artifact: { file: 'model.int8.onnx', mediaType: 'application/octet-stream' },
  'report.json': { file: 'report.json', mediaType: 'application/json' },
  'report.html': { file: 'report.html', mediaType: 'text/html; charset=utf-8' },
  'report.md': { file: 'report.md', mediaType: 'text/markdown; charset=utf-8' },
} as const satisfies Record<Exclude<OutputName, 'evidence'>, { readonly file: string; readonly mediaType: string }>;

/** Uploads what the engine wrote into `folder`, each file as often as it takes. Rejects where a file is missing or is no plain file. */
export async function uploadOutputs(client: AttemptClient, folder: string, retryOptions: RetryOptions): Promise<Output[]> {
  const names = Object.keys(outputFiles) as (keyof typeof outputFiles)[];
  return await Promise.all(
    names.map(async (name): Promise<Output> => {
      const { file, mediaType } = outputFiles[name];
      await using handle = await openPlain(join(folder, file));
      const digest = await sha256(handle);
      const { size } = await handle.stat();
      const contentDigest = `sha-256=:${digest.toString('base64')}:`;
      const send = () => client.upload(name, { stream: Readable.from(contentOf(handle)), contentDigest, bytes: size }, retryOptions.signal);
      const { bytes } = await retry(send, retryOptions);
      return { name, digest: digest.toString('hex'), bytes, media_type: mediaType };
    }),
  );
}

/** The engine process could have left a link to any file of this machine, or a pipe that never ends. */
async function openPlain(path: string): Promise<FileHandle> {
  const handle = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  const facts = await handle.stat();
  if (facts.isFile()) return handle;
  await handle.close();
  throw new Error(`${path} is no plain file`);
}

async function sha256(handle: FileHandle): Promise<Buffer> {
  const hash = createHash('sha256');
  for await (const chunk of contentOf(handle)) hash.update(chunk);
  return hash.digest();
}

const chunkBytes = 262_144;

/** From the start, as often as it is asked for: a stream of the handle's own would close it when an upload breaks off. */
async function* contentOf(handle: FileHandle): AsyncGenerator<Buffer> {
  for (let position = 0; ; ) {
    const { bytesRead, buffer } = await handle.read(Buffer.allocUnsafe(chunkBytes), 0, chunkBytes, position);
    if (bytesRead === 0) return;
    position += bytesRead;
    yield buffer.subarray(0, bytesRead);
  }
}
