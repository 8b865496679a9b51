/** `npm run bench -- NAME [options]`: measured comparisons. `--help` lists them. */
import { api, apiUsage } from '../tests/benchmarks/api/main.ts';
import { calibration, calibrationUsage } from '../tests/benchmarks/calibration/main.ts';
import { peers, peersUsage } from '../tests/benchmarks/peers/main.ts';
import { zoo, zooUsage } from '../tests/benchmarks/zoo/main.ts';

interface Benchmark {
  readonly usage: string;
  readonly run: (args: readonly string[]) => Promise<void>;
}

const benchmarks: Readonly<Record<string, Benchmark>> = {
  peers: { usage: peersUsage, run: peers },
  calibration: { usage: calibrationUsage, run: calibration },
  zoo: { usage: zooUsage, run: zoo },
  api: { usage: apiUsage, run: api },
};

const usage = `Usage: npm run bench -- NAME [options]

Each prints a page of Markdown; --write puts it into docs/benchmarks (peers and zoo into the folder of this CPU's
class), with its figures as JSON beside it. Run them on a quiet machine.
The zoo of models must be beside the repository (../shared/zoo, or OCTET_ZOO); the peers need Python 3.

${Object.values(benchmarks)
  .map((b) => b.usage)
  .join('\n')}
`;

const usageExitCode = 64;
const [name, ...args] = process.argv.slice(2);
const benchmark = name === undefined ? undefined : benchmarks[name];

if (name === undefined || name === '--help' || name === '-h') {
  process.stdout.write(usage);
} else if (benchmark === undefined) {
  process.stderr.write(`octet: there is no benchmark "${name}"\n\n${usage}`);
  process.exitCode = usageExitCode;
} else {
  try {
    await benchmark.run(args);
  } catch (error) {
    process.stderr.write(`octet: ${(error as Error).stack}\n`);
    process.exitCode = 1;
  }
}
