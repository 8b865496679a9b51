import type { JobEvent } from '@octet/engine';
import { createLogUpdate } from 'log-update';
import { inWords, secondsLeft } from './estimate.ts';
import type { Progress } from './progress.ts';

const barWidth = 24;

/** For a terminal: the stages that are done as lines, the present one with a bar, its counts, rate and time left. */
export function liveLine(stream: NodeJS.WriteStream, now: () => number = () => performance.now()): Progress {
  const update = createLogUpdate(stream);
  let stage: string | undefined;
  let since = now();
  const seconds = () => (now() - since) / 1000;
  const close = (mark: string) => {
    if (stage === undefined) return;
    update(`  ${mark} ${stage.padEnd(10)} ${seconds().toFixed(1)} s`);
    update.done();
    stage = undefined;
  };
  return {
    onEvent(event) {
      if (event.kind === 'progress') {
        update(progressLine(event, seconds()));
        return;
      }
      close('✓');
      stage = event.stage;
      since = now();
      update(`  … ${stage}`);
    },
    end: (outcome) => close(outcome === 'done' ? '✓' : '✗'),
  };
}

/** `… calibrate  ████░░░░ 128/512, 93.1/s, 5 s left`. */
export function progressLine({ stage, done, total }: Extract<JobEvent, { kind: 'progress' }>, seconds: number): string {
  const share = total > 0 ? Math.min(1, done / total) : 0;
  const filled = Math.round(share * barWidth);
  const left = secondsLeft(done, total, seconds);
  const pace = left === undefined ? '' : `, ${rate(done / seconds)}/s, ${inWords(left)} left`;
  return `  … ${stage.padEnd(10)} ${'█'.repeat(filled)}${'░'.repeat(barWidth - filled)} ${done}/${total}${pace}`;
}

function rate(perSecond: number): string {
  return perSecond >= 100 ? perSecond.toFixed(0) : perSecond.toFixed(1);
}
