import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as wait } from 'node:timers/promises';
import pg from 'pg';
import { PostgresError } from './postgres-error.ts';
import type { ServerUser } from './server-user.ts';

export interface ServerOptions {
  readonly bin: string;
  readonly dataFolder: string;
  readonly port: number;
  readonly url: string;
  readonly user: ServerUser | undefined;
  readonly durable: boolean;
  /** Gets every line that the server logs. */
  readonly log: (line: string) => void;
}

export interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** The last lines of the server's log. */
  readonly lastWords: string;
}

export interface ServerProcess {
  readonly pid: number;
  readonly exited: Promise<Exit>;
  /** Resolves when it answers; rejects with 'postgres/failed' where it ends first or takes too long. */
  answering(): Promise<void>;
  /** Ends the sessions and writes everything down; after 30 s without. */
  stop(): Promise<void>;
}

const keptLines = 20;
/** After a crash under load PostgreSQL replays its log first. */
const startMs = 120_000;
const stopMs = 30_000;

export function startServer({ bin, dataFolder, port, url, user, durable, log }: ServerOptions): ServerProcess {
  const settings = ['-c', 'unix_socket_directories=', '-c', 'max_connections=200'];
  const careless = ['-c', 'fsync=off', '-c', 'full_page_writes=off'];
  const [program = '', ...before] = [...endsWithUs(), join(bin, 'postgres')];
  const child = spawn(
    program,
    [...before, '-D', dataFolder, '-h', '127.0.0.1', '-p', String(port), ...settings, ...(durable ? [] : careless)],
    // A session of its own: Ctrl-C in a terminal is for us, and we stop the server when nobody needs it any more.
    { ...user, cwd: '/', env: {}, stdio: ['ignore', 'ignore', 'pipe'], detached: true },
  );
  const lines: string[] = [];
  createInterface(child.stderr).on('line', (line) => {
    lines.push(line);
    if (lines.length > keptLines) lines.shift();
    log(line);
  });
  let ended: Exit | undefined;
  const exited = new Promise<Exit>((resolve) => {
    const end = (exit: Omit<Exit, 'lastWords'>) => {
      ended ??= { ...exit, lastWords: lines.join('\n') };
      resolve(ended);
    };
    child.once('error', (error) => {
      lines.push(error.message);
      end({ code: null, signal: null });
    });
    // 'close' rather than 'exit': the last words have been read by then.
    child.once('close', (code, signal) => end({ code, signal }));
  });

  return {
    pid: child.pid ?? 0,
    exited,
    async answering() {
      const until = Date.now() + startMs;
      while (!(await answers(url))) {
        if (ended) throw new PostgresError('postgres/failed', `PostgreSQL on ${dataFolder} does not start: ${ended.lastWords}`);
        if (Date.now() > until)
          throw new PostgresError('postgres/failed', `PostgreSQL on ${dataFolder} does not answer: ${lines.join('\n')}`);
        await wait(30);
      }
    },
    async stop() {
      child.kill('SIGINT');
      const harder = setTimeout(() => child.kill('SIGQUIT'), stopMs);
      await exited;
      clearTimeout(harder);
    },
  };
}

/** Where the machine has it, this lets the kernel stop the server should we be killed; elsewhere the next starter does. */
function endsWithUs(): readonly string[] {
  const setpriv = '/usr/bin/setpriv';
  return existsSync(setpriv) ? [setpriv, '--pdeathsig', 'SIGINT'] : [];
}

async function answers(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    return true;
  } catch (error) {
    // Something listens there, but not the server that was started, or not with this password.
    if ((error as { code?: unknown }).code === '28P01')
      throw new PostgresError('postgres/failed', 'PostgreSQL refuses the password of its folder.', { cause: error });
    return false;
  } finally {
    await client.end().catch(() => undefined);
  }
}
