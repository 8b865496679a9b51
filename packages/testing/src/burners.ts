import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { availableParallelism } from 'node:os';

/** Processes that each keep a CPU busy, running when this resolves, ended when it is disposed of; default: two for every CPU. */
export async function startBurners(count = 2 * availableParallelism()): Promise<AsyncDisposable> {
  const burners = Array.from({ length: count }, () => spawn(process.execPath, ['-e', 'console.log("burning"); for (;;);']));
  const ends = burners.map((burner) => once(burner, 'exit'));
  await Promise.all(burners.map((burner) => once(burner.stdout, 'data')));
  return {
    async [Symbol.asyncDispose]() {
      for (const burner of burners) burner.kill('SIGKILL');
      await Promise.all(ends);
    },
  };
}
