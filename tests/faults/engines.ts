import { readdir, readFile, readlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** Pids of the living engine processes in or below a scratch folder, whatever their parent, those that wait for a job included. */
export async function enginesIn(scratch: string): Promise<readonly number[]> {
  return (await standing(scratch)).map(({ pid }) => pid);
}

/** Pids of those that have a job: its inputs are there. */
export async function enginesAtWork(scratch: string): Promise<readonly number[]> {
  const engines = await standing(scratch);
  const busy = await Promise.all(engines.map(async (engine) => ((await hasInputs(dirname(engine.folder))) ? engine.pid : undefined)));
  return busy.filter((pid) => pid !== undefined);
}

/** The folders of attempts, below the scratch folder of one worker, in which a job has its files. */
export async function foldersInUse(scratch: string): Promise<readonly string[]> {
  const owners = (await readdir(scratch)).map((name) => join(scratch, name));
  const attempts = await Promise.all(owners.map(async (owner) => (await readdir(owner)).map((name) => join(owner, name))));
  const inUse = await Promise.all(attempts.flat().map(async (folder) => ((await hasInputs(folder)) ? folder : undefined)));
  return inUse.filter((folder) => folder !== undefined);
}

async function standing(scratch: string): Promise<readonly { readonly pid: number; readonly folder: string }[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const found = await Promise.all(pids.map(async (pid) => ({ pid: Number(pid), folder: await placeOf(pid) })));
  return found.filter(({ folder }) => folder.startsWith(`${scratch}/`));
}

/** The working directory of a living process: an engine in the folder for temporary files of its attempt. */
async function placeOf(pid: string): Promise<string> {
  try {
    const folder = await readlink(join('/proc', pid, 'cwd'));
    const stat = await readFile(join('/proc', pid, 'stat'), 'latin1');
    // Ended, and not yet waited for.
    return stat.slice(stat.lastIndexOf(')') + 2).at(0) === 'Z' ? '' : folder;
  } catch {
    return ''; // ended while it was looked at
  }
}

async function hasInputs(attempt: string): Promise<boolean> {
  return (await readdir(join(attempt, 'in')).catch(() => [])).length > 0;
}
