import type { JobEvent } from '@octet/engine';

const pauseMs = 100;

/** Passes on every stage, and of its progress the first, the last and what is `pauseMs` apart: a job may count a hundred thousand samples. */
export function throttle(tell: (event: JobEvent) => void, now: () => number = () => performance.now()): (event: JobEvent) => void {
  let told = Number.NEGATIVE_INFINITY;
  return (event) => {
    if (event.kind === 'stage') told = Number.NEGATIVE_INFINITY;
    else if (event.done < event.total && now() - told < pauseMs) return;
    else told = now();
    tell(event);
  };
}
