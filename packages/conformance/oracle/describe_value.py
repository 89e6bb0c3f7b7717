"""Values as both languages trace them: the twin of src/describe-value.ts and src/report-of.ts."""

import asyncio
import json
import math

FIXED_WORDS = [
    "Exception in callback",
    "Unhandled error in exception handler",
    "unhandled exception during",
    "exception was never retrieved",
    "was destroyed but",
]
FOUND_BY_COLLECTION = ["exception was never retrieved", "was destroyed but"]


def describe_value(value):
    if value is None or isinstance(value, (bool, str)):
        return value
    if isinstance(value, (int, float)):
        return value if math.isfinite(value) else str(float(value))
    if isinstance(value, BaseException):
        return {"error": error_name(value)}
    if isinstance(value, (list, tuple)):
        return [describe_value(entry) for entry in value]
    if isinstance(value, (bytes, bytearray, memoryview)):
        return {"bytes": bytes(value).decode("latin-1")}
    if isinstance(value, (set, frozenset)):
        return sorted((describe_value(entry) for entry in value), key=lambda entry: json.dumps(entry, separators=(",", ":")))
    if isinstance(value, dict):
        return {key: describe_value(entry) for key, entry in value.items()}
    return describe_asyncio(value)


def describe_asyncio(value):
    if isinstance(value, asyncio.AbstractEventLoop):
        return "loop"
    if isinstance(value, asyncio.Task):
        return {"task": future_state(value)}
    if asyncio.isfuture(value):
        return {"future": future_state(value)}
    if isinstance(value, asyncio.TimerHandle):
        return {"timer": "cancelled" if value.cancelled() else "scheduled"}
    if isinstance(value, asyncio.Handle):
        return {"handle": "cancelled" if value.cancelled() else "scheduled"}
    raise TypeError(f"a {type(value).__name__} cannot be traced: trace what is known about it")


def future_state(future):
    if not future.done():
        return "pending"
    if future.cancelled():
        return "cancelled"
    return "finished" if future.exception() is None else "failed"


def error_name(error):
    if not isinstance(error, BaseException):
        raise TypeError(f"an exception was expected, got {error!r}")
    return type(error).__name__


def report_of(context):
    message = next((words for words in FIXED_WORDS if words in context["message"]), context["message"])
    return {"message": message, "keys": sorted(context), "exception": describe_value(context.get("exception"))}


def comes_with_collection(context):
    return any(words in context["message"] for words in FOUND_BY_COLLECTION)
