import { type Fault, faultsOf, ProblemError } from '@octet/contracts';
import type { FastifySchemaCompiler } from 'fastify';
import type { TSchema } from 'typebox';
import { Default } from 'typebox/value';
import { fromText } from './from-text.ts';

/**
 * Checks a part of a request against its TypeBox schema and fills in defaults. What came as text (path, query, headers) is converted first; a
 * body never is: "1" is no number. Throws ProblemError 'request/invalid' with a JSON pointer for each fault.
 */
export const validatorCompiler: FastifySchemaCompiler<TSchema> =
  ({ schema, httpPart = 'body' }) =>
  (given: unknown) => {
    const filled = Default(schema, httpPart === 'body' ? given : fromText(schema, given));
    const faults = faultsOf(schema, filled);
    return faults.length === 0 ? { value: filled } : { error: invalid(httpPart, faults) };
  };

const inWords: Readonly<Record<string, string>> = { body: 'body', querystring: 'query', params: 'path', headers: 'headers' };

function invalid(httpPart: string, faults: readonly Fault[]): ProblemError {
  const part = inWords[httpPart] ?? httpPart;
  const placed = part === 'body' ? faults : faults.map(({ pointer, message }) => ({ pointer: `/${part}${pointer}`, message }));
  const lines = placed.map(({ pointer, message }) => `${pointer === '' ? 'it' : pointer} ${message}`);
  return new ProblemError('request/invalid', `The ${part} of the request: ${lines.join('; ')}.`, { faults: placed });
}
