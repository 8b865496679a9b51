import type { JobEvent } from '@octet/engine';

/** Turns a job's events into lines: one when a stage starts, one for every further quarter of a stage that counts. */
export function jobLines(say: (line: string) => void): (event: JobEvent) => void {
  let quarter = 0;
  return (event) => {
    if (event.kind === 'stage') {
      quarter = 0;
      say(event.stage);
      return;
    }
    const reached = event.total > 0 ? Math.floor((4 * event.done) / event.total) : 0;
    if (reached <= quarter) return;
    quarter = reached;
    say(`${event.stage}: ${event.done} of ${event.total}`);
  };
}
