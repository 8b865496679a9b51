import { problemOf } from '@octet/contracts';
import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query';
import { session } from '../session/session.ts';

const tries = 2;

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
      queries: {
        retry: (failures, error) => failures < tries - 1 && problemOf(error).retryable,
        retryDelay: 500,
        // A service on this machine needs no network: whether it answers, only asking tells.
        networkMode: 'always',
        staleTime: 1000,
        refetchIntervalInBackground: false,
      },
      // What was asked for may have been done although its answer was lost: the caller decides whether to ask again.
      mutations: { networkMode: 'always' },
    },
  });
  return client;
}
