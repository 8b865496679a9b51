/** Runs `work` on up to `width` items ahead and yields the results in order. What is still running when the reader leaves is awaited. */
export async function* orderedPrefetch<A, B>(items: Iterable<A>, width: number, work: (item: A) => Promise<B>): AsyncGenerator<B> {
  const running: Promise<B>[] = [];
  try {
    for (const item of items) {
      const started = work(item);
      // Reported when its turn comes; until then a failure must not count as unhandled.
      started.catch(() => undefined);
      running.push(started);
      if (running.length >= width) yield await (running.shift() as Promise<B>);
    }
    while (running.length > 0) yield await (running.shift() as Promise<B>);
  } finally {
    await Promise.allSettled(running);
  }
}
