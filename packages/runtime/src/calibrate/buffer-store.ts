/**
 * Shared memory in which samples lie while workers read them, to be used again: new memory would be paged in and zeroed for every sample, which
 * costs more than copying it, and memory that moves to a thread and back keeps the collectors of both busy. A buffer may be larger than asked
 * for, so that samples of many sizes need few.
 */
export class BufferStore {
  readonly #free: Map<number, SharedArrayBuffer[]> = new Map();
  #freeBytes = 0;

  /** At least so many bytes. */
  take(bytes: number): SharedArrayBuffer {
    const size = roundedUp(bytes);
    const found = this.#free.get(size)?.pop();
    if (found === undefined) return new SharedArrayBuffer(size);
    this.#freeBytes -= size;
    return found;
  }

  give(buffers: readonly SharedArrayBuffer[]): void {
    for (const buffer of buffers) {
      const size = buffer.byteLength;
      if (this.#freeBytes + size > mostFreeBytes) continue;
      const free = this.#free.get(size) ?? [];
      this.#free.set(size, free);
      free.push(buffer);
      this.#freeBytes += size;
    }
  }
}

/** More than the samples in flight take. */
const mostFreeBytes = 2 ** 27;
const leastBytes = 64;

/** To one of four sizes an octave. */
function roundedUp(bytes: number): number {
  const step = 2 ** Math.floor(Math.log2(Math.max(leastBytes, bytes)) - 2);
  return Math.max(leastBytes, Math.ceil(bytes / step) * step);
}
