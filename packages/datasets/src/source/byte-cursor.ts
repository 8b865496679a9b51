/** Takes exact numbers of bytes from a stream of chunks, copying each byte once. */
export class ByteCursor {
  readonly #chunks: AsyncIterator<Uint8Array>;
  #chunk: Uint8Array = new Uint8Array(0);
  #at = 0;

  constructor(chunks: AsyncIterable<Uint8Array>) {
    this.#chunks = chunks[Symbol.asyncIterator]();
  }

  /** The next `count` bytes in a buffer of their own, fewer only where the stream ends. */
  async take(count: number): Promise<Uint8Array> {
    const out = new Uint8Array(count);
    let filled = 0;
    while (filled < count && (await this.#more())) {
      const part = this.#chunk.subarray(this.#at, this.#at + count - filled);
      out.set(part, filled);
      filled += part.length;
      this.#at += part.length;
    }
    return filled === count ? out : out.subarray(0, filled);
  }

  /** Drops `count` bytes. */
  async skip(count: number): Promise<void> {
    let left = count;
    while (left > 0 && (await this.#more())) {
      const step = Math.min(left, this.#chunk.length - this.#at);
      this.#at += step;
      left -= step;
    }
  }

  /** True where the stream has nothing more; reads on to find out, so that a stream's own check of its end runs. */
  async atEnd(): Promise<boolean> {
    return !(await this.#more());
  }

  async close(): Promise<void> {
    await this.#chunks.return?.(undefined);
  }

  async #more(): Promise<boolean> {
    while (this.#at >= this.#chunk.length) {
      const next = await this.#chunks.next();
      if (next.done === true) return false;
      this.#chunk = next.value;
      this.#at = 0;
    }
    return true;
  }
}
