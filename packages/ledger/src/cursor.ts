import { type RawBuilder, sql } from 'kysely';
import type { Page, Paged } from './ledger.ts';
import { LedgerError } from './ledger-error.ts';

/** Where a page ended: the time (microseconds, as text, so that nothing is rounded) and id of its last row. */
export interface Cursor {
  readonly at: string;
  readonly id: string;
}

export const defaultLimit = 50;

function readCursor({ cursor }: Page): Cursor | undefined {
  if (cursor === undefined) return undefined;
  const [at, id, ...rest] = Buffer.from(cursor, 'base64url').toString('utf8').split(' ');
  if (at === undefined || id === undefined || rest.length > 0 || !/^\d{1,16}$/.test(at) || !/^\w+$/.test(id)) {
    throw new LedgerError('ledger/bad-cursor', 'The cursor is not one that this service gave.');
  }
  return { at, id };
}

/** Of rows ordered by `columns` (a time and an id), descending: those after the page before. */
export function afterCursor(page: Page, columns = sql`created_at, id`): RawBuilder<unknown> {
  const from = readCursor(page);
  return from === undefined ? sql`true` : sql`(${columns}) < (to_timestamp(${from.at}::bigint / 1000000.0), ${from.id})`;
}

/** The first `limit` of the rows, of which one more was asked for. */
export function paged<Row, T>(
  rows: readonly Row[],
  { limit, cursorOf, map }: { readonly limit: number; readonly cursorOf: (row: Row) => Cursor; readonly map: (row: Row) => T },
): Paged<T> {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  const more = rows.length > limit && last !== undefined;
  const cursor = more ? cursorOf(last) : undefined;
  return {
    items: shown.map(map),
    next_cursor: cursor === undefined ? null : Buffer.from(`${cursor.at} ${cursor.id}`).toString('base64url'),
  };
}
