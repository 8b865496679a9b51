import { readFileSync, renameSync, writeFileSync } from 'node:fs';

const ownerOnly = 0o600;

/** The text in the file, or what `make` gives, kept there for the next start; readable by the owner alone, and whole or not there. */
export function keep(path: string, make: () => string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  const made = make();
  writeKept(path, made);
  return made;
}

export function writeKept(path: string, text: string): void {
  const unfinished = `${path}.${process.pid}`;
  writeFileSync(unfinished, text, { mode: ownerOnly });
  renameSync(unfinished, path);
}
