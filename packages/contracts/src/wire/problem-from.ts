import { isProblemCode, ProblemError } from '../problem-error.ts';
import type { ProblemCode } from '../problems.ts';
import type { ProblemBody } from './problem-body.ts';

/** The ProblemError of an answer; one of its status where the body is not a problem (a proxy's own page). */
export async function problemFrom(response: Response): Promise<ProblemError> {
  const body = (await response.json().catch(() => ({}))) as Partial<ProblemBody>;
  const faults = body.errors === undefined ? {} : { faults: body.errors };
  if (isProblemCode(body.code)) {
    const where = body.where === undefined ? {} : { where: body.where };
    return new ProblemError(body.code, body.detail ?? '', { ...faults, ...where });
  }
  return new ProblemError(
    codeOfStatus(response.status),
    `${new URL(response.url).origin} answered ${response.status} ${response.statusText}.`.trim(),
  );
}

function codeOfStatus(status: number): ProblemCode {
  if (status === 401) return 'auth/invalid';
  if (status === 404) return 'not-found';
  if (status === 413) return 'request/too-large';
  if (status === 429) return 'rate/limited';
  return status >= 500 ? 'service/unavailable' : 'request/invalid';
}
