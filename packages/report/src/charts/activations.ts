import * as Plot from '@observablehq/plot';
import type { ActivationRecord, Histogram } from '@octet/contracts';
import { format } from '../format.ts';
import type { Markup } from '../html/markup.ts';
import { visible } from '../visible.ts';
import { colour, draw, tickCount } from './draw.ts';
import { steps } from './steps.ts';

/**
 * What calibration saw of a value, and between two rules the range that was chosen. A bin that towers over the others, as that of 0 behind a Relu,
 * is cut off, and says how much it holds: drawn whole, it would flatten the rest.
 */
export function activationChart(activation: ActivationRecord): Markup {
  const { range_min, range_max, observed_min, observed_max, observer } = activation;
  const alternative = `Values of ${visible(activation.value)}: seen ${format.number(observed_min)} to ${format.number(observed_max)}, range ${format.number(range_min)} to ${format.number(range_max)} by ${observer}`;
  const { tower, top } = heights(activation.histogram);
  const outline = steps(activation.histogram).map(({ x, y }) => ({ x, y: Math.min(y, top) }));
  return draw(alternative, {
    width: 330,
    height: 150,
    marginLeft: 44,
    marginBottom: 32,
    x: { label: 'value', labelArrow: 'none', labelAnchor: 'center', ticks: 5 },
    y: { label: 'count (√ scale)', labelArrow: 'none', type: 'sqrt', domain: [0, top], ticks: 4, tickFormat: tickCount, grid: true },
    marks: [
      Plot.areaY(outline, { x: 'x', y: 'y', curve: 'step-after', fill: colour.fp32, fillOpacity: 0.5 }),
      Plot.rectX([{ x1: range_min, x2: range_max }], { x1: 'x1', x2: 'x2', fill: colour.chosen, fillOpacity: 0.1 }),
      Plot.ruleX([range_min, range_max], { stroke: colour.chosen, strokeWidth: 1.5 }),
      Plot.ruleY([0]),
      Plot.text(tower, { x: 'x', frameAnchor: 'top', text: 'text', textAnchor: 'start', dx: 5, dy: 4, fill: 'currentColor' }),
    ],
  });
}

const towering = 4;

function heights({ min, max, counts }: Histogram): {
  readonly top: number;
  readonly tower: readonly { readonly x: number; readonly text: string }[];
} {
  const [first = 1, second = 0] = [...counts].sort((a, b) => b - a);
  if (second === 0 || first <= towering * second) return { top: Math.max(1, first), tower: [] };
  const x = min + (counts.indexOf(first) * (max - min)) / counts.length;
  return { top: 1.3 * second, tower: [{ x, text: `↑ ${format.count(first)} at ${format.number(x)}` }] };
}
