import { Kysely, PostgresDialect } from 'kysely';
import pg from 'pg';
import { storableTextPlugin } from './storable-text.ts';

/** Queries are written in SQL, with values bound by kysely's `sql`; rows are typed where they are read. */
export type Database = Kysely<unknown>;

// Sizes and counts fit a double; pg gives bigint as text by default.
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
  // A connection that breaks while idle is replaced; the next user sees the fault.
  pool.on('error', () => undefined);
  // So does its holder. The connection emits the error a second time, which would end the process without a listener.
  pool.on('connect', (client) => client.on('error', () => undefined));
  return new Kysely<unknown>({ dialect: new PostgresDialect({ pool }), plugins: [storableTextPlugin] });
}
