import type { CallOptions } from '@octet/client';
import type { JobEvent, LogLine } from '@octet/contracts';
import { type UseQueryResult, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { octet } from './client.ts';

interface Growing {
  readonly listEvents: JobEvent;
  readonly listLogs: LogLine;
}

const placeOf = {
  listEvents: (item: JobEvent | LogLine) => ('id' in item ? item.id : 0),
  listLogs: (item: JobEvent | LogLine) => ('seq' in item ? item.seq : 0),
} as const satisfies Record<keyof Growing, unknown>;

/** What a job's run adds to and never changes: each reading asks only for what came after the last, once more when the job has ended. */
export function useGrowing<Name extends keyof Growing>(
  name: Name,
  id: string,
  { everyMs, ended }: { readonly everyMs: number; readonly ended: boolean },
): UseQueryResult<readonly Growing[Name][]> {
  const queryClient = useQueryClient();
  const queryKey = [name, id] as const;
  const query = useQuery({
    queryKey,
    refetchInterval: ended ? false : everyMs,
    queryFn: async ({ signal }) => {
      const known = queryClient.getQueryData<readonly Growing[Name][]>(queryKey) ?? [];
      const last = known.at(-1);
      const after = last === undefined ? {} : { after: placeOf[name](last) };
      // Both routes take the same; the compiler does not see that of a name that is open.
      const { items } = await octet().call(name, { params: { id }, query: after, signal } as unknown as CallOptions<Name>);
      return items.length === 0 ? known : [...known, ...(items as readonly Growing[Name][])];
    },
  });
  const { refetch } = query;
  useEffect(() => {
    if (ended) void refetch();
  }, [ended, refetch]);
  return query;
}
