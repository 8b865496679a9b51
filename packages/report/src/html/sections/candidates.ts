import type { Actions } from '@octet/contracts';
import { type Candidate, candidateWords, paretoFront, placed, timeUs } from '../../candidates.ts';
import { candidatesChart } from '../../charts/candidates.ts';
import { counted, format } from '../../format.ts';
import { type Column, figure, fold, table } from '../elements.ts';
import { html, type Markup } from '../markup.ts';
import { rest } from './execution.ts';

type Search = NonNullable<Actions['search']>;

const rowLimit = 500;

/** Accuracy against latency of the choices that the search had; in words where there was none. */
export function candidatesPart(search: Search): Markup | undefined {
  const { candidates = [], timing } = search;
  if (candidates.length === 0) return undefined;
  if (candidates.length === 1)
    return html`<p>There was nothing to choose between accuracy and speed: no other choice of layers to leave in float was tried.</p>`;
  const numbers = candidatesTable(candidates);
  const chart = candidatesChart(candidates, timing?.fp32_p50_us);
  return chart === undefined
    ? fold(`Candidates: ${candidates.length}`, numbers)
    : figure('Accuracy against latency', { chart, table: numbers, note: noteOn(candidates, search) });
}

function noteOn(candidates: readonly Candidate[], { timing, evaluation_looks: looks = 0, stopped_by }: Search): string {
  const predicted = candidates.filter(({ measured }) => measured === undefined).length;
  return [
    'Nearer the upper left is better.',
    paretoFront(placed(candidates)).length > 1 ? 'Line: those that no other beats in both.' : '',
    candidates.every(({ refined }) => refined) ? '' : 'Filled: ranges and biases were chosen for it; hollow: judged as first tried.',
    looks > 1 && stopped_by === 'gates-passed' ? 'The chosen one was the first to pass the gate.' : '',
    timing === undefined ? '' : measuredInWords(candidates, timing),
    predicted === 0
      ? ''
      : `Crosses: the time of ${counted(predicted, 'candidate')} was not measured; it is the cost table's prediction, on the scale of the chosen one's measured time.`,
    'These times were taken after the choice, and had no part in it.',
  ]
    .filter((sentence) => sentence !== '')
    .join(' ');
}

function measuredInWords(candidates: readonly Candidate[], timing: NonNullable<Search['timing']>): string {
  const runs = candidates.flatMap(({ measured }) => (measured === undefined ? [] : [measured.run_count]));
  const [least, most] = [Math.min(...runs), Math.max(...runs)];
  const each = least === most ? format.count(least) : `${format.count(least)} to ${format.count(most)}`;
  return `Measured: the median of ${each} runs at ${counted(timing.threads, 'thread')} and batch ${timing.batch}, in ${counted(timing.round_count, 'round')} that each hold ${runs.length} candidates and FP32 (${format.microseconds(timing.fp32_p50_us)}), ${format.seconds(timing.seconds)} in all.`;
}

function candidatesTable(candidates: readonly Candidate[]): Markup {
  const front = new Set(paretoFront(placed(candidates)).map(({ candidate }) => candidate));
  const fastestFirst = candidates.toSorted((a, b) => timeUs(a) - timeUs(b));
  const columns: readonly Column<Candidate>[] = [
    { head: 'Candidate', wide: true, cell: (candidate) => `${candidate.chosen ? 'Chosen: ' : ''}${candidateWords(candidate)}` },
    { head: 'Latency', numeric: true, cell: ({ measured }) => measured && format.microseconds(measured.p50_us) },
    { head: 'Predicted', numeric: true, cell: ({ predicted_us }) => predicted_us !== undefined && format.microseconds(predicted_us) },
    { head: 'Times as fast as FP32', numeric: true, cell: ({ measured }) => measured && format.ratio(measured.speedup) },
    { head: 'Interval', cell: ({ measured }) => measured && format.interval(measured.speedup_interval, format.ratio) },
    { head: 'SQNR', numeric: true, cell: ({ sqnr_db }) => format.decibels(sqnr_db) },
    { head: 'Ranges and biases', cell: ({ refined }) => (refined ? 'chosen for it' : 'as first tried') },
    { head: 'Metric lost', numeric: true, cell: ({ drop_points }) => drop_points !== undefined && format.points(drop_points) },
    { head: 'File size', numeric: true, cell: ({ file_bytes }) => file_bytes !== undefined && format.bytes(file_bytes) },
    { head: 'Beaten', cell: (candidate) => candidate.measured && (front.has(candidate) ? 'by none' : 'yes') },
  ];
  return html`${table('Candidates of the search, the fastest first', fastestFirst.slice(0, rowLimit), columns)}${rest(candidates.length, rowLimit)}`;
}
