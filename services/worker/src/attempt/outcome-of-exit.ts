import { type ProblemCode, ProblemError } from '@octet/contracts';
import type { ExitKind } from '../engine/exit-kind.ts';

/** What follows from an engine process that ended without an answer. */
interface Consequence {
  /** 'again': a first attempt is released, since the machine may have been at fault; the next one that ends so fails the job. */
  readonly job: 'fails' | 'again' | 'released';
  readonly code: ProblemCode;
  readonly detail: string;
}

const consequences: Readonly<Record<ExitKind, Consequence>> = {
  'out-of-memory': { job: 'fails', code: 'job/out-of-memory', detail: 'The engine process was refused more memory, and ended.' },
  killed: {
    job: 'again',
    code: 'job/out-of-memory',
    detail: 'The engine process was killed from outside, most likely because the machine ran out of memory.',
  },
  'cpu-time': { job: 'fails', code: 'job/time-limit', detail: 'The engine process used all the CPU time that max_run_seconds allows.' },
  'file-size': { job: 'fails', code: 'output/no-space', detail: 'The engine process wrote a larger file than the job may have.' },
  crashed: { job: 'again', code: 'job/crashed', detail: 'The engine process crashed on the job.' },
  'not-started': { job: 'released', code: 'service/unavailable', detail: 'The engine process did not start on this worker.' },
};

/** The attempt that is the last to be forgiven. */
const lastForgiven = 1;

export function outcomeOfExit(kind: ExitKind, attempt: number): { readonly status: 'failed' | 'released'; readonly problem: ProblemError } {
  const { job, code, detail } = consequences[kind];
  const isReleased = job === 'released' || (job === 'again' && attempt <= lastForgiven);
  return { status: isReleased ? 'released' : 'failed', problem: new ProblemError(code, detail) };
}

/** Of a reported problem: what another try may cure gets one. */
export function isForgiven(retryable: boolean, attempt: number): boolean {
  return retryable && attempt <= lastForgiven;
}
