import { chmod, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { JobClass, Outcome } from '@octet/contracts';
import { createMemoryQueue } from '@octet/queue';
import { type Logger, pino } from 'pino';
import { expect, vi } from 'vitest';
import type { WorkerConfig } from '../config.ts';
import { createWorker } from '../worker.ts';
import { type FakeJob, fakeResults, workerToken } from './fake-results.ts';
import { childrenOf } from './processes.ts';

const longEnough = { timeout: 60_000, interval: 20 };

/** For tests: a worker with true engine processes, between a queue and a results service in memory. */
export async function workbench(config: Partial<WorkerConfig> = {}, log: Logger = pino({ level: 'silent' })) {
  const results = await fakeResults();
  const scratch = await mkdtemp(join(tmpdir(), 'octet-worker-test-'));
  // Where this is root, engines run as another user, who has to get here.
  await chmod(scratch, 0o755);
  const queue = createMemoryQueue();
  const worker = createWorker({
    config: {
      resultsUrl: results.url,
      workerToken,
      publicUrl: '',
      name: 'bench',
      cpuClass: undefined,
      memoryBytes: 3 * 1024 ** 3,
      scratch,
      drainSeconds: 30,
      ...config,
    },
    queue,
    log,
  });
  try {
    await worker.start();
  } catch (error) {
    await worker.close();
    await results[Symbol.asyncDispose]();
    await rm(scratch, { recursive: true });
    throw error;
  }
  return {
    results,
    queue,
    worker,
    async submit(job: FakeJob, jobClass: JobClass = 'any'): Promise<string> {
      const id = results.add(job);
      await queue.add({ jobId: id, attempt: 0, jobClass, rank: 1 });
      return id;
    },
    outcome: (id: string): Promise<Outcome> =>
      vi.waitFor(() => {
        const outcome = results.outcomeOf(id);
        if (outcome === undefined) throw new Error(`${id} has no outcome`);
        return outcome;
      }, longEnough),
    claimed: (id: string) => vi.waitFor(() => expect(results.beats.some(({ job }) => job === id)).toBe(true), longEnough),
    /** The engine process, once it works on the job: its pid. */
    async enginePid(id: string): Promise<number> {
      await vi.waitFor(() => expect(results.logOf(id)).not.toEqual([]), longEnough);
      const [pid, ...others] = await childrenOf(process.pid);
      expect(others).toEqual([]);
      return pid ?? 0;
    },
    /** When nothing is left of an attempt, that of the process included: one other waits for the next job, with a folder of its own. */
    cleared: (enginePid?: number) =>
      vi.waitFor(async () => {
        const engines = await childrenOf(process.pid);
        expect(engines).toHaveLength(1);
        expect(engines).not.toContain(enginePid);
        const [own = '', ...others] = await readdir(scratch);
        expect(others).toEqual([]);
        expect(await readdir(join(scratch, own))).toHaveLength(1);
      }, longEnough),
    async [Symbol.asyncDispose]() {
      await worker.close();
      expect(await childrenOf(process.pid)).toEqual([]);
      expect(await readdir(scratch)).toEqual([]);
      await queue.close();
      await results[Symbol.asyncDispose]();
      await rm(scratch, { recursive: true });
    },
  };
}

export type Workbench = Awaited<ReturnType<typeof workbench>>;
