import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import { type Bounds, type JobBounds, type Wrapper, wrappers } from './wrappers.ts';

/** What confines engine processes on a machine, and what could but is refused here, in the words of `wrappers`. */
export interface Confinement {
  readonly confines: readonly string[];
  readonly missing: readonly string[];
}

/** Holds wherever engine processes run at all. */
const always = ['environment', 'scratch', 'process-group', 'wall-time'];

const daySeconds = 86_400;
/** Until a job says what it may use: what no job exceeds. */
export const idleBounds: JobBounds = { cpuSeconds: daySeconds * availableParallelism(), fileBytes: 2 ** 40 };
/** Ample for a process that does nothing: whether a command works here must not depend on what jobs are given. */
const trialBounds: Bounds = { ...idleBounds, memoryBytes: 4 * 2 ** 30 };
/** For what does nothing, and for an engine that only has to load. */
export const trialMs = 60_000;

/** Of each row the first command that a process that does nothing gets through here, after those before it. */
export async function chooseWrappers(rows: readonly (readonly Wrapper[])[]): Promise<readonly Wrapper[]> {
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

/** What the chosen commands come to, beside what the best of every row would. */
export function confinementBy(chosen: readonly Wrapper[]): Confinement {
  const confines = chosen.flatMap((wrapper) => wrapper.confines);
  const best = wrappers.flatMap(([wrapper]) => wrapper?.confines ?? []);
  return { confines: [...confines, ...always], missing: best.filter((name) => !confines.includes(name)) };
}

/** Whether a process that does nothing begins and ends well after these commands. */
async function works([command = '', ...rest]: readonly string[]): Promise<boolean> {
  const child = spawn(command, [...rest, process.execPath, '--version'], { cwd: '/', stdio: 'ignore', timeout: trialMs });
  return await once(child, 'exit').then(
    ([exitCode]) => exitCode === 0,
    () => false,
  );
}
