import { type ProblemBody, problems } from '@octet/contracts';

/** A problem that the ledger itself finds, as a job keeps it. */
export function problemBody(code: 'job/queue-deadline' | 'job/time-limit' | 'job/attempts-exhausted', detail: string): ProblemBody {
  const { title, status, fix, retryable } = problems[code];
  return { type: `/problems/${code.replace('/', '-')}`, code, title, status, detail, fix, retryable };
}
