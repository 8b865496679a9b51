import type { AttemptFolder, Scratch } from '../attempt/scratch.ts';
import type { ChildEvent, ChildReady } from '../child/messages.ts';
import { type EngineProcess, startEngineProcess } from './engine-process.ts';

export interface EngineListener {
  readonly onEvent: (event: ChildEvent) => void;
  readonly onLine: (text: string) => void;
}

/** An engine process, its code loaded or loading, and the folder of the one attempt that it is for. Disposing of it ends both. */
export interface PreparedEngine extends AsyncDisposable {
  readonly folder: AttemptFolder;
  readonly process: EngineProcess;
  /** What it said when it was ready; undefined where it ended instead. */
  readonly ready: Promise<ChildReady | undefined>;
  /** Tells everything from now on, and first what came before. */
  listen(listener: EngineListener): void;
}

export interface PrepareOptions {
  readonly scratch: Scratch;
  readonly wrap: readonly string[];
  readonly uid: number | undefined;
}

export async function prepareEngine({ scratch, wrap, uid }: PrepareOptions): Promise<PreparedEngine> {
  const folder = await scratch.make({ uid });
  const { promise: ready, resolve } = Promise.withResolvers<ChildReady | undefined>();
  const early: ((listener: EngineListener) => void)[] = [];
  let listener: EngineListener | undefined;
  const tell = (message: (to: EngineListener) => void) => {
    if (listener === undefined) early.push(message);
    else message(listener);
  };
  const engine = startEngineProcess({
    wrap,
    folder: folder.tmp,
    onEvent: (event) => {
      if (event.kind === 'ready') resolve(event);
      tell(({ onEvent }) => onEvent(event));
    },
    onLine: (text) => tell(({ onLine }) => onLine(text)),
  });
  void engine.ended.then(() => resolve(undefined));
  return {
    folder,
    process: engine,
    ready,
    listen(given) {
      listener = given;
      for (const message of early.splice(0)) message(given);
    },
    async [Symbol.asyncDispose]() {
      engine.kill();
      await engine.ended;
      await folder[Symbol.asyncDispose]();
    },
  };
}
