import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { lockFolder } from './folder-lock.ts';
import { processIdentity } from './process-identity.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'octet-lock-'));
});
afterEach(() => rmSync(folder, { recursive: true }));
const lock = () => join(folder, 'postgres.lock');

it('holds the folder until it is let go, and leaves nothing behind', () => {
  const unlock = lockFolder(lock());
  expect(() => lockFolder(lock())).toThrow(`Process ${process.pid} runs`);
  expect(readFileSync(lock(), 'utf8')).toBe(processIdentity(process.pid));
  unlock();
  expect(readdirSync(folder)).toEqual([]);
  lockFolder(lock())();
});

it.each([
  ['ended', '4194305:1'],
  ['left its number to another process', `${process.pid}:1`],
  ['was cut off while writing', ''],
])('takes the lock of a process that %s', (_, stale) => {
  writeFileSync(lock(), stale);
  const unlock = lockFolder(lock());
  expect(readdirSync(folder)).toEqual(['postgres.lock']);
  unlock();
});
