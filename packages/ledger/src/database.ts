import { Kysely, PostgresDialect } from 'kysely';
import pg from 'pg';
import { storableTextPlugin } from './storable-text.ts';

/** Queries are written in SQL, with values bound by kysely's `sql`; rows are typed where they are read. */
export type Database = Kysely<unknown>;

// Sizes and counts fit a double; pg gives bigint as text unless told.
const bigintType = 20;

export function openDatabase({ url, poolSize }: { readonly url: string; readonly poolSize: number }): Database {
  const types = new pg.TypeOverrides();
  types.setTypeParser(bigintType, Number);
  const pool = new pg.Pool({
    connectionString: url,
    max: poolSize,
    types,
    keepAlive: true,
    connectionTimeoutMillis: 10_000,
    statement_timeout: 30_000,
    idle_in_transaction_session_timeout: 60_000,
  });
  // A connection that breaks while idle is replaced; whoever needs the next one hears of the fault.
  pool.on('error', () => undefined);
  // So does whoever holds one. The connection tells it a second time, and would end the process where nobody listens.
  pool.on('connect', (client) => client.on('error', () => undefined));
  return new Kysely<unknown>({ dialect: new PostgresDialect({ pool }), plugins: [storableTextPlugin] });
}
