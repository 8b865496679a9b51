import * as Plot from '@observablehq/plot';
import type { Provenance } from '@octet/contracts';
import { format } from '../format.ts';
import type { Markup } from '../html/markup.ts';
import { colour, draw } from './draw.ts';

/** The stages as they followed each other: a bar from when each began to when it ended. */
export function stagesChart(stages: Provenance['stages']): Markup {
  const total = stages.reduce((sum, { seconds }) => sum + seconds, 0);
  let beganAt = 0;
  const bars = stages.map(({ stage, seconds }) => {
    const from = beganAt;
    beganAt += seconds;
    return { stage, seconds, from, to: beganAt };
  });
  return draw(
    `Stage timings: ${stages.map(({ stage, seconds }) => `${stage} ${format.seconds(seconds)}`).join(', ')}; together ${format.seconds(total)}`,
    {
      width: 360,
      height: 40 + 20 * stages.length,
      marginLeft: 74,
      marginRight: 60,
      marginBottom: 28,
      x: { label: null, ticks: 4, tickFormat: (value: number) => `${value} s` },
      y: { label: null, domain: stages.map(({ stage }) => stage), tickSize: 0 },
      marks: [
        Plot.barX(bars, { x1: 'from', x2: 'to', y: 'stage', fill: colour.int8, fillOpacity: 0.8, insetTop: 1, insetBottom: 1 }),
        Plot.text(bars, {
          x: 'to',
          y: 'stage',
          text: (d) => format.seconds(d.seconds),
          textAnchor: 'start',
          dx: 5,
          fill: 'currentColor',
        }),
      ],
    },
  );
}
