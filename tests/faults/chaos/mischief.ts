import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { setTimeout as pause } from 'node:timers/promises';
import type { Postgres } from '@octet/postgres';
import type { Rng, TestServer } from '@octet/testing';
import type { Cluster, Member, Role } from '../../service/cluster.ts';
import { enginesIn } from '../engines.ts';

export interface Targets {
  readonly cluster: Cluster;
  readonly postgres: Postgres;
  readonly redis: TestServer;
}

export interface Mischief {
  /** What was done, in its order. */
  readonly done: readonly string[];
  /** Resolves when nothing more will be done and whatever was frozen goes on. */
  stop(): Promise<void>;
}

/** A frozen worker must miss both its lock in the queue (10 s) and its heartbeats (5 s). */
const frozenMs = 12_000;

/** Each as often as it is listed here, before any comes again. */
const deck = [
  'kill gateway',
  'kill gateway',
  'kill results',
  'kill results',
  'kill worker',
  'kill worker',
  'kill engine',
  'kill engine',
  'kill redis',
  'empty redis',
  'kill postgres',
  'freeze worker',
] as const;
type Deed = (typeof deck)[number];

/** Does something bad every few seconds, in an order that the seed decides; others start again what it kills. */
export function makeMischief(targets: Targets, random: Rng): Mischief {
  const done: string[] = [];
  const stopping = new AbortController();
  const frozen = new Map<Member['process'], Promise<void>>();
  const { cluster, postgres, redis } = targets;

  const one = (role: Role): Member['process'] => {
    const members = cluster.members.filter((member) => member.role === role);
    return (members[random.below(members.length)] as Member).process;
  };
  const kill = async (role: Role) => one(role).signal('SIGKILL');
  const deeds: Readonly<Record<Deed, () => Promise<void>>> = {
    'kill gateway': () => kill('gateway'),
    'kill results': () => kill('results'),
    'kill worker': () => kill('worker'),
    'kill engine': async () => {
      const engines = await enginesIn(cluster.folder);
      const victim = engines[random.below(Math.max(1, engines.length))];
      if (victim !== undefined) killQuietly(victim);
    },
    'kill redis': () => redis.restart(),
    'empty redis': async () => void (await flush(redis.url)),
    'kill postgres': async () => killQuietly(postgres.pid),
    'freeze worker': async () => {
      const worker = one('worker');
      if (frozen.has(worker)) return;
      worker.signal('SIGSTOP');
      const thaw = pause(frozenMs, undefined, { signal: stopping.signal })
        .catch(() => undefined)
        .then(() => worker.signal('SIGCONT'));
      frozen.set(worker, thaw);
      void thaw.then(() => frozen.delete(worker));
    },
  };

  const working = (async () => {
    for (;;) {
      for (const deed of shuffled(deck, random)) {
        await pause(2000 + random.below(4000), undefined, { signal: stopping.signal }).catch(() => undefined);
        if (stopping.signal.aborted) return;
        done.push(deed);
        await deeds[deed]();
      }
    }
  })();
  return {
    done,
    async stop() {
      stopping.abort();
      await working;
      await Promise.all(frozen.values());
    },
  };
}

function shuffled<T>(items: readonly T[], random: Rng): readonly T[] {
  const left = [...items];
  return items.map(() => left.splice(random.below(left.length), 1)[0] as T);
}

function killQuietly(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // it ended by itself meanwhile
  }
}

async function flush(url: string): Promise<string> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  socket.end('FLUSHALL\r\nQUIT\r\n');
  return await text(socket);
}
