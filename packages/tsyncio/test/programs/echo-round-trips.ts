import { newEventLoop, type Socket, socket } from '../../src/index.ts';

/** A loop of its own, a server and a client on it, and `times` messages there and back; how many bytes came back. */
export async function echoRoundTrips(times: number): Promise<number> {
  const loop = newEventLoop();
  try {
    return await loop.runUntilComplete(async () => {
      using listener = socket();
      listener.bind({ host: '127.0.0.1', port: 0 });
      listener.listen();
      using client = socket();
      const accepted = loop.sockAccept(listener);
      await loop.sockConnect(client, listener.getsockname());
      const [peer] = await accepted;
      using server = peer;
      const served = loop.createTask(() => serve(server));
      let received = 0;
      for (let sent = 0; sent < times; sent++) {
        await loop.sockSendall(client, `message ${sent}`.padEnd(1000));
        for (const end = received + 1000; received < end; ) received += (await loop.sockRecv(client, 4096)).length;
      }
      client.shutdown('write');
      if ((await served) !== received) throw new Error('the server saw another number of bytes');
      return received;
    });
  } finally {
    loop.close();
  }

  async function serve(peer: Socket): Promise<number> {
    for (let total = 0; ; ) {
      const data = await loop.sockRecv(peer, 4096);
      if (data.length === 0) return total;
      total += data.length;
      await loop.sockSendall(peer, data);
    }
  }
}
