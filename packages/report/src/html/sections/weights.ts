import { decibelsAsNumber, type Report, type WeightRecord } from '@octet/contracts';
import { integersOf, lowestInteger, scalesOf, weightsBeforeAfter } from '../../charts/weights.ts';
import { counted, format } from '../../format.ts';
import { figure, fold, legend, linked, name, section, table } from '../elements.ts';
import { type LayerAnchors, layerAnchors } from '../layer-anchors.ts';
import { type Content, html, type Markup } from '../markup.ts';
import { rest } from './execution.ts';

/** A look at the worst; the details of the layers have the rest. */
const chartLimit = 6;
/** Of weights that belong to no layer of the report. */
const strayLimit = 24;
const rowLimit = 1000;

export function weightsSection({ weights, layers }: Report): Markup {
  if (weights.length === 0) return section('weights', { title: 'Weights', lead: 'No weight was quantized.', content: '' });
  const worst = [...weights].sort((a, b) => decibelsAsNumber(a.sqnr_db) - decibelsAsNumber(b.sqnr_db));
  const anchors = layerAnchors(layers);
  const strays = worst.filter((weight) => anchors.ofWeight(weight) === undefined).slice(0, strayLimit);
  const bounded =
    weights.length > chartLimit
      ? ` Here are the ${chartLimit} with the least SQNR; the table has all, the details of a layer its integers and scales, report.json every bin.`
      : ' The least SQNR first. The details of a layer have its integers and scales.';
  return section('weights', {
    title: 'Weights',
    lead: `${counted(weights.length, 'tensor')} before and after quantization.${bounded}`,
    content: html`${legend(['fp32', 'FP32'], ['int8', 'INT8, dequantized'])}
<div class="panels">${worst.slice(0, chartLimit).map((weight) => beforeAfter(weight, linked(weight.node, anchors.ofWeight(weight))))}</div>
${strays.map(panels)}
${fold(`All ${counted(weights.length, 'tensor')}`, html`${weightsTable(weights.slice(0, rowLimit), anchors)}${rest(weights.length, rowLimit)}`)}`,
  });
}

const panels = (weight: WeightRecord): Markup =>
  html`<details class="tensor"><summary>${name(weight.node)} ${weight.op}, ${format.decibels(weight.sqnr_db)}</summary><div class="panels">${weightFigures(weight)}</div></details>`;

const beforeAfter = (weight: WeightRecord, title: Content): Markup =>
  figure(title, {
    chart: weightsBeforeAfter(weight),
    table: histogramTable(weight),
    note: `${weight.shape.join(' × ')}, ${format.decibels(weight.sqnr_db)}.`,
  });

/** FP32 over dequantized, the integers, the scales. */
export function weightFigures(weight: WeightRecord): Markup {
  const scales = scalesOf(weight);
  return html`${beforeAfter(weight, 'Its weights, FP32 and INT8')}
${figure('Their integers', { chart: integersOf(weight), table: integersTable(weight), note: levelsInWords(weight) })}
${scales && figure('Their scales by channel', { chart: scales, table: scalesTable(weight), note: weight.dead_channel_count > 0 && `${counted(weight.dead_channel_count, 'channel')} with all weights 0.` })}
`;
}

/** Levels without a weight are never counted without the reason: they are no fault. */
function levelsInWords({ unused_level_count, unused_level_reason, rail_share }: WeightRecord): string {
  const rails = `${format.share(rail_share)} at the rails.`;
  return unused_level_reason === undefined ? rails : `${rails} ${counted(unused_level_count, 'level')} unused: ${unused_level_reason}.`;
}

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
    { head: 'From', numeric: true, cell: ({ first }) => html`<strong>${String(first).replace('-', '−')}</strong>` },
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

function weightsTable(weights: readonly WeightRecord[], { ofWeight }: LayerAnchors): Markup {
  return table('Quantized weights in graph order', weights, [
    { head: 'Node', cell: (weight) => linked(weight.node, ofWeight(weight)) },
    { head: 'Tensor', cell: (weight) => name(weight.name) },
    { head: 'Operator', cell: ({ op }) => name(op) },
    { head: 'Shape', numeric: true, cell: ({ shape }) => shape.join(' × ') },
    { head: 'SQNR', numeric: true, cell: ({ sqnr_db }) => format.decibels(sqnr_db) },
    { head: 'Scales', cell: ({ granularity, axis }) => `${granularity}${axis === undefined ? '' : `, axis ${axis}`}` },
    { head: 'Levels', wide: true, cell: levelsInWords },
    { head: 'Dead channels', numeric: true, cell: ({ dead_channel_count }) => dead_channel_count },
  ]);
}
