import { type QueryClient, type UseMutationResult, useMutation, useQueryClient } from '@tanstack/react-query';

/** Does what a button says; every reading that is shown is refreshed once it is done. */
export function useAct<Answer, What = void>(
  act: (what: What) => Promise<Answer>,
  { onSuccess }: { readonly onSuccess?: (answer: Answer) => void } = {},
): UseMutationResult<Answer, Error, What> {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: act,
    onSuccess: (answer) => {
      onSuccess?.(answer);
      void refresh(queryClient);
    },
  });
}

/** What was asked for before may not tell of what was done, and a first reading under way would be taken for the new one: it is given up. */
async function refresh(queryClient: QueryClient): Promise<void> {
  await queryClient.cancelQueries();
  await queryClient.invalidateQueries();
}
