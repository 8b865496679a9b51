import { createHash } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import { failure } from '../fixture/failure.ts';
import { tempFolder } from '../fixture/temp-folder.ts';
import { type NpmPackage, npmPack } from './npm-pack.ts';

afterEach(() => {
  vi.unstubAllEnvs();
});

const tarball = 'the published bytes';
const wanted: NpmPackage = {
  name: 'some-package',
  version: '1.0.0',
  sha512: createHash('sha512').update(tarball).digest('base64'),
  tarballBytes: tarball.length,
};

/** In place of npm: writes what it is given where `npm pack` would. */
async function withNpm(body: string) {
  const folder = await tempFolder();
  const source = `const at = process.argv.indexOf('--pack-destination') + 1; const write = (text) => require('node:fs').writeFileSync(process.argv[at] + '/some-package-1.0.0.tgz', text);\n${body}`;
  vi.stubEnv('npm_execpath', await folder.write('npm/npm-cli.cjs', source));
  const cache = join(folder.path, 'cache');
  return { cache, [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose]() };
}

test('keeps the tarball whose hash is the published one, and does not ask for it again', async () => {
  await using npm = await withNpm(`write(${JSON.stringify(tarball)});`);
  const seen: number[] = [];
  const path = await npmPack(wanted, npm.cache, { onBytes: (done) => seen.push(done) });
  expect(await readdir(npm.cache)).toEqual(['some-package-1.0.0.tgz']);
  expect(seen.at(-1)).toBe(tarball.length);
  vi.stubEnv('npm_execpath', '/nowhere/npm.js');
  expect(await npmPack(wanted, npm.cache)).toBe(path);
});

test('refuses other bytes of the same length and leaves nothing behind', async () => {
  await using npm = await withNpm(`write(${JSON.stringify(tarball.toUpperCase())});`);
  await expect(npmPack(wanted, npm.cache)).rejects.toEqual(failure('dataset/unreadable', /SHA-512 differs/));
  expect(await readdir(npm.cache)).toEqual([]);
});

test('says that the download failed, with npm as the cause', async () => {
  await using npm = await withNpm(`console.error('no network'); process.exit(1);`);
  const failed = await npmPack(wanted, npm.cache).catch((e: unknown) => e as Error);
  expect(failed).toEqual(failure('dataset/unreadable', /could not be downloaded/));
  expect(String((failed as Error).cause)).toMatch(/no network/);
  expect(await readdir(npm.cache)).toEqual([]);
});
