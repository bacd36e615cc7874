"""The library as the one who asks may see it, and may change it."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Sequence

from starlette.requests import HTTPConnection

from index.visible import Told, VisibleStore
from qa.library import Library
from qa.server.access.audit import Audit
from qa.server.access.register import Register
from qa.server.access.visitor import Visitor, visitor_of

_KEPT = 256  # of libraries as they are seen, with what is known of their people


class Views:
    """The library as each may see it: one view for all who see the same, and one for each who may change it."""

    def __init__(
        self, library: Library, audit: Audit, read_only: bool = False, register: Register | None = None
    ) -> None:
        """``register`` forgets who could read a collection when that goes, lest they can read the next of its name."""
        self._library, self._audit, self._read_only, self._register = library, audit, read_only, register
        self._views: OrderedDict[tuple[frozenset[str] | None, str], Library] = OrderedDict()
        self._lock = threading.Lock()

    def of(self, visitor: Visitor) -> Library:
        editor = visitor.name if visitor.role.may_change and not self._read_only else ""
        key = visitor.collections, editor
        with self._lock:
            view = self._views.get(key)
            if view is None:
                view = self._views[key] = self._view(visitor.collections, editor)
            self._views.move_to_end(key)
            while len(self._views) > _KEPT:
                self._views.popitem(last=False)
            return view

    def _view(self, collections: frozenset[str] | None, editor: str) -> Library:
        store = VisibleStore(
            self._library.store, collections, changeable=bool(editor), told=self._telling(editor) if editor else None
        )
        return self._library.through(store)

    def _telling(self, who: str) -> Told:
        def told(did: str, about: Sequence[str]) -> None:
            self._audit.note(who, did, about)
            if did == "disband" and self._register:
                self._register.ungrant(about[0])

        return told


def library_for(request: HTTPConnection) -> Library:
    """The library for whoever makes a request, which a guard has let in."""
    views: Views = request.app.state.views
    return views.of(visitor_of(request))
