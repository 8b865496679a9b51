import { type Fault, parseRecipeText, problemOf } from '@octet/contracts';

/** What the service would refuse of the recipe, found by its own rules before anything is sent. */
export function recipeFaults(text: string): readonly Fault[] {
  try {
    parseRecipeText(text);
    return [];
  } catch (error) {
    const { faults, detail } = problemOf(error);
    return faults ?? [{ pointer: '', message: detail }];
  }
}
