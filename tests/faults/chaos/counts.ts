import type { World } from './world.ts';

/** The figures of a run, for the readers of its log. */
export function countsOf({ asked, jobs, heard, stored }: World): Readonly<Record<string, number | Readonly<Record<string, number>>>> {
  const taken = heard.filter(({ isTaken }) => isTaken);
  return {
    requests: asked.length,
    answers_202: asked.reduce((sum, { answers }) => sum + answers.length, 0),
    jobs: jobs.length,
    states: tally(jobs.map(({ state }) => state)),
    problems: tally(jobs.flatMap(({ problemCode }) => problemCode ?? [])),
    attempts: jobs.reduce((sum, { attempt }) => sum + attempt, 0),
    webhooks_heard: heard.length,
    webhooks_taken: taken.length,
    webhook_ids_taken: new Set(taken.map(({ webhookId }) => webhookId)).size,
    objects: stored.size,
  };
}

export function tally(words: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const word of [...words].sort()) counts[word] = (counts[word] ?? 0) + 1;
  return counts;
}
