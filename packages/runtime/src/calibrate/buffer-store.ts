/**
 * Buffers that went to a worker and came back, by size: a new one would be paged in and zeroed for every sample, which costs more than
 * copying the sample.
 */
export class BufferStore {
  readonly #free: Map<number, ArrayBuffer[]> = new Map();
  #count = 0;

  take(bytes: number): ArrayBuffer {
    const found = this.#free.get(bytes)?.pop();
    if (found === undefined) return new ArrayBuffer(bytes);
    this.#count--;
    return found;
  }

  give(buffers: readonly ArrayBuffer[]): void {
    for (const buffer of buffers) {
      if (this.#count >= mostKept) return;
      const free = this.#free.get(buffer.byteLength) ?? [];
      this.#free.set(buffer.byteLength, free);
      free.push(buffer);
      this.#count++;
    }
  }
}

/** Samples of many sizes must not pile up. */
const mostKept = 256;
