import { useSearchParams } from 'wouter';
import { useRead } from '../../api/use-read.ts';
import { Page } from '../../parts/page.tsx';
import { ErrorNotice } from '../../parts/problem-notice.tsx';
import { ComparisonView } from './comparison-view.tsx';
import { JobChoice } from './job-choice.tsx';

/** `/compare?a=job_…&b=job_…`; what is missing is asked for. */
export function ComparePage() {
  const [search, setSearch] = useSearchParams();
  const a = search.get('a') ?? '';
  const b = search.get('b') ?? '';
  const choose = (side: 'a' | 'b') => (id: string) =>
    setSearch((before) => {
      const next = new URLSearchParams(before);
      next.set(side, id);
      return next;
    });
  const both = a !== '' && b !== '';
  const { data, error } = useRead('/v1/compare', { params: { query: { a, b } } }, { enabled: both });
  return (
    <Page title="Compare two jobs">
      <div className="fields">
        <JobChoice label="A" chosen={a} onChoose={choose('a')} />
        <JobChoice label="B" chosen={b} onChoose={choose('b')} />
      </div>
      {!both && <p className="empty">Choose two jobs that have ended with a report.</p>}
      {both && error && <ErrorNotice error={error} />}
      {both && data === undefined && !error && <p role="status">Reading both jobs…</p>}
      {both && data !== undefined && <ComparisonView comparison={data} />}
    </Page>
  );
}
