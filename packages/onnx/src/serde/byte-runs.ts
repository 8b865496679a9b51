/** Gathers encoded fields that nobody here reads, in order, for writing them back. */
export class ByteRuns {
  readonly #runs: Uint8Array[] = [];

  add(run: Uint8Array): void {
    this.#runs.push(run);
  }

  /** All of them in one piece, or undefined where there are none. */
  get joined(): Uint8Array | undefined {
    return this.#runs.length === 0 ? undefined : concatenate(this.#runs);
  }
}

export function concatenate(pieces: readonly Uint8Array[]): Uint8Array {
  const [only] = pieces;
  if (pieces.length === 1 && only !== undefined) return only;
  const all = new Uint8Array(pieces.reduce((sum, p) => sum + p.length, 0));
  let at = 0;
  for (const piece of pieces) {
    all.set(piece, at);
    at += piece.length;
  }
  return all;
}
