import type { Heartbeat } from '@octet/contracts';
import type { ChildEvent } from '../child/messages.ts';

type Line = Heartbeat['log'][number];

/** What a heartbeat carries at most (the contract's), and an attempt altogether: a model may make native code print indefinitely. */
const linesPerBeat = 1000;
const linesPerAttempt = 5000;
const lineLength = 10_000;
/** Before that there is no pace to speak of. */
const paceMs = 500;

/** Gathers between two heartbeats what an attempt has to tell. */
export class ProgressReporter {
  readonly #now: () => number;
  #stage: Heartbeat['stage'] = null;
  #stageSince = 0;
  #counts: { readonly done: number; readonly total: number } | undefined;
  #lines: Line[] = [];
  #lineCount = 0;

  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  event(event: Extract<ChildEvent, { kind: 'stage' | 'progress' }>): void {
    if (event.kind === 'stage') {
      this.#stage = event.stage;
      this.#stageSince = this.#now();
      this.#counts = undefined;
      this.line('info', event.stage);
    } else {
      this.#counts = { done: Math.min(event.done, event.total), total: event.total };
    }
  }

  line(level: Line['level'], text: string): void {
    this.#lineCount++;
    if (this.#lineCount > linesPerAttempt) return;
    const last = this.#lineCount === linesPerAttempt;
    this.#lines.push(
      last ? { level: 'warning', text: `further lines than ${linesPerAttempt} are not kept` } : { level, text: text.slice(0, lineLength) },
    );
  }

  /** The next heartbeat. Its lines are this class's again where it did not arrive. */
  take(): { readonly beat: Heartbeat; readonly putBack: () => void } {
    const log = this.#lines.splice(0, linesPerBeat);
    return { beat: { stage: this.#stage, ...this.#progress(), log }, putBack: () => this.#lines.unshift(...log) };
  }

  #progress(): Pick<Heartbeat, 'progress' | 'eta_seconds' | 'message'> {
    const counts = this.#counts;
    if (counts === undefined || counts.total === 0) return { progress: null, eta_seconds: null, message: this.#stage };
    const { done, total } = counts;
    const elapsedMs = this.#now() - this.#stageSince;
    const known = done > 0 && elapsedMs > paceMs;
    return {
      progress: done / total,
      eta_seconds: known ? Number(((elapsedMs / 1000 / done) * (total - done)).toFixed(1)) : null,
      message: `${this.#stage}: ${done} of ${total}`,
    };
  }
}
