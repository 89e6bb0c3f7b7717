const { once } = require('node:events');
const { connect } = require('node:net');

/** A server of tsyncio's, and a client of Node's that sends it a greeting; what came back. */
async function echo(loop) {
  let peer;
  const protocol = {
    connectionMade(transport) {
      peer = transport;
    },
    dataReceived(data) {
      peer.write(data);
    },
  };
  const server = await loop.createServer(() => protocol, { host: '127.0.0.1', port: 0 });
  const { port } = server.sockets[0].getsockname();
  const client = connect(port, '127.0.0.1');
  client.write('echo');
  const [data] = await once(client, 'data');
  client.destroy();
  server.close();
  await loop.createTask(() => server.waitClosed());
  return String(data);
}

exports.echo = echo;
