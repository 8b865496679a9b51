/**
 * Names in a model are a stranger's strings. Control characters (they move a terminal's cursor), marks that reorder text or take no room,
 * and lone surrogates are written out as ⟨U+202E⟩; what is longer than `limit` characters is cut in the middle, and says how much is gone.
 */
export function visible(text: string, limit = 80): string {
  const characters = [...(text.length > scanLimit ? text.slice(0, scanLimit / 2) + text.slice(-scanLimit / 2) : text)];
  if (characters.length <= limit) return writeOut(characters);
  const tailLength = Math.floor(limit / 3);
  const head = writeOut(characters.slice(0, limit - tailLength));
  const tail = writeOut(characters.slice(-tailLength));
  return `${head}…${tail} (${text.length} characters)`;
}

// A name may be megabytes; nobody needs its middle.
const scanLimit = 4096;

const hidden = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Co}]/u;

function writeOut(characters: readonly string[]): string {
  return characters.map((c) => (hidden.test(c) ? `⟨U+${codePoint(c)}⟩` : c)).join('');
}

const codePoint = (c: string): string => (c.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
