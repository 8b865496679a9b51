import { createHash } from 'node:crypto';
import { defaultRecipe } from '@octet/contracts';
import type { TestGateway } from './test-gateway.ts';

export const sha256 = (content: Uint8Array | string): string => createHash('sha256').update(content).digest('hex');
export const contentDigest = (content: Uint8Array | string): string => `sha-256=:${createHash('sha256').update(content).digest('base64')}:`;

/** Bytes that no other call gives. */
let made = 0;
export const freshBytes = (): Buffer => Buffer.from(`bytes ${++made} ${process.pid}`);

/** One of everything that a tenant may have, by id. */
export interface World {
  readonly model: string;
  readonly dataset: string;
  /** Queued. */
  readonly job: string;
  /** Canceled. */
  readonly ended: string;
  /** Of one part, which is there. */
  readonly upload: string;
  readonly part: Buffer;
  readonly key: string;
  /** Of nobody's: no job needs them. */
  readonly spareModel: string;
  readonly spareDataset: string;
}

export async function makeWorld({ ledger, store }: Pick<TestGateway, 'ledger' | 'store'>, tenant: string): Promise<World> {
  await ledger.keys.ensureTenant(tenant);
  const asset = async (kind: 'model' | 'dataset') => {
    const { digest, bytes } = await store.put(chunksOf(freshBytes()));
    await ledger.assets.add(tenant, { kind, digest, bytes, filename: `${kind}.bin` });
    return digest;
  };
  const [model, dataset] = [await asset('model'), await asset('dataset')];
  const job = async () => {
    const submission = {
      recipe: defaultRecipe,
      model,
      calibration: dataset,
      jobClass: 'any' as const,
      tags: [],
      maxQueueSeconds: 600,
      maxRunSeconds: 600,
    };
    const submitted = await ledger.jobs.submit(tenant, submission, { quota: { queuedJobs: 1000, cpuSeconds30d: 1e9 } });
    if (submitted.result !== 'created') throw new Error(submitted.result);
    return submitted.row.job.id;
  };
  const ended = await job();
  await ledger.jobs.cancel(tenant, ended);
  const part = freshBytes();
  const { digest, bytes } = await store.put(chunksOf(part));
  const upload = await ledger.uploads.create(tenant, {
    kind: 'model',
    filename: 'parts.onnx',
    bytes,
    partBytes: bytes,
    expiresAt: new Date(Date.now() + 60_000),
  });
  await ledger.uploads.putPart(tenant, upload.id, { n: 1, bytes, digest });
  const { id: key } = await ledger.keys.mint(tenant, { name: 'to revoke', scopes: ['read'] });
  return {
    model,
    dataset,
    job: await job(),
    ended,
    upload: upload.id,
    part,
    key,
    spareModel: await asset('model'),
    spareDataset: await asset('dataset'),
  };
}

export async function* chunksOf(content: Uint8Array): AsyncGenerator<Uint8Array> {
  yield content;
}
