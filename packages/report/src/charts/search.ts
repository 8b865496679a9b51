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

/** Accuracy lost against latency, a dot a trial; undefined where fewer than two trials have both. Nearer the lower left is better. */
export function searchPareto({ trials }: Search): Markup | undefined {
  const points = trials.flatMap((trial) =>
    trial.drop_points === undefined || trial.latency_us === undefined
      ? []
      : [{ ms: trial.latency_us / 1e3, drop: trial.drop_points, fill: trial.kept ? colour.int8 : 'none', title: titleOf(trial) }],
  );
  if (points.length < 2) return undefined;
  return draw(`Accuracy lost against latency of ${points.length} trials of the search`, {
    width: 360,
    height: 190,
    marginLeft: 40,
    marginBottom: 34,
    x: { label: 'latency, ms', labelArrow: 'none', labelAnchor: 'center', nice: true },
    y: { label: 'points lost', labelArrow: 'none', grid: true, ticks: 5, nice: true },
    marks: [Plot.dot(points, { x: 'ms', y: 'drop', fill: 'fill', stroke: colour.int8, r: 3.5, title: 'title' })],
  });
}

function titleOf(trial: Search['trials'][number]): string {
  return `${visible(trial.description)}: ${format.decibels(trial.sqnr_db)}${trial.kept ? ', kept' : ''}`;
}
