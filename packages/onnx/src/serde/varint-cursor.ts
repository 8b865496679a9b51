import { clampInt64 } from '../ir/int64.ts';
import { malformed } from './malformed.ts';

/** Reads base-128 varints, keeping the value as two halves so that 64 bits are exact. */
export class VarintCursor {
  readonly #bytes: Uint8Array;
  readonly #end: number;
  /** What is read, for error texts. */
  readonly #what: string;
  at: number;
  /** Halves of the value read last, both unsigned. */
  low = 0;
  high = 0;

  constructor(bytes: Uint8Array, range: { readonly start: number; readonly end: number }, what: string) {
    this.#bytes = bytes;
    this.at = range.start;
    this.#end = range.end;
    this.#what = what;
  }

  get atEnd(): boolean {
    return this.at >= this.#end;
  }

  read(): void {
    let low = 0;
    let high = 0;
    for (let shift = 0; shift < 70; shift += 7) {
      if (this.at >= this.#end) throw malformed(`${this.#what} is cut off inside a number`, this.at);
      const byte = this.#bytes[this.at++] as number;
      const part = byte & 127;
      if (shift < 28) low |= part << shift;
      else if (shift === 28) {
        low |= part << 28;
        high = part >>> 4;
      } else high |= part << (shift - 32);
      if (byte < 128) {
        this.low = low >>> 0;
        this.high = high >>> 0;
        return;
      }
    }
    throw malformed(`${this.#what} has a number of more than 10 bytes`, this.at);
  }

  /** As an int64, the nearest number; exact up to 2^53. */
  get int(): number {
    return (this.high | 0) * 2 ** 32 + this.low;
  }

  get int64(): bigint {
    const near = this.int;
    return Number.isSafeInteger(near) ? clampInt64(near) : BigInt.asIntN(64, (BigInt(this.high) << 32n) | BigInt(this.low));
  }
}
