"""On the Record below a path of a FastAPI application that exists already: python docs/embed/mounted.py

Then open http://127.0.0.1:8000/ for the application's own page, and /office/record/ for On the Record.
"""

from __future__ import annotations

import sys

import uvicorn
from fastapi import FastAPI
from fastapi.responses import HTMLResponse

from qa import open_library
from qa.server.app import mount
from qa.server.settings import load

app = FastAPI()


@app.get("/")
def portal() -> HTMLResponse:
    frame = '<iframe src="/office/record/?embed=1" title="On the Record" width="100%" height="600"></iframe>'
    return HTMLResponse(f"<!doctype html><html lang='en'><title>The office</title><h1>The office</h1>{frame}")


# The settings are those of `ontherecord serve`, from variables and a TOML file; load({...}) takes others.
settings = load().settings
mount(app, "/office/record", open_library(settings.library, settings.model, with_sample=True), settings)

if __name__ == "__main__":
    uvicorn.run(app, host="127.0.0.1", port=int(sys.argv[1]) if sys.argv[1:] else 8000)
