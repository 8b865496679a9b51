import type { Latency, LatencyRun } from '@octet/contracts';

/** The thread setting where INT8 gains least: the one that a promise must hold for. */
export function slowestRun({ runs }: Latency): LatencyRun | undefined {
  return runs.reduce<LatencyRun | undefined>((least, run) => (least && least.speedup <= run.speedup ? least : run), undefined);
}

/** The sentence that comes before all others when INT8 is not faster, or undefined. */
export function slownessOf(latency: Latency | undefined): 'slower' | 'no-faster' | undefined {
  const run = latency && slowestRun(latency);
  if (!run || run.speedup >= 1) return undefined;
  return run.speedup_interval && run.speedup_interval.high >= 1 ? 'no-faster' : 'slower';
}
