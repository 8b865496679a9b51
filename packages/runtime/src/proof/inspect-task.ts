import type { Feeds } from '@octet/quantizer';
import type { OpenTask, TaskTypes } from '../pool/worker-task.ts';
import { Sent } from '../pool/worker-task.ts';
import { checkFeeds } from '../session/check-feeds.ts';
import type { OrtSessionOptions } from '../session/ort-session.ts';
import { openOrtSession } from '../session/ort-session.ts';
import { bindRun } from '../session/run-session.ts';

/** Has onnxruntime write what it makes of a model: the optimised graph as the task opens, the profile of its runs once it is closed. */
export interface InspectTask extends TaskTypes {
  readonly opening: { readonly model: Uint8Array; readonly options: OrtSessionOptions };
  readonly opened: undefined;
  readonly call: { readonly feeds: Feeds };
  readonly answer: undefined;
  readonly event: never;
}

export const openTask: OpenTask<InspectTask> = async ({ model, options }) => {
  const session = await openOrtSession(model, options);
  return {
    opened: undefined,
    async call({ feeds }) {
      checkFeeds(feeds, session.inputs);
      await bindRun(session, feeds)();
      return new Sent(undefined);
    },
    async close() {
      if (options.profilePrefix !== undefined) session.native.endProfiling();
      await session.native.release();
    },
  };
};
