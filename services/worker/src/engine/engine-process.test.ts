import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import type { ChildEvent } from '../child/messages.ts';
import { isRunning } from '../testing/processes.ts';
import { startEngineProcess } from './engine-process.ts';

const programs = join(import.meta.dirname, '../testing/programs');
const quiet = { wrap: [], folder: tmpdir(), onLine: () => undefined };

test.each(['noise', 'lie', 'endless'])(
  'a process that tells %s instead of events is killed, and nothing of it is passed on',
  async (what) => {
    const events: ChildEvent[] = [];
    const babbling = startEngineProcess({
      ...quiet,
      program: join(programs, 'babbling.ts'),
      args: [what],
      onEvent: (event) => events.push(event),
    });
    expect(await babbling.ended).toMatchObject({ kind: 'ended', signal: 'SIGKILL', babbled: true });
    expect(events).toEqual([{ kind: 'stage', stage: 'fuse' }]);
  },
);

test('a command that is not there is an end like others', async () => {
  const engine = startEngineProcess({ ...quiet, wrap: ['/no/such/command'], onEvent: () => undefined });
  engine.send({});
  expect(await engine.ended).toMatchObject({ kind: 'not-started' });
  engine.kill();
});

const hasSetpriv = spawnSync('setpriv', ['--pdeathsig', 'KILL', '--', 'true']).status === 0;
if (!hasSetpriv) console.warn('skipped: an engine that hears nothing dies with its worker; install util-linux for setpriv');

/** Starts a parent with an engine process, does something to that, kills the parent. */
async function orphaned(wrap: readonly string[], before: (engine: number) => void = () => undefined): Promise<number> {
  const parent = spawn(process.execPath, [join(programs, 'parent.ts'), tmpdir(), ...wrap], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [pid] = await once(parent.stdout, 'data');
  const engine = Number(pid);
  expect(await isRunning(engine)).toBe(true);
  before(engine);
  parent.kill('SIGKILL');
  await once(parent, 'close');
  return engine;
}

test('when a worker is killed, its engine process hears that nobody is there any more and dies', async () => {
  const engine = await orphaned([]);
  await vi.waitFor(async () => expect(await isRunning(engine)).toBe(false), 10_000);
});

test.runIf(hasSetpriv)('and where the kernel does it, even an engine that hears nothing dies', async () => {
  const engine = await orphaned(['setpriv', '--pdeathsig', 'KILL', '--'], (pid) => process.kill(pid, 'SIGSTOP'));
  await vi.waitFor(async () => expect(await isRunning(engine)).toBe(false), 10_000);
});
