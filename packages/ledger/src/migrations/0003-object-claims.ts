import { type Kysely, sql } from 'kysely';

/** Between the two steps of a sweep, looking and removing, nobody may put the same bytes again: both hold the row of the digest. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`CREATE TABLE object_claims (digest text PRIMARY KEY, claimed_at timestamptz NOT NULL)`.execute(db);
}
