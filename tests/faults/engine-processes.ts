import { readdir, readFile, readlink } from 'node:fs/promises';
import { join } from 'node:path';

/** The living engine processes that work in or below a scratch folder, whoever their parent is: each stands in the folder of its attempt. */
export async function engineProcesses(scratch: string): Promise<readonly number[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const found = await Promise.all(pids.map(async (pid) => ((await standsIn(pid, scratch)) ? Number(pid) : undefined)));
  return found.filter((pid) => pid !== undefined);
}

async function standsIn(pid: string, folder: string): Promise<boolean> {
  try {
    const there = await readlink(join('/proc', pid, 'cwd'));
    if (!there.startsWith(`${folder}/`)) return false;
    const stat = await readFile(join('/proc', pid, 'stat'), 'latin1');
    // Ended, and not yet waited for.
    return stat.slice(stat.lastIndexOf(')') + 2).at(0) !== 'Z';
  } catch {
    return false; // ended while it was looked at
  }
}
