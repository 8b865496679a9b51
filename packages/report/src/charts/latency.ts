import * as Plot from '@observablehq/plot';
import type { LatencyRun } from '@octet/contracts';
import { counted, format } from '../format.ts';
import type { Markup } from '../html/markup.ts';
import { colour, draw } from './draw.ts';
import { histogramOf, steps } from './steps.ts';

const binCount = 60;

/** Of the slower median. What a busy machine did to a few runs would push everything else to the edge. */
const reach = 3;

/** How run times spread, FP32 and INT8 on one axis, each with its median. Runs slower than the slower p99, or than three medians, lie in the last bin. */
export function latencyChart({ fp32, int8, threads }: LatencyRun): Markup | undefined {
  if (fp32.raw_us.length === 0 || int8.raw_us.length === 0) return undefined;
  const all = [...fp32.raw_us, ...int8.raw_us];
  const min = Math.min(...all);
  const slower = Math.max(fp32.p50_us, int8.p50_us);
  const max = Math.max(Math.min(Math.max(fp32.p99_us, int8.p99_us), reach * slower), slower * 1.01);
  const milli = (us: number) => us / 1e3;
  const outline = (raw: readonly number[]) =>
    steps(histogramOf(raw.map(milli), { min: milli(min), max: milli(max), count: binCount }), 1 / raw.length);
  const medians = [
    { x: milli(fp32.p50_us), stroke: colour.fp32, name: 'FP32' },
    { x: milli(int8.p50_us), stroke: colour.int8, name: 'INT8' },
  ].sort((a, b) => a.x - b.x);
  // Each label on the outer side of its line, so that two medians that agree do not write over each other.
  const label = { x: 'x', text: 'name', fill: 'stroke', frameAnchor: 'top', dy: -10, fontWeight: 600 } as const;
  const alternative = `Run times at ${counted(threads, 'thread')}: FP32 median ${format.microseconds(fp32.p50_us)}, INT8 median ${format.microseconds(int8.p50_us)}`;
  return draw(alternative, {
    width: 360,
    height: 170,
    marginLeft: 40,
    marginTop: 24,
    marginBottom: 34,
    x: { label: 'run time, ms', labelArrow: 'none', labelAnchor: 'center', ticks: 6 },
    y: { label: null, tickFormat: '%', ticks: 4, grid: true },
    marks: [
      Plot.areaY(outline(fp32.raw_us), { x: 'x', y: 'y', curve: 'step-after', fill: colour.fp32, fillOpacity: 0.35 }),
      Plot.areaY(outline(int8.raw_us), { x: 'x', y: 'y', curve: 'step-after', fill: colour.int8, fillOpacity: 0.45 }),
      Plot.ruleX(medians, { x: 'x', stroke: 'stroke', strokeWidth: 1.5, strokeDasharray: '4,3' }),
      Plot.text(medians.slice(0, 1), { ...label, textAnchor: 'end', dx: -2 }),
      Plot.text(medians.slice(1), { ...label, textAnchor: 'start', dx: 2 }),
      Plot.ruleY([0]),
    ],
  });
}
