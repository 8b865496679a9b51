import { decibelsAsNumber, type Layer, type Report } from '@octet/contracts';
import { layersChart } from '../../charts/layers.ts';
import { counted, format } from '../../format.ts';
import { figure, legend, name, section, table } from '../elements.ts';
import { html, type Markup } from '../markup.ts';
import { rest } from './execution.ts';

const chartLimit = 150;
const rowLimit = 1000;

export function layersSection({ layers }: Report): Markup {
  if (layers.length === 0) return section('layers', { title: 'Layers', lead: 'Not measured.', content: '' });
  const measured = layers.filter((layer) => layer.sqnr_alone_db !== undefined || layer.sqnr_cumulative_db !== undefined);
  const drawn = measured.length <= chartLimit ? measured : worstInGraphOrder(measured);
  const bounded =
    measured.length > drawn.length
      ? ` The chart shows the ${chartLimit} with the least SQNR of ${measured.length}; the table has all.`
      : '';
  const lead = `${counted(layers.length, 'layer')} in graph order.${worstInWords(measured)}${bounded}`;
  const numbers = html`${layersTable(layers.slice(0, rowLimit))}${rest(layers.length, rowLimit)}`;
  const content =
    drawn.length === 0
      ? numbers
      : html`${legend(['int8', 'only this layer quantized'], ['ring', 'all up to this one'])}
${figure('SQNR by layer', { chart: layersChart(drawn), table: numbers, tall: drawn.length > 40 })}`;
  return section('layers', { title: 'Layers', lead, content });
}

const loss = (layer: Layer): number => decibelsAsNumber(layer.sqnr_alone_db ?? layer.sqnr_cumulative_db ?? 'exact');

function worstInGraphOrder(layers: readonly Layer[]): readonly Layer[] {
  const kept = new Set([...layers].sort((a, b) => loss(a) - loss(b)).slice(0, chartLimit));
  return layers.filter((layer) => kept.has(layer));
}

function worstInWords(layers: readonly Layer[]): string {
  const [worst] = layers.filter(({ sqnr_alone_db }) => sqnr_alone_db !== undefined).sort((a, b) => loss(a) - loss(b));
  return worst ? ` The most sensitive loses most alone, at ${format.decibels(worst.sqnr_alone_db)}.` : '';
}

function layersTable(layers: readonly Layer[]): Markup {
  return table('Layers in graph order', layers, [
    { head: 'Layer', cell: (layer) => name(layer.name) },
    { head: 'Operator', cell: ({ op }) => name(op) },
    { head: 'Runs in', cell: ({ placement }) => placement },
    { head: 'SQNR alone', numeric: true, cell: ({ sqnr_alone_db }) => format.decibels(sqnr_alone_db) },
    { head: 'Cumulative', numeric: true, cell: ({ sqnr_cumulative_db }) => format.decibels(sqnr_cumulative_db) },
    {
      head: 'Range',
      numeric: true,
      cell: ({ output }) => output && `${format.number(output.range_min)} to ${format.number(output.range_max)}`,
    },
    {
      head: 'Seen',
      numeric: true,
      cell: ({ output }) => output && `${format.number(output.observed_min)} to ${format.number(output.observed_max)}`,
    },
    { head: 'Observer', cell: ({ output }) => output?.observer },
    { head: 'Clipped', numeric: true, cell: ({ output }) => output && format.share(output.clipped_share) },
    {
      head: 'Saturated',
      numeric: true,
      cell: ({ output }) => output?.saturated_share !== undefined && format.share(output.saturated_share),
    },
    { head: 'Scale', numeric: true, cell: ({ output }) => output && format.number(output.scale) },
    { head: 'Zero point', numeric: true, cell: ({ output }) => output?.zero_point },
    { head: 'Type', cell: ({ output }) => output?.dtype },
    { head: 'Reason', wide: true, cell: ({ reason }) => reason },
  ]);
}
