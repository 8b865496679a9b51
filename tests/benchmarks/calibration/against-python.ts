import type { Feeds } from '@octet/quantizer';
import { createRunner } from '@octet/runtime';
import { pythonJson } from '../measure/child-json.ts';
import { median } from '../measure/page.ts';
import { type CalibrationTask, calibrationSeconds } from './calibration-task.ts';

export interface AgainstPython {
  readonly samples: number;
  /** Seconds for these samples, less the seconds for one. */
  readonly ours: number;
  readonly minMax: number;
  readonly percentile: number;
}

/** Our calibrator (extremes and histograms together) and Python's, on the same samples, before and after each other. */
export async function againstPython(
  task: CalibrationTask,
  options: {
    readonly model: string;
    readonly npz: string;
    readonly input: string;
    readonly samples: readonly Feeds[];
    readonly runs: number;
  },
): Promise<AgainstPython> {
  const { model, npz, input, samples, runs } = options;
  await using runner = await createRunner();
  const seconds = (some: readonly Feeds[]) => calibrationSeconds(task, runner, some);
  const ours: number[] = [];
  const measure = async () => {
    for (let run = 0; run < runs; run++) ours.push((await seconds(samples)) - (await seconds(samples.slice(0, 1))));
  };
  await seconds(samples);
  await measure();
  const python = await pythonJson<Record<'MinMax' | 'Percentile', number>>('time_calibration.py', [
    model,
    npz,
    input,
    String(samples.length),
    String(runs),
  ]);
  await measure();
  return { samples: samples.length, ours: median(ours), minMax: python.MinMax, percentile: python.Percentile };
}
