import { QuantizerError } from '@octet/quantizer';
import { Fault } from './fault.ts';

/** A fault as the QuantizerError that it stands for; every other error as it is. Main thread only. */
export function asPublicError(error: unknown): unknown {
  if (!(error instanceof Fault)) return error;
  return new QuantizerError(error.code, error.message, { cause: error, ...(error.where === undefined ? {} : { where: error.where }) });
}

/** Runs `work`; its faults come out as QuantizerErrors. */
export function publicly<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw asPublicError(error);
  }
}
