import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { type Coverage, coverageSchema, faultsOf, isProblemCode, ProblemError } from '@octet/contracts';
import type { Asked, Told } from './child/messages.ts';

/** What one preview may use. A model that needs more is no fault: its job may have a thousand times as much. */
export interface PreviewBounds {
  readonly modelBytes: number;
  /** Private memory of the process. */
  readonly memoryBytes: number;
  readonly seconds: number;
  /** At once, in this process. */
  readonly previews: number;
}

export type Previewed = { readonly coverage: Coverage } | { readonly why: string };

export interface Preview {
  /** Takes the model's next bytes; resolves when there is room for more. */
  write(chunk: Buffer): Promise<void>;
  /** After the last byte. Throws the ProblemError for which a job with this model would be refused. */
  end(): Promise<Previewed>;
  /** Gives the preview up. */
  stop(): void;
}

const program = join(import.meta.dirname, 'child/main.ts');
const answerBytes = 4 * 2 ** 20;
let running = 0;

/**
 * Looks at a model in a process of its own: pure JavaScript, nothing of this process's environment, bounded memory and CPU time, killed when its time is over.
 * Undefined where as many previews as allowed are under way.
 */
export function startPreview(asked: Asked, bounds: PreviewBounds): Preview | undefined {
  if (running >= bounds.previews) return undefined;
  running += 1;
  // Where memory ends, the kernel shall take this process before any other.
  const limits = `echo 1000 > /proc/self/oom_score_adj; ulimit -d ${Math.floor(bounds.memoryBytes / 1024)}; ulimit -t ${Math.ceil(2 * bounds.seconds)}; ulimit -c 0; exec "$@"`;
  const child = spawn('/bin/sh', ['-c', limits, 'sh', process.execPath, program], {
    cwd: '/',
    env: {},
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  const [stdin, stdout] = [child.stdin as Writable, child.stdout as Readable];
  const stop = () => void child.kill('SIGKILL');
  const ended = once(child, 'close')
    .then(
      ([code]) => code as number | null,
      () => null,
    )
    .finally(() => {
      running -= 1;
    });
  // It died before it read all; its end tells how.
  stdin.on('error', () => undefined);
  const chunks: Buffer[] = [];
  let told = 0;
  stdout.on('data', (chunk: Buffer) => {
    told += chunk.length;
    if (told > answerBytes) stop();
    else chunks.push(chunk);
  });
  let bytes = 0;
  stdin.write(`${JSON.stringify(asked)}\n`);
  return {
    async write(chunk) {
      bytes += chunk.length;
      if (bytes > bounds.modelBytes) stop();
      if (stdin.destroyed || stdin.write(chunk)) return;
      await Promise.race([once(stdin, 'drain').catch(() => undefined), ended]);
    },
    async end() {
      if (bytes > bounds.modelBytes) {
        await ended;
        return { why: `the model has more than ${bounds.modelBytes} bytes` };
      }
      let late = false;
      const timer = setTimeout(() => {
        late = true;
        stop();
      }, bounds.seconds * 1000);
      stdin.end();
      await ended;
      clearTimeout(timer);
      if (late) return { why: `it took more than ${bounds.seconds} s` };
      return answerOf(Buffer.concat(chunks).toString('utf8'));
    },
    stop,
  };
}

/** The child opened a stranger's model: what it says is checked like a stranger's words. */
function answerOf(text: string): Previewed {
  const told = parsed(text);
  if (told === undefined) return { why: 'it took more memory than a preview may have' };
  if ('coverage' in told && faultsOf(coverageSchema, told.coverage).length === 0) return { coverage: told.coverage };
  const { code, detail, where } = 'problem' in told ? told.problem : { code: 'internal', detail: '', where: undefined };
  if (!isProblemCode(code) || code === 'internal') return { why: 'the plan could not be made' };
  // Where its weights lie in files beside it, the upload cannot hold them; the job says so too.
  throw new ProblemError(code, detail, where === undefined ? {} : { where });
}

function parsed(text: string): Told | undefined {
  try {
    return JSON.parse(text) as Told;
  } catch {
    return undefined;
  }
}
