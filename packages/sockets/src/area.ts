import type { Area, SocketApi } from '@tsyncio/core';
import { type SocketKernel, stateOf } from '@tsyncio/core/area';
import { addReader, addWriter, removeReader, removeWriter } from './readers.ts';
import { sockAccept } from './sock-accept.ts';
import { sockConnect } from './sock-connect.ts';
import { sockRecv, sockRecvInto } from './sock-recv.ts';
import { sockSendall } from './sock-sendall.ts';

/** Raw sockets and readiness of descriptors. */
export function sockets(): Area<'sockets', SocketApi, object, SocketKernel> {
  return {
    name: 'sockets',
    install: (loop) => {
      const state = stateOf(loop);
      return {
        sockRecv: (sock, nbytes) => sockRecv(state, sock, nbytes),
        sockRecvInto: (sock, buffer) => sockRecvInto(state, sock, buffer),
        sockSendall: (sock, data) => sockSendall(state, sock, data),
        sockConnect: (sock, address) => sockConnect(state, sock, address),
        sockAccept: (sock) => sockAccept(state, sock),
        addReader: (fd, callback, ...args) => addReader(state, fd, callback, args),
        removeReader: (fd) => removeReader(state, fd),
        addWriter: (fd, callback, ...args) => addWriter(state, fd, callback, args),
        removeWriter: (fd) => removeWriter(state, fd),
      };
    },
  };
}
