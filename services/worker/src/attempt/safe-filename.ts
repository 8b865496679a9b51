const longestBytes = 150;
/** Separators, what shells and terminals take for more than a letter, and what some file systems refuse. */
const unsafe = /[\p{C}\\/:*?"<>|]/gu;

/** A name as a user gave it → the nearest one that is a plain file in a folder: reports show it, and nothing can be reached with it. */
export function safeFilename(given: string): string {
  const last =
    given
      .replaceAll('\\', '/')
      .split('/')
      .findLast((part) => part !== '') ?? '';
  const clean = last.toWellFormed().replaceAll(unsafe, '_').replace(/^\.+/, '').trim();
  return shortened(clean === '' ? 'file' : clean);
}

/** Within the limit, the extension kept. */
function shortened(name: string): string {
  if (Buffer.byteLength(name) <= longestBytes) return name;
  const extension = /(?:\.tar)?\.[A-Za-z0-9]{1,12}$/.exec(name)?.[0] ?? '';
  let stem = '';
  for (const letter of name.slice(0, name.length - extension.length)) {
    if (Buffer.byteLength(stem + letter + extension) > longestBytes) break;
    stem += letter;
  }
  return stem + extension;
}
