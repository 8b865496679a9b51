import { hashKey, keepPreviousData, type UseQueryResult, useQuery, useQueryClient } from '@tanstack/react-query';
import type { FetchOptions } from 'openapi-fetch';
import { octet } from './client.ts';
import type { paths } from './gen/openapi.ts';
import type { Answer, ReadPath } from './wire.ts';

/** What the path and the query of the address hold. */
export type Asked<Path extends ReadPath> = Pick<FetchOptions<paths[Path]['get']>, 'params'>;

export interface ReadOptions<Answer> {
  /** Asks again after so many milliseconds, while the tab is seen; false stops. */
  readonly everyMs?: number | ((answer: Answer | undefined) => number | false);
  readonly enabled?: boolean;
  /** The last answer stays until the next one is there, as where a filter changes. */
  readonly keepLast?: boolean;
}

/** ETag by query. An answer that has not changed is not sent again: 304 leaves the one that is here. */
const etags = new Map<string, string>();

/** Reads a path of the API, and keeps it fresh. */
export function useRead<Path extends ReadPath>(
  path: Path,
  asked: Asked<Path>,
  { everyMs, enabled = true, keepLast = false }: ReadOptions<Answer<Path>> = {},
): UseQueryResult<Answer<Path>> {
  const queryClient = useQueryClient();
  const queryKey = [path, asked.params ?? null] as const;
  return useQuery<Answer<Path>>({
    queryKey,
    enabled,
    ...(keepLast && { placeholderData: keepPreviousData as never }),
    ...(everyMs !== undefined && {
      refetchInterval: typeof everyMs === 'number' ? everyMs : (query) => everyMs(query.state.data),
    }),
    queryFn: async ({ signal }) => {
      const hash = hashKey(queryKey);
      const known = queryClient.getQueryData<Answer<Path>>(queryKey);
      const etag = known === undefined ? undefined : etags.get(hash);
      const headers = etag === undefined ? {} : { 'if-none-match': etag };
      const { response, data } = await octet.GET(path, { ...asked, headers, signal } as never);
      if (response.status === 304 && known !== undefined) return known;
      const fresh = response.headers.get('etag');
      if (fresh !== null) etags.set(hash, fresh);
      return data as Answer<Path>;
    },
  });
}
