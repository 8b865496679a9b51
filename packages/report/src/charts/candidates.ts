import * as Plot from '@observablehq/plot';
import { type Candidate, candidateWords, type Placed, paretoFront, placed } from '../candidates.ts';
import { counted, format } from '../format.ts';
import type { Markup } from '../html/markup.ts';
import { colour, draw } from './draw.ts';

/** Beyond this many times the slowest candidate, FP32 would push them all to the edge, and is given in words only. */
const fp32Reach = 1.15;

/**
 * SQNR against latency, a dot a candidate: filled where ranges and biases were chosen for it, a cross where its time is predicted. A line through
 * those that no other beats in both. Undefined where fewer than two have a place.
 */
export function candidatesChart(candidates: readonly Candidate[], fp32Us: number | undefined): Markup | undefined {
  const points = placed(candidates);
  const [fastest] = points;
  const slowest = points.at(-1);
  if (fastest === undefined || slowest === undefined || points.length < 2) return undefined;
  const dots = points.map((point) => ({ ...point, fill: point.candidate.refined ? colour.int8 : 'none', title: titleOf(point) }));
  const isMeasured = ({ candidate }: Placed) => candidate.measured !== undefined;
  const others = dots.filter(({ candidate }) => !candidate.chosen);
  const chosen = dots.filter(({ candidate }) => candidate.chosen);
  const fp32 = fp32Us !== undefined && fp32Us / 1e3 <= fp32Reach * slowest.ms ? [{ ms: fp32Us / 1e3, name: 'FP32' }] : [];
  const [left = fastest.ms, right = left] = padded([...points.map(({ ms }) => ms), ...fp32.map(({ ms }) => ms)]);
  const isRightHalf = chosen.some(({ ms }) => ms > (left + right) / 2);
  const alternative = `SQNR against latency of ${counted(points.length, 'candidate')}, from ${format.microseconds(1e3 * fastest.ms)} to ${format.microseconds(1e3 * slowest.ms)}; chosen: ${chosen.map(titleOf).join()}`;
  return draw(alternative, {
    width: 360,
    height: 230,
    marginLeft: 44,
    marginTop: 24,
    marginBottom: 34,
    x: { label: 'latency, ms', labelArrow: 'none', labelAnchor: 'center', domain: [left, right], ticks: 6, grid: true },
    y: { label: 'SQNR, dB', labelArrow: 'none', domain: padded(points.map(({ db }) => db)), grid: true, ticks: 5 },
    marks: [
      Plot.ruleX(fp32, { x: 'ms', stroke: colour.fp32, strokeWidth: 1.5, strokeDasharray: '4,3' }),
      Plot.text(fp32, { x: 'ms', text: 'name', frameAnchor: 'top', dy: -10, fill: colour.fp32, fontWeight: 600 }),
      Plot.lineY(paretoFront(points), { x: 'ms', y: 'db', curve: 'step-after', stroke: colour.chosen, strokeWidth: 1.5 }),
      Plot.dot(
        others.filter((point) => !isMeasured(point)),
        { x: 'ms', y: 'db', symbol: 'times', stroke: colour.muted, r: 3, title: 'title' },
      ),
      Plot.dot(others.filter(isMeasured), {
        x: 'ms',
        y: 'db',
        fill: 'fill',
        stroke: colour.int8,
        strokeWidth: 1.5,
        r: 3.5,
        title: 'title',
      }),
      Plot.dot(chosen, { x: 'ms', y: 'db', fill: colour.chosen, stroke: colour.chosen, r: 5.5, title: 'title' }),
      Plot.text(chosen, {
        x: 'ms',
        y: 'db',
        text: () => 'chosen',
        textAnchor: isRightHalf ? 'end' : 'start',
        dx: isRightHalf ? -10 : 10,
        fill: colour.chosen,
        fontWeight: 600,
      }),
    ],
  });
}

/** Room on both sides, so that no dot lies on the frame; some of it where all are the same. */
function padded(values: readonly number[]): readonly [number, number] {
  const [least, most] = [Math.min(...values), Math.max(...values)];
  const room = Math.max(0.08 * (most - least), 0.01 * Math.abs(most), 1e-6);
  return [least - room, most + room];
}

function titleOf({ candidate, ms, db }: Placed): string {
  const how = candidate.measured === undefined ? ' predicted' : '';
  return `${candidateWords(candidate)}: ${format.microseconds(1e3 * ms)}${how}, ${format.decibels(db)}`;
}
