import * as Plot from '@observablehq/plot';
import type { WeightRecord } from '@octet/contracts';
import { format } from '../format.ts';
import type { Markup } from '../html/markup.ts';
import { visible } from '../visible.ts';
import { colour, draw, tickCount } from './draw.ts';
import { steps } from './steps.ts';

const panel = { width: 330, height: 150, marginLeft: 44, marginBottom: 32 } as const;
const centred = { labelArrow: 'none', labelAnchor: 'center' } as const;

/** FP32 weights and what the integers mean, on the same bins. Counts on a square-root axis: tails matter. */
export function weightsBeforeAfter(weight: WeightRecord): Markup {
  return draw(`Weights of ${visible(weight.node)} before and after quantization, SQNR ${format.decibels(weight.sqnr_db)}`, {
    ...panel,
    x: { ...centred, label: 'weight', ticks: 5 },
    y: { label: 'count (√ scale)', labelArrow: 'none', type: 'sqrt', ticks: 4, tickFormat: tickCount, grid: true },
    marks: [
      Plot.areaY(steps(weight.fp32_histogram), { x: 'x', y: 'y', curve: 'step-after', fill: colour.fp32, fillOpacity: 0.4 }),
      Plot.lineY(steps(weight.dequantized_histogram), { x: 'x', y: 'y', curve: 'step-after', stroke: colour.int8, strokeWidth: 1.2 }),
      Plot.ruleY([0]),
    ],
  });
}

/** How often each of the 256 integers occurs. */
export function integersOf(weight: WeightRecord): Markup {
  const least = lowestInteger(weight.dtype);
  return draw(`Integers of ${visible(weight.node)}: ${format.share(weight.rail_share)} at the rails`, {
    ...panel,
    x: { ...centred, label: weight.dtype, domain: [least, least + 256], ticks: 5 },
    y: { label: 'count (√ scale)', labelArrow: 'none', type: 'sqrt', ticks: 4, tickFormat: tickCount, grid: true },
    marks: [
      Plot.areaY(steps({ min: least, max: least + 256, counts: [...weight.integer_counts] }), {
        x: 'x',
        y: 'y',
        curve: 'step-after',
        fill: colour.int8,
        fillOpacity: 0.8,
      }),
      Plot.ruleY([0]),
    ],
  });
}

export const lowestInteger = (dtype: WeightRecord['dtype']): number => (dtype === 'int8' ? -128 : 0);

/** The scale of each channel, in order, on a logarithmic axis; undefined where there is only one. */
export function scalesOf(weight: WeightRecord): Markup | undefined {
  const points = weight.scales.map((scale, channel) => ({ channel, scale })).filter(({ scale }) => scale > 0);
  if (points.length < 2) return undefined;
  const shown = thin(points, 512);
  const scales = points.map(({ scale }) => scale);
  return draw(
    `Scales of ${weight.scales.length} channels of ${visible(weight.node)}, ${format.number(Math.min(...scales))} to ${format.number(Math.max(...scales))}`,
    {
      ...panel,
      marginLeft: 50,
      x: { ...centred, label: 'channel', ticks: 5 },
      y: {
        label: 'scale (log)',
        labelArrow: 'none',
        type: 'log',
        ticks: oneTwoFive(Math.min(...scales), Math.max(...scales)),
        tickFormat: tickSmall,
        grid: true,
      },
      marks: [Plot.dot(shown, { x: 'channel', y: 'scale', fill: colour.chosen, r: shown.length > 128 ? 1.2 : 2 })],
    },
  );
}

/** Ticks of a logarithmic axis: 1, 2 and 5 times the powers of ten between min and max, or the ends where there are none. */
function oneTwoFive(min: number, max: number): readonly number[] {
  const first = Math.floor(Math.log10(min));
  const decades = Array.from({ length: Math.ceil(Math.log10(max)) - first + 1 }, (_, i) => 10 ** (first + i));
  const steps = decades.length > 3 ? [1] : [1, 2, 5];
  const ticks = decades.flatMap((decade) => steps.map((step) => step * decade)).filter((tick) => min <= tick && tick <= max);
  return ticks.length > 0 ? ticks : [min, max];
}

const tickSmall = (value: number): string =>
  value < 1e-3 ? value.toExponential(0).replace('-', '−') : String(Number(value.toPrecision(2)));

function thin<T>(items: readonly T[], limit: number): readonly T[] {
  const stride = Math.ceil(items.length / limit);
  return items.filter((_, i) => i % stride === 0);
}
