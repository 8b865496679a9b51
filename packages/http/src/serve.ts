import type { FastifyInstance } from 'fastify';

/** `host:port`, `[v6]:port` or a port alone (loopback). Throws a RangeError for anything else. */
export function parseListen(text: string): { readonly host: string; readonly port: number } {
  const match = /^(?:(\[[0-9a-f:.]+\]|[^:[\]]+):)?(\d{1,5})$/i.exec(text);
  const port = Number(match?.[2]);
  if (match === null || port > 65_535) throw new RangeError(`"${text}" is not host:port`);
  return { host: (match[1] ?? '127.0.0.1').replaceAll(/[[\]]/g, ''), port };
}

/** Listens; answers the origin with the port that it got. */
export async function listen(app: FastifyInstance, at: string): Promise<string> {
  return await app.listen(parseListen(at));
}

/** Runs `close` once at SIGTERM or SIGINT, then lets the process end by itself; a second signal ends it at once. */
export function closeOnSignals(close: (signal: NodeJS.Signals) => Promise<void>): void {
  let closing = false;
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.on(signal, () => {
      if (closing) process.exit(1);
      closing = true;
      close(signal).then(
        () => process.exit(0),
        (error: unknown) => {
          process.stderr.write(`octet: while closing: ${error instanceof Error ? error.message : String(error)}\n`);
          process.exit(1);
        },
      );
    });
  }
}
