import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';

const install = join(import.meta.dirname, '../../../../scripts/ci/install-versitygw.sh');

export interface S3Server extends AsyncDisposable {
  readonly endpoint: string;
  readonly bucket: string;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
}

/** The versitygw program: OCTET_VERSITYGW, the one on the PATH, or the one that scripts/ci/install-versitygw.sh built. */
export function findVersitygw(env: Readonly<Record<string, string | undefined>>): string | undefined {
  const named = env['OCTET_VERSITYGW'];
  if (named !== undefined && named !== '') return named;
  const onPath = (env['PATH'] ?? '').split(':').flatMap((folder) => (folder === '' ? [] : [join(folder, 'versitygw')]));
  const built = execFileSync('bash', [install, '--path'], { encoding: 'utf8', env: { HOME: homedir(), ...env } }).trim();
  return [...onPath, built].find((path) => existsSync(path));
}

/** A real S3 server on a folder of its own and a free loopback port. */
export async function startVersitygw(program: string): Promise<S3Server> {
  const folder = mkdtempSync(join(tmpdir(), 'octet-versitygw-'));
  const bucket = 'octet-test';
  mkdirSync(join(folder, bucket));
  const port = await freePort();
  const credentials = { accessKeyId: 'octet', secretAccessKey: 'octet-secret' };
  const { accessKeyId, secretAccessKey } = credentials;
  const child = spawn(
    program,
    ['--quiet', '--port', `127.0.0.1:${port}`, '--access', accessKeyId, '--secret', secretAccessKey, 'posix', folder],
    {
      stdio: 'ignore',
    },
  );
  const endpoint = `http://127.0.0.1:${port}`;
  const stop = async () => {
    await end(child);
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    await answers(endpoint, child);
  } catch (error) {
    await stop();
    throw error;
  }
  return { endpoint, bucket, credentials, [Symbol.asyncDispose]: stop };
}

async function answers(endpoint: string, child: ChildProcess): Promise<void> {
  const deadline = Date.now() + 20_000;
  while (Date.now() < deadline && child.exitCode === null) {
    const response = await fetch(endpoint).catch(() => undefined);
    if (response !== undefined) {
      await response.body?.cancel();
      return;
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`versitygw does not answer at ${endpoint}${child.exitCode === null ? '' : `: it ended with ${child.exitCode}`}`);
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exit = once(child, 'exit');
  child.kill('SIGKILL');
  await exit;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('the loopback port has no number');
  return address.port;
}
