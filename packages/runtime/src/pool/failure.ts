import { QuantizerError } from '@octet/quantizer';
import type { Failure } from './messages.ts';

export function toFailure(error: unknown): Failure {
  const e = error instanceof Error ? error : new Error(String(error));
  const own = e instanceof QuantizerError ? e : undefined;
  return { code: own?.code, message: e.message, where: own?.where, stack: e.stack };
}

/** The error again, of its own class, with the worker's stack as cause. */
export function fromFailure(failure: Failure): Error {
  const inWorker = new Error(failure.message);
  if (failure.stack !== undefined) inWorker.stack = failure.stack;
  if (failure.code === undefined) return new Error(failure.message, { cause: inWorker });
  return new QuantizerError(failure.code, failure.message, {
    cause: inWorker,
    ...(failure.where === undefined ? {} : { where: failure.where }),
  });
}
