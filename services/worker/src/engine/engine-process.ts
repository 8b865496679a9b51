import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { faultsOf } from '@octet/contracts';
import { type ChildEvent, childEventSchema } from '../child/messages.ts';
import { cpuSecondsOf } from './cpu-seconds.ts';
import { linesOf } from './lines-of.ts';

export interface EngineProcessOptions {
  /** What precedes the command, confining it. */
  readonly wrap: readonly string[];
  /** Path; default child/main.ts. */
  readonly program?: string;
  readonly args?: readonly string[];
  /** Its home, its folder for temporary files, and its working directory. */
  readonly folder: string;
  readonly onEvent: (event: ChildEvent) => void;
  /** A line of its stderr. */
  readonly onLine: (text: string) => void;
}

/** How a process ended: by itself, or never begun. */
export type EngineEnd =
  | {
      readonly kind: 'ended';
      readonly exitCode: number | null;
      readonly signal: NodeJS.Signals | null;
      /** The end of what it wrote to stderr. */
      readonly stderr: string;
      /** Its event stream held what is not in the contract. */
      readonly babbled: boolean;
    }
  | { readonly kind: 'not-started'; readonly error: Error };

export interface EngineProcess {
  /** Undefined: not started. */
  readonly pid: number | undefined;
  /** Never rejects. All its events have been told by then. */
  readonly ended: Promise<EngineEnd>;
  /** One line of JSON. */
  send(job: unknown): void;
  isRunning(): boolean;
  /** Its whole process group, at once. */
  kill(): void;
  /** CPU time of all its threads so far. */
  cpuSeconds(): number;
}

const engineProgram = join(import.meta.dirname, '../child/main.ts');
/** Where the confining commands are; the engine itself starts nothing. */
const path = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';
const stderrTailLength = 16_384;
const cpuCheckMs = 500;

/** Starts an engine process in a process group of its own. Nothing of this process's environment reaches it. */
export function startEngineProcess({
  wrap,
  program = engineProgram,
  args = [],
  folder,
  onEvent,
  onLine,
}: EngineProcessOptions): EngineProcess {
  const [command = process.execPath, ...rest] = [...wrap, process.execPath, program, ...args];
  const child = spawn(command, rest, {
    cwd: folder,
    // onnxruntime would send names and digests of models to its maker, and keep what it cannot send in its home.
    env: { PATH: path, HOME: folder, TMPDIR: folder, ORT_DISABLE_TELEMETRY: '1' },
    stdio: ['pipe', 'ignore', 'pipe', 'pipe'],
    detached: true,
  });
  const isRunning = () => child.pid !== undefined && child.exitCode === null && child.signalCode === null;
  let cpuSeconds = 0;
  const checkCpuTime = () => {
    if (child.pid !== undefined && isRunning()) cpuSeconds = Math.max(cpuSeconds, cpuSecondsOf(child.pid));
  };
  const checking = setInterval(checkCpuTime, cpuCheckMs);
  const kill = () => {
    checkCpuTime();
    if (isRunning()) killGroup(child);
  };
  const stdin = child.stdin as Writable;
  // It died before it read its job; the exit tells how.
  stdin.on('error', () => undefined);
  const ended = endOf(child, { onEvent, onLine, kill }).finally(() => clearInterval(checking));
  return {
    pid: child.pid,
    ended,
    send: (job) => void stdin.write(`${JSON.stringify(job)}\n`),
    isRunning,
    kill,
    cpuSeconds: () => {
      checkCpuTime();
      return cpuSeconds;
    },
  };
}

async function endOf(
  child: ChildProcess,
  told: Pick<EngineProcessOptions, 'onEvent' | 'onLine'> & { readonly kill: () => void },
): Promise<EngineEnd> {
  const { promise: exited, resolve } = Promise.withResolvers<
    EngineEnd | { readonly exitCode: number | null; readonly signal: NodeJS.Signals | null }
  >();
  child.once('error', (error) => resolve({ kind: 'not-started', error }));
  child.once('exit', (exitCode, signal) => resolve({ exitCode, signal }));
  let stderr = '';
  let babbled = false;
  const lines = linesOf(child.stdio[2] as Readable, (text) => {
    stderr = `${stderr}${text}\n`.slice(-stderrTailLength);
    told.onLine(text);
  });
  const events = linesOf(child.stdio[3] as Readable, (text, kind) => {
    const event = kind === 'whole' ? parsed(text) : undefined;
    if (event !== undefined) return told.onEvent(event);
    // It died in the middle of a line.
    if (kind === 'rest') return;
    // Nothing it says from here on can be believed.
    babbled = true;
    told.kill();
  });
  const end = await exited;
  // Whatever it may have started must not keep the pipes open.
  killGroup(child);
  await Promise.all([lines, events]);
  child.stdin?.destroy();
  return 'kind' in end ? end : { kind: 'ended', ...end, stderr, babbled };
}

function parsed(line: string): ChildEvent | undefined {
  try {
    const event: unknown = JSON.parse(line);
    return faultsOf(childEventSchema, event).length === 0 ? (event as ChildEvent) : undefined;
  } catch {
    return undefined;
  }
}

function killGroup({ pid }: ChildProcess): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // nobody of the group is left
  }
}
