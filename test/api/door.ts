import { once } from 'node:events';
import net, { type AddressInfo, type Socket } from 'node:net';

/** A door in front of a server of TCP, that can be shut: what is inside is then not there, and every connection breaks. */
export async function startDoor(to: URL) {
  const sockets = new Set<Socket>();
  let port = 0;
  let server = open();

  function open() {
    return net.createServer((outside) => {
      const inside = net.connect(Number(to.port), to.hostname);
      for (const [one, other] of [
        [outside, inside],
        [inside, outside],
      ] as const) {
        sockets.add(one);
        one
          .on('error', () => other.destroy())
          .on('close', () => {
            sockets.delete(one);
            other.destroy();
          });
        one.pipe(other);
      }
    });
  }
  async function listen() {
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
    ({ port } = server.address() as AddressInfo);
  }
  async function shut() {
    const closed = once(server, 'close');
    server.close();
    for (const socket of sockets) socket.destroy();
    await closed;
  }
  await listen();
  const url = new URL(to);
  url.host = `127.0.0.1:${port}`;
  return {
    url: url.href,
    shut,
    reopen: async () => {
      server = open();
      await listen();
    },
  };
}
export type Door = Awaited<ReturnType<typeof startDoor>>;
