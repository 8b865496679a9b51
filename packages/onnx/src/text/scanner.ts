import { OnnxError } from '../errors.ts';

export type Literal =
  | { readonly kind: 'int'; readonly text: string }
  | { readonly kind: 'float'; readonly text: string }
  | { readonly kind: 'string'; readonly text: string };

const identifier = /[A-Za-z_][A-Za-z0-9_]*/y;
const number = /-?(?:[0-9]+\.?[0-9]*(?:[eE][+-]?[0-9]+)?|(?:infinity|inf|nan)(?![A-Za-z0-9_]))/iy;
const blank = /(?:\s|#[^\n]*)*/y;

/** Reads a text token by token. Blanks and `#` comments between tokens are skipped. Throws OnnxError('text/syntax') with line and column. */
export class Scanner {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  get atEnd(): boolean {
    this.#skipBlank();
    return this.#at >= this.#text.length;
  }

  /** The next character, '' at the end. */
  peek(): string {
    this.#skipBlank();
    return this.#text[this.#at] ?? '';
  }

  take(token: string): boolean {
    this.#skipBlank();
    if (!this.#text.startsWith(token, this.#at)) return false;
    this.#at += token.length;
    return true;
  }

  expect(token: string, where: string): void {
    if (!this.take(token)) this.fail(`expected "${token}" ${where}`);
  }

  /** An identifier, or undefined and nothing consumed. */
  word(): string | undefined {
    return this.#match(identifier);
  }

  peekWord(): string | undefined {
    const at = this.#at;
    const word = this.word();
    this.#at = at;
    return word;
  }

  expectWord(what: string): string {
    return this.word() ?? this.fail(`expected ${what}`);
  }

  /** An identifier or a quoted name, or undefined and nothing consumed. */
  name(): string | undefined {
    return this.peek() === '"' ? this.string('a name') : this.word();
  }

  expectName(what: string): string {
    return this.name() ?? this.fail(`expected ${what} (a name; quote it if it is more than letters, digits and _)`);
  }

  /** A quoted string. A backslash takes the next character as it is, whatever it is: ONNX's syntax knows no \n. */
  string(what: string): string {
    this.#skipBlank();
    const start = this.#at;
    if (this.#text[start] !== '"') this.fail(`expected ${what} in double quotes`);
    let value = '';
    let from = start + 1;
    for (let i = from; i < this.#text.length; i++) {
      const c = this.#text[i];
      if (c === '\\') {
        value += this.#text.slice(from, i);
        from = ++i;
      } else if (c === '"') {
        this.#at = i + 1;
        return value + this.#text.slice(from, i);
      }
    }
    return this.fail('this string has no closing quote');
  }

  /** A number or a string, or undefined and nothing consumed. */
  literal(): Literal | undefined {
    if (this.peek() === '"') return { kind: 'string', text: this.string('a string') };
    const text = this.#match(number);
    if (text === undefined) return undefined;
    return { kind: /^-?[0-9]+$/.test(text) ? 'int' : 'float', text };
  }

  expectInt(what: string): bigint {
    const literal = this.literal();
    if (literal?.kind !== 'int') this.fail(`expected ${what} (an integer)`);
    return BigInt(literal.text);
  }

  expectNumber(what: string): number {
    const literal = this.literal();
    if (literal === undefined || literal.kind === 'string') this.fail(`expected ${what} (a number)`);
    return numberOf(literal.text);
  }

  get place(): string {
    this.#skipBlank();
    const before = this.#text.slice(0, this.#at);
    const line = before.split('\n').length;
    return `line ${line}, column ${this.#at - before.lastIndexOf('\n')}`;
  }

  fail(problem: string): never {
    const { place } = this;
    const found = this.#text.slice(this.#at, this.#at + 20).split('\n')[0];
    throw new OnnxError('text/syntax', `${place}: ${problem}, found ${found === '' ? 'the end' : JSON.stringify(found)}.`, {
      where: place,
    });
  }

  #match(pattern: RegExp): string | undefined {
    this.#skipBlank();
    pattern.lastIndex = this.#at;
    const text = pattern.exec(this.#text)?.[0];
    if (text !== undefined) this.#at += text.length;
    return text;
  }

  #skipBlank(): void {
    blank.lastIndex = this.#at;
    this.#at += blank.exec(this.#text)?.[0].length ?? 0;
  }
}

/** A numeric literal's value, `inf` and `nan` included. */
export function numberOf(text: string): number {
  const unsigned = text.replace(/^-/, '').toLowerCase();
  const value = unsigned.startsWith('inf') ? Number.POSITIVE_INFINITY : Number(unsigned);
  return text.startsWith('-') ? -value : value;
}
