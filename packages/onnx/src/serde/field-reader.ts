import { malformed } from './malformed.ts';
import { VarintCursor } from './varint-cursor.ts';

export const wireType = { varint: 0, fixed64: 1, bytes: 2, fixed32: 5 } as const;

export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/**
 * Walks the fields of one protobuf message without decoding or copying them, so that a weight stays a byte range of the file.
 * Offsets are absolute in the file. Every length is checked against the message's end before it is used.
 * Wire format: https://protobuf.dev/programming-guides/encoding/
 */
export class FieldReader {
  readonly #bytes: Uint8Array;
  readonly #end: number;
  /** What this message is, for error texts: 'the graph', 'node 12'. */
  readonly #what: string;
  readonly #cursor: VarintCursor;
  /** The field under the cursor: its number, wire type, where its tag begins, and the range of its payload. */
  number = 0;
  wire = 0;
  tagStart = 0;
  start = 0;
  end = 0;

  constructor(bytes: Uint8Array, range: ByteRange, what: string) {
    this.#bytes = bytes;
    this.#cursor = new VarintCursor(bytes, range, what);
    this.#end = range.end;
    this.#what = what;
  }

  /** Moves to the next field; false at the end of the message. */
  next(): boolean {
    const cursor = this.#cursor;
    if (cursor.atEnd) return false;
    this.tagStart = cursor.at;
    cursor.read();
    if (cursor.high !== 0) this.#fail('a field number beyond the limit');
    this.number = cursor.low >>> 3;
    this.wire = cursor.low & 7;
    if (this.number === 0) this.#fail('field number 0');
    this.start = cursor.at;
    this.#findEnd();
    cursor.at = this.end;
    return true;
  }

  #findEnd(): void {
    const cursor = this.#cursor;
    if (this.wire === wireType.varint) {
      cursor.read();
      this.end = cursor.at;
    } else if (this.wire === wireType.bytes) {
      cursor.read();
      this.start = cursor.at;
      this.#endAfter(cursor.low + cursor.high * 2 ** 32);
    } else if (this.wire === wireType.fixed32) this.#endAfter(4);
    else if (this.wire === wireType.fixed64) this.#endAfter(8);
    else this.#fail(`field ${this.number} with wire type ${this.wire}, which ONNX does not use`);
  }

  #endAfter(length: number): void {
    const present = this.#end - this.start;
    if (length > present) {
      throw malformed(`${this.#what} is cut off: field ${this.number} should have ${length} bytes, and ${present} are left`, this.tagStart);
    }
    this.end = this.start + length;
  }

  get range(): ByteRange {
    return { start: this.start, end: this.end };
  }

  /** The payload as a view. */
  get payload(): Uint8Array {
    this.#expect(wireType.bytes, 'bytes');
    return this.#bytes.subarray(this.start, this.end);
  }

  /** The whole field, tag included, as a view. */
  get encoded(): Uint8Array {
    return this.#bytes.subarray(this.tagStart, this.end);
  }

  /** The payload of an embedded message. */
  get message(): ByteRange {
    this.#expect(wireType.bytes, 'a message');
    return this.range;
  }

  /** A name. Names are compared and looked up, so they must be exact. */
  get name(): string {
    try {
      return strictText.decode(this.payload);
    } catch (cause) {
      throw malformed(`${this.#what} has a name in field ${this.number} that is not UTF-8`, this.start, cause);
    }
  }

  /** A text for people; bytes that are not UTF-8 show as U+FFFD. */
  get text(): string {
    return looseText.decode(this.payload);
  }

  /** An int64 as the nearest number; see `int64` for those beyond 2^53. */
  get int(): number {
    this.#expect(wireType.varint, 'an integer');
    return this.#cursor.int;
  }

  get int64(): bigint {
    this.#expect(wireType.varint, 'an integer');
    return this.#cursor.int64;
  }

  get float(): number {
    this.#expect(wireType.fixed32, 'a float');
    return new DataView(this.#bytes.buffer, this.#bytes.byteOffset + this.start, 4).getFloat32(0, true);
  }

  #expect(wire: number, what: string): void {
    if (this.wire !== wire) this.#fail(`field ${this.number} with wire type ${this.wire} where ${what} should be`);
  }

  #fail(problem: string): never {
    throw malformed(`${this.#what} has ${problem}`, this.tagStart);
  }
}

const strictText = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const looseText = new TextDecoder('utf-8', { ignoreBOM: true });

/** Text where the bytes are UTF-8, else undefined. */
export function utf8(bytes: Uint8Array): string | undefined {
  try {
    return strictText.decode(bytes);
  } catch {
    return undefined;
  }
}
