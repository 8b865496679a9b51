import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

const repository = join(import.meta.dirname, '../..');

export interface Finished {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Running {
  readonly child: ChildProcess;
  /** Resolves as soon as stdout or stderr contains `text`. */
  saw(text: string): Promise<void>;
  readonly finished: Promise<Finished>;
}

/** A folder that holds what the bootstrap needs of a clone, its own lockfile and `npm-cli.js` for npm. It ends with the test, even with one that timed out. */
export class FreshClone {
  readonly folder: string;
  readonly #groups: number[] = [];

  constructor(name: string) {
    this.folder = mkdtempSync(join(tmpdir(), `${name}-`));
    for (const path of ['bootstrap.mjs', 'scripts/bootstrap']) cpSync(join(repository, path), join(this.folder, path), { recursive: true });
    cpSync(join(import.meta.dirname, 'npm-cli.js'), join(this.folder, 'fake/npm-cli.js'));
    writeFileSync(join(this.folder, 'fake/package.json'), '{ "type": "module" }');
    this.write('package-lock.json', '{ "packages": { "": {} } }');
    onTestFinished(() => this.#remove());
  }

  write(path: string, text: string): void {
    writeFileSync(join(this.folder, path), text);
  }

  has(path: string): boolean {
    return existsSync(join(this.folder, path));
  }

  /** How often npm was called, and with what. */
  get npmCalls(): string[] {
    return this.has('npm-calls.log') ? readFileSync(join(this.folder, 'npm-calls.log'), 'utf8').trimEnd().split('\n') : [];
  }

  /** Starts `node bootstrap.mjs ...args`. `npm`: what the stand-in does. */
  start(args: readonly string[], options: { readonly npm?: string; readonly env?: NodeJS.ProcessEnv } = {}): Running {
    const env = { ...process.env, npm_execpath: join(this.folder, 'fake/npm-cli.js'), FAKE_NPM: options.npm ?? 'ok', ...options.env };
    const child = spawn(process.execPath, ['bootstrap.mjs', ...args], {
      cwd: this.folder,
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    });
    if (child.pid) this.#groups.push(child.pid);
    return follow(child);
  }

  run(args: readonly string[], options: { readonly npm?: string; readonly env?: NodeJS.ProcessEnv } = {}): Promise<Finished> {
    return this.start(args, options).finished;
  }

  #remove(): void {
    for (const group of this.#groups) killGroup(group);
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** A test that failed half-way must not leave its processes behind; those of one that passed have ended. */
function killGroup(group: number): void {
  try {
    process.kill(-group, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

function follow(child: ChildProcess): Running {
  const text = { stdout: '', stderr: '' };
  const waiters = new Set<() => void>();
  for (const stream of ['stdout', 'stderr'] as const) {
    child[stream]?.setEncoding('utf8').on('data', (chunk: string) => {
      text[stream] += chunk;
      for (const look of waiters) look();
    });
  }
  const saw = (wanted: string): Promise<void> =>
    new Promise((resolve) => {
      const look = (): void => {
        if (!text.stdout.includes(wanted) && !text.stderr.includes(wanted)) return;
        waiters.delete(look);
        resolve();
      };
      waiters.add(look);
      look();
    });
  const finished = once(child, 'close').then(([code]) => ({ code: typeof code === 'number' ? code : null, ...text }));
  return { child, saw, finished };
}
