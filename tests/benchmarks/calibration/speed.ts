import { availableParallelism } from 'node:os';
import type { Feeds } from '@octet/quantizer';
import { createRunner } from '@octet/runtime';
import { median } from '../measure/page.ts';
import { type CalibrationTask, calibrationSeconds } from './calibration-task.ts';
import { PlainInference } from './plain-inference.ts';

export interface SpeedFigures {
  readonly samples: number;
  /** Distinct among them. */
  readonly distinct: number;
  readonly observedValues: number;
  /** Milliseconds a sample, medians over rounds. */
  readonly oneSessionMs: number;
  readonly sessionPerCoreMs: number;
  /** The whole call, less a call with one sample. */
  readonly calibrateMs: number;
  /** The call with one sample: graphs, sessions, kernels. */
  readonly setUpSeconds: number;
  /** Medians of each round's calibration over the better of that round's plain runs; with the set-up, over these samples. */
  readonly ratio: number;
  readonly ratioWithSetUp: number;
}

/** Interleaved rounds: FP32 in one session on all cores, FP32 in one session a core, calibration, calibration of one sample. */
export async function measureSpeed(
  task: CalibrationTask,
  options: { readonly fp32: Uint8Array; readonly samples: readonly Feeds[]; readonly rounds: number },
): Promise<SpeedFigures> {
  const { fp32, samples, rounds } = options;
  const cores = availableParallelism();
  const distinct = [...new Set(samples)];
  const count = samples.length;
  await using one = await PlainInference.start({ model: fp32, threads: cores, sessions: 1, samples: distinct });
  await using perCore = await PlainInference.start({ model: fp32, threads: 1, sessions: cores, samples: distinct });
  await using runner = await createRunner();
  const calibrate = (some: readonly Feeds[]) => calibrationSeconds(task, runner, some);
  const round = async () => {
    const oneSession = await one.run(count);
    const perCoreSessions = await perCore.run(count);
    const all = await calibrate(samples);
    const setUp = await calibrate(samples.slice(0, 1));
    return { oneSession, perCoreSessions, all, setUp, plain: Math.min(oneSession, perCoreSessions) };
  };
  await round(); // not kept: caches, lazily compiled code, CPU clocks
  const seen: Awaited<ReturnType<typeof round>>[] = [];
  for (let i = 0; i < rounds; i++) seen.push(await round());
  const perSampleMs = (of: (s: (typeof seen)[number]) => number) => (1000 * median(seen.map(of))) / count;
  return {
    samples: count,
    distinct: distinct.length,
    observedValues: task.values.length,
    oneSessionMs: perSampleMs((s) => s.oneSession),
    sessionPerCoreMs: perSampleMs((s) => s.perCoreSessions),
    calibrateMs: perSampleMs((s) => s.all - s.setUp),
    setUpSeconds: median(seen.map((s) => s.setUp)),
    ratio: median(seen.map((s) => (s.all - s.setUp) / s.plain)),
    ratioWithSetUp: median(seen.map((s) => s.all / s.plain)),
  };
}
