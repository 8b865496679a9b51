import { nodeJson, pythonJson } from '../measure/child-json.ts';
import { median } from '../measure/page.ts';

export interface AgainstPython {
  readonly samples: number;
  /** Seconds for these samples, less the seconds for one. */
  readonly ours: number;
  readonly minMax: number;
  readonly percentile: number;
}

/** Our calibrator (extremes and histograms together) and Python's, on the same samples, each in a process of its own; ours before and after Python's. */
export async function againstPython(options: {
  readonly model: string;
  readonly archive: string;
  readonly npz: string;
  readonly input: string;
  readonly samples: number;
  readonly runs: number;
}): Promise<AgainstPython> {
  const { model, archive, npz, input, samples, runs } = options;
  const child = new URL('./time-child.ts', import.meta.url);
  const counts = [String(samples), String(runs)];
  const ours = () => nodeJson<{ seconds: readonly number[] }>(child, [model, archive, ...counts]);
  const before = await ours();
  const python = await pythonJson<Record<'MinMax' | 'Percentile', number>>('time_calibration.py', [model, npz, input, ...counts]);
  const after = await ours();
  return { samples, ours: median([...before.seconds, ...after.seconds]), minMax: python.MinMax, percentile: python.Percentile };
}
