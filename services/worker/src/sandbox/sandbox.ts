import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import { ProblemError } from '@octet/contracts';
import type { Scratch } from '../attempt/scratch.ts';
import type { ChildReady } from '../child/messages.ts';
import { type PreparedEngine, prepareEngine } from '../engine/prepared-engine.ts';
import { type Bounds, engineUid, type JobBounds, type Wrapper, wrappers } from './wrappers.ts';

/** How engine processes are confined on this machine. */
export interface Sandbox {
  /** What confines them, in words. */
  readonly confines: readonly string[];
  /** What stands before the command of an engine process. */
  readonly wrap: readonly string[];
  /** Whose the folders are that the engine writes to; undefined: the worker's own. */
  readonly uid: number | undefined;
}

export interface Probed {
  readonly sandbox: Sandbox;
  /** The first engine process that ran here, waiting for a job. */
  readonly engine: PreparedEngine;
  /** What it says of the machine. */
  readonly machine: ChildReady;
}

/** Holds wherever engine processes run at all. */
const always = ['environment', 'scratch', 'process-group', 'wall-time'];

const daySeconds = 86_400;
/** Until a job says what it may use: what no job exceeds. */
const idleBounds: JobBounds = { cpuSeconds: daySeconds * availableParallelism(), fileBytes: 2 ** 40 };
/** Ample for a process that does nothing: whether a command works here must not depend on what jobs are given. */
const trialBounds: Bounds = { ...idleBounds, memoryBytes: 4 * 2 ** 30 };
const trialMs = 60_000;

/**
 * Finds out what works here: each confining command with a process that does nothing, then all together with an engine process that loads
 * the engine and writes to its scratch folder. Where the other user can do neither (code or scratch lie where only this user may go), the
 * engine keeps this user. Throws ProblemError 'config/invalid' where no engine process can run.
 */
export async function probeSandbox({ scratch, memoryBytes }: { readonly scratch: Scratch; readonly memoryBytes: number }): Promise<Probed> {
  let said = '';
  for (const rows of [wrappers, wrappers.map(withoutUserChange)]) {
    const chosen = await chooseWrappers(rows);
    const confines = chosen.flatMap((wrapper) => wrapper.confines);
    const wrap = chosen.flatMap(({ command }) => command({ ...idleBounds, memoryBytes }));
    const uid = confines.includes('user') ? engineUid : undefined;
    const tried = await tryEngine({ scratch, wrap, uid });
    if (typeof tried !== 'string') return { sandbox: { confines: [...confines, ...always], wrap, uid }, ...tried };
    said = tried;
  }
  throw new ProblemError(
    'config/invalid',
    `No engine process runs here with ${memoryBytes} bytes of memory: ${said}. Raise OCTET_WORKER_MEMORY_BYTES, or check that OCTET_SCRATCH can be written to.`,
  );
}

const withoutUserChange = (row: readonly Wrapper[]): readonly Wrapper[] => row.filter(({ confines }) => !confines.includes('user'));

async function chooseWrappers(rows: readonly (readonly Wrapper[])[]): Promise<readonly Wrapper[]> {
  const chosen: Wrapper[] = [];
  for (const row of rows) {
    for (const candidate of row) {
      if (!(await works([...chosen, candidate].flatMap(({ command }) => command(trialBounds))))) continue;
      chosen.push(candidate);
      break;
    }
  }
  return chosen;
}

/** Whether a process that does nothing begins and ends well after these commands. */
async function works([command = '', ...rest]: readonly string[]): Promise<boolean> {
  const child = spawn(command, [...rest, process.execPath, '--version'], { cwd: '/', stdio: 'ignore', timeout: trialMs });
  return await once(child, 'exit').then(
    ([exitCode]) => exitCode === 0,
    () => false,
  );
}

/** An engine process that got ready, or why it could not. */
async function tryEngine(options: Parameters<typeof prepareEngine>[0]): Promise<Omit<Probed, 'sandbox'> | string> {
  const engine = await prepareEngine(options);
  const patience = setTimeout(engine.process.kill, trialMs);
  const machine = await engine.ready;
  clearTimeout(patience);
  if (machine !== undefined) return { engine, machine };
  const end = await engine.process.ended;
  await engine[Symbol.asyncDispose]();
  if (end.kind === 'not-started') return end.error.message;
  return `it ended with ${end.signal ?? `exit code ${end.exitCode}`}${end.stderr === '' ? '' : ` and said ${end.stderr.trim().split('\n').at(-1)}`}`;
}
