import { Counter } from './counter.ts';

/**
 * Counters to be used again: their memory cannot be freed but by a garbage collection, and a new one's has to be paged in and zeroed. What one
 * touched stays in memory until the thread ends.
 */
export class CounterStore {
  readonly #idle: Counter[] = [];

  /** With at least so many tables, all of them empty. `room`: bytes that will be loaded. */
  take(tableCount: number, room: number): Counter {
    const found = this.#idle.pop();
    return found !== undefined && found.tableCount >= tableCount ? found : new Counter(tableCount, room);
  }

  give(counter: Counter): void {
    counter.clear();
    this.#idle.push(counter);
  }
}
