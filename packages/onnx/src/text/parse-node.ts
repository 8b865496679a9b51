import type { NodeDescription } from '../link/description.ts';
import { type ParseBody, parseAttributes } from './parse-attribute.ts';
import type { Scanner } from './scanner.ts';

/** `[label] y, z = domain.Op <attributes> (a, "", b)`; the attributes may also follow the inputs. */
export function parseNode(scanner: Scanner, parseBody: ParseBody): NodeDescription {
  const place = scanner.place;
  let name = '';
  if (scanner.take('[')) {
    name = scanner.name() ?? '';
    scanner.expect(']', 'to end the node name');
  }
  const outputs = parseNames(scanner);
  scanner.expect('=', 'between the outputs and the operator');
  const { domain, opType } = parseOperator(scanner);
  const before = parseAttributes(scanner, parseBody);
  scanner.expect('(', 'before the inputs');
  const inputs = parseNames(scanner);
  scanner.expect(')', 'to end the inputs');
  const attributes = before.size > 0 ? before : parseAttributes(scanner, parseBody);
  return { name, domain: domain === 'ai.onnx' ? '' : domain, opType, inputs, outputs, attributes, unread: undefined, place };
}

/** Names between commas; an absent one is "" or nothing. */
function parseNames(scanner: Scanner): string[] {
  const names: string[] = [];
  for (;;) {
    const name = scanner.name();
    const more = scanner.take(',');
    if (name === undefined && !more) return names;
    names.push(name ?? '');
    if (!more) return names;
  }
}

/** A domain or operator that is more than identifiers and dots is quoted (our extension). */
function parseOperator(scanner: Scanner): { domain: string; opType: string } {
  const parts = [scanner.expectName('an operator')];
  while (scanner.take('.')) parts.push(scanner.expectName('an operator after the dot'));
  if (scanner.peek() === ':') scanner.fail('overloads of model-local functions are not supported');
  const opType = parts.pop() as string;
  return { domain: parts.join('.'), opType };
}
