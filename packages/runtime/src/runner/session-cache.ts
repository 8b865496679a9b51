import type { SessionOptions } from '@octet/quantizer';
import type { PoolTask } from '../pool/worker-pool.ts';
import type { RunTask } from './run-task.ts';

/** Models whose sessions stay open between runs: two, since analysis runs a float and an integer model in turn. */
const keptCount = 2;
/** Larger models are opened anew, for their sessions hold the weights once per worker. */
const keptModelBytes = 64 * 2 ** 20;

export interface Lease extends AsyncDisposable {
  readonly task: PoolTask<RunTask>;
}

interface Entry {
  readonly model: Uint8Array;
  readonly key: string;
  readonly task: Promise<PoolTask<RunTask>>;
  users: number;
}

/**
 * Sessions by the identity of the model's bytes (the same array, not an equal one) and the session options. A caller that changes bytes
 * in place must pass a new array.
 */
export class SessionCache {
  /** Least recently used first. */
  #entries: Entry[] = [];

  async lease(model: Uint8Array, options: SessionOptions, open: () => Promise<PoolTask<RunTask>>): Promise<Lease> {
    const key = JSON.stringify([options.optimization, options.threads]);
    let entry = this.#entries.find((e) => e.model === model && e.key === key);
    if (entry === undefined) {
      entry = { model, key, task: open(), users: 0 };
    } else {
      this.#entries = this.#entries.filter((e) => e !== entry);
    }
    const leased = entry;
    leased.users++;
    if (model.byteLength <= keptModelBytes) this.#entries.push(leased);
    try {
      const task = await leased.task;
      await this.#evict();
      return { task, [Symbol.asyncDispose]: () => this.#giveBack(leased) };
    } catch (error) {
      this.#entries = this.#entries.filter((e) => e !== leased);
      throw error;
    }
  }

  async #giveBack(entry: Entry): Promise<void> {
    entry.users--;
    if (entry.users === 0 && !this.#entries.includes(entry)) await this.#close(entry);
  }

  async #evict(): Promise<void> {
    while (this.#entries.length > keptCount) {
      const oldest = this.#entries.shift();
      if (oldest !== undefined && oldest.users === 0) await this.#close(oldest);
    }
  }

  async #close(entry: Entry): Promise<void> {
    // A worker that died meanwhile has closed its sessions with itself.
    await entry.task.then((task) => task[Symbol.asyncDispose]()).catch(() => {});
  }
}
