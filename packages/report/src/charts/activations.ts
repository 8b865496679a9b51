import * as Plot from '@observablehq/plot';
import type { ActivationRecord } from '@octet/contracts';
import { format } from '../format.ts';
import type { Markup } from '../html/markup.ts';
import { visible } from '../visible.ts';
import { colour, draw, tickCount } from './draw.ts';
import { steps } from './steps.ts';

/** What calibration saw of a value, and between two rules the range that was chosen. */
export function activationChart(activation: ActivationRecord): Markup {
  const { range_min, range_max, observed_min, observed_max, observer } = activation;
  const alternative = `Values of ${visible(activation.value)}: seen ${format.number(observed_min)} to ${format.number(observed_max)}, range ${format.number(range_min)} to ${format.number(range_max)} by ${observer}`;
  return draw(alternative, {
    width: 330,
    height: 150,
    marginLeft: 44,
    marginBottom: 32,
    x: { label: 'value', labelArrow: 'none', labelAnchor: 'center', ticks: 5 },
    y: { label: 'count (√ scale)', labelArrow: 'none', type: 'sqrt', ticks: 4, tickFormat: tickCount, grid: true },
    marks: [
      Plot.areaY(steps(activation.histogram), { x: 'x', y: 'y', curve: 'step-after', fill: colour.fp32, fillOpacity: 0.5 }),
      Plot.rectX([{ x1: range_min, x2: range_max }], { x1: 'x1', x2: 'x2', fill: colour.chosen, fillOpacity: 0.1 }),
      Plot.ruleX([range_min, range_max], { stroke: colour.chosen, strokeWidth: 1.5 }),
      Plot.ruleY([0]),
    ],
  });
}
