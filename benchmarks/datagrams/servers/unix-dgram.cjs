// Sends every Unix datagram back. argv: the package that gives the sockets, which may be the original or ours, and a path.
const [name, path] = process.argv.slice(2);
const { createSocket } = require(name);

const server = createSocket('unix_dgram', (message, sender) => {
  server.send(message, 0, message.length, sender.path);
});
server.on('listening', () => console.log('listening 0'));
server.bind(path);
