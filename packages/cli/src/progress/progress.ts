import type { JobEvent } from '@octet/engine';

/** Shows a job's events to a person. `end` leaves the terminal as plain text can follow. */
export interface Progress {
  onEvent(event: JobEvent): void;
  end(outcome: 'done' | 'failed'): void;
}

export const silent: Progress = { onEvent() {}, end() {} };
