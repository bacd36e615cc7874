"""The page in its visitor's language: the one that the address names, else the one chosen before, else the browser's.

It is sent packed, as it is long; nothing of the library is in it, by whose length that could be told. What the page
sends later says its language itself; see static/language.js beside qa.page, which every page begins with.
"""

from __future__ import annotations

import gzip
import json
from functools import cache
from urllib.parse import parse_qs

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from qa.page.ui import script
from qa.server.access.cookies import cookie
from qa.server.asgi import header, path_of
from qa.show.languages import NAMES, Language, language, preferred

COOKIE = "otr_language"  # static/language.js writes it
_PACKED = 5  # of 9: a fourth of its length, in a few ms


class Speaking:
    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] != "GET" or path_of(scope) != "/":
            await self._app(scope, receive, send)
            return
        started: list[Message] = []
        page = bytearray()

        async def told(message: Message) -> None:
            if message["type"] == "http.response.start":
                started.append(message)
                return
            if message["type"] != "http.response.body":  # what only tests are told
                return
            page.extend(message.get("body", b""))
            if not message.get("more_body"):
                packed = "gzip" in header(scope, b"accept-encoding")
                await _send(bytes(page), started[0], language_of(scope), packed, send)

        await self._app(scope, receive, told)


def language_of(scope: Scope) -> Language:
    """What a request that opens a page wants."""
    named = parse_qs(scope["query_string"].decode("latin-1")).get("lang", [""])[0]
    for code in (named.lower().partition("-")[0], cookie(scope, COOKIE)):
        if code in NAMES:
            return language(code)
    return preferred(header(scope, b"accept-language"))


async def _send(page: bytes, start: Message, spoken: Language, packed: bool, send: Send) -> None:
    headers = [(name, value) for name, value in start["headers"] if name.lower() != b"content-length"]
    if dict(headers).get(b"content-type", b"").startswith(b"text/html"):
        page = page.replace(b'lang="en"', f'lang="{spoken.code}"'.encode(), 1).replace(b"<head>", _head(spoken), 1)
        headers.append((b"vary", b"accept-language, cookie, accept-encoding"))
        if packed:
            page = gzip.compress(page, _PACKED, mtime=0)
            headers.append((b"content-encoding", b"gzip"))
    await send({**start, "headers": [*headers, (b"content-length", str(len(page)).encode())]})
    await send({"type": "http.response.body", "body": page})


@cache
def _head(spoken: Language) -> bytes:
    """What the page begins with: the language, its words, and the script that has to do with both."""
    told = json.dumps({"code": spoken.code, "names": NAMES, "words": dict(spoken.words)}, ensure_ascii=False)
    told = told.replace("<", "\\u003c")
    return f"<head><script>window.otrLanguage = {told};\n{script('language.js')}</script>".encode()
