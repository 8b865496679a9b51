import type { Execution, ExecutionNode, Report } from '@octet/contracts';
import { executionChart } from '../../charts/execution.ts';
import { counted, format } from '../../format.ts';
import { kernelsNotCounted } from '../../words.ts';
import { figure, fold, legend, linked, name, section, table } from '../elements.ts';
import { type LayerAnchors, layerAnchors } from '../layer-anchors.ts';
import { html, type Markup } from '../markup.ts';

const floatLimit = 30;
const nodeLimit = 1000;

export function executionSection({ execution, layers, provenance }: Report): Markup {
  if (!execution) return section('execution', { title: 'Proof of integer execution', lead: kernelsNotCounted(provenance), content: '' });
  const float = execution.nodes.filter((node) => node.linear && node.kernel === 'float');
  const { ofName } = layerAnchors(layers);
  const rows = (caption: string, nodes: readonly ExecutionNode[]) =>
    nodesTable(caption, nodes, { total: execution.totals.time_us, ofName });
  return section('execution', {
    title: 'Proof of integer execution',
    lead: inWords(execution),
    content: html`${legend(['int8', 'integer kernels'], ['fp32', 'float kernels'], ['movement', 'data movement'])}
${figure('Kernels by nodes and by time', { chart: executionChart(execution), table: totalsTable(execution) })}
${float.length > 0 && html`<h3>Float Conv, Gemm and MatMul nodes</h3>${rows('Float nodes with their reasons', float.slice(0, floatLimit))}${rest(float.length, floatLimit)}`}
${fold(`All ${counted(execution.nodes.length, 'node')} of the optimised graph`, html`${rows('Nodes in order of execution', execution.nodes.slice(0, nodeLimit))}${rest(execution.nodes.length, nodeLimit)}`)}`,
  });
}

function inWords({ totals, weight_dequantize_count }: Execution): string {
  const linear = totals.linear_integer_count + totals.linear_float_count;
  const shares = [
    totals.linear_mac_share_integer === undefined ? '' : `${format.share(totals.linear_mac_share_integer)} of their multiplications`,
    totals.time_shares === undefined ? '' : `${format.share(totals.time_shares.integer)} of the run time`,
  ].filter((share) => share !== '');
  return [
    `In the graph that onnxruntime really runs, ${totals.linear_integer_count} of ${counted(linear, 'Conv, Gemm and MatMul node')} use integer kernels${shares.length > 0 ? `: ${shares.join(', ')}` : ''}.`,
    totals.unexplained_float_count > 0 ? `${counted(totals.unexplained_float_count, 'float node')} without a stated reason.` : '',
    weight_dequantize_count > 0 ? `${counted(weight_dequantize_count, 'weight')} dequantized at every run: that is slower than FP32.` : '',
  ].join(' ');
}

function totalsTable({ totals }: Execution): Markup {
  const rows = [
    { kernel: 'integer', key: 'integer' },
    { kernel: 'float', key: 'float' },
    { kernel: 'data movement', key: 'data-movement' },
  ] as const;
  return table('Kernels', rows, [
    { head: 'Kernel', cell: ({ kernel }) => kernel },
    { head: 'Nodes', numeric: true, cell: ({ key }) => format.count(totals.node_counts[key]) },
    { head: 'Time', numeric: true, cell: ({ key }) => totals.time_shares && format.share(totals.time_shares[key]) },
  ]);
}

interface Surroundings {
  /** Of all nodes, microseconds. */
  readonly total?: number | undefined;
  readonly ofName: LayerAnchors['ofName'];
}

function nodesTable(caption: string, nodes: readonly ExecutionNode[], { total = 0, ofName }: Surroundings): Markup {
  return table(caption, nodes, [
    { head: 'Layer', cell: (node) => layerOf(node, ofName) },
    { head: 'Node', cell: (node) => name(node.name) },
    { head: 'Operator', cell: ({ op }) => name(op) },
    { head: 'Kernel', cell: ({ kernel }) => kernel.replace('-', ' ') },
    { head: 'Time', numeric: true, cell: ({ time_us }) => time_us !== undefined && format.microseconds(time_us) },
    { head: 'Share', numeric: true, cell: ({ time_us }) => time_us !== undefined && total > 0 && format.share(time_us / total) },
    { head: 'Reason', wide: true, cell: ({ kernel, reason, linear }) => reason ?? (kernel === 'float' && linear && 'none stated') },
  ]);
}

/** The layer of the report that a node computes, whatever onnxruntime calls it. */
function layerOf({ layer, name: own }: ExecutionNode, ofName: LayerAnchors['ofName']): Markup | undefined {
  const anchor = ofName(layer ?? own);
  return layer === undefined && anchor === undefined ? undefined : linked(layer ?? own, anchor);
}

/** Says what a bounded table leaves out. */
export const rest = (count: number, limit: number): Markup | false =>
  count > limit && html`<p class="note">${format.count(count - limit)} more are in report.json.</p>`;
