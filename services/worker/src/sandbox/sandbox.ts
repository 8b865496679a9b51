import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { ProblemError } from '@octet/contracts';
import type { Scratch } from '../attempt/scratch.ts';
import type { ChildCapabilities } from '../child/messages.ts';
import { startEngineProcess } from '../engine/engine-process.ts';
import { type Bounds, engineUid, type Wrapper, wrappers } from './wrappers.ts';

/** How engine processes are confined on this machine, and what the machine is. */
export interface Sandbox {
  /** What confines them, in words. */
  readonly confines: readonly string[];
  /** What stands before the command of an engine process. */
  readonly wrap: (bounds: Bounds) => readonly string[];
  /** Whose the folders are that the engine writes to; undefined: the worker's own. */
  readonly uid: number | undefined;
  readonly capabilities: ChildCapabilities;
}

/** Holds wherever engine processes run at all. */
const always = ['environment', 'scratch', 'process-group', 'wall-time'];

/** Ample for a process that does nothing: whether a command works here must not depend on what jobs are given. */
const trialBounds: Bounds = { memoryBytes: 4 * 2 ** 30, cpuSeconds: 60, fileBytes: 2 ** 20 };
const trialMs = 30_000;

/**
 * Finds out what works here: each confining command with a process that does nothing, then all together with an engine process that loads
 * the engine and writes to its scratch folder. Where the other user can do neither (code or scratch lie where only this user may go), the
 * engine keeps this user. Throws ProblemError 'config/invalid' where no engine process can run.
 */
export async function probeSandbox({
  scratch,
  memoryBytes,
}: {
  readonly scratch: Scratch;
  readonly memoryBytes: number;
}): Promise<Sandbox> {
  let said = '';
  for (const rows of [wrappers, wrappers.map(withoutUserChange)]) {
    const chosen = await chooseWrappers(rows);
    const confines = chosen.flatMap((wrapper) => wrapper.confines);
    const wrap = (b: Bounds) => chosen.flatMap(({ command }) => command(b));
    const uid = confines.includes('user') ? engineUid : undefined;
    const tried = await tryEngine(scratch, { wrap: wrap({ ...trialBounds, memoryBytes }), uid });
    if (typeof tried !== 'string') return { confines: [...confines, ...always], wrap, uid, capabilities: tried };
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

/** What the engine process said of the machine, or why it could not. */
async function tryEngine(
  scratch: Scratch,
  { wrap, uid }: { readonly wrap: readonly string[]; readonly uid: number | undefined },
): Promise<ChildCapabilities | string> {
  await using folder = await scratch.make({ uid });
  let capabilities: ChildCapabilities | undefined;
  const trial = startEngineProcess({
    wrap,
    args: ['--capabilities'],
    folder: folder.tmp,
    onEvent: (event) => {
      if (event.kind === 'capabilities') capabilities = event;
    },
    onLine: () => undefined,
  });
  const patience = setTimeout(trial.kill, trialMs);
  const end = await trial.ended;
  clearTimeout(patience);
  if (capabilities !== undefined) return capabilities;
  if (end.kind === 'not-started') return end.error.message;
  return `it ended with ${end.signal ?? `exit code ${end.exitCode}`}${end.stderr === '' ? '' : ` and said ${end.stderr.trim().split('\n').at(-1)}`}`;
}
