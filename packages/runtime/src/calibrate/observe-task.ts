import type { Feeds, PortInfo, Tensors } from '@octet/quantizer';
import { inSample } from '../pool/fault.ts';
import type { OpenTask, TaskTypes } from '../pool/worker-task.ts';
import { Sent } from '../pool/worker-task.ts';
import { checkFeeds } from '../session/check-feeds.ts';
import { type OrtSession, openOrtSession } from '../session/ort-session.ts';
import { bindRun, runSession } from '../session/run-session.ts';
import { elementCount } from './element-count.ts';
import { observedTensor } from './observed-tensor.ts';
import { withPicks } from './pick-feed.ts';
import type { Plan } from './plan.ts';
import { firstDifference } from './self-check.ts';
import { joinSamples, possibleStack } from './stack.ts';

/**
 * Opens the model that returns every observed value whole, has onnxruntime write its optimised graph, and runs sample 0 and, where the
 * model takes stacks, others made of it. A call then checks a measuring graph against those tensors.
 */
export interface ObserveTask extends TaskTypes {
  readonly opening: { readonly modelPath: string; readonly optimizedModelPath: string; readonly feeds: Feeds; readonly threads: number };
  readonly opened: {
    readonly inputs: readonly PortInfo[];
    readonly dims: Readonly<Record<string, readonly number[]>>;
    /** Samples that a run takes where the values of each come out behind each other. */
    readonly stack: number;
  };
  readonly call: { readonly measuringModelPath: string; readonly plan: Plan };
  /** The first difference. */
  readonly answer: string | undefined;
  readonly event: never;
}

export const openTask: OpenTask<ObserveTask> = async ({ modelPath, optimizedModelPath, feeds, threads }) => {
  const session = await openOrtSession(modelPath, { optimizedModelPath, threads });
  const { inputs } = session;
  let whole: Tensors;
  const members: Feeds[] = [feeds];
  const wholes: Tensors[] = [];
  let stack = 1;
  try {
    checkFeeds(feeds, inputs);
    whole = await runSession(session, feeds);
    for (const name of Object.keys(whole)) observedTensor(whole, name);
    wholes.push({ ...feeds, ...whole });
    const elements = Object.values(whole).reduce((sum, { dims }) => sum + elementCount(dims), 0);
    const possible = possibleStack(inputs, feeds, elements);
    if (possible > 1 && (await joins(session, feeds, whole))) {
      stack = possible;
      for (let i = 1; i < distinctMembers; i++) {
        const other = turned(feeds, i / distinctMembers);
        members.push(other);
        wholes.push({ ...other, ...(await runSession(session, other)) });
      }
    }
  } catch (error) {
    throw inSample(error, 0);
  } finally {
    await session.native.release();
  }
  return {
    opened: { inputs, dims: Object.fromEntries(Object.entries(whole).map(([name, t]) => [name, t.dims])), stack },
    async call({ measuringModelPath, plan }) {
      const measuring = await openOrtSession(measuringModelPath, { optimization: 'disabled', threads });
      try {
        const all = Array.from({ length: plan.stack }, (_, i) => members[i % members.length] as Feeds);
        const joined = joinSamples(all, plan.stack, (bytes) => new ArrayBuffer(bytes));
        const measured = await bindRun(measuring, withPicks(joined, plan, 0))();
        return new Sent(firstDifference(plan, measured, wholes));
      } finally {
        await measuring.native.release();
      }
    },
    async close() {},
  };
};

/** A stack is checked with so many different samples, over and over; an odd number, so that its halves and quarters differ. */
const distinctMembers = 3;

/** Whether the first axis of every value is that of the samples. */
async function joins(session: OrtSession, feeds: Feeds, whole: Tensors): Promise<boolean> {
  try {
    const both = await runSession(
      session,
      joinSamples([feeds, feeds], 2, (bytes) => new ArrayBuffer(bytes)),
    );
    return Object.entries(whole).every(([name, { dims }]) => {
      const [first = 0, ...rest] = both[name]?.dims ?? [];
      return dims.length > 0 && first === 2 * (dims[0] as number) && dims.slice(1).join() === rest.join();
    });
  } catch {
    return false; // such a graph takes one sample at a time
  }
}

/** A sample like this one that is not this one: every input's elements moved on by a part of their number. */
function turned(feeds: Feeds, part: number): Feeds {
  return Object.fromEntries(
    Object.entries(feeds).map(([name, tensor]) => {
      const data = (tensor.data as Float32Array).slice();
      const by = Math.floor(data.length * part);
      data.set((tensor.data as Float32Array).subarray(by), 0);
      data.set((tensor.data as Float32Array).subarray(0, by), data.length - by);
      return [name, { ...tensor, data }];
    }),
  );
}
