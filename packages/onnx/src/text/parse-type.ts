import type { ValueType } from '../ir/foreign-type.ts';
import type { Dim, DType, Shape } from '../ir/tensor.ts';
import { dtypeOfName, isTypeWord, unknownDTypeName } from './dtype-name.ts';
import type { Scanner } from './scanner.ts';

export function nextIsType(scanner: Scanner): boolean {
  const word = scanner.peekWord();
  return word !== undefined && isTypeWord(word);
}

/** `float[N,3]`, `float` (a scalar), `float[]` (unknown rank), `seq(float[N])`, `map(string, float)`, `optional(…)`, `sparse_tensor(…)`, `opaque(…)`. */
export function parseType(scanner: Scanner): ValueType {
  const word = scanner.expectWord('a type');
  const foreign = foreignParsers[word];
  if (foreign !== undefined) {
    scanner.expect('(', `after "${word}"`);
    const type = foreign(scanner);
    scanner.expect(')', `to end "${word}("`);
    return type;
  }
  return { kind: 'tensor', dtype: dtypeNamed(scanner, word), shape: parseShape(scanner) };
}

const foreignParsers: Readonly<Record<string, (scanner: Scanner) => ValueType>> = {
  seq: (scanner) => ({ kind: 'sequence', element: optionalType(scanner) }),
  optional: (scanner) => ({ kind: 'optional', element: optionalType(scanner) }),
  map: (scanner) => {
    const key = dtypeNamed(scanner, scanner.expectWord('the type of the keys'));
    scanner.expect(',', 'between key and value type');
    return { kind: 'map', key, value: optionalType(scanner) };
  },
  sparse_tensor: (scanner) => {
    const dtype = dtypeNamed(scanner, scanner.expectWord('an element type'));
    return { kind: 'sparse', dtype, shape: parseShape(scanner) };
  },
  opaque: (scanner) => {
    const first = dotted(scanner);
    return scanner.take(',') ? { kind: 'opaque', domain: first, name: dotted(scanner) } : { kind: 'opaque', domain: '', name: first };
  },
};

function optionalType(scanner: Scanner): ValueType | undefined {
  return scanner.peek() === ')' ? undefined : parseType(scanner);
}

function dotted(scanner: Scanner): string {
  let name = scanner.name() ?? '';
  while (scanner.take('.')) name += `.${scanner.expectWord('a name after the dot')}`;
  return name;
}

function dtypeNamed(scanner: Scanner, word: string): DType | undefined {
  if (word === unknownDTypeName) return undefined;
  return dtypeOfName.get(word) ?? scanner.fail(`"${word}" is no element type (float, double, int64, …)`);
}

function parseShape(scanner: Scanner): Shape | undefined {
  if (!scanner.take('[')) return [];
  if (scanner.take(']')) return undefined;
  const shape: Dim[] = [];
  do shape.push(parseDim(scanner));
  while (scanner.take(','));
  scanner.expect(']', 'to end the shape');
  return shape;
}

function parseDim(scanner: Scanner): Dim {
  if (scanner.take('?')) return null;
  return scanner.name() ?? Number(scanner.expectInt('a dimension: a number, a name or ?'));
}
