import { readdir, readFile } from 'node:fs/promises';

/** For tests: the living children of a process, by /proc. */
export async function childrenOf(parent: number): Promise<number[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const found = await Promise.all(pids.map(async (pid) => ((await statOf(pid))?.parent === parent ? Number(pid) : undefined)));
  return found.filter((pid) => pid !== undefined);
}

/** A process that ended and was not yet waited for does not live. */
export const isRunning = async (pid: number): Promise<boolean> => (await statOf(String(pid)))?.state !== undefined;

async function statOf(pid: string): Promise<{ readonly state: string; readonly parent: number } | undefined> {
  const stat = await readFile(`/proc/${pid}/stat`, 'latin1').catch(() => '');
  const [state = '', parent] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return state === '' || state === 'Z' ? undefined : { state, parent: Number(parent) };
}
