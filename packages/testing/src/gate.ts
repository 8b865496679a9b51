import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

export interface Gate extends AsyncDisposable {
  /** The URL that was given, with the gate's port. */
  readonly url: string;
  open(): void;
}

/** A server as seen while it starts: connections to it are cut until `open`, and passed on from then. */
export async function gateBefore(server: string): Promise<Gate> {
  const { hostname, port } = new URL(server);
  const sockets = new Set<Socket>();
  let isOpen = false;
  const gate = createServer((outer) => {
    if (!isOpen) return outer.destroy();
    const inner = connect(Number(port), hostname);
    for (const [socket, other] of [
      [outer, inner],
      [inner, outer],
    ] as const) {
      sockets.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => {
        sockets.delete(socket);
        other.destroy();
      });
      socket.pipe(other);
    }
  });
  gate.listen(0, '127.0.0.1');
  await once(gate, 'listening');
  const url = new URL(server);
  url.hostname = '127.0.0.1';
  url.port = String((gate.address() as AddressInfo).port);
  return {
    url: url.href,
    open: () => {
      isOpen = true;
    },
    async [Symbol.asyncDispose]() {
      const closed = once(gate, 'close');
      gate.close();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}
