"""Services made for whoever asks: each works on the library as that visitor may see it, in the visitor's language, and
none outlives its use.
"""

from __future__ import annotations

from collections.abc import Callable
from copy import copy
from functools import lru_cache
from typing import Any, ClassVar, Protocol, TypeVar, cast

from qa.library import Library
from qa.page.chat import Ask
from qa.show.languages import Language, preferred

KEPT = 64  # services with what they remember of a library in its present state, such as examples


class PageService(Protocol):
    """What a page's script calls. ``calls`` names the methods that it may; each takes one JSON value and gives one.

    ``language`` is what it answers in.
    """

    calls: ClassVar[tuple[str, ...]]
    language: Language

    def __init__(self, library: Library, ask: Ask) -> None: ...


S = TypeVar("S", bound=PageService)


class Services:
    """``seen`` gives the library that a request may see, ``visitor`` the name of who makes it; both take Starlette's
    request. Without them everybody sees all of ``library``, and nobody has a name.
    """

    def __init__(
        self,
        library: Library,
        ask: Ask,
        seen: Callable[[Any], Library] | None = None,
        visitor: Callable[[Any], str] | None = None,
    ) -> None:
        self.ask = ask
        self._seen = seen or (lambda _: library)
        self._visitor = visitor or (lambda _: "")
        self._made = lru_cache(KEPT)(lambda kind, seen: kind(seen, ask))
        self._speaking = lru_cache(KEPT)(_speaking)

    def library(self, request: object) -> Library:
        return self._seen(_raw(request))

    def visitor(self, request: object) -> str:
        return self._visitor(_raw(request))

    def language(self, request: object) -> Language:
        """What the page asks for in every request; see static/language.js."""
        return preferred(str(getattr(_raw(request), "headers", {}).get("accept-language", "")))

    def of(self, kind: type[S], request: object) -> S:
        """In each language the same service, with all that it remembers."""
        return cast(S, self._speaking(self._made(kind, self.library(request)), self.language(request)))


def _speaking(service: PageService, language: Language) -> PageService:
    """The same service in a language."""
    speaking = copy(service)
    speaking.language = language
    return speaking


def _raw(request: object) -> object:
    """Starlette's request; Gradio's handlers get it wrapped, its server functions do not."""
    return getattr(request, "request", request)
