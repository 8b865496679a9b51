import type { Problem } from '@octet/contracts';
import { useSyncExternalStore } from 'react';

export interface Session {
  readonly key: string | undefined;
  /** Why the last key was refused. */
  readonly problem?: Problem;
}

const place = 'octet-key';
const listeners = new Set<() => void>();
let current: Session = { key: sessionStorage.getItem(place) ?? undefined };

function become(next: Session): void {
  current = next;
  if (next.key === undefined) sessionStorage.removeItem(place);
  else sessionStorage.setItem(place, next.key);
  for (const listener of listeners) listener();
}

/** The key of this tab. It lives in sessionStorage: it goes with the tab, and no other origin sees it. */
export const session = {
  get: (): Session => current,
  signIn: (key: string): void => become({ key }),
  signOut: (problem?: Problem): void => become({ key: undefined, ...(problem && { problem }) }),

  /** The link that `npm start` prints has the key in its fragment, which browsers send to no server. It leaves the address, and the history, at once. */
  takeFromAddress(): void {
    const key = new URLSearchParams(location.hash.slice(1)).get('key');
    if (key === null) return;
    history.replaceState(null, '', location.pathname + location.search);
    become({ key });
  },
};

export function useSession(): Session {
  return useSyncExternalStore(subscribe, session.get);
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}
