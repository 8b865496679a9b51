import type { FinalState, JobState, OutputName } from '@octet/contracts';

/** What a client knows of one job that it asked for. */
export interface Asked {
  readonly tenant: string;
  /** Idempotency-Key. */
  readonly key: string;
  /** What its model allows for. */
  readonly can: 'succeed' | 'fail' | 'hang';
  /** Job ids of the 202 answers, repeats included. */
  readonly answers: readonly string[];
  /** 'promised': a request to cancel it was answered before it had ended otherwise. */
  readonly cancel: 'never-asked' | 'asked' | 'promised';
}

/** A job as database and API show it. */
export interface FoundJob {
  readonly id: string;
  readonly tenant: string;
  readonly state: JobState;
  readonly attempt: number;
  readonly problemCode: string | null;
  /** Types of the events that end a job. */
  readonly ends: readonly string[];
  readonly outputs: readonly { readonly name: OutputName; readonly digest: string; readonly bytes: number }[];
  /** SHA-256 of the artifact's bytes that the API serves, and what the served report says it is; null where it serves none. */
  readonly served: string | null;
  readonly reported: string | null;
  /** Messages about its end. */
  readonly messages: readonly string[];
}

/** One request that reached the receiver of a tenant, with a valid signature. */
export interface Heard {
  readonly tenant: string;
  readonly jobId: string | null;
  readonly webhookId: string;
  readonly state: string | null;
  /** Answered with 204; the others with 500, or never. */
  readonly isTaken: boolean;
}

/** What is left once everything has ended. */
export interface World {
  readonly asked: readonly Asked[];
  readonly jobs: readonly FoundJob[];
  readonly heard: readonly Heard[];
  /** By the digest that is its name: what its bytes are. */
  readonly stored: ReadonlyMap<string, { readonly digest: string; readonly bytes: number }>;
  /** Digests that the database refers to. */
  readonly referred: ReadonlySet<string>;
  /** Files that were never finished, engine processes, and folders of attempts. */
  readonly leftovers: readonly string[];
}

export const finalEvent = (state: FinalState): string => `job.${state}`;
