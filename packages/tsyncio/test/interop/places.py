"""Where the two sides of a test meet: a place is an object of JSON, the same that places.ts has.

    {"port": PORT}            TCP or UDP on 127.0.0.1; 0 for a free one
    {"path": PATH}            a Unix socket
    {..., "tls": {"ca": FILE, "cert": FILE, "key": FILE, "name": NAME}}
"""

import asyncio
import hashlib
import json
import ssl

HOST = '127.0.0.1'


def describe(data):
    return {'bytes': len(data), 'sha256': hashlib.sha256(data).hexdigest()}


def server_context(tls):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(tls['cert'], tls['key'])
    return context


def client_context(tls):
    return ssl.create_default_context(cafile=tls['ca'])


def say_listening(place):
    print('listening', json.dumps(place), flush=True)


async def listen(place, factory):
    """A server for the streams of a place. Says where it listens."""
    loop = asyncio.get_running_loop()
    context = server_context(place['tls']) if 'tls' in place else None
    if 'path' in place:
        server = await loop.create_unix_server(factory, place['path'], ssl=context)
        say_listening(place)
    else:
        server = await loop.create_server(factory, HOST, place['port'], ssl=context)
        say_listening(place | {'port': server.sockets[0].getsockname()[1]})
    return server


async def connect(place, factory):
    """A client of whoever listens at a place: its transport and protocol."""
    loop = asyncio.get_running_loop()
    tls = {'ssl': client_context(place['tls']), 'server_hostname': place['tls']['name']} if 'tls' in place else {}
    if 'path' in place:
        return await loop.create_unix_connection(factory, place['path'], **tls)
    return await loop.create_connection(factory, HOST, place['port'], **tls)
