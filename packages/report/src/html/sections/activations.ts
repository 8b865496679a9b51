import type { ActivationRecord, Report } from '@octet/contracts';
import { activationChart } from '../../charts/activations.ts';
import { counted, format } from '../../format.ts';
import { figure, fold, legend, linked, section, table } from '../elements.ts';
import { type LayerAnchors, layerAnchors } from '../layer-anchors.ts';
import { type Content, html, type Markup } from '../markup.ts';
import { rest } from './execution.ts';

const chartLimit = 24;
const openLimit = 6;
const rowLimit = 1000;

export function activationsSection({ activations, layers }: Report): Markup {
  if (activations.length === 0) return section('activations', { title: 'Activations', lead: 'No activation was quantized.', content: '' });
  const anchors = layerAnchors(layers);
  const panel = (activation: ActivationRecord) => activationFigure(activation, linked(activation.value, anchors.ofActivation(activation)));
  const drawn = [...activations].sort((a, b) => cut(b) - cut(a)).slice(0, chartLimit);
  const bounded =
    activations.length > chartLimit
      ? ` Charts for the ${chartLimit} whose range cuts most off what was seen; the table has all.`
      : ' Those whose range cuts most off come first.';
  return section('activations', {
    title: 'Activations',
    lead: `What calibration saw of ${counted(activations.length, 'value')}, and the range chosen for each.${bounded}`,
    content: html`${legend(['fp32', 'seen in calibration'], ['chosen', 'chosen range'])}
<div class="panels">${drawn.slice(0, openLimit).map(panel)}</div>
${drawn.length > openLimit && fold(`${counted(drawn.length - openLimit, 'more chart')}`, html`<div class="panels">${drawn.slice(openLimit).map(panel)}</div>`)}
${fold(`All ${counted(activations.length, 'value')}`, html`${valuesTable(activations.slice(0, rowLimit), anchors)}${rest(activations.length, rowLimit)}`)}`,
  });
}

/** The part of what was seen that lies outside the range, as a share of the span seen. */
function cut({ range_min, range_max, observed_min, observed_max }: ActivationRecord): number {
  const span = observed_max - observed_min;
  return span > 0 ? (Math.max(0, range_min - observed_min) + Math.max(0, observed_max - range_max)) / span : 0;
}

/** What calibration saw of a value, with the range that was chosen. */
export function activationFigure(activation: ActivationRecord, title: Content): Markup {
  const { min, max, counts } = activation.histogram;
  const width = (max - min) / counts.length;
  const bins = counts.map((count, i) => ({ from: min + i * width, count })).filter(({ count }) => count > 0);
  const numbers = table('Counts by bin, empty bins left out', bins, [
    { head: 'From', numeric: true, cell: ({ from }) => format.number(from) },
    { head: 'Count', numeric: true, cell: ({ count }) => format.count(count) },
  ]);
  const note = `${format.number(activation.range_min)} to ${format.number(activation.range_max)} by ${activation.observer}; ${format.share(activation.clipped_share)} clipped.`;
  return figure(title, { chart: activationChart(activation), table: numbers, note });
}

function valuesTable(activations: readonly ActivationRecord[], { ofActivation }: LayerAnchors): Markup {
  return table('Quantized activations in graph order', activations, [
    { head: 'Value', cell: (activation) => linked(activation.value, ofActivation(activation)) },
    { head: 'Observer', cell: ({ observer }) => observer },
    { head: 'Range', numeric: true, cell: ({ range_min, range_max }) => `${format.number(range_min)} to ${format.number(range_max)}` },
    {
      head: 'Seen',
      numeric: true,
      cell: ({ observed_min, observed_max }) => `${format.number(observed_min)} to ${format.number(observed_max)}`,
    },
    { head: 'Clipped', numeric: true, cell: ({ clipped_share }) => format.share(clipped_share) },
    { head: 'Scale', numeric: true, cell: ({ scale }) => format.number(scale) },
    { head: 'Zero point', numeric: true, cell: ({ zero_point }) => zero_point },
    { head: 'Type', cell: ({ dtype }) => dtype },
  ]);
}
