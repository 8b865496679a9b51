/** How fast a dead consumer is noticed: after `lockMs`, plus at most twice `stalledCheckMs`. */
export interface Timing {
  /** A consumer that renews nothing for so long is taken for dead, and its tickets are handed out again. */
  readonly lockMs: number;
  readonly stalledCheckMs: number;
  /** An idle consumer looks again after so long even if nothing woke it. */
  readonly idleSeconds: number;
}

/** Work runs in a process of its own, so that the loop of the consumer is free to renew its locks well within 10 s. */
export const defaultTiming: Timing = { lockMs: 10_000, stalledCheckMs: 5_000, idleSeconds: 5 };

/** A command that the server does not answer within this fails: a caller's request must not wait for a server that is away. */
export const commandTimeoutMs = 5_000;
