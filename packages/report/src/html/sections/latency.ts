import { type Latency, type LatencyRun, pairedTimes, type Report } from '@octet/contracts';
import { latencyChart } from '../../charts/latency.ts';
import { counted, format } from '../../format.ts';
import { flagsInWords, speedNotMeasured } from '../../words.ts';
import { facts, figure, legend, section, table } from '../elements.ts';
import { html, type Markup } from '../markup.ts';

export function latencySection({ latency, provenance }: Report): Markup {
  if (!latency) return section('latency', { title: 'Latency', lead: speedNotMeasured(provenance), content: '' });
  const lead = `FP32 and INT8 under the same runtime on this machine, in ${counted(latency.rounds, 'interleaved round')} after ${counted(latency.warmup_runs, 'warm-up run')}, batch ${latency.batch}. The speed-up is the median over the rounds of FP32 time / INT8 time, and the median round shows the times of that round: what disturbs the machine disturbs both models of a round. Quantiles are of all runs, disturbed ones too, so the quotient of two p50s may be another.`;
  return section('latency', {
    title: 'Latency',
    lead,
    content: html`${summary(latency)}${legend(['fp32', 'FP32'], ['int8', 'INT8'])}<div class="panels">${latency.runs.map(distribution)}</div>${machine(latency)}`,
  });
}

function summary({ runs }: Latency): Markup {
  const rows = runs.flatMap((run) => [
    { run, model: 'FP32', times: run.fp32 },
    { run, model: 'INT8', times: run.int8 },
  ]);
  return table('Latency by threads', rows, [
    { head: 'Threads', numeric: true, cell: ({ run, model }) => model === 'FP32' && run.threads },
    { head: 'Model', cell: ({ model }) => model },
    {
      head: 'Median round',
      numeric: true,
      cell: ({ run, model }) => format.microseconds(model === 'FP32' ? pairedTimes(run).fp32Us : pairedTimes(run).int8Us),
    },
    { head: 'p50', numeric: true, cell: ({ times }) => format.microseconds(times.p50_us) },
    { head: 'p90', numeric: true, cell: ({ times }) => format.microseconds(times.p90_us) },
    { head: 'p99', numeric: true, cell: ({ times }) => format.microseconds(times.p99_us) },
    { head: 'Samples per second', numeric: true, cell: ({ times }) => format.count(times.throughput_per_second) },
    { head: 'Speed-up', numeric: true, cell: ({ run, model }) => model === 'INT8' && html`<strong>${format.ratio(run.speedup)}</strong>` },
    {
      head: 'Interval',
      cell: ({ run, model }) => model === 'INT8' && run.speedup_interval && format.interval(run.speedup_interval, format.ratio),
    },
  ]);
}

function distribution(run: LatencyRun): Markup | undefined {
  const chart = latencyChart(run);
  if (!chart) return undefined;
  const quantiles = [0, 0.1, 0.25, 0.5, 0.75, 0.9, 0.99, 1].map((q) => ({
    q,
    fp32: quantile(run.fp32.raw_us, q),
    int8: quantile(run.int8.raw_us, q),
  }));
  const numbers = table('Quantiles of the run times kept', quantiles, [
    { head: 'Quantile', numeric: true, cell: ({ q }) => format.share(q) },
    { head: 'FP32', numeric: true, cell: ({ fp32 }) => format.microseconds(fp32) },
    { head: 'INT8', numeric: true, cell: ({ int8 }) => format.microseconds(int8) },
  ]);
  return figure(`Run times at ${counted(run.threads, 'thread')}, share of runs`, {
    chart,
    table: numbers,
    note: 'Dashed: medians of all runs. The last bin holds what was slower still.',
  });
}

function quantile(values: readonly number[], q: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.round(q * (sorted.length - 1))] ?? Number.NaN;
}

function machine({ cpu_model, cpu_cores, cpu_flags, onnxruntime_version }: Latency): Markup {
  return facts(
    ['CPU', cpu_model],
    ['Cores', cpu_cores],
    ['Flags that matter', flagsInWords(cpu_flags)],
    ['onnxruntime', onnxruntime_version],
  );
}
