import type { Actions, Report } from '@octet/contracts';
import { searchLooks, searchTrace } from '../../charts/search.ts';
import { counted, format } from '../../format.ts';
import { type Column, figure, fold, name, section, table } from '../elements.ts';
import { type Content, html, type Markup } from '../markup.ts';
import { candidatesPart } from './candidates.ts';
import { rest } from './execution.ts';

const rowLimit = 500;

/** What was done to the model and what was not, each with its reason. */
export function actionsSection({ actions, provenance }: Report): Markup {
  const lists = [
    list(
      'Nodes left float',
      actions.fallbacks,
      [node(), { head: 'Operator', cell: ({ op }) => name(op) }, { head: 'Cause', cell: ({ cause }) => cause }, reason()],
      true,
    ),
    list('Fusions', actions.fusions, applied),
    list('Refusals', actions.refusals, [rule(), node(), reason()]),
    list('Rewrites for integer kernels', actions.rewrites, applied),
    list('Equalized layers', actions.equalizations, [
      nodes(),
      { head: 'Channels', numeric: true, cell: ({ channel_count }) => channel_count },
      { head: 'Range ratio before', numeric: true, cell: ({ range_ratio_before: before }) => before !== undefined && format.ratio(before) },
      { head: 'After', numeric: true, cell: ({ range_ratio_after: after }) => after !== undefined && format.ratio(after) },
    ]),
    list('Weights rounded by what their layers see', actions.weight_roundings ?? [], [
      node(),
      { head: 'Weights', numeric: true, cell: ({ weight_count }) => format.count(weight_count) },
      { head: 'Not to the nearest integer', numeric: true, cell: ({ moved_count }) => format.count(moved_count) },
    ]),
    list('Bias corrections', actions.bias_corrections, [
      node(),
      { head: 'Channels', numeric: true, cell: ({ channel_count }) => channel_count },
      { head: 'Largest shift', numeric: true, cell: ({ max_shift }) => format.number(max_shift) },
      { head: 'Kept', wide: true, cell: ({ kept, reason: why }) => (kept ? 'yes' : html`no${why !== undefined && `: ${why}`}`) },
    ]),
    list('Races against FP32', actions.races ?? [], [
      { head: 'Speed-up', numeric: true, cell: ({ speedup }) => format.ratio(speedup) },
      { head: 'Interval', cell: ({ speedup_interval }) => format.interval(speedup_interval, format.ratio) },
      { head: 'Rounds', numeric: true, cell: ({ round_count }) => format.count(round_count) },
      { head: 'Machine', cell: ({ machine_busy }) => (machine_busy ? 'busy' : 'idle') },
      { head: 'Decision', wide: true, cell: ({ explanation }) => explanation },
    ]),
  ].filter((markup) => markup !== undefined);
  const nothing = lists.length === 0 && !actions.search;
  return section('actions', {
    title: 'What was done',
    content: nothing
      ? html`<p>Nothing was changed.</p>`
      : html`${lists}${searchPart(actions, provenance.recipe.gates.max_accuracy_drop_points)}`,
  });
}

const rule = (): Column<{ readonly rule: string }> => ({ head: 'Rule', cell: (row) => name(row.rule) });
const node = (): Column<{ readonly node: string }> => ({ head: 'Node', cell: (row) => name(row.node) });
const reason = (): Column<{ readonly reason: string }> => ({ head: 'Reason', wide: true, cell: (row) => row.reason });
const nodes = (): Column<{ readonly nodes: readonly string[] }> => ({ head: 'Nodes', wide: true, cell: (row) => someNames(row.nodes) });
const applied: readonly Column<Actions['fusions'][number]>[] = [
  rule(),
  nodes(),
  { head: 'Effect', wide: true, cell: ({ effect }) => effect },
];

function someNames(names: readonly string[]): Content {
  const shown = names.slice(0, 4).map((text, i) => html`${i > 0 && ', '}${name(text)}`);
  return html`${shown}${names.length > 4 && ` and ${counted(names.length - 4, 'more', 'more')}`}`;
}

function list<Row>(title: string, rows: readonly Row[], columns: readonly Column<Row>[], open = false): Markup | undefined {
  if (rows.length === 0) return undefined;
  const content = html`${table(title, rows.slice(0, rowLimit), columns)}${rest(rows.length, rowLimit)}`;
  return open && rows.length <= 20 ? html`<h3>${title}</h3>${content}` : fold(`${title}: ${format.count(rows.length)}`, content);
}

const stops = {
  'gates-passed': 'the gates passed',
  'within-noise': 'the drop is above its gate by no more than chance may make of so few evaluation samples',
  budget: 'search_seconds were used up; on a faster or less busy machine the artifact may be another',
  work: 'what is tried on a model of this size was tried',
  exhausted: 'everything was tried',
  canceled: 'it was canceled',
} as const;

type Trial = NonNullable<Actions['search']>['trials'][number];

function searchPart({ search }: Actions, gate: number | null): Markup | undefined {
  if (!search) return undefined;
  const { trials } = search;
  const trace = searchTrace(search);
  const looks = searchLooks(search, gate);
  return html`<h3>Search</h3><p>${counted(trials.length, 'trial')} in ${format.seconds(search.seconds)} of ${format.seconds(search.budget_seconds)}; it ended because ${stops[search.stopped_by]}.${looksText(search)}</p>
${candidatesPart(search)}
<div class="panels">
${trace && figure('The search over time', { chart: trace, table: trialsTable(trials, overTime), note: 'Filled: kept. Line: the best so far.' })}
${
  looks &&
  figure('Looks at the evaluation samples', {
    chart: looks,
    table: trialsTable(
      trials.filter(({ drop_points }) => drop_points !== undefined),
      [lost],
    ),
    note: `Each with more layers left in float than the one before.${gate === null ? '' : ` Dashed: the gate, ${format.points(gate)}.`}`,
  })
}
</div>${!trace && !looks && trials.length > 0 && fold('Trials', trialsTable(trials, overTime))}`;
}

/** Honest about the one thing that the evaluation samples had a say in. */
function looksText({ evaluation_looks: looks = 0 }: NonNullable<Actions['search']>): string {
  if (looks < 2) return '';
  return ` The evaluation samples were looked at ${looks} times, only to know whether to leave more layers in float; which ones, calibration samples alone decided.`;
}

const lost: Column<Trial> = {
  head: 'Lost',
  numeric: true,
  cell: ({ drop_points }) => drop_points !== undefined && format.points(drop_points),
};
const overTime: readonly Column<Trial>[] = [
  { head: 'After', numeric: true, cell: ({ seconds }) => format.seconds(seconds) },
  { head: 'SQNR', numeric: true, cell: ({ sqnr_db }) => format.decibels(sqnr_db) },
  lost,
];

function trialsTable(trials: readonly Trial[], columns: readonly Column<Trial>[]): Markup {
  const described: Column<Trial> = { head: 'Trial', wide: true, cell: ({ description }) => description };
  const kept: Column<Trial> = { head: 'Kept', cell: (trial) => (trial.kept ? 'yes' : 'no') };
  return html`${table('Trials of the search', trials.slice(0, rowLimit), [...columns, kept, described])}${rest(trials.length, rowLimit)}`;
}
