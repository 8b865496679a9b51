/** A process that drives models one by one, as its parent sends them: a crash or a hang costs this process only. */
import { createRunner } from '@octet/runtime';
import { driveModel } from './drive-model.ts';

const runner = await createRunner({ workers: 1 });

process.on('message', async (path: string) => {
  process.send?.(await driveModel(path, runner));
});
process.on('disconnect', () => runner[Symbol.asyncDispose]());
process.send?.('ready');
