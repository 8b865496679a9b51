import { faultsOf, type JobRequest, jobOptionsSchema, ProblemError, parseRecipe, type Recipe } from '@octet/contracts';

export type JobOptions = Omit<JobRequest, 'model' | 'calibration' | 'evaluation'>;

export interface ParsedOptions {
  readonly options: Omit<JobOptions, 'recipe'>;
  readonly recipe: Recipe;
}

const optionNames = Object.keys(jobOptionsSchema.properties);

/**
 * The `recipe` part of a multipart request: a recipe ({} too), or job options with the recipe inside. It is the latter where it has any field
 * that only job options have; no field of a recipe is called like one. Throws ProblemError 'recipe/invalid' or 'request/invalid' with
 * pointers.
 */
export function parseRecipePart(text: string): ParsedOptions {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw new ProblemError('recipe/invalid', `The part "recipe" is not JSON: ${(cause as Error).message}.`, {
      faults: [{ pointer: '', message: 'is not JSON' }],
      cause,
    });
  }
  const isOptions = typeof json === 'object' && json !== null && optionNames.some((name) => Object.hasOwn(json, name));
  if (!isOptions) return { options: {}, recipe: parseRecipe(json) };
  const faults = faultsOf(jobOptionsSchema, json);
  if (faults.length > 0) {
    const lines = faults.map(({ pointer, message }) => `${pointer} ${message}`);
    throw new ProblemError('request/invalid', `The part "recipe", read as job options: ${lines.join('; ')}.`, { faults });
  }
  return splitOptions(json as JobOptions);
}

/** The recipe apart from the rest, with its defaults; its faults point into the whole. */
export function splitOptions({ recipe = {}, ...options }: JobOptions): ParsedOptions {
  try {
    return { options, recipe: parseRecipe(recipe) };
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    const faults = error.faults.map(({ pointer, message }) => ({ pointer: `/recipe${pointer}`, message }));
    throw new ProblemError(error.code, error.message, { faults, cause: error });
  }
}
