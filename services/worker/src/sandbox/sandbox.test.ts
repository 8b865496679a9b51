import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { openScratch, type Scratch } from '../attempt/scratch.ts';
import { startEngineProcess } from '../engine/engine-process.ts';
import { type Probed, probeSandbox, type Sandbox } from './sandbox.ts';
import { wrappers } from './wrappers.ts';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const GiB = 1024 ** 3;
const memoryBytes = 1.5 * GiB;

let root: string;
let scratch: Scratch;
let probed: Probed;
let sandbox: Sandbox;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'octet-sandbox-test-'));
  await chmod(root, 0o755);
  scratch = await openScratch(root);
  probed = await probeSandbox({ scratch, memoryBytes });
  sandbox = probed.sandbox;
});
afterAll(async () => {
  await probed.engine[Symbol.asyncDispose]();
  await scratch[Symbol.asyncDispose]();
  await rm(root, { recursive: true });
});

/** What a process finds that is confined so. */
async function found(): Promise<Record<string, unknown>> {
  const secret = join(root, 'secret');
  await writeFile(secret, 'of the worker', { mode: 0o600 });
  await using folder = await scratch.make({ uid: sandbox.uid });
  let detail = '{}';
  const confined = startEngineProcess({
    wrap: sandbox.wrap,
    program: join(import.meta.dirname, '../testing/programs/confined.ts'),
    args: [secret, join(root, 'left-behind')],
    folder: folder.tmp,
    onEvent: (event) => {
      if (event.kind === 'failed') detail = event.detail;
    },
    onLine: (text) => console.warn(text),
  });
  await confined.ended;
  return JSON.parse(detail);
}

test('an engine process has what the sandbox says, and none of what it denies', async () => {
  const here = await found();
  expect(here).toMatchObject({ environment: ['HOME', 'ORT_DISABLE_TELEMETRY', 'PATH', 'TMPDIR'], writesScratch: true });

  // What each of these means where the machine allows it; the rest is said, so that a run tells what it did not see.
  const means: Readonly<Record<string, () => void>> = {
    memory: () => expect(here).toMatchObject({ holds2GiB: false }),
    network: () => expect(here).toMatchObject({ interfaces: [] }),
    user: () => expect(here).toMatchObject({ uid: sandbox.uid, readsSecrets: false, writesOutside: false }),
    privileges: () => expect(here['status']).toMatch(/CapEff:\t0+\nCapBnd:\t0+\n[\s\S]*NoNewPrivs:\t1/),
  };
  for (const [name, check] of Object.entries(means)) {
    if (sandbox.confines.includes(name)) check();
    else console.warn(`skipped: this machine does not confine by ${name}`);
  }
});

test('what a machine could confine by and does not is named: every one of the best commands is one or the other', () => {
  const best = wrappers.flatMap(([wrapper]) => wrapper?.confines ?? []);
  expect([...sandbox.confines, ...sandbox.missing]).toEqual(expect.arrayContaining(best));
  expect(sandbox.confines.filter((name) => sandbox.missing.includes(name))).toEqual([]);
});

test('the machine is asked in a process that is confined so too', () => {
  expect(probed.machine.cpu.cpu_class).toMatch(/^ort-cpu-/);
  expect(probed.machine.version).toMatch(/^\d+\./);
});

test('a process that waited for a job takes on the bounds of the job, under any user', async () => {
  if (!sandbox.confines.includes('cpu')) return console.warn('skipped: this machine does not confine by cpu');
  const { process: engine } = probed.engine;
  engine.send({ bounds: { cpuSeconds: 77, fileBytes: 12_345 } });
  await vi.waitFor(async () => {
    const limits = await readFile(`/proc/${engine.pid}/limits`, 'utf8');
    expect(limits).toMatch(/^Max cpu time +77 +77 /m);
    expect(limits).toMatch(/^Max file size +12345 +12345 /m);
  }, 10_000);
});

test('where the other user may not go to the scratch folder, the engine keeps this user, and says so', async () => {
  await chmod(root, 0o700);
  const { sandbox: kept, engine } = await probeSandbox({ scratch, memoryBytes });
  await engine[Symbol.asyncDispose]();
  await chmod(root, 0o755);
  expect(kept.confines).not.toContain('user');
  expect(kept.missing).toContain('user');
  expect(kept.uid).toBeUndefined();
  expect(kept.confines).toContain('scratch');
});
