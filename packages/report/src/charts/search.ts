import * as Plot from '@observablehq/plot';
import { type Actions, decibelsAsNumber } from '@octet/contracts';
import { format } from '../format.ts';
import type { Markup } from '../html/markup.ts';
import { visible } from '../visible.ts';
import { colour, draw } from './draw.ts';

type Search = NonNullable<Actions['search']>;

/** The search as it went: SQNR of each trial over time, filled where it was kept, with the best so far as a line. */
export function searchTrace({ trials }: Search): Markup | undefined {
  const points = trials.flatMap((trial) => {
    const db = trial.sqnr_db === undefined ? Number.NaN : decibelsAsNumber(trial.sqnr_db);
    return Number.isFinite(db) ? [{ ...trial, db, fill: trial.kept ? colour.int8 : 'none', title: titleOf(trial) }] : [];
  });
  if (points.length < 2) return undefined;
  const envelope = points.map(({ seconds }, i) => ({ seconds, best: Math.max(...points.slice(0, i + 1).map(({ db }) => db)) }));
  return draw(`SQNR of ${points.length} trials of the search; the best is ${format.decibels(envelope.at(-1)?.best)}`, {
    width: 360,
    height: 190,
    marginLeft: 40,
    marginBottom: 34,
    x: { label: 'seconds', labelArrow: 'none', labelAnchor: 'center' },
    y: { label: 'SQNR, dB', labelArrow: 'none', grid: true, ticks: 5 },
    marks: [
      Plot.lineY(envelope, { x: 'seconds', y: 'best', curve: 'step-after', stroke: colour.muted }),
      Plot.dot(points, { x: 'seconds', y: 'db', fill: 'fill', stroke: colour.int8, r: 3, title: 'title' }),
    ],
  });
}

/** Points lost at each look at the evaluation samples, in order, and the most that the gate lets through; undefined where they were not looked at twice. */
export function searchLooks({ trials }: Search, gate: number | null): Markup | undefined {
  const looks = trials.flatMap((trial) =>
    trial.drop_points === undefined ? [] : [{ lost: trial.drop_points, fill: trial.kept ? colour.int8 : 'none', title: titleOf(trial) }],
  );
  if (looks.length < 2) return undefined;
  const points = looks.map((look, i) => ({ ...look, look: i + 1 }));
  const losses = [...looks.map(({ lost }) => lost), ...(gate === null ? [] : [gate])];
  const [least, most] = [Math.min(...losses), Math.max(...losses)];
  const room = 0.1 * (most - least) || 0.1;
  const told = looks.map(({ lost }) => format.points(lost)).join(', ');
  return draw(`Accuracy lost at ${looks.length} looks at the evaluation samples: ${told}`, {
    width: 360,
    height: 190,
    marginLeft: 44,
    marginBottom: 34,
    x: {
      label: 'look',
      labelArrow: 'none',
      labelAnchor: 'center',
      domain: [0.7, looks.length + 0.3],
      ticks: points.map(({ look }) => look),
      tickFormat: String,
    },
    y: { label: 'points lost', labelArrow: 'none', grid: true, ticks: 5, domain: [least - room, most + room] },
    marks: [
      Plot.ruleY(gate === null ? [] : [gate], { stroke: colour.chosen, strokeWidth: 1.5, strokeDasharray: '4,3' }),
      Plot.lineY(points, { x: 'look', y: 'lost', stroke: colour.muted }),
      Plot.dot(points, { x: 'look', y: 'lost', fill: 'fill', stroke: colour.int8, r: 3.5, title: 'title' }),
    ],
  });
}

function titleOf(trial: Search['trials'][number]): string {
  return `${visible(trial.description)}: ${format.decibels(trial.sqnr_db)}${trial.kept ? ', kept' : ''}`;
}
