import { decibelsAsNumber, type Report, type WeightRecord } from '@octet/contracts';
import { integersOf, lowestInteger, scalesOf, weightsBeforeAfter } from '../../charts/weights.ts';
import { counted, format } from '../../format.ts';
import { figure, fold, legend, name, section, table } from '../elements.ts';
import { html, type Markup } from '../markup.ts';
import { rest } from './execution.ts';

/** Three charts a tensor: more would make the file grow past what a browser opens at once. */
const chartLimit = 24;
const openLimit = 3;
const rowLimit = 1000;

export function weightsSection({ weights }: Report): Markup {
  if (weights.length === 0) return section('weights', { title: 'Weights', lead: 'No weight was quantized.', content: '' });
  const worst = [...weights].sort((a, b) => decibelsAsNumber(a.sqnr_db) - decibelsAsNumber(b.sqnr_db)).slice(0, chartLimit);
  const bounded =
    weights.length > chartLimit
      ? ` Charts for the ${chartLimit} with the least SQNR; the table has all, report.json every bin.`
      : ' The least SQNR first.';
  return section('weights', {
    title: 'Weights',
    lead: `${counted(weights.length, 'tensor')} before and after quantization.${bounded}`,
    content: html`${legend(['fp32', 'FP32'], ['int8', 'INT8, dequantized'], ['chosen', 'scales'])}
${worst.map((weight, i) => panels(weight, i < openLimit))}
${fold(`All ${counted(weights.length, 'tensor')}`, html`${weightsTable(weights.slice(0, rowLimit))}${rest(weights.length, rowLimit)}`)}`,
  });
}

function panels(weight: WeightRecord, open: boolean): Markup {
  const scales = scalesOf(weight);
  return html`<details class="tensor"${open ? opened : ''}><summary>${name(weight.node)} ${weight.op}, ${weight.shape.join(' × ')}, ${format.decibels(weight.sqnr_db)}</summary><div class="panels">
${figure('Before and after', { chart: weightsBeforeAfter(weight), table: histogramTable(weight) })}
${figure('The integers', { chart: integersOf(weight), table: integersTable(weight), note: `${counted(weight.unused_level_count, 'level')} unused, ${format.share(weight.rail_share)} at the rails.` })}
${scales && figure('Scale by channel', { chart: scales, table: scalesTable(weight), note: weight.dead_channel_count > 0 && `${counted(weight.dead_channel_count, 'channel')} with all weights 0.` })}
</div></details>`;
}

const opened = html` open`;

function histogramTable({ fp32_histogram, dequantized_histogram }: WeightRecord): Markup {
  const { min, max, counts } = fp32_histogram;
  const width = (max - min) / counts.length;
  const bins = counts
    .map((fp32, i) => ({ from: min + i * width, fp32, int8: dequantized_histogram.counts[i] ?? 0 }))
    .filter(({ fp32, int8 }) => fp32 + int8 > 0);
  return table('Counts by bin, empty bins left out', bins, [
    { head: 'From', numeric: true, cell: ({ from }) => format.number(from) },
    { head: 'FP32', numeric: true, cell: ({ fp32 }) => format.count(fp32) },
    { head: 'INT8', numeric: true, cell: ({ int8 }) => format.count(int8) },
  ]);
}

/** 256 counts as 16 rows of 16: the row's first integer is at its head. */
function integersTable({ integer_counts, dtype }: WeightRecord): Markup {
  const rows = Array.from({ length: 16 }, (_, row) => ({
    first: lowestInteger(dtype) + 16 * row,
    counts: integer_counts.slice(16 * row, 16 * row + 16),
  }));
  return table('Counts of the 256 integers', rows, [
    { head: 'From', numeric: true, cell: ({ first }) => html`<b>${String(first).replace('-', '−')}</b>` },
    ...Array.from({ length: 16 }, (_, column) => ({
      head: `+${column}`,
      numeric: true,
      cell: ({ counts }: { readonly counts: readonly number[] }) => counts[column] ?? '',
    })),
  ]);
}

const scaleLimit = 512;

function scalesTable({ scales }: WeightRecord): Markup {
  const rows = scales.slice(0, scaleLimit).map((scale, channel) => ({ channel, scale }));
  return html`${table('Scale by channel', rows, [
    { head: 'Channel', numeric: true, cell: ({ channel }) => channel },
    { head: 'Scale', numeric: true, cell: ({ scale }) => format.number(scale) },
  ])}${rest(scales.length, scaleLimit)}`;
}

function weightsTable(weights: readonly WeightRecord[]): Markup {
  return table('Quantized weights in graph order', weights, [
    { head: 'Node', cell: ({ node }) => name(node) },
    { head: 'Tensor', cell: (weight) => name(weight.name) },
    { head: 'Operator', cell: ({ op }) => name(op) },
    { head: 'Shape', numeric: true, cell: ({ shape }) => shape.join(' × ') },
    { head: 'SQNR', numeric: true, cell: ({ sqnr_db }) => format.decibels(sqnr_db) },
    { head: 'Scales', cell: ({ granularity, axis }) => `${granularity}${axis === undefined ? '' : `, axis ${axis}`}` },
    { head: 'Unused levels', numeric: true, cell: ({ unused_level_count }) => unused_level_count },
    { head: 'At the rails', numeric: true, cell: ({ rail_share }) => format.share(rail_share) },
    { head: 'Dead channels', numeric: true, cell: ({ dead_channel_count }) => dead_channel_count },
  ]);
}
