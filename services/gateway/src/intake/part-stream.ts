import type { IncomingMessage } from 'node:http';
import type { Readable } from 'node:stream';
import { Dicer } from '@fastify/busboy';

/** The fields of a part's head, in lower case, as UTF-8. */
export type PartHead = Readonly<Record<string, readonly string[]>>;

export interface RawPart {
  readonly head: PartHead;
  readonly file: Readable;
}

/** Of one part's head. */
const maxHeaderPairs = 32;

/**
 * The parts of a multipart body in their order, each with its whole head, by the parser under @fastify/multipart, which itself shows but name,
 * file name and type of a part. Each must be read to its end before the next is asked for. Throws where the body is no multipart or ends early,
 * also out of the part that is being read.
 */
export async function* partStreams(request: IncomingMessage, boundary: string): AsyncGenerator<RawPart> {
  const dicer = new Dicer({ boundary, maxHeaderPairs });
  const arrived: RawPart[] = [];
  const unfinished = new Set<Readable>();
  let failure: Error | undefined;
  let complete = false;
  let wake = () => {};

  dicer.on('part', (file) => {
    unfinished.add(file);
    // Its reader sees the fault; without a reader, the next question is answered with it.
    file.on('error', () => undefined);
    file.once('end', () => unfinished.delete(file));
    file.once('header', (head) => {
      arrived.push({ head: asText(head as PartHead), file });
      wake();
    });
  });
  dicer.on('finish', () => {
    complete = true;
    wake();
  });
  dicer.on('error', fail);

  function fail(error: Error): void {
    failure ??= error;
    for (const file of unfinished) file.destroy(failure);
    wake();
  }
  // Past the last boundary the parser takes nothing any more; the rest of the body is nobody's.
  const take = (chunk: Buffer) => {
    if (!dicer.writable || dicer.write(chunk)) return;
    request.pause();
    dicer.once('drain', () => request.resume());
  };
  const end = () => {
    if (dicer.writable) dicer.end();
  };
  const gone = () => {
    if (!request.readableEnded) fail(new Error('the connection was closed before all of it had come'));
  };
  request.on('data', take).on('end', end).on('error', fail).on('close', gone);
  try {
    for (;;) {
      const part = arrived.shift();
      if (part !== undefined) yield part;
      else if (failure !== undefined) throw failure;
      else if (complete) return;
      else {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    }
  } finally {
    request.off('data', take).off('end', end).off('error', fail).off('close', gone);
  }
}

/** The parser gives one character a byte. */
function asText(head: PartHead): PartHead {
  return Object.fromEntries(
    Object.entries(head).map(([name, values]) => [name, values.map((value) => Buffer.from(value, 'latin1').toString('utf8'))]),
  );
}
