import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { binaries } from './binaries.ts';
import { lockFolder } from './folder-lock.ts';
import { freePort } from './free-port.ts';
import { initialize } from './initialize.ts';
import { placesFor } from './places.ts';
import type { Exit } from './server-process.ts';
import { serverUser } from './server-user.ts';
import { stopOrphan } from './stop-orphan.ts';
import { supervise } from './supervise.ts';

export interface PostgresOptions {
  /** Made where it is not. The database, its password and the lock live here. */
  readonly folder: string;
  /** On loopback; a free one where it is not given. */
  readonly port?: number;
  /** The server ended by itself and is being started again. */
  readonly onRestart?: (exit: Exit) => void;
  /** Gets every line that the server logs. */
  readonly log?: (line: string) => void;
  /** False: a power cut may cost the database; for tests. */
  readonly durable?: boolean;
}

export interface Postgres extends AsyncDisposable {
  /** With the password. The same across restarts of the server. */
  readonly url: string;
  /** Of the server that runs now. */
  readonly pid: number;
  /** Ends the sessions, writes everything down, and lets others use the folder. */
  stop(): Promise<void>;
}

/** Runs the PostgreSQL of a folder until it is stopped. Rejects with a PostgresError. */
export async function startPostgres(options: PostgresOptions): Promise<Postgres> {
  const { onRestart = () => undefined, log = () => undefined, durable = true } = options;
  const folder = resolve(options.folder);
  const native = binaries();
  const user = serverUser();
  mkdirSync(folder, { recursive: true });
  const unlock = lockFolder(join(folder, 'postgres.lock'));
  try {
    const places = placesFor(folder, native, user);
    await stopOrphan(places.dataFolder);
    const password = initialize({ ...places, passwordFile: join(folder, 'postgres.password'), user, durable });
    const port = options.port ?? (await freePort());
    const url = `postgres://octet:${password}@127.0.0.1:${port}/postgres`;
    const server = await supervise({ ...places, port, url, user, durable, log }, onRestart);
    const stop = async () => {
      await server.stop();
      unlock();
    };
    return {
      url,
      get pid() {
        return server.pid();
      },
      stop,
      [Symbol.asyncDispose]: stop,
    };
  } catch (error) {
    unlock();
    throw error;
  }
}
