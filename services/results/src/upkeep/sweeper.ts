import type { ObjectStore, StoredObject } from '@octet/storage';
import type { Parts } from '../parts.ts';

const dayMs = 24 * 60 * 60 * 1000;
const batch = 500;

/** Forgets what is over its retention, then removes bytes that nothing refers to. Several processes may do so at once. */
export async function sweep({ ledger, store, metrics, clock, config }: Parts): Promise<void> {
  const now = clock();
  await ledger.uploads.expire(now);
  const { jobs, assets } = await ledger.retention.expire(new Date(now.getTime() - config.retentionDays * dayMs));
  metrics.swept.inc({ what: 'jobs' }, jobs);
  metrics.swept.inc({ what: 'assets' }, assets);

  const before = new Date(now.getTime() - config.sweepGraceSeconds * 1000);
  await store.sweepUnfinished(before);
  for await (const objects of batches(store, before)) {
    for (const digest of await ledger.retention.unreferenced(objects.map((object) => object.digest))) {
      const remove = () => removeIfOld(store, digest, before);
      if (await ledger.retention.removeUnclaimed(digest, { before, remove })) metrics.swept.inc({ what: 'objects' });
    }
  }
}

/** Looks again right before: bytes that were put once more in the meantime are somebody's, and from here on they cannot be. */
async function removeIfOld(store: ObjectStore, digest: string, before: Date): Promise<boolean> {
  const object = await store.stat(digest);
  if (object === undefined || object.modified >= before) return false;
  await store.delete(digest);
  return true;
}

async function* batches(store: ObjectStore, before: Date): AsyncGenerator<readonly StoredObject[]> {
  let objects: StoredObject[] = [];
  for await (const object of store.list()) {
    if (object.modified >= before) continue;
    objects.push(object);
    if (objects.length < batch) continue;
    yield objects;
    objects = [];
  }
  if (objects.length > 0) yield objects;
}
