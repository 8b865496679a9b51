import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { processIdentity } from './process-identity.ts';
import { startPostgres } from './start-postgres.ts';
import { stopOrphan } from './stop-orphan.ts';

const soon = { timeout: 20_000, interval: 30 };
vi.setConfig({ testTimeout: 60_000 });

let parent: string;
let folder: string;
beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), 'octet-postgres-'));
  chmodSync(parent, 0o755);
  folder = join(parent, 'Daten für "Octet"');
});
afterEach(() => rmSync(parent, { recursive: true, force: true }));

const start = (more = {}) => startPostgres({ folder, durable: false, ...more });

async function query(url: string, sql: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return (await client.query({ text: sql, rowMode: 'array' })).rows.flat();
  } finally {
    await client.end();
  }
}

/** A process that runs the PostgreSQL of the folder. */
async function otherStarter(): Promise<{ readonly child: ChildProcess; readonly url: string; readonly pid: number }> {
  const program = new URL('./testing/hold-postgres.ts', import.meta.url).pathname;
  const child = spawn(process.execPath, [program, folder], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [said] = await once(child.stdout ?? expect.unreachable(), 'data');
  return { child, ...JSON.parse(String(said)) };
}

describe('a folder whose path has spaces, quotes and umlauts', () => {
  it('keeps what was written, durably by default', async () => {
    {
      await using first = await startPostgres({ folder });
      expect(await query(first.url, 'SHOW fsync')).toEqual(['on']);
      await query(first.url, 'CREATE TABLE kept AS SELECT 7 AS n');
    }
    await using second = await start();
    expect(await query(second.url, 'SELECT n FROM kept')).toEqual([7]);
    expect(await query(second.url, 'SHOW fsync')).toEqual(['off']);
  });

  it('listens on loopback, for those who know the password in a file that only its owner reads', async () => {
    await using postgres = await start();
    expect(statSync(join(folder, 'postgres.password')).mode & 0o777).toBe(0o600);
    expect(await query(postgres.url, 'SHOW listen_addresses')).toEqual(['127.0.0.1']);
    const wrong = new URL(postgres.url);
    wrong.password = 'guessed';
    await expect(query(wrong.href, 'SELECT 1')).rejects.toThrow(/password authentication failed/);
  });
});

it('stops at once even while a session is open', async () => {
  const postgres = await start();
  const client = new pg.Client({ connectionString: postgres.url });
  const cut = new Promise((resolve) => client.on('error', resolve));
  await client.connect();
  await postgres.stop();
  await cut;
  await client.end();
  expect(processIdentity(postgres.pid)).toBeUndefined();
  expect(existsSync(join(folder, 'postgres/postmaster.pid'))).toBe(false);
});

it('comes back at the same address with its data after the server was killed', async () => {
  const exits: unknown[] = [];
  await using postgres = await start({ onRestart: ({ signal }: { signal: string }) => exits.push(signal) });
  await query(postgres.url, 'CREATE TABLE kept AS SELECT 7 AS n');
  const first = postgres.pid;
  process.kill(first, 'SIGKILL');
  await expect.poll(() => query(postgres.url, 'SELECT n FROM kept').catch(() => 'away'), soon).toEqual([7]);
  expect(exits[0]).toBe('SIGKILL');
  expect(postgres.pid).not.toBe(first);
});

it('starts no second server on the files while a session of a killed one still works on them', async () => {
  const other = await otherStarter();
  const client = new pg.Client({ connectionString: other.url });
  client.on('error', () => undefined);
  await client.connect();
  const { rows } = await client.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
  const session = rows[0]?.pid ?? expect.unreachable();
  // For some seconds it looks at nothing but its sum.
  const sum = client
    .query('SELECT sum(sqrt(n)) FROM generate_series(1, 5000000) AS n, generate_series(1, 3) AS times')
    .catch(() => undefined);
  await expect.poll(() => query(other.url, `SELECT state FROM pg_stat_activity WHERE pid = ${session}`)).toEqual(['active']);
  const gone = once(other.child, 'close');
  for (const pid of [other.pid, other.child.pid ?? expect.unreachable()]) process.kill(pid, 'SIGKILL');
  await gone;
  expect(processIdentity(session)).toBeDefined();
  await using postgres = await start();
  expect(processIdentity(session)).toBeUndefined();
  expect(await query(postgres.url, 'SELECT 1')).toEqual([1]);
  await sum;
  await client.end();
});

it('stops for good while it is being started again', async () => {
  const restarting = Promise.withResolvers<void>();
  const postgres = await start({ onRestart: () => restarting.resolve() });
  process.kill(postgres.pid, 'SIGKILL');
  await restarting.promise;
  await postgres.stop();
  expect(processIdentity(postgres.pid)).toBeUndefined();
});

it('refuses a folder that a living process uses, with its number; takes over when that one was killed', async () => {
  const other = await otherStarter();
  await query(other.url, 'CREATE TABLE kept AS SELECT 7 AS n');
  await expect(start()).rejects.toMatchObject({ code: 'postgres/in-use', message: expect.stringContaining(`Process ${other.child.pid} `) });
  const gone = once(other.child, 'close');
  other.child.kill('SIGKILL');
  await gone;
  await using postgres = await start();
  expect(processIdentity(other.pid)).toBeUndefined();
  expect(await query(postgres.url, 'SELECT n FROM kept')).toEqual([7]);
});

it('stops a server that outlived its starter, and only the one of the folder', async () => {
  await using postgres = await start();
  const { pid } = postgres;
  mkdirSync(join(parent, 'other'));
  writeFileSync(join(parent, 'other/postmaster.pid'), `${pid}\n`);
  await stopOrphan(join(parent, 'other'));
  expect(processIdentity(pid)).toBeDefined();
  await stopOrphan(join(folder, 'postgres'));
  expect(processIdentity(pid)).toBeUndefined();
});

it('refuses to start twice in one process; two folders do not disturb each other', async () => {
  await using first = await start();
  await expect(start()).rejects.toMatchObject({ code: 'postgres/in-use' });
  await using second = await startPostgres({ folder: join(parent, 'other'), durable: false });
  await query(first.url, 'CREATE TABLE mine ()');
  await expect(query(second.url, 'TABLE mine')).rejects.toThrow(/does not exist/);
});

it('starts where the number of a dead server belongs to another process now', async () => {
  await (await start()).stop();
  writeFileSync(join(folder, 'postgres/postmaster.pid'), `${process.pid}\n${join(folder, 'postgres')}\n`);
  writeFileSync(join(folder, 'postgres.lock'), `${process.pid}:1`);
  await using postgres = await start();
  expect(await query(postgres.url, 'SELECT 1')).toEqual([1]);
});

it('says what the server said where it does not start, and lets go of the folder', async () => {
  await (await start()).stop();
  const settings = join(folder, 'postgres/postgresql.conf');
  const good = readFileSync(settings);
  writeFileSync(settings, 'shared_buffers = plenty\n');
  await expect(start()).rejects.toMatchObject({ code: 'postgres/failed', message: expect.stringContaining('plenty') });
  writeFileSync(settings, good);
  await (await start()).stop();
});

it('refuses a database whose password is gone, and names the file', async () => {
  await (await start()).stop();
  rmSync(join(folder, 'postgres.password'));
  await expect(start()).rejects.toMatchObject({ code: 'postgres/password-lost', message: expect.stringContaining('postgres.password') });
});

it.skipIf(process.getuid?.() !== 0)(
  'as root, serves a folder that only root may enter; where that was removed its database is set aside',
  async () => {
    mkdirSync(folder, { mode: 0o700 });
    chmodSync(parent, 0o700);
    {
      await using postgres = await start();
      await query(postgres.url, 'CREATE TABLE kept AS SELECT 7 AS n');
      expect(existsSync(join(folder, 'postgres'))).toBe(false);
    }
    const again = await start();
    expect(await query(again.url, 'SELECT n FROM kept')).toEqual([7]);
    const [dataFolder] = await query(again.url, 'SHOW data_directory');
    await again.stop();
    expect(String(dataFolder)).not.toContain(parent);
    rmSync(folder, { recursive: true });
    mkdirSync(folder, { mode: 0o700 });
    {
      await using fresh = await start();
      await expect(query(fresh.url, 'TABLE kept')).rejects.toThrow(/does not exist/);
    }
    expect(globSync('postgres.left-*/PG_VERSION', { cwd: join(String(dataFolder), '..') })).toHaveLength(1);
    rmSync(join(String(dataFolder), '..'), { recursive: true });
  },
);
