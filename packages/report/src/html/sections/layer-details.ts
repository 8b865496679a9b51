import type { ActivationRecord, ExecutionNode, Layer, Report, WeightRecord } from '@octet/contracts';
import { format } from '../../format.ts';
import { facts, name } from '../elements.ts';
import { detailLimit, layerAnchors } from '../layer-anchors.ts';
import { type Content, html, type Markup } from '../markup.ts';
import { activationFigure } from './activations.ts';
import { doneTo } from './done-to.ts';
import { rest } from './execution.ts';
import { weightFigures } from './weights.ts';

/** Four charts a layer: more would make the file grow past what a browser opens at once. */
export const chartedLimit = 24;
const openLimit = 1;

/** Everything about one layer in one place, for each of `layers`, in the order given. The first ones have charts. */
export function layerDetails(report: Report, layers: readonly Layer[]): Markup {
  const { ofLayer, ofWeight, ofActivation } = layerAnchors(report.layers);
  const weights = firstBy(report.weights, ofWeight);
  const activations = firstBy(report.activations, ofActivation);
  return html`${layers.slice(0, detailLimit).map((layer, i) => {
    const anchor = ofLayer(layer);
    if (anchor === undefined) return undefined;
    const findings = { report, layer, weight: weights.get(anchor), activation: activations.get(anchor) };
    return details(anchor, findings, { isCharted: i < chartedLimit, isOpen: i < openLimit });
  })}${rest(layers.length, detailLimit)}`;
}

interface Findings {
  readonly report: Report;
  readonly layer: Layer;
  readonly weight: WeightRecord | undefined;
  readonly activation: ActivationRecord | undefined;
}

// The anchor is inside of what is folded: browsers unfold what holds the target of a link, not the target itself.
function details(
  anchor: string,
  findings: Findings,
  { isCharted, isOpen }: { readonly isCharted: boolean; readonly isOpen: boolean },
): Markup {
  const { layer, weight, activation, report } = findings;
  const charts = isCharted && (weight || activation);
  return html`<details class="tensor"${isOpen ? opened : ''}><summary>${name(layer.name)} ${layer.op}, ${inShort(layer)}</summary><div id="${anchor}" class="layer" tabindex="-1">
${facts(...weightFacts(weight), ...layerFacts(findings))}
${doneTo(layer.name, report.actions)}
${charts && html`<div class="panels">${weight && weightFigures(weight)}${activation && activationFigure(activation, 'Its output')}</div>`}
<p class="note"><a href="#layers">To all layers</a></p></div></details>`;
}

const opened = html` open`;

const inShort = ({ sqnr_alone_db: alone, placement }: Layer): string =>
  alone === undefined ? (placement === 'float' ? 'left in float' : 'not measured alone') : `${format.decibels(alone)} alone`;

type Fact = readonly [term: string, value: Content] | undefined;

function layerFacts({ layer, report }: Findings): readonly Fact[] {
  const { output, placement, reason, sqnr_alone_db: alone, sqnr_cumulative_db: cumulative } = layer;
  const kernel = report.execution?.nodes.find((node) => isOf(layer, node));
  return [
    alone === undefined ? undefined : ['SQNR, only this layer quantized', format.decibels(alone)],
    cumulative === undefined ? undefined : ['SQNR, all up to this one', format.decibels(cumulative)],
    ['Runs in', reason === undefined ? placement : `${placement}: ${reason}`],
    kernel && ['Kernel', html`${name(kernel.op)}${kernel.time_us !== undefined && `, ${format.microseconds(kernel.time_us)}`}`],
    output && ['Range of the output', `${format.number(output.range_min)} to ${format.number(output.range_max)}, by ${output.observer}`],
    output && ['Seen in calibration', `${format.number(output.observed_min)} to ${format.number(output.observed_max)}`],
    output && ['Clipped', format.share(output.clipped_share)],
    output?.saturated_share === undefined ? undefined : ['Saturated', format.share(output.saturated_share)],
    output && ['Output type', `${output.dtype}, scale ${format.number(output.scale)}, zero point ${format.number(output.zero_point)}`],
  ];
}

function weightFacts(weight: WeightRecord | undefined): readonly Fact[] {
  if (!weight) return [];
  return [
    ['Weights', weight.shape.join(' × ')],
    ['Weights, bytes', `${format.bytes(weight.fp32_bytes)} → ${format.bytes(weight.int8_bytes)}`],
    ['Weights, SQNR', format.decibels(weight.sqnr_db)],
  ];
}

/** onnxruntime calls the integer kernel after the layer that it was made from. */
const isOf = (layer: Layer, node: ExecutionNode): boolean =>
  node.linear && node.name.startsWith(layer.name) && /^(?:_quant(?:ized)?|_nchwc|_token_\d+)*$/.test(node.name.slice(layer.name.length));

function firstBy<T>(records: readonly T[], anchorOf: (record: T) => string | undefined): ReadonlyMap<string | undefined, T> {
  return new Map(records.map((record) => [anchorOf(record), record] as const).reverse());
}
