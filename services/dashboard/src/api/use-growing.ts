import type { CallOptions } from '@octet/client';
import type { JobEvent, LogLine } from '@octet/contracts';
import { type UseQueryResult, useQuery, useQueryClient } from '@tanstack/react-query';
import { octet } from './client.ts';

interface Growing {
  readonly listEvents: JobEvent;
  readonly listLogs: LogLine;
}

const placeOf = {
  listEvents: (item: JobEvent | LogLine) => ('id' in item ? item.id : 0),
  listLogs: (item: JobEvent | LogLine) => ('seq' in item ? item.seq : 0),
} as const satisfies Record<keyof Growing, unknown>;

/** What a job's run adds to and never changes: each reading asks only for what came after the last. */
export function useGrowing<Name extends keyof Growing>(
  name: Name,
  id: string,
  everyMs: number | false,
): UseQueryResult<readonly Growing[Name][]> {
  const queryClient = useQueryClient();
  const queryKey = [name, id] as const;
  return useQuery({
    queryKey,
    refetchInterval: everyMs,
    queryFn: async ({ signal }) => {
      const known = queryClient.getQueryData<readonly Growing[Name][]>(queryKey) ?? [];
      const last = known.at(-1);
      const query = last === undefined ? {} : { after: placeOf[name](last) };
      // Both routes take the same; the compiler does not see that of a name that is open.
      const { items } = await octet().call(name, { params: { id }, query, signal } as unknown as CallOptions<Name>);
      return items.length === 0 ? known : [...known, ...(items as readonly Growing[Name][])];
    },
  });
}
