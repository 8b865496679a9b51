import type { Tensor } from '../ir/tensor.ts';
import type { AttributeDescription, GraphDescription } from '../link/description.ts';
import { parseTensor } from './parse-tensor.ts';
import { nextIsType, parseType } from './parse-type.ts';
import { numberOf, type Scanner } from './scanner.ts';

/** Reads the body that follows a graph's name; passed in, since graphs hold nodes, nodes attributes, and attributes graphs. */
export type ParseBody = (name: string) => GraphDescription;

type Kind = AttributeDescription['kind'];
type Single = Extract<AttributeDescription, { kind: 'int' | 'float' | 'string' | 'tensor' | 'graph' }>;

const listKind = { int: 'ints', float: 'floats', string: 'strings', tensor: 'tensors', graph: 'graphs' } as const satisfies Record<
  Single['kind'],
  Kind
>;
const kinds: ReadonlySet<string> = new Set<Kind>([...Object.values(listKind), 'int', 'float', 'string', 'tensor', 'graph', 'opaque']);

/** `<alpha=1.5, axes: ints=[], value=float[2] {1,2}, body=g (…) => (…) {…}>`, if there is one. */
export function parseAttributes(scanner: Scanner, parseBody: ParseBody): Map<string, AttributeDescription> {
  const attributes = new Map<string, AttributeDescription>();
  if (!scanner.take('<')) return attributes;
  do {
    const name = scanner.expectName('an attribute name');
    if (attributes.has(name)) scanner.fail(`attribute "${name}" is given twice`);
    const kind = scanner.take(':') ? parseKind(scanner) : undefined;
    scanner.expect('=', `after attribute ${name}`);
    attributes.set(name, parseValue(scanner, kind, parseBody));
  } while (scanner.take(','));
  scanner.expect('>', 'to end the attributes');
  return attributes;
}

function parseKind(scanner: Scanner): Kind {
  const word = scanner.expectWord('an attribute type');
  if (!kinds.has(word)) scanner.fail(`"${word}" is no attribute type (${[...kinds].join(', ')})`);
  return word as Kind;
}

function parseValue(scanner: Scanner, kind: Kind | undefined, parseBody: ParseBody): AttributeDescription {
  if (kind === 'opaque') return { kind, value: parseHex(scanner) };
  if (scanner.take('[')) return parseList(scanner, kind, parseBody);
  const value = parseSingle(scanner, parseBody);
  return kind === undefined ? value : as(value, kind, scanner);
}

/** The encoded AttributeProto as hex digits (our extension; ONNX's syntax has no spelling for these). */
function parseHex(scanner: Scanner): Uint8Array {
  const text = scanner.string('hex digits');
  if (!/^([0-9a-f]{2})*$/.test(text)) scanner.fail('an opaque attribute is given as hex digits');
  return Uint8Array.from(text.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
}

function parseSingle(scanner: Scanner, parseBody: ParseBody): Single {
  if (nextIsType(scanner)) return { kind: 'tensor', value: parseAttributeTensor(scanner) };
  if (scanner.peek() === '@') scanner.fail('references to attributes of a function are not supported');
  const literal = scanner.literal();
  if (literal === undefined) return { kind: 'graph', value: parseBody(scanner.expectName('a value')) };
  if (literal.kind === 'int') return { kind: 'int', value: Number(literal.text) };
  if (literal.kind === 'float') return { kind: 'float', value: Math.fround(numberOf(literal.text)) };
  if (scanner.peek() === '(') return { kind: 'graph', value: parseBody(literal.text) };
  return { kind: 'string', value: literal.text };
}

function parseAttributeTensor(scanner: Scanner): Tensor {
  const type = parseType(scanner);
  if (scanner.peekWord() !== 'random') scanner.name();
  scanner.take('=');
  return parseTensor(scanner, type);
}

/** An integer literal may stand where a float is declared. */
function as(value: Single, kind: Kind, scanner: Scanner): AttributeDescription {
  if (value.kind === kind) return value;
  if (value.kind === 'int' && kind === 'float') return { kind, value: Math.fround(value.value) };
  return scanner.fail(`the attribute is declared ${kind}, but its value is ${value.kind}`);
}

function parseList(scanner: Scanner, kind: Kind | undefined, parseBody: ParseBody): AttributeDescription {
  const items: Single[] = [];
  if (scanner.peek() !== ']') {
    do items.push(parseSingle(scanner, parseBody));
    while (scanner.take(','));
  }
  scanner.expect(']', 'to end the list');
  const list = kind ?? inferListKind(items, scanner);
  const wanted = (Object.keys(listKind) as Single['kind'][]).find((k) => listKind[k] === list);
  if (wanted === undefined) scanner.fail(`the attribute is declared ${list}, but its value is a list`);
  const value = items.map((item) => (as(item, wanted, scanner) as Single).value);
  return { kind: list, value } as AttributeDescription;
}

function inferListKind(items: readonly Single[], scanner: Scanner): Kind {
  const first = items[0];
  if (first === undefined) scanner.fail('an empty list needs a type: name: ints = []');
  if (first.kind === 'int' && items.some((item) => item.kind === 'float')) return 'floats';
  return listKind[first.kind];
}
