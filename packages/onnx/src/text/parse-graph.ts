import { Constant } from '../ir/constant.ts';
import type { GraphDescription, InitializerDescription, NodeDescription, ValueDescription } from '../link/description.ts';
import { parseNode } from './parse-node.ts';
import { parseTensor } from './parse-tensor.ts';
import { nextIsType, parseType } from './parse-type.ts';
import type { Scanner } from './scanner.ts';

/** Bodies within bodies; the parser recurses once a level. */
const depthLimit = 32;

/** What follows a graph's name: `(inputs) => (outputs) <initializers and infos> { nodes }`. */
export function parseGraph(scanner: Scanner, name: string, depth = 0): GraphDescription {
  if (depth > depthLimit) scanner.fail(`graphs nest more than ${depthLimit} deep`);
  const initializers: InitializerDescription[] = [];
  const inputs = parseValues(scanner, ['(', ')'], initializers);
  scanner.expect('=>', 'between inputs and outputs');
  const outputs = parseValues(scanner, ['(', ')'], undefined);
  const infos: ValueDescription[] = [];
  if (scanner.peek() === '<') {
    const given: InitializerDescription[] = [];
    const values = parseValues(scanner, ['<', '>'], given);
    const initialized = new Set(given.map((i) => i.name));
    infos.push(...values.filter((v) => !initialized.has(v.name)));
    initializers.push(...given);
  }
  scanner.expect('{', 'before the nodes');
  const nodes: NodeDescription[] = [];
  const parseBody = (bodyName: string) => parseGraph(scanner, bodyName, depth + 1);
  while (!scanner.take('}')) nodes.push(parseNode(scanner, parseBody));
  return { name, doc: '', unread: undefined, inputs, outputs, infos, initializers, nodes };
}

/** `float[N,3] x, float[2] w = {1, 2}`; values with content go to `initializers` too, where there may be some. */
function parseValues(
  scanner: Scanner,
  [open, close]: readonly [string, string],
  initializers: InitializerDescription[] | undefined,
): ValueDescription[] {
  const values: ValueDescription[] = [];
  scanner.expect(open, 'before a list of values');
  if (scanner.take(close)) return values;
  do {
    values.push(parseValue(scanner, initializers));
  } while (scanner.take(','));
  scanner.expect(close, 'to end the list of values');
  return values;
}

function parseValue(scanner: Scanner, initializers: InitializerDescription[] | undefined): ValueDescription {
  const place = scanner.place;
  const type = nextIsType(scanner) ? parseType(scanner) : undefined;
  const name = scanner.expectName('the name of a value');
  const tensor = type?.kind === 'tensor' ? type : undefined;
  const foreign = type === undefined || type.kind === 'tensor' ? undefined : type;
  if (initializers !== undefined && scanner.take('=')) {
    if (type === undefined) scanner.fail(`"${name}" has values, so it needs a type before its name`);
    initializers.push({ name, constant: Constant.of(parseTensor(scanner, type)), place });
  }
  return { name, dtype: tensor?.dtype, shape: tensor?.shape, foreign, place };
}
