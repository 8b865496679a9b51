import { spawn } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';
import { testDatabase } from '@octet/testing';
import { expect, onTestFinished, test } from 'vitest';

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
    OCTET_DATABASE_URL: database.url,
    OCTET_STORAGE_URL: pathToFileURL(folder).href,
    OCTET_LISTEN: '127.0.0.1:0',
    OCTET_PUBLIC_URL: 'https://octet.example',
    OCTET_WORKER_TOKEN: 'the-token-of-the-workers',
    OCTET_SIGNING_KEY: generateKeyPairSync('ed25519').privateKey.export({ format: 'der', type: 'pkcs8' }).toString('base64'),
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

test('says every fault of its environment and does not start', async () => {
  const { child, exited } = start({ OCTET_WORKER_TOKEN: 'short' });
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => {
    said += chunk.toString();
  });
  const [code] = await exited;
  expect([code === 0, said]).toEqual([false, expect.stringMatching(/OCTET_DATABASE_URL.*OCTET_WORKER_TOKEN/s)]);
});
