import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { refuseUnwritable, writeOutputs } from './output-folder.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'octet-output-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const unwritable = expect.objectContaining({ code: 'output/unwritable' });

test('writes all files, over old ones, and leaves no others', async () => {
  const out = join(folder, 'deep/out');
  await writeOutputs(out, { a: 'old', b: 'old' });
  await writeOutputs(out, { a: 'new', b: new Uint8Array([55]) });
  expect((await readdir(out)).toSorted()).toEqual(['a', 'b']);
  expect(await readFile(join(out, 'a'), 'utf8')).toBe('new');
  expect(await readFile(join(out, 'b'), 'utf8')).toBe('7');
});

test('keeps all old files where one new one cannot take its place', async () => {
  await writeFile(join(folder, 'a'), 'old');
  await mkdir(join(folder, 'b'));
  await expect(writeOutputs(folder, { a: 'new', b: 'new' })).rejects.toEqual(unwritable);
  expect((await readdir(folder)).toSorted()).toEqual(['a', 'b']);
  expect(await readFile(join(folder, 'a'), 'utf8')).toBe('old');
});

test('a folder that is there, or can be made, may be written to; looking makes nothing', async () => {
  await refuseUnwritable(folder);
  await refuseUnwritable(join(folder, 'not/yet'));
  expect(await readdir(folder)).toEqual([]);
});

test('a path that leads through a file is refused, and the file is named', async () => {
  const file = join(folder, 'file');
  await writeFile(file, '');
  for (const path of [file, join(file, 'out')]) {
    await expect(refuseUnwritable(path)).rejects.toEqual(unwritable);
    await expect(refuseUnwritable(path)).rejects.toThrow('is a file');
  }
});
