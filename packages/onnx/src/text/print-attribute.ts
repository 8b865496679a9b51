import type { Attribute, AttributeKind, AttributeValues } from '../ir/attribute.ts';
import type { Graph } from '../ir/graph.ts';
import type { Tensor } from '../ir/tensor.ts';
import { printFloatLiteral, printInt, printKey, printString } from './print-literal.ts';
import { type PrintOptions, printChecksum, printTensorData } from './print-tensor.ts';
import { printType } from './print-type.ts';

export interface AttributeContext {
  readonly options: PrintOptions;
  readonly printGraph: (graph: Graph) => string;
}

type Printers = { readonly [K in AttributeKind]: (value: AttributeValues[K], context: AttributeContext) => string };

const printers: Printers = {
  int: printInt,
  float: printFloatLiteral,
  string: printString,
  ints: (values) => list(values, printInt),
  floats: (values) => list(values, printFloatLiteral),
  strings: (values) => list(values, printString),
  tensor: printAttributeTensor,
  tensors: (values, context) => list(values, (t) => printAttributeTensor(t, context)),
  graph: (graph, context) => context.printGraph(graph),
  graphs: (graphs, context) => list(graphs, context.printGraph),
  opaque: (bytes) => printString(Array.from(bytes, (b) => b.toString(16).padStart(2, '0')).join('')),
};

/** Sorted by name, so that printing does not depend on the order in a file. '' where there are none. */
export function printAttributes(attributes: ReadonlyMap<string, Attribute>, context: AttributeContext): string {
  if (attributes.size === 0) return '';
  const sorted = [...attributes].sort(([a], [b]) => (a < b ? -1 : 1));
  return `<${sorted.map(([name, a]) => printAttribute(name, a, context)).join(', ')}>`;
}

/** The kind is spelled out only where the value does not tell it. */
function printAttribute(name: string, a: Attribute, context: AttributeContext): string {
  const print = printers[a.kind] as (value: Attribute['value'], context: AttributeContext) => string;
  const untold = a.kind === 'opaque' || (Array.isArray(a.value) && a.value.length === 0);
  return `${printKey(name)}${untold ? `: ${a.kind} ` : ''}=${untold ? ' ' : ''}${print(a.value, context)}`;
}

function printAttributeTensor(tensor: Tensor, { options }: AttributeContext): string {
  const checksum = printChecksum(tensor, options);
  const type = printType({ kind: 'tensor', dtype: tensor.dtype, shape: tensor.dims });
  return `${type} ${printTensorData(tensor, options)}${checksum === '' ? '' : `${checksum}\n`}`;
}

function list<T>(values: readonly T[], print: (value: T) => string): string {
  return `[${values.map(print).join(', ')}]`;
}
