import { ProblemError } from '@octet/contracts';
import type { Scratch } from '../attempt/scratch.ts';
import type { ChildReady } from '../child/messages.ts';
import { type PreparedEngine, prepareEngine } from '../engine/prepared-engine.ts';
import { type Confinement, chooseWrappers, confinementBy, idleBounds, trialMs } from './confinement.ts';
import { engineUid, type Wrapper, wrappers } from './wrappers.ts';

/** How engine processes are confined on this machine. */
export interface Sandbox extends Confinement {
  /** What precedes the command of an engine process. */
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

/**
 * Finds out what works here: each confining command with a process that does nothing, then all together with an engine process that loads
 * the engine and writes to its scratch folder. Where the other user can do neither (code or scratch lie where only this user may go), the
 * engine keeps this user. Throws ProblemError 'config/invalid' where no engine process can run.
 */
export async function probeSandbox({ scratch, memoryBytes }: { readonly scratch: Scratch; readonly memoryBytes: number }): Promise<Probed> {
  let said = '';
  for (const rows of [wrappers, wrappers.map(withoutUserChange)]) {
    const chosen = await chooseWrappers(rows);
    const confinement = confinementBy(chosen);
    const wrap = chosen.flatMap(({ command }) => command({ ...idleBounds, memoryBytes }));
    const uid = confinement.confines.includes('user') ? engineUid : undefined;
    const tried = await tryEngine({ scratch, wrap, uid });
    if (typeof tried !== 'string') return { sandbox: { ...confinement, wrap, uid }, ...tried };
    said = tried;
  }
  throw new ProblemError(
    'config/invalid',
    `No engine process runs here with ${memoryBytes} bytes of memory: ${said}. Raise OCTET_WORKER_MEMORY_BYTES, or check that OCTET_SCRATCH can be written to.`,
  );
}

const withoutUserChange = (row: readonly Wrapper[]): readonly Wrapper[] => row.filter(({ confines }) => !confines.includes('user'));

/** An engine process that got ready, or why it could not. */
async function tryEngine(options: Parameters<typeof prepareEngine>[0]): Promise<Omit<Probed, 'sandbox'> | string> {
  const engine = await prepareEngine(options);
  const timeout = setTimeout(engine.process.kill, trialMs);
  const machine = await engine.ready;
  clearTimeout(timeout);
  if (machine !== undefined) return { engine, machine };
  const end = await engine.process.ended;
  await engine[Symbol.asyncDispose]();
  if (end.kind === 'not-started') return end.error.message;
  return `it ended with ${end.signal ?? `exit code ${end.exitCode}`}${end.stderr === '' ? '' : ` and said ${end.stderr.trim().split('\n').at(-1)}`}`;
}
