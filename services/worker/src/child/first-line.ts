/**
 * The first line of the stream. When the stream ends, its writer is dead, and nobody wants the result: this process kills itself, with
 * every thread, whatever they do.
 */
export function firstLine(stream: NodeJS.ReadableStream): Promise<string> {
  const { promise, resolve } = Promise.withResolvers<string>();
  let text = '';
  stream.setEncoding('utf8');
  stream.on('data', (chunk: string) => {
    text += chunk;
    const end = text.indexOf('\n');
    if (end >= 0) resolve(text.slice(0, end));
  });
  stream.on('end', () => process.kill(process.pid, 'SIGKILL'));
  stream.on('error', () => process.kill(process.pid, 'SIGKILL'));
  return promise;
}
