import { setTimeout as pause } from 'node:timers/promises';
import type { Rng } from '@octet/testing';
import type { Member, Role } from '../../service/cluster.ts';

/** The end of a process that was not asked for by the keeper. */
export interface ProcessEnd {
  readonly role: Role;
  /** Exit code or signal. */
  readonly by: number | NodeJS.Signals;
  /** Whether it had come so far as to serve. */
  readonly wasUp: boolean;
  /** The end of its output. */
  readonly lastWords: string;
}

export interface Keeper {
  readonly ends: readonly ProcessEnd[];
  /** Resolves when nothing is started any more. */
  stop(): Promise<void>;
}

/** What services log once they are there. */
const up = /Server listening|worker takes jobs/;

/** Starts every process again, a moment after it ended, however that came: what a container engine does. */
export function keepRunning(members: readonly Member[], random: Rng): Keeper {
  const ends: ProcessEnd[] = [];
  const { promise: stopped, resolve: stop } = Promise.withResolvers<'stopped'>();
  const stopping = new AbortController();
  const keeping = members.map(async (member) => {
    for (;;) {
      const by = await Promise.race([member.process.ended, stopped]);
      if (by === 'stopped') return;
      const output = member.process.output();
      ends.push({ role: member.role, by, wasUp: up.test(output), lastWords: output.slice(-1500) });
      await pause(300 + random.below(1700), undefined, { signal: stopping.signal }).catch(() => undefined);
      if (stopping.signal.aborted) return;
      await member.restart();
    }
  });
  return {
    ends,
    async stop() {
      stopping.abort();
      stop('stopped');
      await Promise.all(keeping);
    },
  };
}
