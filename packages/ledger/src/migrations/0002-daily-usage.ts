import { type Kysely, sql } from 'kysely';

/** What a tenant used outlives its jobs: a quota is not given back by deleting one. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    CREATE TABLE daily_usage (
      tenant text NOT NULL REFERENCES tenants,
      day date NOT NULL,
      jobs int NOT NULL,
      cpu_seconds double precision NOT NULL,
      PRIMARY KEY (tenant, day)
    );
    INSERT INTO daily_usage
      SELECT tenant, (created_at AT TIME ZONE 'UTC')::date AS day, count(*), sum(cpu_seconds) FROM jobs GROUP BY tenant, day;
    ALTER TABLE jobs DROP COLUMN cpu_seconds;
  `.execute(db);
}
