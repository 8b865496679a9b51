/** A worker reduced to what has an engine process: prints the pid of that, and lives until it is killed. Arguments: folder, wrapping command. */
import { startEngineProcess } from '../../engine/engine-process.ts';

const [folder = '', ...wrap] = process.argv.slice(2);
const engine = startEngineProcess({
  wrap,
  folder,
  onEvent: (event) => {
    if (event.kind === 'ready') process.stdout.write(`${engine.pid}\n`);
  },
  onLine: () => undefined,
});
