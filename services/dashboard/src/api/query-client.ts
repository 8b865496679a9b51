import { problemOf } from '@octet/contracts';
import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query';
import { session } from '../session/session.ts';

/** A key that is refused leads back to the sign-in, with the service's words; whatever else went wrong is its page's affair. */
export function newQueryClient(): QueryClient {
  const onError = (error: unknown) => {
    const problem = problemOf(error);
    if (problem.status !== 401) return;
    client.clear();
    session.signOut(problem);
  };
  const client = new QueryClient({
    queryCache: new QueryCache({ onError }),
    mutationCache: new MutationCache({ onError }),
    defaultOptions: {
      // The client tries again by itself, as long as Retry-After says. A service on this machine needs no network: whether it answers, only asking tells.
      queries: { retry: false, networkMode: 'always', staleTime: 1000, refetchIntervalInBackground: false },
      mutations: { networkMode: 'always' },
    },
  });
  return client;
}
