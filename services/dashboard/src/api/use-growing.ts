import { type UseQueryResult, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { bodyOf, octet } from './client.ts';
import type { JobEvent, LogLine } from './wire.ts';

interface Growing {
  readonly '/v1/jobs/{id}/events': JobEvent;
  readonly '/v1/jobs/{id}/logs': LogLine;
}

const placeOf = {
  '/v1/jobs/{id}/events': (item: JobEvent | LogLine) => ('id' in item ? item.id : 0),
  '/v1/jobs/{id}/logs': (item: JobEvent | LogLine) => ('seq' in item ? item.seq : 0),
} as const satisfies Record<keyof Growing, unknown>;

/** What a job's run adds to and never changes: each reading asks only for what came after the last, once more when the job has ended. */
export function useGrowing<Path extends keyof Growing>(
  path: Path,
  id: string,
  { everyMs, ended }: { readonly everyMs: number; readonly ended: boolean },
): UseQueryResult<readonly Growing[Path][]> {
  const queryClient = useQueryClient();
  const queryKey = [path, id] as const;
  const query = useQuery({
    queryKey,
    refetchInterval: ended ? false : everyMs,
    queryFn: async ({ signal }) => {
      const known = queryClient.getQueryData<readonly Growing[Path][]>(queryKey) ?? [];
      const last = known.at(-1);
      const query = last === undefined ? {} : { after: placeOf[path](last) };
      const either: keyof Growing = path;
      const { items } = await bodyOf(octet.GET(either, { params: { path: { id }, query }, signal }));
      // Each path answers its own kind; the compiler does not see that of a path that is open.
      return items.length === 0 ? known : [...known, ...(items as readonly unknown[] as readonly Growing[Path][])];
    },
  });
  const { refetch } = query;
  useEffect(() => {
    if (ended) void refetch();
  }, [ended, refetch]);
  return query;
}
