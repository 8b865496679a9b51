import { readdir, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DatasetError } from '../errors.ts';
import { collect } from '../fixture/collect.ts';
import { failure } from '../fixture/failure.ts';
import { rawTar } from '../fixture/raw-tar.ts';
import { rawZip } from '../fixture/raw-zip.ts';
import { tempFolder } from '../fixture/temp-folder.ts';
import { type DatasetLimits, defaultLimits } from '../limits.ts';
import { openSource } from './open-source.ts';
import { readEntry } from './read-entry.ts';

/** Opens an archive and reads all of it. */
async function contents(path: string, limits: Partial<DatasetLimits> = {}): Promise<Record<string, string>> {
  await using source = await openSource(path, { ...defaultLimits, ...limits });
  const all: Record<string, string> = {};
  for (const e of source.entries) all[e.name] = Buffer.from(await readEntry(e, 1 << 20)).toString('latin1');
  return all;
}

const text = (s: string) => Buffer.from(s);
const hostile = (what: RegExp) => failure('dataset/hostile-archive', what);

describe('zip', () => {
  test('reads stored and deflated entries, from the start and from the middle, while others are left early', async () => {
    await using folder = await tempFolder();
    const long = Buffer.alloc(700_000, 'abcdefg');
    const path = await folder.write(
      'x.zip',
      rawZip([
        { name: 'a', content: long },
        { name: 'b', content: long, deflate: true },
        { name: '.DS_Store', content: text('') },
      ]),
    );
    await using source = await openSource(path, defaultLimits);
    expect(source.entries.map((e) => e.name)).toEqual(['a', 'b']);
    for (let round = 0; round < 5; round++) {
      await Promise.all(
        source.entries.map(async (e) => {
          for await (const chunk of e.open()) if (chunk.length > 0) break;
        }),
      );
    }
    for (const e of source.entries) {
      const parts = await collect(e.open(123_457));
      expect(Buffer.concat(parts).equals(long.subarray(123_457))).toBe(true);
    }
  });

  test('closed while samples are read: what was begun is read to its end, what begins later is refused, and no error goes unheard', async () => {
    await using folder = await tempFolder();
    const long = Buffer.alloc(700_000, 'abcdefg');
    const names = Array.from({ length: 8 }, (_, i) => ({ name: `${i}`, content: long, deflate: i % 2 === 1 }));
    const source = await openSource(await folder.write('x.zip', rawZip(names)), defaultLimits);
    const begun = source.entries.map((e) => readEntry(e, 1 << 20));
    await Promise.all([source.close(), source.close()]);
    for (const bytes of await Promise.all(begun)) expect(long.equals(bytes)).toBe(true);
    for (const e of source.entries)
      await expect(readEntry(e, 1 << 20)).rejects.toEqual(failure('dataset/unreadable', /was closed; open it again/));
  });

  test('refuses names that leave the archive, links and devices', async () => {
    await using folder = await tempFolder();
    const zip = async (name: string, mode?: number) =>
      contents(await folder.write('x.zip', rawZip([{ name, content: text('x'), ...(mode === undefined ? {} : { mode }) }])));
    expect(await zip('a/b')).toEqual({ 'a/b': 'x' });
    await expect(zip('../b')).rejects.toEqual(hostile(/\.\./));
    await expect(zip('a\\..\\..\\b')).rejects.toEqual(hostile(/\.\./));
    await expect(zip('/etc/passwd')).rejects.toEqual(hostile(/absolute/));
    await expect(zip('C:/x')).rejects.toEqual(hostile(/absolute/));
    await expect(zip('a', 0o120777)).rejects.toEqual(hostile(/link/));
    await expect(zip('a', 0o020666)).rejects.toEqual(hostile(/device/));
    await expect(zip('a/'.repeat(20).concat('b'))).rejects.toEqual(hostile(/16 folders/));
  });

  test('refuses the same name twice, too many entries, too many bytes, too high a ratio', async () => {
    await using folder = await tempFolder();
    const path = await folder.write(
      'x.zip',
      rawZip([
        { name: 'a', content: text('x') },
        { name: 'a', content: text('y') },
      ]),
    );
    await expect(contents(path)).rejects.toEqual(hostile(/same name twice/));
    const three = await folder.write(
      'y.zip',
      rawZip(['a', 'b', 'c'].map((name) => ({ name, content: Buffer.alloc(100_000), deflate: true }))),
    );
    expect(Object.keys(await contents(three))).toEqual(['a', 'b', 'c']);
    await expect(contents(three, { entries: 2 })).rejects.toEqual(hostile(/more than 2 entries/));
    await expect(contents(three, { entryBytes: 99_999 })).rejects.toEqual(hostile(/limit of 99999/));
    await expect(contents(three, { totalBytes: 250_000 })).rejects.toEqual(hostile(/250000 bytes unpacked/));
    await expect(contents(three, { ratioFreeBytes: 1000 })).rejects.toEqual(hostile(/200 to 1/));
  });

  test('refuses entries that hold more or less than they claim, are damaged or encrypted', async () => {
    await using folder = await tempFolder();
    const zip = async (facts: object) =>
      contents(await folder.write('x.zip', rawZip([{ name: 'a', content: Buffer.alloc(5000, 'ab'), deflate: true, ...facts }])));
    expect(Object.keys(await zip({}))).toEqual(['a']);
    await expect(zip({ claimedBytes: 4999 })).rejects.toEqual(hostile(/4999 bytes that it claims/));
    await expect(zip({ claimedBytes: 5001 })).rejects.toEqual(hostile(/5001 bytes that it claims/));
    await expect(zip({ claimedBytes: 4999, deflate: false })).rejects.toEqual(hostile(/size mismatch/));
    await expect(zip({ claimedCrc: 1 })).rejects.toEqual(failure('dataset/unreadable', /damaged/));
    await expect(zip({ encrypted: true })).rejects.toEqual(hostile(/password/));
  });

  test('ends every damaged archive in a DatasetError or in entries', async () => {
    await using folder = await tempFolder();
    const good = rawZip([
      { name: 'a', content: Buffer.alloc(300, 'ab'), deflate: true },
      { name: 'b/c', content: text('hello') },
    ]);
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(fc.nat(good.length - 1), fc.nat(255)), { minLength: 1, maxLength: 4 }), async (edits) => {
        const bad = Uint8Array.from(good);
        for (const [at, value] of edits) bad[at] = value;
        const outcome = await contents(await folder.write('x.zip', bad)).catch((e: unknown) => e);
        expect(outcome instanceof DatasetError || !(outcome instanceof Error)).toBe(true);
      }),
      { seed: 20250101, numRuns: 200 },
    );
  });
});

