const steering = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;

/**
 * Text for a terminal. Names in a model and in an archive are hostile strings: what would move the cursor, set colours or turn the
 * direction of writing is shown as its code point. Line feeds stay.
 */
export function printable(text: string): string {
  return text.replace(steering, (c) => (c === '\n' ? c : `\\u{${c.codePointAt(0)?.toString(16)}}`));
}

/** A value as one line of JSON, the same characters as JSON's own escapes. */
export function jsonLine(value: unknown): string {
  const escaped = (unit: string) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
  // A code point beyond the first plane is two units in JSON.
  return `${JSON.stringify(value).replace(steering, (c) => [...Array(c.length).keys()].map((i) => escaped(c[i] as string)).join(''))}\n`;
}
