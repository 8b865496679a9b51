import type { QuantizerErrorCode } from '@octet/quantizer';

/**
 * What goes between the main thread and a worker. A worker hosts tasks: a task is opened from a module (see worker-task.ts), called any
 * number of times and closed. A worker answers strictly in the order of its messages and works on one at a time.
 */
export type ToWorker =
  | { readonly kind: 'open'; readonly call: number; readonly task: number; readonly module: string; readonly opening: unknown }
  | { readonly kind: 'call'; readonly call: number; readonly task: number; readonly value: unknown; readonly stop: Int32Array }
  | { readonly kind: 'close'; readonly call: number; readonly task: number }
  | { readonly kind: 'end' };

export type FromWorker =
  | { readonly kind: 'answer'; readonly call: number; readonly value: unknown }
  | { readonly kind: 'failure'; readonly call: number; readonly failure: Failure }
  | { readonly kind: 'event'; readonly task: number; readonly value: unknown };

/** An error as it crosses threads: structured clone would keep neither code nor place. */
export interface Failure {
  readonly code: QuantizerErrorCode | undefined;
  readonly message: string;
  readonly where: string | undefined;
  readonly stack: string | undefined;
}
