import { jobStates } from '@octet/contracts';
import { useState } from 'react';
import { useSearchParams } from 'wouter';
import type { JobState, Verdict } from '../../api/wire.ts';

export interface Filter {
  readonly state?: JobState;
  readonly verdict?: Verdict;
  readonly tag?: string;
  /** Digest of the model. */
  readonly model?: string;
}

export const verdicts = ['pass', 'fail', 'not_evaluated'] as const satisfies readonly Verdict[];

const digest = /^[0-9a-f]{64}$/;

/** The filter is in the address, so that it can be kept and passed on; the way through the pages does not: a cursor ages. */
export function useFilter() {
  const [search, setSearch] = useSearchParams();
  const [cursors, setCursors] = useState<readonly string[]>([]);
  return {
    filter: readFilter(search),
    cursors,
    setFilter(next: Filter): void {
      setCursors([]);
      setSearch(
        Object.entries(next).filter(([, value]) => value !== undefined && value !== ''),
        { replace: true },
      );
    },
    setCursors,
  };
}

/** What does not make sense to the service is left out. */
export function readFilter(search: URLSearchParams): Filter {
  const state = jobStates.find((name) => name === search.get('state'));
  const verdict = verdicts.find((name) => name === search.get('verdict'));
  const tag = search.get('tag') ?? '';
  const model = search.get('model') ?? '';
  return {
    ...(state && { state }),
    ...(verdict && { verdict }),
    ...(tag !== '' && tag.length <= 64 && { tag }),
    ...(digest.test(model) && { model }),
  };
}
