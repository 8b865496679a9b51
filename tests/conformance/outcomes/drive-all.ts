import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import type { Outcome } from './outcome.ts';

export interface DriveOptions {
  /** Child processes; default: the cores. */
  readonly children?: number;
  readonly onOutcome?: (outcome: Outcome, done: number) => void;
}

/** A model that takes longer than this hangs. */
const modelTimeoutMs = 120_000;
/** Models that one child drives before it gives way to a fresh one, so that what leaks does not add up. */
const modelsPerChild = 80;

const child = new URL('./child.ts', import.meta.url);

/** Drives every model (paths inside `folder`) in child processes. Outcomes come in the order of `models`, however long each takes. */
export async function driveAll(folder: string, models: readonly string[], options: DriveOptions = {}): Promise<Outcome[]> {
  const outcomes = new Array<Outcome>(models.length);
  const waiting = models.entries();
  let done = 0;
  const lane = async () => {
    let process: Driver | undefined;
    try {
      for (const [i, model] of waiting) {
        process ??= await Driver.start();
        const outcome = { model, ...(await process.drive(join(folder, model))) } as Outcome;
        outcomes[i] = outcome;
        options.onOutcome?.(outcome, ++done);
        if (!process.alive || process.driven >= modelsPerChild) {
          await process.stop();
          process = undefined;
        }
      }
    } finally {
      await process?.stop();
    }
  };
  await Promise.all(Array.from({ length: options.children ?? availableParallelism() }, lane));
  return outcomes;
}

class Driver {
  readonly #process: ChildProcess;
  /** End of its stderr. */
  #said = '';
  alive = true;
  driven = 0;

  static async start(): Promise<Driver> {
    const process = fork(child, { stdio: ['ignore', 'ignore', 'pipe', 'ipc'], serialization: 'advanced' });
    const driver = new Driver(process);
    const [ready] = await Promise.race([once(process, 'message'), once(process, 'close')]);
    if (ready !== 'ready') throw new Error(`the process that drives models does not start:\n${driver.#said}`);
    return driver;
  }

  private constructor(process: ChildProcess) {
    this.#process = process;
    process.stderr?.on('data', (text: Buffer) => {
      this.#said = (this.#said + text.toString()).slice(-2000);
    });
    process.once('exit', () => {
      this.alive = false;
    });
  }

  /** What the child says, or how it died. */
  drive(path: string): Promise<Omit<Outcome, 'model'>> {
    this.driven++;
    const child = this.#process;
    return new Promise<Omit<Outcome, 'model'>>((resolve) => {
      const onMessage = (outcome: Omit<Outcome, 'model'>) => settle(outcome);
      const onExit = (code: number | null, signal: string | null) =>
        settle({ kind: 'crashed', opens: false, detail: `exit ${code ?? signal}: ${this.#said.trim().split('\n').at(-1) ?? ''}` });
      const timer = setTimeout(() => {
        settle({ kind: 'hung', opens: false, detail: `no answer within ${modelTimeoutMs / 1000} s` });
        this.alive = false;
        child.kill('SIGKILL');
      }, modelTimeoutMs);
      const settle = (outcome: Omit<Outcome, 'model'>) => {
        clearTimeout(timer);
        child.off('message', onMessage).off('exit', onExit);
        resolve(outcome);
      };
      child.once('message', onMessage).once('exit', onExit);
      child.send(path);
    });
  }

  async stop(): Promise<void> {
    if (this.#process.exitCode !== null || this.#process.signalCode !== null) return;
    const gone = once(this.#process, 'exit');
    if (this.#process.connected) this.#process.disconnect();
    await gone;
  }
}
