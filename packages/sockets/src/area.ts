import type { AnySocketApi, Area, SocketApi } from '@tsyncio/core';
import { type SocketKernel, stateOf } from '@tsyncio/core/area';
import { addReader, addWriter, removeReader, removeWriter } from './readers.ts';
import { sockAccept } from './sock-accept.ts';
import { sockConnect } from './sock-connect.ts';
import { sockRecvmsg, sockSendmsg } from './sock-messages.ts';
import { sockRecv, sockRecvInto } from './sock-recv.ts';
import { sockRecvfrom, sockRecvfromInto } from './sock-recvfrom.ts';
import { sockSendall } from './sock-sendall.ts';
import { sockSendfile } from './sock-sendfile.ts';
import { sockSendto } from './sock-sendto.ts';

/** Raw sockets and readiness of descriptors. */
export function sockets(): Area<'sockets', AnySocketApi & SocketApi, object, SocketKernel> {
  return {
    name: 'sockets',
    install: (loop) => {
      const state = stateOf(loop);
      const methods: AnySocketApi = {
        sockRecv: (sock, nbytes) => sockRecv(state, sock, nbytes),
        sockRecvInto: (sock, buffer) => sockRecvInto(state, sock, buffer),
        sockRecvfrom: (sock, bufsize) => sockRecvfrom(state, sock, bufsize),
        sockRecvfromInto: (sock, buffer, nbytes) => sockRecvfromInto(state, sock, buffer, nbytes),
        sockSendall: (sock, data) => sockSendall(state, sock, data),
        sockSendto: (sock, data, address) => sockSendto(state, sock, data, address),
        sockConnect: (sock, address) => sockConnect(state, sock, address),
        sockSendmsg: (sock, buffers, options) => sockSendmsg(state, sock, buffers, options),
        sockRecvmsg: (sock, nbytes, options) => sockRecvmsg(state, sock, nbytes, options),
        sockSendfile: (sock, file, options) => sockSendfile(state, sock, file, options),
        sockAccept: (sock) => sockAccept(state, sock),
        addReader: (fd, callback, ...args) => addReader(state, fd, callback, args),
        removeReader: (fd) => removeReader(state, fd),
        addWriter: (fd, callback, ...args) => addWriter(state, fd, callback, args),
        removeWriter: (fd) => removeWriter(state, fd),
      };
      return methods as AnySocketApi & SocketApi;
    },
  };
}
