import { type Problem, problemOf } from '@octet/contracts';

export interface Telling {
  readonly json: boolean;
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
}

/** Says what went wrong, where, and what to do next: words on stderr, or one problem object on stdout. */
export function tellProblem(error: unknown, { json, out, err }: Telling): Problem {
  const problem = problemOf(error);
  if (json) out(`${JSON.stringify({ problem })}\n`);
  const place = problem.where === undefined || problem.detail.includes(problem.where) ? '' : `\n  where: ${problem.where}`;
  const faults = (problem.faults ?? []).map((f) => `\n  ${f.pointer === '' ? '(the file)' : f.pointer} ${f.message}`).join('');
  err(
    `octet: ${problem.detail}${faults}${place}\n  fix: ${problem.fix}\n  [${problem.code}] docs/problems/${problem.code.replace('/', '-')}.md\n`,
  );
  // Only a fault of our own has a stack that helps anybody.
  if (problem.code === 'internal' && error instanceof Error) err(`${error.stack}\n`);
  return problem;
}
