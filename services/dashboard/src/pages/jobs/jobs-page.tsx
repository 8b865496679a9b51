import { useState } from 'react';
import { Link } from 'wouter';
import { useRead } from '../../api/use-read.ts';
import { Page } from '../../parts/page.tsx';
import { Pager } from '../../parts/pager.tsx';
import { ErrorNotice } from '../../parts/problem-notice.tsx';
import { JobsFilter } from './jobs-filter.tsx';
import { JobsTable } from './jobs-table.tsx';
import { useFilter } from './use-filter.ts';

const pollMs = 2000;

/** Jobs, newest first, a page of the service's own at a time: ten thousand jobs cost what fifty do. */
export function JobsPage() {
  const { filter, cursors, setFilter, setCursors } = useFilter();
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const cursor = cursors.at(-1);
  const { data, error } = useRead(
    '/v1/jobs',
    { params: { query: { ...filter, ...(cursor === undefined ? {} : { cursor }), limit: 50 } } },
    { everyMs: pollMs, keepLast: true },
  );
  // Of two chosen already, the older choice gives way.
  const choose = (id: string, on: boolean) => setChosen((ids) => (on ? [...ids, id].slice(-2) : ids.filter((other) => other !== id)));
  const [a, b] = chosen;
  const filtered = Object.keys(filter).length > 0;
  return (
    <Page
      title="Jobs"
      actions={
        <>
          {a !== undefined && b !== undefined && (
            <Link href={`/compare?a=${a}&b=${b}`} className="button">
              Compare the two
            </Link>
          )}
          <Link href="/new" className="button primary">
            New job
          </Link>
        </>
      }
    >
      <JobsFilter filter={filter} onChange={setFilter} />
      {error && <ErrorNotice error={error} />}
      {data === undefined && !error && <p role="status">Reading the jobs…</p>}
      {data?.items.length === 0 && (
        <p className="empty">
          {filtered ? 'No jobs match this filter.' : 'No jobs yet. '}
          {!filtered && <Link href="/new">Submit the first: a model and some of its data.</Link>}
        </p>
      )}
      {data !== undefined && data.items.length > 0 && <JobsTable jobs={data.items} chosen={chosen} onChoose={choose} />}
      <Pager of="jobs" cursors={cursors} next={data?.next_cursor} onTurn={setCursors} />
    </Page>
  );
}
