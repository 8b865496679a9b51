import type { Readable } from 'node:stream';

const longestLine = 1_048_576;

/** 'piece': of a line that is longer than 1 MiB, since no line shall fill the memory. 'rest': what came after the last end of a line. */
export type LineKind = 'whole' | 'piece' | 'rest';

/** Tells every line of the stream, up to its end. */
export async function linesOf(stream: Readable, tell: (text: string, kind: LineKind) => void): Promise<void> {
  let rest = '';
  stream.setEncoding('utf8');
  try {
    for await (const chunk of stream as AsyncIterable<string>) {
      const lines = (rest + chunk).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) tell(line, 'whole');
      if (rest.length > longestLine) {
        tell(rest, 'piece');
        rest = '';
      }
    }
  } catch {
    // a pipe whose process was never started
  }
  if (rest !== '') tell(rest, 'rest');
}
