import { type Problem, problemOf } from '@octet/contracts';

export interface ProblemOutput {
  /** Where the problem object goes; undefined where none is wanted. */
  readonly json: ((value: unknown) => void) | undefined;
  readonly err: (text: string) => void;
}

/** Says what went wrong, where, and what to do next: words for people, and one object where it is wanted. */
export function tellProblem(error: unknown, { json, err }: ProblemOutput): Problem {
  const problem = problemOf(error);
  json?.({ problem });
  const place = problem.where === undefined || problem.detail.includes(problem.where) ? '' : `\n  where: ${problem.where}`;
  const faults = (problem.faults ?? [])
    .filter(({ message }) => !problem.detail.includes(message))
    .map((f) => `\n  ${f.pointer === '' ? '(the file)' : f.pointer} ${f.message}`)
    .join('');
  err(
    `octet: ${problem.detail}${faults}${place}\n  fix: ${problem.fix}\n  [${problem.code}] docs/problems/${problem.code.replace('/', '-')}.md\n`,
  );
  // Only a fault of our own has a stack that helps anybody.
  if (problem.code === 'internal' && error instanceof Error) err(`${error.stack}\n`);
  return problem;
}
