import { spawn } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';
import { gateBefore, testDatabase } from '@octet/testing';
import { expect, onTestFinished, test, vi } from 'vitest';

const server = join(import.meta.dirname, 'server.ts');

/** A process with this environment alone; ends with the test. */
function start(env: Record<string, string>) {
  const child = spawn(process.execPath, [server], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  const exited = once(child, 'exit');
  onTestFinished(async () => {
    child.kill('SIGKILL');
    await exited;
  });
  return { child, exited };
}

test('starts on its environment, answers, and ends by itself at SIGTERM', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'octet-results-server-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  await using database = await testDatabase();
  const { child, exited } = start({
    ...settings(folder),
    OCTET_DATABASE_URL: database.url,
  });
  let origin: string | undefined;
  for await (const line of createInterface(child.stdout)) {
    origin = /http:\/\/127\.0\.0\.1:\d+/.exec(line)?.[0];
    if (origin !== undefined) break;
  }
  const ready = await fetch(`${origin}/readyz`);
  expect([ready.status, await ready.json()]).toEqual([200, { status: 'ok', checks: { ledger: 'ok', storage: 'ok' } }]);
  child.kill('SIGTERM');
  expect(await exited).toEqual([0, null]);
});

/** What it starts with but the database. */
function settings(folder: string) {
  return {
    OCTET_STORAGE_URL: pathToFileURL(folder).href,
    OCTET_LISTEN: '127.0.0.1:0',
    OCTET_PUBLIC_URL: 'https://octet.example',
    OCTET_WORKER_TOKEN: 'the-token-of-the-workers',
    OCTET_SIGNING_KEY: generateKeyPairSync('ed25519').privateKey.export({ format: 'der', type: 'pkcs8' }).toString('base64'),
  };
}

test.each([
  ['waits for a database that starts later', '60', true],
  ['gives up when its time to wait is over', '0.5', false],
])(
  '%s',
  async (_what, seconds, opens) => {
    const folder = mkdtempSync(join(tmpdir(), 'octet-results-server-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    await using database = await testDatabase();
    await using gate = await gateBefore(database.url);
    const { child, exited } = start({ ...settings(folder), OCTET_DATABASE_URL: gate.url, OCTET_START_SECONDS: seconds });
    let said = '';
    child.stdout.on('data', (chunk: Buffer) => {
      said += chunk.toString();
    });
    await vi.waitFor(() => expect(said).toContain('waits for PostgreSQL'), { timeout: 30_000 });
    if (opens) {
      gate.open();
      await vi.waitFor(() => expect(said).toMatch(/http:\/\/127\.0\.0\.1:\d+/), { timeout: 30_000 });
      child.kill('SIGTERM');
      expect(await exited).toEqual([0, null]);
    } else {
      expect(await exited).toEqual([1, null]);
      expect(said).toMatch(/PostgreSQL did not answer within 0\.5 s/);
    }
  },
  60_000,
);

test('says every fault of its environment and does not start', async () => {
  const { child } = start({ OCTET_WORKER_TOKEN: 'short' });
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => {
    said += chunk.toString();
  });
  // 'close' rather than 'exit': all that it said has been read by then.
  const [code] = await once(child, 'close');
  expect([code === 0, said]).toEqual([false, expect.stringMatching(/OCTET_DATABASE_URL.*OCTET_WORKER_TOKEN/s)]);
});
