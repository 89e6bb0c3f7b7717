"""Write asyncio-index.json: every public name that the rosetta page has to have, asked of a real CPython.

    python3.13 apps/docs/test/asyncio-index.py > apps/docs/test/asyncio-index.json

It needs 3.13 or newer. What 3.14 added is listed by hand below, and only added where the interpreter does not have it.
"""

import asyncio
import concurrent.futures
import contextvars
import json
import platform
import socket
import sys
from asyncio import base_events

assert sys.version_info >= (3, 13), "needs CPython 3.13 or newer"

# How the page writes the methods of a class: `loop.call_soon()` for AbstractEventLoop.call_soon.
CLASSES = {
    "loop": [asyncio.AbstractEventLoop],
    "server": [asyncio.AbstractServer, base_events.Server],
    "handle": [asyncio.Handle, asyncio.TimerHandle],
    "future": [asyncio.Future],
    "task": [asyncio.Task],
    "runner": [asyncio.Runner],
    "transport": [
        asyncio.BaseTransport,
        asyncio.ReadTransport,
        asyncio.WriteTransport,
        asyncio.Transport,
        asyncio.DatagramTransport,
        asyncio.SubprocessTransport,
    ],
    "protocol": [
        asyncio.BaseProtocol,
        asyncio.Protocol,
        asyncio.BufferedProtocol,
        asyncio.DatagramProtocol,
        asyncio.SubprocessProtocol,
    ],
    "policy": [asyncio.AbstractEventLoopPolicy],
    "executor": [
        concurrent.futures.Executor,
        concurrent.futures.ThreadPoolExecutor,
        concurrent.futures.ProcessPoolExecutor,
    ],
    "executorFuture": [concurrent.futures.Future],
    "var": [contextvars.ContextVar],
    "token": [contextvars.Token],
    "context": [contextvars.Context],
    "sock": [socket.socket],
}

# Functions, classes and errors of modules, which the page writes with their names alone.
MODULES = {
    "asyncio": """
        get_running_loop get_event_loop set_event_loop new_event_loop get_event_loop_policy set_event_loop_policy
        AbstractEventLoopPolicy DefaultEventLoopPolicy run Runner create_task current_task all_tasks ensure_future wrap_future isfuture
        iscoroutine iscoroutinefunction shield sleep eager_task_factory create_eager_task_factory run_coroutine_threadsafe to_thread
        wait wait_for as_completed gather timeout timeout_at TaskGroup
        CancelledError InvalidStateError TimeoutError SendfileNotAvailableError IncompleteReadError LimitOverrunError QueueEmpty QueueFull
        QueueShutDown BrokenBarrierError AbstractEventLoop AbstractServer Server Handle TimerHandle Future Task BaseTransport
        ReadTransport WriteTransport Transport DatagramTransport SubprocessTransport BaseProtocol Protocol BufferedProtocol DatagramProtocol
        SubprocessProtocol open_connection start_server open_unix_connection start_unix_server StreamReader StreamWriter
        create_subprocess_exec create_subprocess_shell Lock Event Condition Semaphore BoundedSemaphore Barrier
        Queue PriorityQueue LifoQueue SelectorEventLoop EventLoop ProactorEventLoop
    """.split(),
    "contextvars": ["ContextVar", "Token", "Context", "copy_context"],
    "concurrent.futures": """
        Executor ThreadPoolExecutor ProcessPoolExecutor Future wait as_completed BrokenExecutor CancelledError TimeoutError
        InvalidStateError
    """.split(),
    "socket": ["socket", "socketpair", "getaddrinfo", "getnameinfo"],
}

# What 3.14 has beside these.
SINCE_3_14 = {
    "concurrent.futures": ["InterpreterPoolExecutor"],
    "executor": ["terminate_workers", "kill_workers"],
    "asyncio": ["capture_call_graph", "format_call_graph", "print_call_graph", "future_add_to_awaited_by", "future_discard_from_awaited_by"],
}

# Not the user's to call, or gone in 3.14; the page does not have them.
LEFT_OUT = {
    "policy": {"get_child_watcher", "set_child_watcher"},
    "executorFuture": {"set_result", "set_exception", "set_running_or_notify_cancel"},
    "sock": {"ioctl", "share"},
}


def members(classes):
    names = {name for one in classes for name in dir(one) if not name.startswith("_")}
    return names - set(dir(BaseException))


names = {}
for prefix, classes in CLASSES.items():
    names[prefix] = members(classes) - LEFT_OUT.get(prefix, set())
names["loop"] |= {"slow_callback_duration"}
for module, wanted in MODULES.items():
    names[module] = set(wanted)
    for name in wanted:
        # The loop of Windows is the one name that only Windows has.
        assert name == "ProactorEventLoop" or hasattr(sys.modules[module], name), f"{module} has no {name}"
for where, added in SINCE_3_14.items():
    names[where] |= set(added)

json.dump({"python": platform.python_version(), "names": {where: sorted(names[where]) for where in names}}, sys.stdout, indent=2)
print()
