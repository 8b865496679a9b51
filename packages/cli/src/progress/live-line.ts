import { createLogUpdate } from 'log-update';
import { inWords, secondsLeft } from './estimate.ts';
import type { Progress } from './progress.ts';

const barWidth = 24;

/** For a terminal: the stages that are done as lines, the present one with a bar, its share and the time left. */
export function liveLine(stream: NodeJS.WriteStream): Progress {
  const update = createLogUpdate(stream);
  let stage: string | undefined;
  let since = performance.now();
  const finish = () => {
    if (stage === undefined) return;
    update(`  ✓ ${stage.padEnd(10)} ${((performance.now() - since) / 1000).toFixed(1)} s`);
    update.done();
    stage = undefined;
  };
  return {
    onEvent(event) {
      if (event.kind === 'stage') {
        finish();
        stage = event.stage;
        since = performance.now();
        update(`  … ${stage}`);
        return;
      }
      const share = event.total > 0 ? Math.min(1, event.done / event.total) : 0;
      const filled = Math.round(share * barWidth);
      const left = secondsLeft(event.done, event.total, (performance.now() - since) / 1000);
      const bar = `${'█'.repeat(filled)}${'░'.repeat(barWidth - filled)}`;
      update(`  … ${event.stage.padEnd(10)} ${bar} ${Math.round(100 * share)} %${left === undefined ? '' : `, ${inWords(left)} left`}`);
    },
    end: finish,
  };
}
