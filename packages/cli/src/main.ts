import { ProblemError } from '@octet/contracts';
import { exitCode } from './exit-code.ts';
import { jsonLine, printable } from './printable.ts';
import { CommanderError, program } from './program.ts';
import { liveLine } from './progress/live-line.ts';
import { plainLines } from './progress/plain-lines.ts';
import { silent } from './progress/progress.ts';
import { tellProblem } from './tell-problem.ts';

const out = (text: string): void => void process.stdout.write(printable(text));
const json = (value: unknown): void => void process.stdout.write(jsonLine(value));
const err = (text: string): void => void process.stderr.write(printable(text));

// `octet … | head` closes the pipe early; that is no fault of the command.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
}

// Never process.exit: onnxruntime aborts the whole process where a thread is inside it. The signal stops the work, the event loop empties.
process.exitCode = await main(process.argv.slice(2));

async function main(args: readonly string[]): Promise<number> {
  const stop = new AbortController();
  let stoppedWith: number | undefined;
  const onSignal = (code: number) => () => {
    stoppedWith = code;
    stop.abort();
  };
  process.once('SIGINT', onSignal(exitCode.interrupted));
  process.once('SIGTERM', onSignal(exitCode.terminated));
  const progress = args.includes('--quiet') ? silent : process.stderr.isTTY ? liveLine(process.stderr) : plainLines(err);
  // npm runs scripts in the root of the repository; paths are relative to the user's folder.
  const folder = process.env.INIT_CWD ?? process.cwd();
  try {
    return await program({ context: { folder, signal: stop.signal, progress, out, err, json, env: process.env } }).run(args);
  } catch (error) {
    progress.end('failed');
    if (stoppedWith !== undefined) {
      err('octet: stopped; no partial files remain\n');
      return stoppedWith;
    }
    // Help was asked for, or `octet` was called alone: the text is out already.
    if (error instanceof CommanderError && error.exitCode === 0) return exitCode.ok;
    if (error instanceof CommanderError && error.code === 'commander.help') return exitCode.usage;
    const told = error instanceof CommanderError ? misunderstood(error) : error;
    const { code } = tellProblem(told, { json: args.includes('--json') ? json : undefined, err });
    return code === 'usage' ? exitCode.usage : exitCode.failed;
  }
}

function misunderstood({ message, cause }: CommanderError): ProblemError {
  return new ProblemError('usage', message.replace(/^error: /, ''), { cause });
}
