import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { openScratch, type Scratch } from '../attempt/scratch.ts';
import { startEngineProcess } from '../engine/engine-process.ts';
import { probeSandbox, type Sandbox } from './sandbox.ts';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const GiB = 1024 ** 3;
const bounds = { memoryBytes: 1.5 * GiB, cpuSeconds: 60, fileBytes: 2 ** 20 };

let root: string;
let scratch: Scratch;
let sandbox: Sandbox;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'octet-sandbox-test-'));
  await chmod(root, 0o755);
  scratch = await openScratch(root);
  sandbox = await probeSandbox({ scratch, memoryBytes: bounds.memoryBytes });
});
afterAll(async () => {
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
    wrap: sandbox.wrap(bounds),
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

test('the machine is asked in a process that is confined so too', () => {
  expect(sandbox.capabilities.cpu.cpu_class).toMatch(/^ort-cpu-/);
  expect(sandbox.capabilities.version).toMatch(/^\d+\./);
});

test('where the other user may not go to the scratch folder, the engine keeps this user, and says so', async () => {
  await chmod(root, 0o700);
  const kept = await probeSandbox({ scratch, memoryBytes: bounds.memoryBytes });
  await chmod(root, 0o755);
  expect(kept.confines).not.toContain('user');
  expect(kept.uid).toBeUndefined();
  expect(kept.confines).toContain('scratch');
});
