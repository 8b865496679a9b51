import type { Model } from '../ir/model.ts';
import { printGraph } from './print-graph.ts';
import { printString } from './print-literal.ts';
import type { PrintOptions } from './print-tensor.ts';

/**
 * A model in ONNX's textual syntax, canonical: attributes and opsets sorted, floats as the shortest decimals that read back equal.
 * Python's onnx.parser reads it unless it uses our extensions. Not printed: doc strings of the parts, model-local functions and what
 * else is kept unread; serde keeps those.
 */
export function printModel(model: Model, options: PrintOptions = {}): string {
  const pairs = (entries: Iterable<readonly [string, number | string]>) =>
    [...entries]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, value]) => `${printString(key)} : ${typeof value === 'number' ? value : printString(value)}`)
      .join(', ');
  const header = [`ir_version: ${model.irVersion}`, `opset_import: [${pairs(model.opsets)}]`];
  if (model.producerName !== '') header.push(`producer_name: ${printString(model.producerName)}`);
  if (model.producerVersion !== '') header.push(`producer_version: ${printString(model.producerVersion)}`);
  if (model.domain !== '') header.push(`domain: ${printString(model.domain)}`);
  if (model.modelVersion !== 0) header.push(`model_version: ${model.modelVersion}`);
  if (model.doc !== '') header.push(`doc_string: ${printString(model.doc)}`);
  if (model.metadata.size > 0) header.push(`metadata_props: [${pairs(model.metadata)}]`);
  const functions = model.functions.length === 0 ? '' : `# model-local functions, not shown: ${model.functions.length}\n`;
  return `<${header.join(', ')}>\n${functions}${printGraph(model.graph, options)}\n`;
}
