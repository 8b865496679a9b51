import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, chownSync, globSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { freePort } from './free-port.ts';
import type { TestServer } from './redis.ts';
import { endingWithUs, findTestServerProgram } from './test-server-program.ts';

/** The distribution's PostgreSQL, empty and without passwords; undefined, with a message, where there is none. */
export async function systemPostgres(): Promise<TestServer | undefined> {
  const postgres = findTestServerProgram({
    name: 'postgres',
    folders: globSync('/usr/lib/postgresql/*/bin'),
    install: 'apt-get install postgresql',
  });
  if (postgres === undefined) return undefined;
  const folder = mkdtempSync(join(tmpdir(), 'octet-test-system-postgres-'));
  const user = process.getuid?.() === 0 ? idsOf('postgres') : {};
  const dataFolder = join(folder, 'data');
  mkdirSync(dataFolder);
  // PostgreSQL refuses to run as root; as another user it has to get in.
  chmodSync(folder, 0o755);
  if (user.uid !== undefined && user.gid !== undefined) chownSync(dataFolder, user.uid, user.gid);
  const environment = { ...user, cwd: '/', env: {} };
  const initdb = join(dirname(postgres), 'initdb');
  execFileSync(initdb, ['-D', dataFolder, '-U', 'octet', '-A', 'trust', '-E', 'UTF8', '--locale=C', '--no-sync'], {
    ...environment,
    stdio: 'pipe',
  });
  const port = await freePort();
  let child = await start();
  return {
    url: `postgres://octet@127.0.0.1:${port}/postgres`,
    async restart() {
      await end('SIGQUIT');
      child = await start();
    },
    async [Symbol.asyncDispose]() {
      await end('SIGQUIT');
      rmSync(folder, { recursive: true, force: true });
    },
  };

  async function start() {
    const settings = ['-h', '127.0.0.1', '-p', String(port), '-c', 'unix_socket_directories=', '-c', 'fsync=off'];
    const [command, ...before] = endingWithUs(postgres ?? '');
    const child = spawn(command, [...before, '-D', dataFolder, ...settings], { ...environment, stdio: ['ignore', 'ignore', 'pipe'] });
    const lines: string[] = [];
    for await (const line of createInterface(child.stderr)) {
      lines.push(line);
      if (line.includes('ready to accept connections')) {
        child.stderr.resume();
        return child;
      }
    }
    throw new Error(`postgres does not start:\n${lines.join('\n')}`);
  }

  async function end(signal: NodeJS.Signals): Promise<void> {
    const ended = once(child, 'exit');
    child.kill(signal);
    await ended;
  }
}

function idsOf(user: string): { readonly uid?: number; readonly gid?: number } {
  const id = (flag: string) => Number(execFileSync('id', [flag, user], { encoding: 'utf8' }));
  return { uid: id('-u'), gid: id('-g') };
}
