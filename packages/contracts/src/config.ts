import type { Static, TObject } from 'typebox';
import { Convert, Default } from 'typebox/value';
import { type DeepReadonly, deepFreeze } from './deep-readonly.ts';
import { faultsOf } from './faults.ts';
import { ProblemError } from './problem-error.ts';

/**
 * The variables of `env` that `schema` names, converted to its types, with its defaults, frozen. An empty variable counts as absent. Throws
 * ProblemError 'config/invalid' that lists every fault at once, by the variable's name and never with its value.
 */
export function configFrom<T extends TObject>(schema: T, env: Readonly<Record<string, string | undefined>>): DeepReadonly<Static<T>> {
  const given = Object.keys(schema.properties).flatMap((name) => (env[name] === undefined || env[name] === '' ? [] : [[name, env[name]]]));
  const config = Default(schema, Convert(schema, Object.fromEntries(given)));
  const faults = faultsOf(schema, config);
  if (faults.length === 0) return deepFreeze(config as Static<T>);
  const lines = faults.map(({ pointer, message }) => `${pointer === '' ? 'the environment' : pointer.slice(1)} ${message}`);
  throw new ProblemError('config/invalid', `Configuration: ${lines.join('; ')}.`, { faults });
}
