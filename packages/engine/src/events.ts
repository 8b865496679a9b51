import type { StageName } from '@octet/contracts';

/** What a job tells while it runs. Stages come in order, except that a lost race leads back to convert and a missed accuracy gate back to correct; progress counts samples, trials or rounds of the present stage. */
export type JobEvent =
  | { readonly kind: 'stage'; readonly stage: StageName }
  | { readonly kind: 'progress'; readonly stage: StageName; readonly done: number; readonly total: number };

export interface JobHooks {
  readonly signal?: AbortSignal | undefined;
  readonly onEvent?: ((event: JobEvent) => void) | undefined;
}
