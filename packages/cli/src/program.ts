import { cpuClasses, targetAliases, targetNames } from '@octet/contracts';
import { octetVersion } from '@octet/engine';
import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { cancelCommand } from './commands/cancel.ts';
import { compareCommand } from './commands/compare.ts';
import { doctorCommand } from './commands/doctor.ts';
import { type DownloadArguments, downloadCommand } from './commands/download.ts';
import { type InspectArguments, inspectCommand } from './commands/inspect.ts';
import { type QuantizeArguments, quantizeCommand } from './commands/quantize.ts';
import { type ServeArguments, serveCommand } from './commands/serve.ts';
import { type ServiceContext, type SubmitArguments, submitCommand, type WaitArguments } from './commands/submit.ts';
import { type VerifyArguments, verifyCommand } from './commands/verify.ts';
import { watchCommand } from './commands/watch.ts';
import type { ServiceArguments } from './service/connect.ts';

export interface ProgramOptions {
  readonly context: ServiceContext;
}

/** The commands and their help. `run` answers the exit code; commander's own refusals come as CommanderError, not yet told to anybody. */
export function program({ context }: ProgramOptions): { run(args: readonly string[]): Promise<number> } {
  let exitCode = 0;
  // Commander hands over the arguments, then the options, then the command itself, which nobody here wants.
  const answer =
    <A extends unknown[]>(command: (...args: [...A, ServiceContext]) => Promise<number>) =>
    async (...given: unknown[]): Promise<void> => {
      exitCode = await command(...(given.slice(0, -1) as A), context);
    };
  const octet = new Command('octet')
    .description('Quantizes FP32 ONNX models to INT8, and proves what that cost and what it brought.')
    .version(octetVersion, '--version', 'print the version')
    .configureOutput({ writeOut: context.out, writeErr: context.err, outputError: () => {} })
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
  octet doctor --bench
  octet submit model.onnx --calibration train.zip --wait`,
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
    .addOption(
      new Option('--target <name>', 'target to plan for').choices(['auto', ...targetNames, ...Object.keys(targetAliases)]).default('auto'),
    )
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

  const ofService = (command: Command): Command =>
    command
      .option('--url <origin>', 'address of the service; else OCTET_URL, else the service on this machine')
      .option('--key <key>', 'API key; else OCTET_KEY, else that of the service on this machine')
      .option('--json', 'one JSON object on stdout');
  const waiting = (command: Command): Command =>
    command
      .option('--out <dir>', 'folder for artifact, report and evidence')
      .option('--junit <file>', 'the gates as a JUnit report')
      .option('--markdown <file>', 'the report as Markdown')
      .option('--quiet', 'no progress');
  const several = (value: string, before: readonly string[] = []): readonly string[] => [...before, value];

  waiting(ofService(octet.command('submit')))
    .description('Uploads a model and its data to a service, which quantizes it.')
    .argument('<model>', 'FP32 ONNX model')
    .requiredOption('--calibration <file>', 'archive: .zip, .tar(.gz), .npz, .npy or .safetensors')
    .option('--evaluation <file>', 'archive to judge the result on')
    .option('--recipe <file>', 'JSON; every field has a default')
    .option('--gate <gate>', 'drop<=1.0, speedup>=1.5, size>=3, sqnr>=30, or NAME=off; may be repeated', several)
    .option('--name <name>', 'what lists show')
    .option('--tag <tag>', 'may be repeated', several)
    .addOption(new Option('--requires <cpu>', 'only a worker with at least this CPU').choices(cpuClasses))
    .option('--webhook-url <url>', 'called when the job ends')
    .option('--wait', 'follow the job; Ctrl-C cancels it')
    .addHelpText(
      'after',
      `
Exits at once with the id of the job, or waits for its end where --wait, --out, --junit or --markdown asks for it.

Examples:
  octet submit model.onnx --calibration train.zip
  octet submit model.onnx --calibration train.zip --evaluation test.zip --gate "drop<=1.0" --out int8/ --junit octet.xml`,
    )
    .action(answer<[string, SubmitArguments]>((model, args, ctx) => submitCommand(model, args, ctx)));

  waiting(ofService(octet.command('watch')))
    .description('Follows a job to its end. Ctrl-C stops watching, not the job.')
    .argument('<job>', 'id of the job')
    .action(answer<[string, ServiceArguments & WaitArguments]>((id, args, ctx) => watchCommand(id, args, ctx)));

  ofService(octet.command('cancel'))
    .description('Cancels a job.')
    .argument('<job>', 'id of the job')
    .action(answer<[string, ServiceArguments & { json?: boolean }]>((id, args, ctx) => cancelCommand(id, args, ctx)));

  ofService(octet.command('download'))
    .description('Downloads artifact, report and evidence of a job, and checks their digests.')
    .argument('<job>', 'id of the job')
    .option('--out <dir>', 'folder for the files', 'octet-out')
    .action(answer<[string, DownloadArguments]>((id, args, ctx) => downloadCommand(id, args, ctx)));

  octet
    .command('verify')
    .description('Checks the signed evidence of a job, and the files that it speaks of. Needs no network.')
    .argument('[dir]', 'folder with evidence.json and the files beside it, as octet download makes it', 'octet-out')
    .option('--model <file>', 'the FP32 model that went in')
    .option('--calibration <file>', 'the calibration archive that went in')
    .option('--evaluation <file>', 'the evaluation archive that went in')
    .option('--trusted-key <file>', 'the public key that is trusted: /.well-known/jwks.json of the service')
    .option('--json', 'one JSON object on stdout')
    .action(answer<[string, VerifyArguments]>((dir, args, ctx) => verifyCommand(dir, args, ctx)));

  octet
    .command('serve')
    .description('The whole service on this machine, with its own PostgreSQL; what npm start runs.')
    .option('--listen <address>', 'host:port of the gateway')
    .option('--data <dir>', 'folder for database, models, results and the first key')
    .action(answer<[ServeArguments]>((args, ctx) => serveCommand(args, ctx)));

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
