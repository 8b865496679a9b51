import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type LocalService, localServiceFile } from '@octet/contracts';
import type { RunningService } from './running-service.ts';
import { type ServiceProcess, serviceProcess } from './service-process.ts';
import { until } from './until.ts';

export interface EmbeddedService extends RunningService {
  readonly process: ServiceProcess;
  readonly dataFolder: string;
}

export interface EmbeddedOptions {
  /** Kept when the service is disposed; a temporary one, removed with it, unless given. */
  readonly dataFolder?: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** `npm start` on a free port. */
export async function embeddedService({ dataFolder, env = {} }: EmbeddedOptions = {}): Promise<EmbeddedService> {
  const folder = dataFolder ?? (await mkdtemp(join(tmpdir(), 'octet-embedded-')));
  // As root, PostgreSQL runs as another user, who has to get there.
  await chmod(folder, 0o711);
  const started = serviceProcess('services/standalone/src/main.ts', { OCTET_DATA: folder, OCTET_LISTEN: '127.0.0.1:0', ...env });
  const dispose = async () => {
    await started[Symbol.asyncDispose]();
    if (dataFolder === undefined) await rm(folder, { recursive: true, force: true });
  };
  try {
    const stated = await until(
      async () => {
        if (!started.running()) return 'ended' as const;
        const service = JSON.parse(await readFile(join(folder, localServiceFile), 'utf8')) as LocalService;
        return service.pid === started.pid && service;
      },
      { seconds: 120, what: 'the service is up' },
    );
    if (stated === 'ended') throw new Error(`the service ended at its start: ${started.output()}`);
    const { url, key } = stated;
    return { url, key, process: started, dataFolder: folder, output: started.output, [Symbol.asyncDispose]: dispose };
  } catch (error) {
    await dispose();
    throw error;
  }
}
