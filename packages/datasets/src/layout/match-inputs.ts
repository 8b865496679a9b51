import { DatasetError } from '../errors.ts';
import type { ModelInput } from '../model-input.ts';

/**
 * Finds the array of each input: by its name, by its name with what file names cannot hold replaced ('input:0' → 'input_0'), or, for a
 * model with one input and an archive with one array, whatever its name.
 */
export function matchInputs<A extends { readonly name: string }>(
  inputs: readonly ModelInput[],
  arrays: readonly A[],
  where: string,
): Map<string, A> {
  const found = new Map<string, A>();
  for (const input of inputs) {
    const exact = arrays.find((a) => a.name === input.name) ?? arrays.find((a) => fileSafe(a.name) === fileSafe(input.name));
    if (exact !== undefined) found.set(input.name, exact);
  }
  const [only] = arrays;
  const [input] = inputs;
  if (inputs.length === 1 && arrays.length === 1 && only !== undefined && input !== undefined) found.set(input.name, only);
  const missing = inputs.filter((i) => !found.has(i.name));
  if (missing.length > 0) {
    throw new DatasetError(
      'dataset/wrong-name',
      `"${where}" has ${quoted(arrays)}; the model's inputs are ${quoted(inputs)}. Name the array of ${quoted(missing)} after it.`,
      { where },
    );
  }
  return found;
}

/** Whether any array is named after an input. */
export function namesAnInput(inputs: readonly ModelInput[], names: readonly string[]): boolean {
  return inputs.some((i) => names.some((n) => n === i.name || fileSafe(n) === fileSafe(i.name)));
}

function fileSafe(name: string): string {
  return name.replace(/[^A-Za-z0-9._-]/g, '_');
}

function quoted(things: readonly { readonly name: string }[]): string {
  if (things.length === 0) return 'no arrays';
  const names = things.slice(0, 8).map((t) => `"${t.name.slice(0, 60)}"`);
  return things.length > 8 ? `${names.join(', ')} and ${things.length - 8} more` : names.join(', ');
}
