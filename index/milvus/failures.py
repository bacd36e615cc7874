"""What an error of a Milvus server means: whether it may pass, and what can be done."""

from __future__ import annotations

import grpc
from pymilvus import MilvusException

from index.errors import LibraryError

FAILURES = (MilvusException, grpc.RpcError, grpc.FutureTimeoutError)

_BROKEN = (grpc.StatusCode.UNAVAILABLE, grpc.StatusCode.DEADLINE_EXCEEDED, grpc.StatusCode.RESOURCE_EXHAUSTED)
_REFUSED = (grpc.StatusCode.UNAUTHENTICATED, grpc.StatusCode.PERMISSION_DENIED)
# Codes of Milvus: not ready, memory and disk at their limit, too many requests, nodes, channels and replicas that are
# missing for the moment, a collection that is not loaded yet, no connection.
_PASSING = {1, 2, 3, 4, 5, 7, 8, 101, 102, 103, 104, 106, 400, 401, 500, 501, 502, 503, 504, 505, 901, 2001}
_WORDS = ("no available", "not ready", "unavailable", "offline", "timeout", "connect", "rate limit")
_RELEASED = ("not loaded", "'released'")


def passes(error: Exception) -> bool:
    """Whether the same call may succeed a while later."""
    code, said = _code(error), str(error).lower()
    if isinstance(error, grpc.FutureTimeoutError) or code in _BROKEN:
        return True
    if code in _REFUSED or "auth" in said or isinstance(error, grpc.RpcError):
        return False
    return bool(getattr(error, "_retriable", False)) or (code in _PASSING and any(word in said for word in _WORDS))


def released(error: Exception) -> bool:
    """Whether the collection is not loaded: the server was started anew, or somebody released it."""
    return any(sign in str(error).lower() for sign in _RELEASED)


def explained(error: Exception, place: str, waited_s: float) -> LibraryError:
    """The error as people are told of it, ``waited_s`` after the first trial."""
    said = " ".join((getattr(error, "message", "") or str(error)).split())[:300]
    if _code(error) in _REFUSED or "auth" in said.lower():
        return LibraryError(place, f"the server refuses the sign-in ({said})", "set ONTHERECORD_MILVUS_TOKEN")
    if passes(error):
        reason = f"the server did not answer for {waited_s:.0f} s ({said})"
        return LibraryError(place, reason, "see that it runs and can be reached, then try again")
    return LibraryError(place, f"the server refuses a call ({said})", "check its version and its log")


def _code(error: Exception) -> object:
    code = getattr(error, "code", None)
    return code() if callable(code) else code
