import type { TSchema } from 'typebox';
import { Settings } from 'typebox/system';
import { Errors } from 'typebox/value';

/** One thing that is wrong with a JSON value. `pointer` is a JSON pointer (RFC 6901); '' is the value as a whole. */
export interface Fault {
  readonly pointer: string;
  readonly message: string;
}

const faultLimit = 100;

/** Every way in which `value` breaks `schema`, up to 100, each said once. */
export function faultsOf(schema: TSchema, value: unknown): readonly Fault[] {
  const faults = new Map<string, Fault>();
  for (const error of everyError(schema, value)) {
    for (const fault of describe(error)) faults.set(`${fault.pointer} ${fault.message}`, fault);
  }
  return [...faults.values()];
}

// typebox stops at 8 errors by default; only its global settings change that.
function everyError(schema: TSchema, value: unknown): ReturnType<typeof Errors> {
  const { maxErrors } = Settings.Get();
  Settings.Set({ maxErrors: faultLimit });
  try {
    return Errors(schema, value);
  } finally {
    Settings.Set({ maxErrors });
  }
}

function describe(error: ReturnType<typeof Errors>[number]): readonly Fault[] {
  const { instancePath: pointer } = error;
  // Comes on top of 'additionalProperties', once for each unknown field.
  if (error.keyword === 'boolean') return [];
  if (error.keyword === 'additionalProperties') {
    return error.params.additionalProperties.map((key) => ({
      pointer: `${pointer}/${pointerToken(key)}`,
      message: 'is not a known field',
    }));
  }
  if (error.keyword === 'enum') return [{ pointer, message: `must be one of ${error.params.allowedValues.join(', ')}` }];
  return [{ pointer, message: plain[error.keyword] ?? error.message }];
}

const pointerToken = (key: string): string => key.replaceAll('~', '~0').replaceAll('/', '~1');

/** Where typebox's own words would puzzle the author of a JSON file. */
const plain: Readonly<Record<string, string>> = { minProperties: 'must have a field', minLength: 'must not be empty' };
