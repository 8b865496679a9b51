import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Runs one of our scripts in a process of its own and parses the JSON of its last line. Rejects with the end of its stderr where it fails. */
export function nodeJson<T>(script: URL, args: readonly string[]): Promise<T> {
  return lastLineJson(process.execPath, [fileURLToPath(script), ...args]);
}

/** The same for a Python script, under the Python with the reference versions (tests/conformance/venv.sh). */
export function pythonJson<T>(script: string, args: readonly string[]): Promise<T> {
  return lastLineJson(pythonPath(), [join(import.meta.dirname, '../python', script), ...args]);
}

let python: string | undefined;

export function pythonPath(): string {
  if (python !== undefined) return python;
  const made = spawnSync('bash', [join(import.meta.dirname, '../../conformance/venv.sh')], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  if (made.status !== 0) throw new Error('the Python with the reference versions cannot be made; see above');
  python = made.stdout.trim();
  return python;
}

async function lastLineJson<T>(command: string, args: readonly string[]): Promise<T> {
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  let out = '';
  let err = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    out += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    err = (err + text).slice(-4000);
  });
  const [code, signal] = (await once(child, 'close')) as [number | null, string | null];
  if (code !== 0) throw new Error(`${args[0]} ended with ${code ?? signal}:\n${err}`);
  return JSON.parse(out.trimEnd().split('\n').at(-1) ?? '') as T;
}