describe('tar', () => {
  test('reads a tar and a tar.gz, and removes what it unpacked', async () => {
    await using folder = await tempFolder();
    const long = 'x'.repeat(200);
    const tar = await rawTar([
      { name: 'd', type: 'directory' },
      { name: 'd/a', content: 'hello' },
      { name: long, content: 'far' },
      { name: 'empty' },
    ]);
    const want = { 'd/a': 'hello', [long]: 'far', empty: '' };
    const unpacked = async () => (await readdir(tmpdir())).filter((f) => f.startsWith('octet-tar-')).length;
    expect(await contents(await folder.write('x.tar', tar))).toEqual(want);
    const before = await unpacked();
    expect(await contents(await folder.write('x.tar.gz', gzipSync(tar)))).toEqual(want);
    expect(await unpacked()).toBe(before);
  });

  test('refuses links, devices, pipes, escapes and repeats', async () => {
    await using folder = await tempFolder();
    const tar = async (...members: Parameters<typeof rawTar>[0]) => contents(await folder.write('x.tar', await rawTar(members)));
    await expect(tar({ name: 'a', type: 'symlink', linkname: '/etc/passwd' })).rejects.toEqual(hostile(/symlink/));
    await expect(tar({ name: 'a', type: 'link', linkname: 'b' })).rejects.toEqual(hostile(/a link/));
    await expect(tar({ name: 'a', type: 'character-device' })).rejects.toEqual(hostile(/character-device/));
    await expect(tar({ name: 'a', type: 'fifo' })).rejects.toEqual(hostile(/fifo/));
    await expect(tar({ name: '../a', content: 'x' })).rejects.toEqual(hostile(/\.\./));
    await expect(tar({ name: '/a', content: 'x' })).rejects.toEqual(hostile(/absolute/));
    await expect(tar({ name: 'a', content: 'x' }, { name: './a', content: 'y' })).rejects.toEqual(hostile(/twice/));
  });

  test('refuses a truncated archive and a gzip bomb, before it is unpacked', async () => {
    await using folder = await tempFolder();
    const tar = await rawTar([{ name: 'a', content: Buffer.alloc(2000, 1) }]);
    await expect(contents(await folder.write('x.tar', tar.subarray(0, 1000)))).rejects.toEqual(
      failure('dataset/unreadable', /ends too early/),
    );
    await expect(contents(await folder.write('x.tar.gz', gzipSync(tar).subarray(0, 60)))).rejects.toEqual(
      failure('dataset/unreadable', /ends too early/),
    );
    const bomb = gzipSync(Buffer.alloc(1 << 20));
    await expect(contents(await folder.write('b.tar.gz', bomb), { ratioFreeBytes: 1 << 16 })).rejects.toEqual(hostile(/200 to 1/));
  });

  test('ends every damaged archive in a DatasetError or in entries', async () => {
    await using folder = await tempFolder();
    const good = await rawTar([
      { name: 'a', content: 'hello' },
      { name: 'b', content: 'world' },
    ]);
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.nat(1100), fc.nat(255)), { minLength: 1, maxLength: 4 }),
        fc.nat(good.length),
        async (edits, cut) => {
          const bad = Uint8Array.from(good);
          for (const [at, value] of edits) bad[at] = value;
          const outcome = await contents(await folder.write('x.tar', bad.subarray(0, cut))).catch((e: unknown) => e);
          expect(outcome instanceof DatasetError || !(outcome instanceof Error)).toBe(true);
        },
      ),
      { seed: 20250101, numRuns: 200 },
    );
  });
});

describe('folder', () => {
  test('follows links that stay inside and refuses those that leave', async () => {
    await using folder = await tempFolder();
    await folder.write('in/a', 'x');
    await symlink('a', join(folder.path, 'in', 'b'));
    expect(await contents(join(folder.path, 'in'))).toEqual({ a: 'x', b: 'x' });
    await folder.write('out', 'y');
    await symlink('../out', join(folder.path, 'in', 'c'));
    await expect(contents(join(folder.path, 'in'))).rejects.toEqual(hostile(/leaves the folder/));
  });

  test('says that a path leads nowhere, and that a text file is no archive', async () => {
    await using folder = await tempFolder();
    await expect(contents(join(folder.path, 'missing'))).rejects.toEqual(failure('dataset/unreadable', /no such file/));
    await expect(contents(await folder.write('x.zip', 'hello'))).rejects.toEqual(failure('dataset/unreadable', /none of .zip/));
    await expect(contents(await folder.write('y.zip', ''))).rejects.toEqual(failure('dataset/unreadable', /empty file/));
  });
});
