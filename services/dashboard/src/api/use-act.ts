import type { AnswerOf, CallOptions } from '@octet/client';
import type { RouteName } from '@octet/contracts';
import { type UseMutationResult, useMutation, useQueryClient } from '@tanstack/react-query';
import { octet } from './client.ts';

/** Does what a route of the table does; every reading that is shown is refreshed once it is done. */
export function useAct<Name extends RouteName>(
  name: Name,
  { onSuccess }: { readonly onSuccess?: (answer: AnswerOf<Name>) => void } = {},
): UseMutationResult<AnswerOf<Name>, Error, CallOptions<Name>> {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (options: CallOptions<Name>) => octet().call(name, options),
    onSuccess: (answer) => {
      onSuccess?.(answer);
      void queryClient.invalidateQueries();
    },
  });
}
