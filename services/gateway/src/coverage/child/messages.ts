import type { Coverage, Recipe } from '@octet/contracts';

/** The first line of what the child reads; the model's bytes follow it. */
export interface Asked {
  readonly recipe: Pick<Recipe, 'weights' | 'activations' | 'exclude' | 'overrides' | 'correct'>;
  readonly target: string;
}

/** What it answers, as one line of JSON. */
export type Told =
  | { readonly coverage: Coverage }
  | { readonly problem: { readonly code: string; readonly detail: string; readonly where?: string | undefined } };
