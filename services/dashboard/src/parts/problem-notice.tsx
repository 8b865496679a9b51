import { type Problem, problemOf } from '@octet/contracts';
import { visible } from '@octet/report';

interface Told extends Pick<Problem, 'title' | 'detail' | 'fix'> {
  readonly code: string;
  readonly where?: string | undefined;
  readonly faults?: Problem['faults'] | undefined;
}

/** What went wrong, where, and what to do: the words are the service's own. */
export function ProblemNotice({ problem }: { readonly problem: Told }) {
  return (
    <section className="notice bad" role="alert">
      <h2>{problem.title}</h2>
      {problem.detail !== problem.title && <p>{visible(problem.detail, 2000)}</p>}
      {problem.where !== undefined && <p className="hint">Where: {visible(problem.where, 400)}</p>}
      {problem.faults !== undefined && problem.faults.length > 0 && (
        <ul>
          {problem.faults.map(({ pointer, message }) => (
            <li key={`${pointer} ${message}`}>
              <code>{pointer === '' ? '(whole)' : visible(pointer, 200)}</code> {visible(message, 400)}
            </li>
          ))}
        </ul>
      )}
      <p>
        <strong>What to do:</strong> {problem.fix}
      </p>
      <p className="hint">
        <a href={`/problems/${problem.code.replace('/', '-')}`}>{problem.code}</a>
      </p>
    </section>
  );
}

/** The same, for what a call threw. */
export function ErrorNotice({ error }: { readonly error: unknown }) {
  return <ProblemNotice problem={problemOf(error)} />;
}
