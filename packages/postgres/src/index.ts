export { PostgresError } from './postgres-error.ts';
export type { Exit } from './server-process.ts';
export { type Postgres, type PostgresOptions, startPostgres } from './start-postgres.ts';
