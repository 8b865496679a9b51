import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, truncateSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, expect, test } from 'vitest';
import type { Claim } from '../object-store.ts';
import { openStore } from '../open-store.ts';
import { fresh, inChunks, read, sha256 } from '../testing/bytes.ts';
import { objectStoreSuite } from '../testing/object-store-suite.ts';
import { peakExternalBytes } from '../testing/peak-external-bytes.ts';

const MiB = 2 ** 20;
const bench = mkdtempSync(join(tmpdir(), 'octet-file-store-'));
afterAll(() => rmSync(bench, { recursive: true, force: true }));

const unclaimed: Claim = async () => {};

async function openIn(name: string, claim = unclaimed) {
  const folder = join(bench, name);
  const store = await openStore(pathToFileURL(folder).href, { claim });
  return { folder, store, remains: async () => readdirSync(join(folder, 'unfinished')), close: () => store.close() };
}
const objectPath = (folder: string, digest: string) => join(folder, 'objects', digest.slice(0, 2), digest.slice(2));

objectStoreSuite('the file system', (claim) => openIn('a folder with spaces', claim));

test('256 MiB go through in flat memory', { timeout: 60_000 }, async () => {
  const { store } = await openIn('flat');
  const chunk = fresh(MiB);
  const source = async function* () {
    for (let count = 0; count < 256; count++) yield chunk;
  };
  const { result, peakBytes } = await peakExternalBytes(() => store.put(source()));
  expect(result.bytes).toBe(256 * MiB);
  expect(peakBytes).toBeLessThan(32 * MiB);
});

test('objects outlive the store that put them', async () => {
  const { store } = await openIn('again');
  const bytes = fresh(100);
  await store.put(inChunks(bytes));
  await store.close();
  expect(await read((await openIn('again')).store.open(sha256(bytes)))).toEqual(bytes);
});

test('what a crash left unfinished goes when it is old, and stays while it may still be written', async () => {
  const { folder, store, remains } = await openIn('swept');
  const old = new Date(Date.now() - 3_600_000);
  for (const name of ['old', 'young']) writeFileSync(join(folder, 'unfinished', name), 'half');
  utimesSync(join(folder, 'unfinished/old'), old, old);
  expect(await store.sweepUnfinished(new Date(Date.now() - 60_000))).toBe(1);
  expect(await remains()).toEqual(['young']);
});

test('an object that shrinks while it is read ends in an error, not in a short file', async () => {
  const { folder, store } = await openIn('shrunk');
  const { digest } = await store.put(inChunks(fresh(4 * MiB)));
  const { stream } = await store.open(digest);
  truncateSync(objectPath(folder, digest), MiB);
  await expect(stream.toArray()).rejects.toMatchObject({ code: 'storage/damaged' });
});

test('a folder that is gone is unavailable', async () => {
  const { folder, store } = await openIn('gone');
  rmSync(folder, { recursive: true });
  await expect(store.check()).rejects.toMatchObject({ code: 'storage/unavailable' });
  await expect(store.put(inChunks(fresh(10)))).rejects.toMatchObject({ code: 'storage/unavailable' });
});

const mounts = process.getuid?.() === 0 && canMount();
if (!mounts) console.warn('skipped: a full disk is made by mounting a tiny tmpfs, which needs root and a machine that lets root mount');

test.skipIf(!mounts)('a full disk is named, nothing is left on it, and what was there stays', async () => {
  const folder = join(bench, 'full');
  execFileSync('mkdir', [folder]);
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=256k', 'tmpfs', folder]);
  try {
    const { store, remains } = await openIn('full');
    const kept = await store.put(inChunks(fresh(50_000)));
    await expect(store.put(inChunks(fresh(MiB)))).rejects.toMatchObject({ code: 'storage/full' });
    expect(await remains()).toEqual([]);
    expect(await store.stat(kept.digest)).toMatchObject({ bytes: 50_000 });
    await expect(store.check()).resolves.toBeUndefined();
  } finally {
    execFileSync('umount', [folder]);
  }
});

function canMount(): boolean {
  const probe = join(bench, 'probe');
  try {
    execFileSync('mkdir', [probe]);
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=16k', 'tmpfs', probe], { stdio: 'ignore' });
    execFileSync('umount', [probe]);
    return true;
  } catch {
    return false;
  }
}
