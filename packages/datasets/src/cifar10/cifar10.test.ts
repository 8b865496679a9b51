import { mkdir, readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { failure } from '../fixture/failure.ts';
import { tempFolder } from '../fixture/temp-folder.ts';
import { cacheFolder } from './cache-folder.ts';
import { withFolderLock } from './folder-lock.ts';
import { readCifar10 } from './read-cifar10.ts';

test('takes images from the rows of the PNG and labels from its place in the list', async () => {
  await using folder = await tempFolder();
  const rows = Buffer.alloc(3072 * 3);
  for (let i = 0; i < rows.length; i++) rows[i] = (i * 7 + (i >> 8)) & 255;
  await folder.write(
    'data_batch_2.png',
    await sharp(rows, { raw: { width: 1024, height: 3, channels: 3 } })
      .png()
      .toBuffer(),
  );
  await folder.write('train_lables.json', JSON.stringify(Array.from({ length: 50_000 }, (_, i) => (i < 10_000 ? 0 : i % 10))));
  const { images, labels } = await readCifar10(folder.path, 'data_batch_2', { count: 2 });
  expect(images.dims).toEqual([2, 32, 32, 3]);
  expect(Buffer.from(images.data as Uint8Array).equals(rows.subarray(0, 2 * 3072))).toBe(true);
  expect(Array.from(labels)).toEqual([0, 1]);
});

test('refuses files that are not as published', async () => {
  await using folder = await tempFolder();
  await folder.write('test_batch.png', 'text');
  await expect(readCifar10(folder.path, 'test_batch')).rejects.toEqual(
    failure('dataset/unreadable', /"test_batch.png" is not as published/),
  );
});

test('the cache follows OCTET_CACHE, then XDG_CACHE_HOME, and falls back where it cannot be written', async () => {
  await using folder = await tempFolder();
  expect(await cacheFolder({ OCTET_CACHE: join(folder.path, 'a'), XDG_CACHE_HOME: folder.path })).toBe(join(folder.path, 'a'));
  expect(await cacheFolder({ XDG_CACHE_HOME: folder.path })).toBe(join(folder.path, 'octet'));
  const file = await folder.write('file', '');
  expect(await cacheFolder({ OCTET_CACHE: file })).toBe(join(tmpdir(), 'octet-cache'));
});

test('two that want the same lock run one after the other, and a dead holder loses it', async () => {
  await using folder = await tempFolder();
  const lock = join(folder.path, 'lock');
  const events: string[] = [];
  const work = (name: string) => async () => {
    events.push(`${name} in`);
    await readdir(folder.path);
    events.push(`${name} out`);
  };
  await Promise.all([withFolderLock(lock, work('a')), withFolderLock(lock, work('b'))]);
  expect([events.slice(0, 2).map((e) => e.slice(2)), events.slice(2).map((e) => e.slice(2))]).toEqual([
    ['in', 'out'],
    ['in', 'out'],
  ]);
  // Process numbers end far below this one.
  await mkdir(lock);
  await folder.write('lock/pid', '2000000000');
  await withFolderLock(lock, work('c'));
  expect(events.at(-1)).toBe('c out');
  expect(await readdir(folder.path)).toEqual([]);
});
