import type { StopFlag } from './stop-flag.ts';

/** The messages of one kind of task. A task module exports such a type beside its `openTask`, and the main thread imports the type only. */
export interface TaskTypes {
  /** What the task is opened with. */
  readonly opening: unknown;
  /** What it says of itself once open. */
  readonly opened: unknown;
  readonly call: unknown;
  readonly answer: unknown;
  /** What it may emit meanwhile. */
  readonly event: unknown;
}

/** A message and the buffers that move with it instead of being copied. */
export class Sent<T> {
  readonly value: T;
  readonly transfer: readonly ArrayBuffer[];

  constructor(value: T, transfer: readonly ArrayBuffer[] = []) {
    this.value = value;
    this.transfer = transfer;
  }
}

/** The worker's side of a task. `call` looks at `stop` between two runs and answers with what it has as soon as it is set. */
export interface WorkerTask<T extends TaskTypes> {
  readonly opened: T['opened'];
  call(value: T['call'], stop: StopFlag): Promise<Sent<T['answer']>>;
  /** Releases sessions; called once, never while `call` runs. */
  close(): Promise<void>;
}

/** What a task module exports under the name `openTask`. */
export type OpenTask<T extends TaskTypes> = (opening: T['opening'], emit: (event: T['event']) => void) => Promise<WorkerTask<T>>;
