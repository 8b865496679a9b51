import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { freePort } from './free-port.ts';
import { endingWithUs, findTestServerProgram } from './test-server-program.ts';

export interface TestServer extends AsyncDisposable {
  readonly url: string;
  /** Ends the server as a power cut would, and starts it again at the same place. */
  restart(): Promise<void>;
}

/** A Redis of its own, which keeps nothing on disk; undefined, with a message, where there is no redis-server. */
export async function startRedis(): Promise<TestServer | undefined> {
  const program = findTestServerProgram({ name: 'redis-server', install: 'apt-get install redis-server' });
  if (program === undefined) return undefined;
  const folder = mkdtempSync(join(tmpdir(), 'octet-test-redis-'));
  const port = await freePort();
  let server = await start(program, { folder, port });
  return {
    url: `redis://127.0.0.1:${port}`,
    async restart() {
      await server.kill();
      server = await start(program, { folder, port });
    },
    async [Symbol.asyncDispose]() {
      await server.kill();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function start(
  program: string,
  { folder, port }: { readonly folder: string; readonly port: number },
): Promise<{ kill(): Promise<void> }> {
  const [command, ...before] = endingWithUs(program);
  const child = spawn(
    command,
    [...before, '--port', String(port), '--bind', '127.0.0.1', '--dir', folder, '--save', '', '--appendonly', 'no'],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  await ready(child.stdout);
  return {
    async kill() {
      const ended = once(child, 'exit');
      child.kill('SIGKILL');
      await ended;
    },
  };
}

async function ready(log: Readable): Promise<void> {
  const lines: string[] = [];
  for await (const line of createInterface(log)) {
    lines.push(line);
    if (line.includes('Ready to accept connections')) {
      log.resume();
      return;
    }
  }
  throw new Error(`redis-server does not start:\n${lines.join('\n')}`);
}
