import type { Feeds, PortInfo, Tensors } from '@octet/quantizer';
import { toFailure } from '../pool/failure.ts';
import type { Failure } from '../pool/messages.ts';
import type { OpenTask, TaskTypes } from '../pool/worker-task.ts';
import { Sent } from '../pool/worker-task.ts';
import { buffersOf } from '../session/movable.ts';
import type { OrtSessionOptions } from '../session/ort-session.ts';
import { openOrtSession } from '../session/ort-session.ts';
import { runSession } from '../session/run-session.ts';

/** Runs samples of one model, one after the other. */
export interface RunTask extends TaskTypes {
  readonly opening: { readonly model: Uint8Array; readonly options: OrtSessionOptions };
  readonly opened: { readonly inputs: readonly PortInfo[]; readonly outputs: readonly PortInfo[] };
  readonly call: { readonly samples: readonly Feeds[]; readonly outputs: readonly string[] | undefined };
  /** Outputs of the samples up to the first fault, or up to where it was stopped. */
  readonly answer: { readonly outputs: readonly Tensors[]; readonly failure: Failure | undefined };
  readonly event: never;
}

export const openTask: OpenTask<RunTask> = async ({ model, options }) => {
  const session = await openOrtSession(model, options);
  return {
    opened: { inputs: session.inputs, outputs: session.outputs },
    async call({ samples, outputs }, stop) {
      const results: Tensors[] = [];
      let failure: Failure | undefined;
      for (const feeds of samples) {
        if (stop.stopped) break;
        try {
          results.push(await runSession(session, feeds, outputs));
        } catch (error) {
          failure = toFailure(error);
          break;
        }
      }
      return new Sent({ outputs: results, failure }, buffersOf(results));
    },
    close: () => session.native.release(),
  };
};
