import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openScratch } from './scratch.ts';

async function root() {
  const path = await mkdtemp(join(tmpdir(), 'octet-scratch-test-'));
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true }) };
}

test('folders of dead workers are removed at the start, those of living ones and what is no worker’s are kept', async () => {
  await using folder = await root();
  const child = spawn('true');
  await once(child, 'exit');
  const dead = `octet-${child.pid}-12345-aaaa`;
  const reused = `octet-${process.pid}-12345-aaaa`;
  for (const name of [dead, reused, 'octet-mine', 'other']) await mkdir(join(folder.path, name, 'in'), { recursive: true });
  await using first = await openScratch(folder.path);
  const left = await readdir(folder.path);
  expect(left).toHaveLength(3);
  expect(left).toEqual(expect.arrayContaining(['octet-mine', 'other', expect.stringMatching(`^octet-${process.pid}-`)]));
  await using second = await openScratch(folder.path);
  expect(await readdir(folder.path)).toHaveLength(4);
  expect(second).not.toBe(first);
});

test('an attempt’s folder goes with the attempt, the worker’s with the worker', async () => {
  await using folder = await root();
  {
    await using scratch = await openScratch(folder.path);
    {
      await using attempt = await scratch.make();
      await writeFile(join(attempt.out, 'x'), 'x');
    }
    const [own = ''] = await readdir(folder.path);
    expect(await readdir(join(folder.path, own))).toEqual([]);
  }
  expect(await readdir(folder.path)).toEqual([]);
});
