import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { freePort } from './free-port.ts';
import { findTestServerProgram } from './test-server-program.ts';

const install = join(import.meta.dirname, '../../../scripts/ci/install-versitygw.sh');
const setpriv = '/usr/bin/setpriv';
const startMilliseconds = 20_000;

export interface S3Server extends AsyncDisposable {
  readonly endpoint: string;
  /** Empty. */
  readonly bucket: string;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
}

/** A real S3 server, versitygw, on a folder of its own; undefined, with a message, where there is none. OCTET_VERSITYGW names its program. */
export async function startS3(): Promise<S3Server | undefined> {
  const program = process.env['OCTET_VERSITYGW'] || findVersitygw();
  if (program === undefined) return undefined;
  const folder = mkdtempSync(join(tmpdir(), 'octet-test-s3-'));
  const bucket = 'octet-test';
  mkdirSync(join(folder, bucket));
  const port = await freePort();
  const credentials = { accessKeyId: 'octet', secretAccessKey: 'octet-secret' };
  const keys = ['--access', credentials.accessKeyId, '--secret', credentials.secretAccessKey];
  const command = [...endsWithStarter(), program, '--quiet', '--port', `127.0.0.1:${port}`, ...keys, 'posix', folder];
  const child = spawn(command[0] ?? program, command.slice(1), { stdio: 'ignore' });
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

/** A run that is cut short disposes of nothing; the kernel does. */
function endsWithStarter(): readonly string[] {
  return existsSync(setpriv) ? [setpriv, '--pdeathsig', 'KILL', '--'] : [];
}

function findVersitygw(): string | undefined {
  const built = execFileSync('bash', [install, '--path'], { encoding: 'utf8' }).trim();
  return findTestServerProgram({
    name: 'versitygw',
    folders: [dirname(built)],
    install: 'scripts/ci/install-versitygw.sh, which needs Go',
  });
}

async function answers(endpoint: string, child: ChildProcess): Promise<void> {
  const deadline = Date.now() + startMilliseconds;
  while (Date.now() < deadline && child.exitCode === null) {
    const response = await fetch(endpoint).catch(() => undefined);
    if (response !== undefined) {
      await response.body?.cancel();
      return;
    }
    await wait(50);
  }
  throw new Error(`versitygw does not answer at ${endpoint}${child.exitCode === null ? '' : `: it ended with ${child.exitCode}`}`);
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGKILL');
  await ended;
}
