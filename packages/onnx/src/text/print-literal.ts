import { clampInt64 } from '../ir/int64.ts';
import { isTypeWord } from './dtype-name.ts';

const identifier = /^[A-Za-z_][A-Za-z0-9_]*$/;

/** A name as it is where it is an identifier, else quoted. Names of types and numbers are quoted, since those may stand where a name does. */
export function printName(name: string): string {
  return isTypeWord(name) || /^(inf|infinity|nan|random)$/i.test(name) ? printString(name) : printKey(name);
}

/** The name of an attribute, where no type or number may stand: Python's parser wants an identifier unquoted. */
export function printKey(name: string): string {
  return identifier.test(name) ? name : printString(name);
}

/** ONNX's syntax escapes the quote and the backslash, and knows no other escapes. */
export function printString(text: string): string {
  return `"${text.replace(/["\\]/g, '\\$&')}"`;
}

/** The shortest decimal that reads back as the same float32. */
export function printFloat32(value: number): string {
  if (value === 0) return printFloat64(value);
  for (let digits = 6; digits <= 9; digits++) {
    const short = Number(value.toPrecision(digits));
    if (Math.fround(short) === value) return printFloat64(short);
  }
  return printFloat64(value);
}

export function printFloat64(value: number): string {
  if (Number.isNaN(value)) return 'nan';
  if (Math.abs(value) === Number.POSITIVE_INFINITY) return value > 0 ? 'inf' : '-inf';
  return Object.is(value, -0) ? '-0' : String(value);
}

/** With a point or exponent, so that it reads as a float where nothing declares the type. */
export function printFloatLiteral(value: number): string {
  const text = printFloat32(value);
  return /^-?[0-9]+$/.test(text) ? `${text}.0` : text;
}

/** An int64. Its ends, which mean "to the end" in Slice, are no float64 but are held as the nearest one. */
export function printInt(value: number): string {
  return String(clampInt64(value));
}
