import { decibelsAsNumber, type Layer, type Report } from '@octet/contracts';
import { layersChart } from '../../charts/layers.ts';
import { counted, format } from '../../format.ts';
import { figure, legend, linked, name, section, table } from '../elements.ts';
import { layerAnchors } from '../layer-anchors.ts';
import { html, type Markup } from '../markup.ts';
import { rest } from './execution.ts';
import { chartedLimit, layerDetails } from './layer-details.ts';

const chartLimit = 150;
const rowLimit = 1000;

/** Which layer loses how much, and each layer by itself: the names in the chart and in the tables lead there. */
export function layersSection(report: Report): Markup {
  const { layers } = report;
  if (layers.length === 0) return section('layers', { title: 'Layers', lead: 'Not measured.', content: '' });
  const measured = layers.filter((layer) => layer.sqnr_alone_db !== undefined || layer.sqnr_cumulative_db !== undefined);
  const drawn = measured.length <= chartLimit ? measured : worstInGraphOrder(measured);
  const bounded =
    measured.length > drawn.length
      ? ` The chart shows the ${chartLimit} with the least SQNR of ${measured.length}; the table has all.`
      : '';
  const anchors = layerAnchors(layers);
  const sorted = [...layers].sort((a, b) => loss(a) - loss(b));
  const lead = html`${counted(layers.length, 'layer')} in graph order.${worstInWords(measured)} A layer’s name leads to all that is known of it.${bounded}`;
  const numbers = html`${layersTable(layers.slice(0, rowLimit), anchors)}${rest(layers.length, rowLimit)}`;
  const content =
    drawn.length === 0
      ? numbers
      : html`${legend(['int8', 'only this layer quantized'], ['ring', 'all up to this one'])}
${figure('SQNR by layer', { chart: layersChart(drawn, anchors.ofLayer), table: numbers, tall: drawn.length > 40 })}`;
  const charted = layers.length > chartedLimit ? ` Charts for the ${chartedLimit} with the least.` : '';
  return section('layers', {
    title: 'Layers',
    lead,
    content: html`${content}<h3>Layer by layer</h3><p class="note">The least SQNR first.${charted}</p>
${legend(['fp32', 'FP32'], ['int8', 'INT8, dequantized'], ['chosen', 'scales, chosen range'])}
${layerDetails(report, sorted)}`,
  });
}

/** What is exact loses nothing; what was not measured comes after it. */
const loss = ({ sqnr_alone_db: alone, sqnr_cumulative_db: cumulative }: Layer): number => {
  const db = alone ?? cumulative;
  return db === undefined ? Number.MAX_VALUE : Math.min(1e6, decibelsAsNumber(db));
};

function worstInGraphOrder(layers: readonly Layer[]): readonly Layer[] {
  const kept = new Set([...layers].sort((a, b) => loss(a) - loss(b)).slice(0, chartLimit));
  return layers.filter((layer) => kept.has(layer));
}

function worstInWords(layers: readonly Layer[]): string {
  const [worst] = layers.filter(({ sqnr_alone_db }) => sqnr_alone_db !== undefined).sort((a, b) => loss(a) - loss(b));
  return worst ? ` The most sensitive loses most alone, at ${format.decibels(worst.sqnr_alone_db)}.` : '';
}

function layersTable(layers: readonly Layer[], { ofLayer }: ReturnType<typeof layerAnchors>): Markup {
  return table('Layers in graph order', layers, [
    { head: 'Layer', cell: (layer) => linked(layer.name, ofLayer(layer)) },
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
