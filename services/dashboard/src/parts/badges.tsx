import type { JobState, Verdict } from '../api/wire.ts';

const verdicts = {
  pass: { mark: '✓', word: 'Pass', tone: 'good' },
  fail: { mark: '✗', word: 'Fail', tone: 'bad' },
  not_evaluated: { mark: '?', word: 'Not evaluated', tone: 'warn' },
} as const satisfies Record<Verdict, object>;

const states = {
  queued: { mark: '…', word: 'Queued', tone: 'plain' },
  running: { mark: '▸', word: 'Running', tone: 'busy' },
  canceling: { mark: '▸', word: 'Canceling', tone: 'warn' },
  succeeded: { mark: '✓', word: 'Succeeded', tone: 'good' },
  failed: { mark: '✗', word: 'Failed', tone: 'bad' },
  canceled: { mark: '–', word: 'Canceled', tone: 'plain' },
  expired: { mark: '–', word: 'Expired', tone: 'warn' },
} as const satisfies Record<JobState, object>;

interface BadgeProps {
  readonly mark: string;
  readonly word: string;
  readonly tone: string;
}

/** A mark and a word beside the colour, for those who do not see it. */
export function Badge({ mark, word, tone }: BadgeProps) {
  return (
    <span className={`badge ${tone}`}>
      <span aria-hidden="true">{mark}</span> {word}
    </span>
  );
}

export const VerdictBadge = ({ verdict }: { readonly verdict: Verdict }) => <Badge {...verdicts[verdict]} />;
export const StateBadge = ({ state }: { readonly state: JobState }) => <Badge {...states[state]} />;
export const verdictWord = (verdict: Verdict): string => verdicts[verdict].word;
export const stateWord = (state: JobState): string => states[state].word;
