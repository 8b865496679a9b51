import { setTimeout as wait } from 'node:timers/promises';

/** Asks again and again until it gets something; throws with the last error once the time is over. */
export async function until<T>(
  ask: () => Promise<T | undefined | false>,
  { seconds, what }: { readonly seconds: number; readonly what: string },
): Promise<T> {
  const end = performance.now() + 1000 * seconds;
  let last: unknown;
  for (;;) {
    try {
      const answer = await ask();
      if (answer !== undefined && answer !== false) return answer;
    } catch (error) {
      last = error;
    }
    if (performance.now() > end) throw new Error(`${what}: not within ${seconds} s`, { cause: last });
    await wait(50);
  }
}
