import { type Fault, isProblemCode, type ProblemBody, type ProblemCode, ProblemError, problemOf } from '@octet/contracts';

/** A problem as results and users read it. `publicUrl` may be ''. */
export function problemBody(publicUrl: string, error: unknown): ProblemBody {
  const { faults, ...problem } = problemOf(error);
  return {
    type: `${publicUrl}/problems/${problem.code.replace('/', '-')}`,
    ...problem,
    ...(faults === undefined ? {} : { errors: [...faults] }),
  };
}

interface Said {
  readonly code: string;
  readonly detail: string;
  readonly where?: string | undefined;
  readonly faults?: readonly Fault[] | undefined;
}

/** What the engine process said, in the words of the problem table; paths of its scratch folder mean nothing to anybody. */
export function saidProblem({ code, detail, where, faults }: Said, folder: string): ProblemError {
  const known: ProblemCode = isProblemCode(code) ? code : 'internal';
  const plain = (text: string) => text.replaceAll(`${folder}/`, '').replaceAll(folder, 'the scratch folder');
  return new ProblemError(known, plain(detail), {
    ...(where === undefined ? {} : { where: plain(where) }),
    ...(faults === undefined ? {} : { faults }),
  });
}
