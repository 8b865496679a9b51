import { type StageName, stageNames } from '@octet/contracts';
import type { JobEvent } from '../../api/wire.ts';

export interface StageTime {
  readonly stage: StageName;
  readonly state: 'done' | 'now' | 'ahead' | 'skipped' | 'stopped';
  /** Between the first sign of it and the first of the next; null where it was not seen. */
  readonly seconds: number | null;
}

/**
 * The stages of the last attempt, by the events that tell of them. Workers tell once a second: a stage that is shorter may go unseen, which
 * is 'skipped' here, and every time is that coarse. `now` in ms ends the stage that runs.
 */
export function stageTimes(events: readonly JobEvent[], now: number): readonly StageTime[] {
  const attempt = events.at(-1)?.attempt ?? 0;
  const last = events.filter((event) => event.attempt === attempt);
  const ending = last.find(({ type }) => endings.has(type));
  const marks = last.flatMap(({ type, data, at }) => {
    const stage = stageNames.find((name) => name === data['stage']);
    return type === 'job.stage' && stage !== undefined ? [{ stage, at: Date.parse(at) }] : [];
  });
  const end = ending === undefined ? now : Date.parse(ending.at);
  const reached = marks.length === 0 ? -1 : Math.max(...marks.map(({ stage }) => stageNames.indexOf(stage)));
  return stageNames.map((stage, place) => {
    const i = marks.findIndex((mark) => mark.stage === stage);
    const begin = marks[i]?.at;
    const seconds = begin === undefined ? null : Math.max(0, ((marks[i + 1]?.at ?? end) - begin) / 1000);
    return { stage, seconds, state: stateOf({ place, reached, seen: seconds !== null, ending: ending?.type }) };
  });
}

const endings: ReadonlySet<string> = new Set(['job.succeeded', 'job.failed', 'job.canceled', 'job.expired', 'job.requeued']);

interface Where {
  readonly place: number;
  readonly reached: number;
  readonly seen: boolean;
  readonly ending: JobEvent['type'] | undefined;
}

function stateOf({ place, reached, seen, ending }: Where): StageTime['state'] {
  if (ending === 'job.succeeded') return seen ? 'done' : 'skipped';
  if (place < reached) return seen ? 'done' : 'skipped';
  if (place > reached) return 'ahead';
  return ending === undefined ? 'now' : 'stopped';
}
