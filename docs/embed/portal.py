"""A portal on another origin, with On the Record in a frame and as a component: python docs/embed/portal.py

First start the server so that it lets itself be framed there:

    ontherecord serve --frame-ancestors http://127.0.0.1:8000

Then open http://127.0.0.1:8000/iframe.html and /component.html.
"""

from __future__ import annotations

import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

HERE = Path(__file__).parent
PAGES = {f"/{path.name}": path for path in HERE.glob("*.html")}


class Portal(BaseHTTPRequestHandler):
    record = "http://127.0.0.1:7860"  # where On the Record is

    def do_GET(self) -> None:
        page = PAGES.get(self.path)
        text = page.read_text("utf-8").replace("http://127.0.0.1:7860", self.record) if page else "Not here"
        self.send_response(200 if page else 404)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.end_headers()
        self.wfile.write(text.encode())

    def log_message(self, *_: object) -> None:
        pass


if __name__ == "__main__":
    port, *record = sys.argv[1:] or ["8000"]
    Portal.record = record[0].rstrip("/") if record else Portal.record
    ThreadingHTTPServer(("127.0.0.1", int(port)), Portal).serve_forever()
