/** Starts the PostgreSQL of a folder, tells its process id and URL, and lives until it is killed. */
import { startPostgres } from '../start-postgres.ts';

const { url, pid } = await startPostgres({ folder: process.argv[2] ?? '', durable: false });
process.stdout.write(JSON.stringify({ url, pid }));
