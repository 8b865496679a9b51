import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';
import { gateBefore, testDatabase } from '@octet/testing';
import { expect, onTestFinished, test, vi } from 'vitest';

vi.setConfig({ testTimeout: 60_000 });

/** A gateway as a process of its own; ends with the test. `said` are the texts of its log. */
function start(env: Record<string, string>) {
  const folder = mkdtempSync(join(tmpdir(), 'octet-gateway-server-'));
  const child = spawn(process.execPath, [join(import.meta.dirname, 'server.ts')], {
    env: {
      OCTET_STORAGE_URL: pathToFileURL(folder).href,
      OCTET_LISTEN: '127.0.0.1:0',
      OCTET_PUBLIC_URL: 'https://octet.example',
      OCTET_RESULTS_URL: 'http://127.0.0.1:1',
      ...env,
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exited = once(child, 'exit');
  const lines: string[] = [];
  createInterface(child.stdout).on('line', (line) => lines.push(line));
  onTestFinished(async () => {
    child.kill('SIGKILL');
    await exited;
    rmSync(folder, { recursive: true });
  });
  return { child, exited, said: () => lines.join('\n') };
}

/** One that nobody had a moment ago. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

test('waits for a database that starts later: alive, not ready, then at work', async () => {
  await using database = await testDatabase();
  await using gate = await gateBefore(database.url);
  const address = `127.0.0.1:${await freePort()}`;
  const { child, exited, said } = start({ OCTET_DATABASE_URL: gate.url, OCTET_LISTEN: address });
  await vi.waitFor(() => expect(said()).toContain('waits for PostgreSQL'), { timeout: 30_000 });
  const statusOf = async (path: string) => (await fetch(`http://${address}${path}`)).status;
  expect([await statusOf('/livez'), await statusOf('/readyz')]).toEqual([200, 503]);
  const refused = await fetch(`http://${address}/v1/jobs`);
  expect([refused.status, refused.headers.get('retry-after'), await refused.json()]).toEqual([
    503,
    '5',
    expect.objectContaining({ code: 'service/unavailable' }),
  ]);
  gate.open();
  await vi.waitFor(async () => expect([await statusOf('/readyz'), await statusOf('/v1/jobs')]).toEqual([200, 401]), { timeout: 30_000 });
  child.kill('SIGTERM');
  expect(await exited).toEqual([0, null]);
});

test('ends with 1, and says what did not answer, when its time to wait is over', async () => {
  await using database = await testDatabase();
  await using gate = await gateBefore(database.url);
  const { exited, said } = start({ OCTET_DATABASE_URL: gate.url, OCTET_START_SECONDS: '0.5' });
  expect(await exited).toEqual([1, null]);
  expect(said()).toMatch(/PostgreSQL did not answer within 0\.5 s.*OCTET_START_SECONDS/);
});

test('waits for storage too', async () => {
  await using database = await testDatabase();
  const { exited, said } = start({
    OCTET_DATABASE_URL: database.url,
    OCTET_STORAGE_URL: 's3://bucket?endpoint=http://127.0.0.1:1&region=nowhere',
    AWS_ACCESS_KEY_ID: 'key',
    AWS_SECRET_ACCESS_KEY: 'secret',
    OCTET_START_SECONDS: '0.5',
  });
  expect(await exited).toEqual([1, null]);
  expect(said()).toMatch(/the storage did not answer within 0\.5 s/);
});

test('waits for the queue too', async () => {
  await using database = await testDatabase();
  const { exited, said } = start({
    OCTET_DATABASE_URL: database.url,
    OCTET_REDIS_URL: 'redis://127.0.0.1:1',
    OCTET_START_SECONDS: '0.5',
  });
  expect(await exited).toEqual([1, null]);
  expect(said()).toMatch(/the queue did not answer within 0\.5 s/);
});

test('ends at SIGTERM while it waits', async () => {
  await using database = await testDatabase();
  await using gate = await gateBefore(database.url);
  const { child, exited, said } = start({ OCTET_DATABASE_URL: gate.url });
  await vi.waitFor(() => expect(said()).toContain('waits for PostgreSQL'), { timeout: 30_000 });
  child.kill('SIGTERM');
  expect(await exited).toEqual([0, null]);
});
