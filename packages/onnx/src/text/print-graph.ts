import type { Graph } from '../ir/graph.ts';
import type { Node } from '../ir/node.ts';
import type { Value } from '../ir/value.ts';
import { printAttributes } from './print-attribute.ts';
import { printName, printString } from './print-literal.ts';
import { type PrintOptions, printChecksum, printTensorData } from './print-tensor.ts';
import { printType } from './print-type.ts';

/** A graph in ONNX's textual syntax, canonical: equal graphs print equally. */
export function printGraph(graph: Graph, options: PrintOptions = {}, indent = ''): string {
  const inputs = new Set(graph.inputs);
  const head = `${printName(graph.name)} (${graph.inputs.map((v) => printInput(v, options)).join(', ')}) => (${graph.outputs.map(printValue).join(', ')})`;
  const declared = [...printInitializers(graph, inputs, options), ...printInfos(graph)];
  const declarations = declared.length === 0 ? '' : `${separate(declared, indent)} `;
  const nodes = [...graph.nodes()].map((n) => `${indent}  ${printNode(n, options, `${indent}  `)}\n`).join('');
  return `${head} ${declarations}{\n${nodes}${indent}}`;
}

interface Declaration {
  readonly text: string;
  readonly comment: string;
}

/** `<a, b>`, one a line; a comment runs to the end of its line and so stands behind the comma. */
function separate(declared: readonly Declaration[], indent: string): string {
  const lines = declared.map(({ text, comment }, i) => `${indent}  ${text}${i === declared.length - 1 ? '' : ','}${comment}`);
  return `<\n${lines.join('\n')}\n${indent}>`;
}

function* printInitializers(graph: Graph, inputs: ReadonlySet<Value>, options: PrintOptions): Generator<Declaration> {
  for (const value of graph.initializers) {
    const tensor = value.constant?.tensor;
    if (tensor === undefined || inputs.has(value)) continue;
    const type = printType({ kind: 'tensor', dtype: tensor.dtype, shape: tensor.dims });
    yield { text: `${type} ${printName(value.name)} = ${printTensorData(tensor, options)}`, comment: printChecksum(tensor, options) };
  }
}

/** What is known of values in between. */
function* printInfos(graph: Graph): Generator<Declaration> {
  const outputs = new Set(graph.outputs);
  for (const node of graph.nodes()) {
    for (const value of node.outputs) {
      if (value === undefined || outputs.has(value) || printTypeOf(value) === '') continue;
      yield { text: printValue(value), comment: '' };
    }
  }
}

function printInput(value: Value, options: PrintOptions): string {
  const tensor = value.constant?.tensor;
  if (tensor === undefined) return printValue(value);
  const checksum = printChecksum(tensor, options);
  const type = printType({ kind: 'tensor', dtype: tensor.dtype, shape: tensor.dims });
  return `${type} ${printName(value.name)} = ${printTensorData(tensor, options)}${checksum === '' ? '' : `${checksum}\n`}`;
}

function printValue(value: Value): string {
  const type = printTypeOf(value);
  return `${type}${type === '' ? '' : ' '}${printName(value.name)}`;
}

function printTypeOf(value: Value): string {
  return printType(value.foreign ?? { kind: 'tensor', dtype: value.dtype, shape: value.shape });
}

function printNode(node: Node, options: PrintOptions, indent: string): string {
  const label = node.name === '' ? '' : `[${printName(node.name)}] `;
  const names = (values: readonly (Value | undefined)[]) => values.map((v) => printName(v?.name ?? '')).join(', ');
  const attributes = printAttributes(node.attributes, { options, printGraph: (g) => printGraph(g, options, indent) });
  return `${label}${names(node.outputs)} = ${printOperator(node)}${attributes}(${names(node.inputs)})`;
}

/** Parts of a domain that are no identifiers are quoted (our extension). */
function printOperator(node: Node): string {
  const opType = printName(node.opType);
  if (node.domain === '') return opType;
  const plain = node.domain.split('.').every((part) => printName(part) === part);
  return `${plain ? node.domain : printString(node.domain)}.${opType}`;
}
