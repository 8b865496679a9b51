import { once } from 'node:events';
import { createServer } from 'node:net';
import { ProblemError } from '@octet/contracts';
import { parseListen } from '@octet/http';

const usual = '127.0.0.1:8080';

/**
 * Where the gateway will listen, with a port that is free: the users of the service get its address before it is built. Without an
 * address given, the usual one, or any port where that is taken. Throws ProblemError 'config/invalid' where the given one cannot be had.
 */
export async function listenAddress(given: string | undefined): Promise<string> {
  if (given !== undefined) return await free(given);
  return await free(usual).catch(() => free('127.0.0.1:0'));
}

async function free(address: string): Promise<string> {
  try {
    const { host, port } = parseListen(address);
    const server = createServer().listen(port, host);
    await once(server, 'listening');
    const bound = server.address() as { readonly port: number };
    server.close();
    await once(server, 'close');
    return `${host.includes(':') ? `[${host}]` : host}:${bound.port}`;
  } catch (cause) {
    const why = (cause as NodeJS.ErrnoException).code === 'EADDRINUSE' ? 'another process listens there' : (cause as Error).message;
    throw new ProblemError(
      'config/invalid',
      `OCTET_LISTEN: ${address} cannot be listened on: ${why}. Give another host:port, or port 0 for any.`,
      { cause },
    );
  }
}
