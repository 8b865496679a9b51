import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { stopOrphan } from './stop-orphan.ts';

/** Something that runs in `folder` and leaves its lock file behind, as a PostgreSQL that is killed does. */
async function orphan(folder: string, standsIn = folder) {
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000); console.log("up")'], { cwd: standsIn });
  const ended = once(child, 'exit');
  onTestFinished(async () => {
    child.kill('SIGKILL');
    await ended;
  });
  await once(child.stdout, 'data');
  const file = join(folder, 'postmaster.pid');
  writeFileSync(file, `${child.pid}\n${folder}\n`);
  return { child, file, ended };
}

function folder(): string {
  const made = mkdtempSync(join(tmpdir(), 'octet-orphan-'));
  onTestFinished(() => rmSync(made, { recursive: true }));
  return made;
}

test('ends the server of the folder, and takes away the lock file that it left', async () => {
  const { file, ended } = await orphan(folder());
  await stopOrphan(join(file, '..'));
  expect((await ended)[1]).toBe('SIGINT');
  expect(existsSync(file)).toBe(false);
});

test('spares another process that has the number of a dead server', async () => {
  const { child, file } = await orphan(folder(), tmpdir());
  await stopOrphan(join(file, '..'));
  expect(child.exitCode ?? child.signalCode).toBeNull();
  expect(existsSync(file)).toBe(false);
});
