// Sends every UDP datagram back with node:dgram. The look-up of an address that is a number already is spared, as the documentation advises.
import { createSocket } from 'node:dgram';

const lookup = (host, options, callback) => (typeof options === 'function' ? options : callback)(null, host, 4);
const server = createSocket({ type: 'udp4', lookup });

server.on('message', (message, sender) => server.send(message, sender.port, sender.address));
server.bind(0, '127.0.0.1', () => console.log(`listening ${server.address().port}`));
