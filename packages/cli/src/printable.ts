/**
 * Text for a terminal. Names in a model and in an archive are hostile strings: what would move the cursor, set colours or turn the
 * direction of writing is shown as its code point. Line feeds stay.
 */
export function printable(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, (c) => (c === '\n' ? c : `\\u{${c.codePointAt(0)?.toString(16)}}`));
}
