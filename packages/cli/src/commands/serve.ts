import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { exitCode } from '../exit-code.ts';
import type { ServiceContext } from './submit.ts';

const standalone = join(import.meta.dirname, '../../../../services/standalone/src/main.ts');

export interface ServeArguments {
  readonly listen?: string;
  readonly data?: string;
}

/** `octet serve`: the whole service on this machine, in a process of its own, until it is stopped. Answers its exit code. */
export async function serveCommand({ listen, data }: ServeArguments, { env, signal }: ServiceContext): Promise<number> {
  const child = spawn(process.execPath, [standalone], {
    stdio: 'inherit',
    env: { ...env, ...(listen === undefined ? {} : { OCTET_LISTEN: listen }), ...(data === undefined ? {} : { OCTET_DATA: data }) },
  });
  const stop = () => child.kill('SIGTERM');
  signal.addEventListener('abort', stop, { once: true });
  const [code] = (await once(child, 'exit')) as [number | null];
  signal.removeEventListener('abort', stop);
  return code ?? exitCode.failed;
}
