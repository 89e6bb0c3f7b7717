# A Unix datagram server at argv[1] that does what it is told on its standard input, one answer a line.
import json
import os
import socket
import sys

path = sys.argv[1]


def listen():
    server = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    server.bind(path)
    server.settimeout(100)
    return server


def take(server, count):
    return [server.recv(65536).decode() for _ in range(count)]


def answer(value):
    print(json.dumps(value), flush=True)


server = listen()
answer('ready')
for line in sys.stdin:
    command, *rest = line.split()
    if command == 'take':
        answer(take(server, int(rest[0])))
    elif command == 'restart':
        server.close()
        os.unlink(path)
        server = listen()
        answer('restarted')
