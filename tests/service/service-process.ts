import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

const root = join(import.meta.dirname, '../..');

export interface ServiceProcess extends AsyncDisposable {
  readonly pid: number;
  /** All that it has printed. */
  output(): string;
  /** True until it has ended. */
  running(): boolean;
  signal(name: NodeJS.Signals): void;
  /** Resolves with the exit code, or the signal that ended it. */
  readonly ended: Promise<number | NodeJS.Signals>;
}

/** Starts a service's own entry file, as its container would, with nothing in its environment but `env`. Disposing stops it, or kills it. */
export function serviceProcess(file: string, env: Readonly<Record<string, string>>): ServiceProcess {
  const child = spawn(process.execPath, [join(root, file)], { env: { PATH: process.env.PATH, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
  const chunks: string[] = [];
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text: string) => chunks.push(text));
  const ended = endOf(child);
  return {
    pid: child.pid as number,
    output: () => chunks.join(''),
    running: () => child.exitCode === null && child.signalCode === null,
    signal: (name) => void child.kill(name),
    ended,
    [Symbol.asyncDispose]: async () => {
      // Whatever a test has stopped must first go on, or it cannot end.
      child.kill('SIGCONT');
      child.kill('SIGTERM');
      const late = setTimeout(() => child.kill('SIGKILL'), 10_000);
      await ended;
      clearTimeout(late);
    },
  };
}

async function endOf(child: ChildProcess): Promise<number | NodeJS.Signals> {
  const [code, signal] = (await once(child, 'close')) as [number | null, NodeJS.Signals | null];
  return code ?? signal ?? 0;
}
