import { readFile } from 'node:fs/promises';
import type { Feeds, PortInfo, Tensors } from '@octet/quantizer';
import { inSample } from '../pool/fault.ts';
import type { OpenTask, TaskTypes } from '../pool/worker-task.ts';
import { Sent } from '../pool/worker-task.ts';
import { checkFeeds } from '../session/check-feeds.ts';
import { openOrtSession } from '../session/ort-session.ts';
import { bindRun, runSession } from '../session/run-session.ts';
import { observedTensor } from './observed-tensor.ts';
import type { Plan } from './plan.ts';

import { firstDifference } from './self-check.ts';
import { withWindows } from './window-feed.ts';

/**
 * Opens the model that returns every observed value whole, has onnxruntime write its optimised graph, and runs sample 0. A call then
 * checks a measuring graph against those tensors.
 */
export interface ObserveTask extends TaskTypes {
  readonly opening: { readonly model: Uint8Array; readonly optimizedModelPath: string; readonly feeds: Feeds; readonly threads: number };
  readonly opened: { readonly inputs: readonly PortInfo[]; readonly dims: Readonly<Record<string, readonly number[]>> };
  readonly call: { readonly measuringModelPath: string; readonly plan: Plan };
  /** The first difference. */
  readonly answer: string | undefined;
  readonly event: never;
}

export const openTask: OpenTask<ObserveTask> = async ({ model, optimizedModelPath, feeds, threads }) => {
  const session = await openOrtSession(model, { optimizedModelPath, threads });
  let whole: Tensors;
  try {
    checkFeeds(feeds, session.inputs);
    whole = await runSession(session, feeds);
    for (const name of Object.keys(whole)) observedTensor(whole, name);
  } catch (error) {
    throw inSample(error, 0);
  } finally {
    await session.native.release();
  }
  return {
    opened: { inputs: session.inputs, dims: Object.fromEntries(Object.entries(whole).map(([name, t]) => [name, t.dims])) },
    async call({ measuringModelPath, plan }) {
      const measuring = await openOrtSession(await readFile(measuringModelPath), { optimization: 'disabled', threads });
      try {
        const measured = await bindRun(measuring, withWindows(feeds, plan, 0))();
        return new Sent(firstDifference(plan, measured, whole));
      } finally {
        await measuring.native.release();
      }
    },
    async close() {},
  };
};
