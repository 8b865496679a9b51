/** See image-steps.sh. Prints what it saw, and ends with 1 and the logs where something is wrong. */
import { type ChildProcess, spawnSync } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { chmodSync, copyFileSync, cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { OctetClient } from '@octet/client';
import { builtDashboard } from '@octet/dashboard';
import { startPostgres } from '@octet/postgres';
import { freePort, startS3 } from '@octet/testing';
import { buildTarget } from './image/build-target.ts';
import { readTarget, type Target } from './image/dockerfile.ts';
import { npy } from './image/npy.ts';
import { mounts, startConfined, stopped } from './image/start-confined.ts';

const root = join(import.meta.dirname, '../..');
// Not under /tmp, of which each process gets an empty one of its own.
const place = mkdtempSync(join(existsSync('/var/tmp') ? '/var/tmp' : tmpdir(), 'octet-images-'));
chmodSync(place, 0o755);
// The checkout may lie where nobody gets to, or under /tmp.
const node = join(place, 'node');
copyFileSync(process.execPath, node);
const say = (text: string) => process.stdout.write(`${text}\n`);
const logOf = (name: string) => join(place, `${name}.log`);
const folderOf = (name: string) => {
  const folder = join(place, name);
  mkdirSync(folder, { recursive: true });
  return folder;
};

const running = new Map<string, ChildProcess>();
const postgres = await startPostgres({ folder: folderOf('database') });
const s3 = await startS3();
try {
  const dockerfile = join(root, 'docker/Dockerfile');
  const targets = Object.fromEntries(['results', 'gateway', 'worker'].map((name) => [name, readTarget(dockerfile, name)]));
  for (const target of Object.values(targets)) {
    buildTarget(root, folderOf(target.name), target);
    say(`${target.name}: installed`);
  }
  // What the dashboard's own stage makes, with the modules that are here.
  cpSync(builtDashboard().folder, join(folderOf('gateway'), 'services/dashboard/dist'), { recursive: true });
  say(
    mounts
      ? 'the file system is read only to the services'
      : 'skipped: a read-only file system, which takes root and a machine that lets root mount',
  );

  const [gatewayPort, resultsPort] = [await freePort(), await freePort()];
  const gatewayUrl = `http://127.0.0.1:${gatewayPort}`;
  const token = 'a-worker-token-of-some-length';
  say(s3 === undefined ? 'objects are in a folder' : 'objects are in S3');
  const shared = {
    OCTET_DATABASE_URL: postgres.url,
    OCTET_STORAGE_URL: s3 === undefined ? pathToFileURL(folderOf('objects')).href : `s3://${s3.bucket}/images?endpoint=${s3.endpoint}`,
    ...(s3 && { AWS_ACCESS_KEY_ID: s3.credentials.accessKeyId, AWS_SECRET_ACCESS_KEY: s3.credentials.secretAccessKey }),
    OCTET_PUBLIC_URL: gatewayUrl,
    OCTET_RESULTS_URL: `http://127.0.0.1:${resultsPort}`,
  };
  const listening = (port: number) => ({ OCTET_LISTEN: `127.0.0.1:${port}`, OCTET_METRICS_LISTEN: '127.0.0.1:0' });
  const { privateKey } = generateKeyPairSync('ed25519');
  const signingKey = privateKey.export({ type: 'pkcs8', format: 'der' }).toString('base64');
  const start = (target: Target | undefined, env: Readonly<Record<string, string>>, writable: readonly string[]) => {
    if (target === undefined) throw new Error('a target is missing');
    const { name, command } = target;
    const options = { folder: join(place, name), writable, env: { ...target.env, ...env }, logFile: logOf(name), node };
    running.set(name, startConfined(command, options));
    return target;
  };

  const objects = [folderOf('objects')];
  const results = start(
    targets['results'],
    { ...shared, ...listening(resultsPort), OCTET_WORKER_TOKEN: token, OCTET_SIGNING_KEY: signingKey },
    objects,
  );
  await healthy(results, resultsPort);
  const gateway = start(targets['gateway'], { ...shared, ...listening(gatewayPort) }, objects);
  await healthy(gateway, gatewayPort);
  const page = await fetch(gatewayUrl);
  if (!page.ok || !(await page.text()).includes('<title>Octet'))
    throw new Error(`the gateway answers ${page.status} instead of the dashboard`);
  say('the gateway serves the dashboard');
  const scratch = folderOf('scratch');
  const { OCTET_DATABASE_URL, OCTET_RESULTS_URL } = shared;
  start(targets['worker'], { OCTET_DATABASE_URL, OCTET_RESULTS_URL, OCTET_WORKER_TOKEN: token, OCTET_SCRATCH: scratch }, [scratch]);

  const client = new OctetClient({ url: gatewayUrl, key: await firstKey(shared) });
  const samples = npy(
    Float32Array.from({ length: 32 * 3072 }, (_, index) => Math.sin(index * 0.37)),
    [32, 3, 32, 32],
  );
  const model = new File([readFileSync(join(root, 'examples/minicnn/minicnn.onnx'))], 'minicnn.onnx');
  let job = await client.submit({ model, calibration: new File([samples], 'input.npy') });
  const over = AbortSignal.any([AbortSignal.timeout(240_000), ...[...running].map(ended)]);
  for await (const state of client.watch(job.id, { signal: over })) job = state;
  if (job.state !== 'succeeded') throw new Error(`the job ${job.state}: ${JSON.stringify(job)}`);
  const artifact = await new Response(await client.download(job.id, 'artifact')).bytes();
  say(`a job succeeded; its artifact has ${artifact.byteLength} bytes of the model's ${model.size}`);
  const { items } = await client.call('listWorkers', {});
  say(`the worker is confined by: ${items[0]?.sandbox.join(', ')}`);

  for (const [name, child] of [...running].reverse()) {
    await stopped(name, child, logOf(name));
    running.delete(name);
    say(`${name}: ended by itself on SIGTERM`);
  }
} catch (error) {
  process.exitCode = 1;
  say(`failed: ${error instanceof Error ? error.stack : error}`);
  for (const name of running.keys()) say(`== ${name}\n${readFileSync(logOf(name), 'utf8').slice(-4000)}`);
} finally {
  for (const child of running.values()) child.kill('SIGKILL');
  await s3?.[Symbol.asyncDispose]();
  await postgres.stop();
  rmSync(place, { recursive: true, force: true });
}

/** Aborts when the service ends, which it should not. */
function ended([name, child]: readonly [string, ChildProcess]): AbortSignal {
  const gone = new AbortController();
  const abort = () => gone.abort(new Error(`${name} ended`));
  if (child.exitCode === null) child.once('exit', abort);
  else abort();
  return gone.signal;
}

/** The container's own health check, on the port that the service has here. */
async function healthy({ name, healthCheck, env }: Target, port: number): Promise<void> {
  const imagePort = env['OCTET_LISTEN']?.split(':').at(-1) ?? '';
  const words = (healthCheck ?? []).slice(1).map((word) => word.replaceAll(imagePort, String(port)));
  const deadline = Date.now() + 60_000;
  const check = () => spawnSync(process.execPath, words).status === 0;
  while (!check()) {
    if (Date.now() > deadline || running.get(name)?.exitCode !== null) throw new Error(`${name} does not become healthy`);
    await wait(200);
  }
  say(`${name}: healthy`);
}

/** As an operator makes it: with the gateway's image and environment. */
async function firstKey(env: Readonly<Record<string, string>>): Promise<string> {
  const command = ['node', 'services/gateway/src/mint-key.ts', '--tenant', 'image-steps'];
  const child = startConfined(command, { folder: folderOf('gateway'), writable: [], env, logFile: logOf('key'), node });
  const [code] = await once(child, 'exit');
  const said = readFileSync(logOf('key'), 'utf8').trim();
  if (code !== 0) throw new Error(`mint-key ended with ${code}: ${said}`);
  return said;
}
