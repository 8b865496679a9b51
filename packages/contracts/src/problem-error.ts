import type { Fault } from './faults.ts';
import { type ProblemCode, problems } from './problems.ts';

/** Thrown where a problem of the table is met outside the libraries that have an error class of their own. `detail` may be shown; `cause` may not. */
export class ProblemError extends Error {
  readonly code: ProblemCode;
  readonly where: string | undefined;
  readonly faults: readonly Fault[];

  constructor(code: ProblemCode, detail: string, options: { where?: string; faults?: readonly Fault[]; cause?: unknown } = {}) {
    super(detail, options.cause === undefined ? {} : { cause: options.cause });
    this.name = 'ProblemError';
    this.code = code;
    this.where = options.where;
    this.faults = options.faults ?? [];
  }
}

/** A problem as clients see it (RFC 9457 in spirit). */
export interface Problem {
  readonly code: ProblemCode;
  readonly status: number;
  readonly title: string;
  readonly detail: string;
  readonly where?: string;
  readonly fix: string;
  readonly retryable: boolean;
  readonly faults?: readonly Fault[];
}

export const isProblemCode = (code: unknown): code is ProblemCode => typeof code === 'string' && Object.hasOwn(problems, code);

/**
 * The problem of an error, by its `code`, never by its class: errors that crossed a process keep the one and lose the other.
 * What has no code of the table becomes 'internal', without a word of its text.
 */
export function problemOf(error: unknown): Problem {
  const { code, message, where, faults } = (typeof error === 'object' && error !== null ? error : {}) as Partial<ProblemError>;
  if (!isProblemCode(code) || code === 'internal') {
    const { status, title, fix, retryable } = problems.internal;
    return { code: 'internal', status, title, detail: title, fix, retryable };
  }
  const { status, title, fix, retryable } = problems[code];
  return {
    code,
    status,
    title,
    detail: message ?? title,
    ...(where === undefined ? {} : { where }),
    fix,
    retryable,
    ...(faults === undefined || faults.length === 0 ? {} : { faults }),
  };
}
