import type { Progress } from './progress.ts';

/** For logs: a line when a stage starts, and one for every further quarter of a stage that counts. */
export function plainLines(write: (text: string) => void, now: () => number = () => performance.now()): Progress {
  const start = now();
  let quarter = 0;
  const say = (text: string) => write(`${((now() - start) / 1000).toFixed(1).padStart(6)} s  ${text}\n`);
  return {
    onEvent(event) {
      if (event.kind === 'stage') {
        quarter = 0;
        say(event.stage);
        return;
      }
      const reached = event.total > 0 ? Math.floor((4 * event.done) / event.total) : 0;
      if (reached <= quarter) return;
      quarter = reached;
      say(`${event.stage}: ${event.done} of ${event.total}`);
    },
    end() {},
  };
}
