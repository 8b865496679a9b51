import { concatenate } from './byte-runs.ts';
import { wireType } from './field-reader.ts';

/** An encoded message as pieces in order, so that a weight's bytes are placed without being copied. */
export class Chunks {
  readonly #pieces: Uint8Array[] = [];
  #length = 0;

  get length(): number {
    return this.#length;
  }

  get pieces(): readonly Uint8Array[] {
    return this.#pieces;
  }

  /** Appends encoded fields as they are. */
  add(piece: Uint8Array | undefined): this {
    if (piece === undefined || piece.length === 0) return this;
    this.#pieces.push(piece);
    this.#length += piece.length;
    return this;
  }

  /** Appends a field of bytes or of an embedded message. */
  addField(number: number, content: Uint8Array | Chunks): this {
    this.add(varint(number * 8 + wireType.bytes)).add(varint(content.length));
    if (content instanceof Chunks) for (const piece of content.#pieces) this.add(piece);
    else this.add(content);
    return this;
  }
}

const smallBytes = 2 ** 16;
const joinedBytes = 2 ** 22;

/** Copies neighbouring small pieces together, so that a writer gets few, large ones. Large pieces stay as they are. */
export function joinSmall(pieces: readonly Uint8Array[]): Uint8Array[] {
  const joined: Uint8Array[] = [];
  let small: Uint8Array[] = [];
  let length = 0;
  const flush = () => {
    if (small.length > 0) joined.push(concatenate(small));
    small = [];
    length = 0;
  };
  for (const piece of pieces) {
    if (piece.length >= smallBytes) {
      flush();
      joined.push(piece);
      continue;
    }
    small.push(piece);
    length += piece.length;
    if (length > joinedBytes) flush();
  }
  flush();
  return joined;
}

function varint(value: number): Uint8Array {
  const bytes: number[] = [];
  let rest = value;
  for (; rest >= 128; rest = Math.floor(rest / 128)) bytes.push((rest % 128) | 128);
  bytes.push(rest);
  return Uint8Array.from(bytes);
}
