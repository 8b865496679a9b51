import { useSyncExternalStore } from 'react';

export const themes = ['auto', 'light', 'dark'] as const;
export type Theme = (typeof themes)[number];

const place = 'octet-theme';
const listeners = new Set<() => void>();
const isTheme = (word: string | null): word is Theme => themes.some((theme) => theme === word);

/** auto follows the system; the others are remembered by the browser. */
export const theme = {
  get: (): Theme => {
    const kept = localStorage.getItem(place);
    return isTheme(kept) ? kept : 'auto';
  },
  set(next: Theme): void {
    localStorage.setItem(place, next);
    theme.apply();
    for (const listener of listeners) listener();
  },
  apply(): void {
    const chosen = theme.get();
    if (chosen === 'auto') delete document.documentElement.dataset['theme'];
    else document.documentElement.dataset['theme'] = chosen;
  },
};

export function useTheme(): Theme {
  return useSyncExternalStore((listener) => {
    listeners.add(listener);
    return () => void listeners.delete(listener);
  }, theme.get);
}
