/** How a model is spread over the workers. */
export interface Placement {
  readonly workers: number;
  /** Intra-op threads of each session. */
  readonly threads: number;
}

/** Every session holds the weights once more; above this, one session with all threads takes the place of one session a worker. */
const largeModelBytes = 2 ** 30;

/** One session per worker with one thread each: equal to or better than one session with all threads, and steadier under load. */
export function placementOf(modelBytes: number, workers: number): Placement {
  return modelBytes > largeModelBytes ? { workers: 1, threads: workers } : { workers, threads: 1 };
}
