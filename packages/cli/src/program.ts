import { targetNames } from '@octet/contracts';
import { octetVersion } from '@octet/engine';
import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { compareCommand } from './commands/compare.ts';
import { doctorCommand } from './commands/doctor.ts';
import { type InspectArguments, inspectCommand } from './commands/inspect.ts';
import { type CommandContext, type QuantizeArguments, quantizeCommand } from './commands/quantize.ts';

export interface ProgramOptions {
  readonly context: CommandContext;
  readonly err: (text: string) => void;
}

/** The commands and their help. `run` answers the exit code; commander's own refusals come as CommanderError, not yet told to anybody. */
export function program({ context, err }: ProgramOptions): { run(args: readonly string[]): Promise<number> } {
  let exitCode = 0;
  // Commander hands over the arguments, then the options, then the command itself, which nobody here wants.
  const answer =
    <A extends unknown[]>(command: (...args: [...A, CommandContext]) => Promise<number>) =>
    async (...given: unknown[]): Promise<void> => {
      exitCode = await command(...(given.slice(0, -1) as A), context);
    };
  const octet = new Command('octet')
    .description('Quantizes FP32 ONNX models to INT8, and proves what that cost and what it brought.')
    .version(octetVersion, '--version', 'print the version')
    .configureOutput({ writeOut: context.out, writeErr: err, outputError: () => {} })
    .exitOverride()
    .addHelpText(
      'after',
      `
Exit codes: 0 no gate failed (the output says which could not be evaluated), 1 failed, 2 a gate failed, 64 usage, 130 and 143 stopped
by SIGINT and SIGTERM; nothing is written then.

Examples:
  octet quantize model.onnx --calibration images/ --out int8/
  octet quantize model.onnx --calibration train.zip --evaluation test.zip --recipe recipe.json --json
  octet inspect model.onnx
  octet compare model.onnx int8/model.int8.onnx --data test.zip
  octet doctor --bench`,
    );

  octet
    .command('quantize')
    .description('Fuses, calibrates, converts and corrects a model; evaluates and times it; writes the artifact and the report.')
    .argument('<model>', 'FP32 ONNX model')
    .requiredOption('--calibration <data>', 'real inputs: .zip, .tar(.gz), .npz, .npy, .safetensors or a folder')
    .option('--evaluation <data>', 'other inputs to judge the result on, best with labels; else a part of the calibration data is held out')
    .option('--recipe <file>', 'JSON; every field has a default')
    .option('--out <dir>', 'folder for model.int8.onnx, report.json, report.html, report.md', 'octet-out')
    .option('--workers <n>', 'worker threads; the artifact does not depend on it', positiveInteger)
    .option('--json', 'one JSON object on stdout')
    .option('--quiet', 'no progress')
    .addHelpText(
      'after',
      `
Examples:
  octet quantize model.onnx --calibration images/
  octet quantize model.onnx --calibration train.npz --evaluation test.npz --out int8/
  echo '{ "exclude": [{ "op": "Softmax" }], "gates": { "min_speedup": 1.5 } }' > recipe.json
  octet quantize model.onnx --calibration train.npz --recipe recipe.json --json > result.json`,
    )
    .action(answer<[string, QuantizeArguments]>((model, args, ctx) => quantizeCommand(model, args, ctx)));

  octet
    .command('inspect')
    .description('What is in a model; what will run in integers and what will not, with the reasons.')
    .argument('<model>', 'ONNX model')
    .addOption(new Option('--target <name>', 'target to plan for').choices(['auto', ...targetNames]).default('auto'))
    .option('--data <data>', 'inputs, as for --calibration; only the first sample is used, for its sizes')
    .option('--json', 'one JSON object on stdout')
    .addHelpText(
      'after',
      `
Without --data, shapes come from one run on seeded noise, with the sizes that the model leaves free as small as it runs on.
What calibration and timing on real inputs would change is not known to inspect.

Examples:
  octet inspect model.onnx
  octet inspect model.onnx --target tensorrt --json`,
    )
    .action(answer<[string, InspectArguments]>((model, args, ctx) => inspectCommand(model, args, ctx)));

  octet
    .command('compare')
    .description('Runs two models on the same inputs: noise, agreement, latency.')
    .argument('<a>', 'the reference, mostly the FP32 model')
    .argument('<b>', 'the other model')
    .requiredOption('--data <data>', 'inputs, as for --calibration')
    .option('--json', 'one JSON object on stdout')
    .option('--quiet', 'no progress')
    .addHelpText('after', '\nExample:\n  octet compare model.onnx int8/model.int8.onnx --data test.npz')
    .action(answer<[string, string, { data: string; json?: boolean }]>((a, b, args, ctx) => compareCommand(a, b, args, ctx)));

  octet
    .command('doctor')
    .description('What this machine offers: CPU, Node, onnxruntime, limits, and whether a tiny model quantizes.')
    .option('--bench', 'time the kernels of this CPU, float against integers: some seconds')
    .option('--json', 'one JSON object on stdout')
    .addHelpText('after', '\nExamples:\n  octet doctor\n  octet doctor --bench')
    .action(answer<[{ bench?: boolean; json?: boolean }]>((args, ctx) => doctorCommand(args, ctx)));

  return {
    async run(args) {
      await octet.parseAsync([...args], { from: 'user' });
      return exitCode;
    },
  };
}

export { CommanderError };

function positiveInteger(text: string): number {
  const n = Number(text);
  if (!Number.isInteger(n) || n < 1) throw new InvalidArgumentError('It must be a whole number from 1 up.');
  return n;
}
