import { analyzeWeights, type Quantized } from '@octet/quantizer';

export interface WeightPlot {
  readonly node: string;
  readonly dims: readonly number[];
  readonly min: number;
  readonly max: number;
  /** Counts in equal bins over [min, max], before and after. */
  readonly fp32: readonly number[];
  readonly dequantized: readonly number[];
  readonly sqnrDb: number;
  readonly unusedLevels: number;
}

const binCount = 64;
const rowCount = 5;

/** Histograms of every quantized layer's weights, before and after. */
export function weightPlots({ prepared, plan, weights }: Quantized): WeightPlot[] {
  return analyzeWeights(prepared, plan, weights).map(({ node, dims, bins, sqnrDb, unusedLevels }) => ({
    node,
    dims,
    min: bins.min,
    max: bins.max,
    fp32: coarser(bins.fp32),
    dequantized: coarser(bins.dequantized),
    sqnrDb,
    unusedLevels,
  }));
}

/** Two rows of bars, a column a bin; heights go with the square root of the counts, or the tails would not show. */
export function drawPlot(plot: WeightPlot): string {
  const highest = Math.max(...plot.fp32, ...plot.dequantized);
  const axis = `${plot.min.toFixed(3)}${plot.max.toFixed(3).padStart(binCount - plot.min.toFixed(3).length)}`;
  const draw = (title: string, counts: readonly number[]) => [
    `    ${title}`,
    ...bars(counts, highest).map((line) => `    ${line}`),
    `    ${axis}`,
  ];
  const about = `${plot.node} [${plot.dims.join(', ')}]: weights' SQNR ${plot.sqnrDb.toFixed(1)} dB, ${plot.unusedLevels} of 255 levels unused`;
  return [`  ${about}`, ...draw('FP32', plot.fp32), ...draw('INT8, dequantized', plot.dequantized)].join('\n');
}

const eighths = [' ', '▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];

function bars(counts: readonly number[], highest: number): string[] {
  const heights = counts.map((c) => Math.round(Math.sqrt(c / highest) * rowCount * 8));
  return Array.from({ length: rowCount }, (_, row) => {
    const base = (rowCount - 1 - row) * 8;
    return heights
      .map((h) => eighths[Math.min(8, Math.max(0, h - base))])
      .join('')
      .trimEnd();
  });
}

/** 96 bins into 64: each takes its share of the two that it overlaps. */
function coarser(counts: readonly number[]): number[] {
  const ratio = counts.length / binCount;
  return Array.from({ length: binCount }, (_, i) => {
    let sum = 0;
    for (let k = Math.floor(i * ratio); k < (i + 1) * ratio; k++)
      sum += (counts[k] ?? 0) * (Math.min(k + 1, (i + 1) * ratio) - Math.max(k, i * ratio));
    return sum;
  });
}
