import { type PreparedEngine, type PrepareOptions, prepareEngine } from './prepared-engine.ts';

/**
 * Keeps one engine process ready, so that a job does not wait the second in which onnxruntime and the engine are loaded. It serves one job
 * and never another: nothing goes from one tenant's job to the next.
 */
export class Standby implements AsyncDisposable {
  readonly #options: PrepareOptions;
  #waiting: Promise<PreparedEngine> | undefined;

  /** `first`: one that is ready already. */
  constructor(options: PrepareOptions, first: PreparedEngine) {
    this.#options = options;
    this.#waiting = Promise.resolve(first);
  }

  /** Has one ready for the next job. */
  prepare(): void {
    this.#waiting ??= prepareEngine(this.#options);
    // Told to the one that takes it.
    this.#waiting.catch(() => undefined);
  }

  /** The caller's from now on. */
  async take(): Promise<PreparedEngine> {
    const waiting = this.#waiting;
    this.#waiting = undefined;
    const engine = await waiting?.catch(() => undefined);
    if (engine?.process.isRunning() === true) return engine;
    await engine?.[Symbol.asyncDispose]();
    return await prepareEngine(this.#options);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const engine = await this.#waiting?.catch(() => undefined);
    this.#waiting = undefined;
    await engine?.[Symbol.asyncDispose]();
  }
}
