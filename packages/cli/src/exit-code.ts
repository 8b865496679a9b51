import type { Verdict } from '@octet/contracts';

/** What the process answers: a gate that failed is not a command that failed. */
export const exitCode = { ok: 0, failed: 1, gateFailed: 2, usage: 64, interrupted: 130, terminated: 143 } as const;

/** A gate that could not be evaluated (no labels) fails nothing; the output says that it was not. */
export const exitCodeOfVerdict = {
  pass: exitCode.ok,
  fail: exitCode.gateFailed,
  not_evaluated: exitCode.ok,
} as const satisfies Record<Verdict, number>;
