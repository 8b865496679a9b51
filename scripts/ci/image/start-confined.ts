import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, closeSync, openSync, readFileSync } from 'node:fs';

/** Of nobody; images name the user node, who may as little. */
const uid = 65_534;

export interface Confined {
  /** What a container is given: the image's files, read only; folders that are written; the environment, all of it. */
  readonly folder: string;
  readonly writable: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly logFile: string;
  /** The program that `node` in a command means, where nobody can reach it. */
  readonly node: string;
}

/** Where root cannot make a mount namespace, files are protected by their owner alone; the run says so. */
export const mounts = canMount();

/** Starts a command as nobody; the whole file system is read only, but for the writable folders and an empty /tmp. */
export function startConfined(command: readonly string[], { folder, writable, env, logFile, node }: Confined): ChildProcess {
  for (const path of writable) chmodSync(path, 0o777);
  const words = command.map((word) => (word === 'node' ? node : word));
  const script = [
    ...writable.map((path) => `mount --bind '${path}' '${path}'`),
    'mount -o remount,bind,ro /',
    'mount -t tmpfs -o size=64m,mode=1777 tmpfs /tmp',
    'exec "$@"',
  ].join(' && ');
  const unshare = mounts ? ['unshare', '--mount', '--propagation', 'private', 'sh', '-c', script, 'sh'] : [];
  const nobody = process.getuid?.() === 0 ? ['setpriv', `--reuid=${uid}`, `--regid=${uid}`, '--clear-groups', '--no-new-privs'] : [];
  const [program = '', ...rest] = [...unshare, ...nobody, ...words];
  const log = openSync(logFile, 'a');
  const child = spawn(program, rest, { cwd: folder, env: { PATH: '/usr/local/bin:/usr/bin:/bin', ...env }, stdio: ['ignore', log, log] });
  closeSync(log);
  return child;
}

/** Throws, with its log, unless the process ends by itself with 0 after SIGTERM. */
export async function stopped(name: string, child: ChildProcess, logFile: string): Promise<void> {
  const ended = once(child, 'exit');
  if (child.exitCode === null && child.signalCode === null) {
    child.kill('SIGTERM');
    const timer = setTimeout(() => child.kill('SIGKILL'), 20_000);
    await ended;
    clearTimeout(timer);
  }
  if (child.exitCode !== 0)
    throw new Error(`${name} ended with ${child.exitCode ?? child.signalCode} after SIGTERM:\n${readFileSync(logFile, 'utf8')}`);
}

function canMount(): boolean {
  try {
    execFileSync('unshare', ['--mount', '--propagation', 'private', 'mount', '-o', 'remount,bind,ro', '/'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
