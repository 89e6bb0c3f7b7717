"""The original: run a scenario against a server, and print how it ended, as JSON."""

import asyncio
import email
import email.policy
import json
import sys
import textwrap

import aiosmtplib

given = json.loads(sys.argv[1])


def parsed(text):
    return email.message_from_string(text, policy=email.policy.SMTPUTF8)


names = {"aiosmtplib": aiosmtplib, "parsed": parsed}
exec("async def scenario(client):\n" + textwrap.indent(textwrap.dedent(given["scenario"]), "    "), names)


async def main():
    client = aiosmtplib.SMTP(
        hostname=given["hostname"],
        port=given["port"],
        local_hostname="client.test",
        start_tls=False,
        timeout=100,
    )
    try:
        return await names["scenario"](client)
    except aiosmtplib.SMTPException as error:
        return [type(error).__name__, getattr(error, "code", None)]
    finally:
        client.close()


print(json.dumps(asyncio.run(main())))
