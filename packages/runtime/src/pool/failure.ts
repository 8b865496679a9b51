import { Fault } from './fault.ts';
import type { Failure } from './messages.ts';

/** An error as a message. */
export function toFailure(error: unknown): Failure {
  const e = error instanceof Error ? error : new Error(String(error));
  const fault = e instanceof Fault ? e : undefined;
  return { code: fault?.code, message: e.message, where: fault?.where, stack: e.stack };
}

/** The error again, of its own class, with the worker's stack as cause. */
export function fromFailure(failure: Failure): Error {
  const cause = new Error(failure.message);
  if (failure.stack !== undefined) cause.stack = failure.stack;
  if (failure.code === undefined) return new Error(failure.message, { cause });
  return new Fault(failure.code, failure.message, { where: failure.where, cause });
}
