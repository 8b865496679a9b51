import type { ObjectStore, StoredObject } from '@octet/storage';
import { expect, test } from 'vitest';
import { stubParts } from '../testing/stub-parts.ts';
import { sweep } from './sweeper.ts';

const now = new Date('2026-01-31T12:00:00Z');
const hour = 3_600_000;
const ago = (ms: number): Date => new Date(now.getTime() - ms);

/** Five objects; `renewed` was put again while the ledger was asked, `claimed` is about to be. */
function fixture() {
  const objects: Record<string, Date> = {
    old: ago(2 * hour),
    used: ago(2 * hour),
    young: ago(hour / 2),
    renewed: ago(2 * hour),
    claimed: ago(2 * hour),
  };
  const calls: unknown[] = [];
  const stored = (digest: string): StoredObject | undefined => {
    const modified = objects[digest];
    return modified && { digest, bytes: 1, modified };
  };
  const store: Partial<ObjectStore> = {
    async *list() {
      for (const digest of Object.keys(objects)) yield stored(digest) as StoredObject;
    },
    stat: async (digest) => stored(digest),
    delete: async (digest) => void delete objects[digest],
    sweepUnfinished: async (before) => calls.push(['unfinished', before]),
  };
  const ledger = {
    uploads: { expire: async (at: Date) => calls.push(['uploads', at]) },
    retention: {
      expire: async (before: Date) => {
        calls.push(['expire', before]);
        return { jobs: 2, assets: 1 };
      },
      unreferenced: async (digests: readonly string[]) => {
        calls.push(['asked', [...digests]]);
        objects['renewed'] = now;
        return digests.filter((digest) => digest !== 'used');
      },
      removeUnclaimed: async (digest: string, { remove }: { readonly remove: () => Promise<boolean> }) =>
        digest !== 'claimed' && (await remove()),
    },
  };
  return { objects, calls, parts: stubParts({ store: store as ObjectStore, ledger, clock: () => now }) };
}

test('removes bytes that are old and nobody’s; what is young, used, claimed or was put again stays', async () => {
  const { objects, calls, parts } = fixture();
  await sweep(parts);
  expect(Object.keys(objects).sort()).toEqual(['claimed', 'renewed', 'used', 'young']);
  expect(calls).toContainEqual(['asked', ['old', 'used', 'renewed', 'claimed']]);
});

test('keeps young bytes for as long as the configuration says', async () => {
  const { objects, calls, parts } = fixture();
  await sweep({ ...parts, config: { ...parts.config, sweepGraceSeconds: 1200 } });
  expect(Object.keys(objects).sort()).toEqual(['claimed', 'renewed', 'used']);
  expect(calls).toContainEqual(['unfinished', ago(hour / 3)]);
});

test('forgets jobs, assets and uploads over their time first', async () => {
  const { calls, parts } = fixture();
  await sweep(parts);
  expect(calls.slice(0, 3)).toEqual([
    ['uploads', now],
    ['expire', ago(30 * 24 * hour)],
    ['unfinished', ago(hour)],
  ]);
});
