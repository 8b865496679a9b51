import type { AnswerOf, CallOptions } from '@octet/client';
import type { RouteName } from '@octet/contracts';
import { hashKey, keepPreviousData, type UseQueryResult, useQuery, useQueryClient } from '@tanstack/react-query';
import { octet } from './client.ts';

type Answer<Name extends RouteName> = Exclude<AnswerOf<Name>, null>;

export interface ReadOptions<Answer> {
  /** Asks again after so many milliseconds, while the tab is seen; false stops. */
  readonly everyMs?: number | ((answer: Answer | undefined) => number | false);
  readonly enabled?: boolean;
  /** The last answer stands until the next one is there, as where a filter changes. */
  readonly keepLast?: boolean;
}

/** ETag by query. An answer that has not changed is not sent again: 304 leaves the one that is here. */
const etags = new Map<string, string>();

/** Reads a route of the table, and keeps it fresh. */
export function useRead<Name extends RouteName>(
  name: Name,
  call: CallOptions<Name>,
  { everyMs, enabled = true, keepLast = false }: ReadOptions<Answer<Name>> = {},
): UseQueryResult<Answer<Name>> {
  const queryClient = useQueryClient();
  const queryKey = [name, call.params ?? null, call.query ?? null] as const;
  return useQuery<Answer<Name>>({
    queryKey,
    enabled,
    ...(keepLast && { placeholderData: keepPreviousData as never }),
    ...(everyMs !== undefined && {
      refetchInterval: typeof everyMs === 'number' ? everyMs : (query) => everyMs(query.state.data),
    }),
    queryFn: async ({ signal }) => {
      const hash = hashKey(queryKey);
      const known = queryClient.getQueryData<Answer<Name>>(queryKey);
      const etag = known === undefined ? undefined : etags.get(hash);
      const headers = etag === undefined ? {} : { 'if-none-match': etag };
      const response = await octet().send(name, { ...call, headers, signal } as CallOptions<Name>);
      if (response.status === 304 && known !== undefined) return known;
      const fresh = response.headers.get('etag');
      if (fresh !== null) etags.set(hash, fresh);
      return (await response.json()) as Answer<Name>;
    },
  });
}
