import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { PostgresError } from './postgres-error.ts';
import { processIdentity } from './process-identity.ts';

/** One process at a time runs the PostgreSQL of a folder; the lock of one that ended counts no more. Answers how to let go. */
export function lockFolder(file: string): () => void {
  const mine = `${file}.${process.pid}`;
  writeFileSync(mine, processIdentity(process.pid) ?? '');
  try {
    while (!linked(mine, file)) takeAway(file, mine);
  } finally {
    rmSync(mine, { force: true });
  }
  return () => rmSync(file, { force: true });
}

/** A link is made whole or not at all. */
function linked(mine: string, file: string): boolean {
  try {
    linkSync(mine, file);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

function takeAway(file: string, mine: string): void {
  const holder = heldBy(file);
  if (holder === undefined) return;
  refuseLiving(holder, file);
  const aside = `${mine}.stale`;
  renameSync(file, aside);
  const moved = heldBy(aside);
  // Between the look and the move another starter may have taken the lock: it gets it back.
  if (moved !== undefined && moved !== holder) linked(aside, file);
  rmSync(aside, { force: true });
  if (moved !== undefined && moved !== holder) refuseLiving(moved, file);
}

function heldBy(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}

function refuseLiving(holder: string, file: string): void {
  const pid = Number.parseInt(holder, 10);
  if (Number.isNaN(pid) || processIdentity(pid) !== holder) return;
  throw new PostgresError(
    'postgres/in-use',
    `Process ${pid} runs the PostgreSQL of this folder already (${file}). Stop it, or choose another folder.`,
  );
}
