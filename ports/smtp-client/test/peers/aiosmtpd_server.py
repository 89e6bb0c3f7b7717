"""A server of aiosmtpd. Tells where it listens and what it receives, a line of JSON each; ends at the end of its input."""

import asyncio
import base64
import hmac
import json
import logging
import ssl
import sys

from aiosmtpd.smtp import SMTP, AuthResult

options = json.loads(sys.argv[1])
logging.disable(logging.CRITICAL)


def tell(**what):
    print(json.dumps(what), flush=True)


class Handler:
    async def handle_RCPT(self, server, session, envelope, address, rcpt_options):
        if address.startswith("refused"):
            return "550 no such mailbox"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        tell(
            sender=envelope.mail_from,
            mailOptions=envelope.mail_options,
            recipients=envelope.rcpt_tos,
            content=base64.b64encode(envelope.original_content).decode(),
            tls=session.ssl is not None,
            login=session.auth_data if isinstance(session.auth_data, str) else None,
        )
        return "250 queued by aiosmtpd"

    async def auth_CRAM__MD5(self, server, args):
        challenge = b"<1896.697170952@example.test>"
        answer = await server.challenge_auth(challenge)
        name, digest = answer.decode().rsplit(" ", 1)
        expected = hmac.new(options["password"].encode(), challenge, "md5").hexdigest()
        right = name == options["username"] and digest == expected
        return AuthResult(success=right, handled=False, auth_data=name)


def authenticate(server, session, envelope, mechanism, data):
    right = (data.login.decode(), data.password.decode()) == (options["username"], options["password"])
    return AuthResult(success=right, handled=False, auth_data=data.login.decode())


def context():
    made = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    made.load_cert_chain(options["cert"], options["key"])
    return made


async def main():
    loop = asyncio.get_running_loop()
    tls = options["tls"]

    def factory():
        return SMTP(
            Handler(),
            hostname="aiosmtpd.test",
            enable_SMTPUTF8=True,
            tls_context=context() if tls == "starttls" else None,
            require_starttls=tls == "starttls",
            authenticator=authenticate,
            auth_required=options["auth"],
            auth_require_tls=False,
            auth_exclude_mechanism=options["excluded"],
            loop=loop,
        )

    ended = loop.create_future()
    loop.add_reader(0, lambda: sys.stdin.buffer.read1(1) or ended.done() or ended.set_result(None))
    whole = context() if tls == "whole" else None
    if options["path"]:
        server = await loop.create_unix_server(factory, options["path"], ssl=whole)
        tell(port=0)
    else:
        server = await loop.create_server(factory, "127.0.0.1", 0, ssl=whole)
        tell(port=server.sockets[0].getsockname()[1])
    await ended
    server.close()


asyncio.run(main())
