import type { OctetClient } from '@octet/client';

export interface PollFigures {
  readonly polls: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly maxMs: number;
}

/** Times `GET /v1/jobs/{id}`, by `clients` that ask without pause, until `done`. */
export async function timePolls(
  client: OctetClient,
  id: string,
  { clients, done }: { readonly clients: number; readonly done: () => boolean },
): Promise<PollFigures> {
  const times: number[] = [];
  const poll = async () => {
    while (!done()) {
      const startedAt = performance.now();
      await client.call('getJob', { params: { id } });
      times.push(performance.now() - startedAt);
    }
  };
  await Promise.all(Array.from({ length: clients }, poll));
  times.sort((a, b) => a - b);
  const at = (share: number) => times[Math.min(times.length - 1, Math.floor(share * times.length))] ?? Number.NaN;
  return { polls: times.length, p50Ms: at(0.5), p99Ms: at(0.99), maxMs: at(1) };
}
