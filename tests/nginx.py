"""A real nginx, with what stands in the samples of docs/deploy in its section ``http``."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.ports import wait_for

NGINX = shutil.which("nginx") or shutil.which("/usr/sbin/nginx")
needed = pytest.mark.skipif(NGINX is None, reason="nginx is not installed; on Debian: apt-get install nginx-light")

_AROUND = """
daemon off; master_process off; pid {folder}/pid; error_log {folder}/error.log;
events {{ worker_connections 256; }}
http {{
  access_log off; client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/f;
  uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s;
  {inside}
}}
"""


@contextmanager
def running(folder: Path, port: int, inside: str) -> Iterator[None]:
    """It listens on ``port``, which ``inside`` says."""
    config = folder / f"nginx-{port}.conf"
    config.write_text(_AROUND.format(folder=folder, inside=inside), "utf-8")
    with subprocess.Popen([str(NGINX), "-p", str(folder), "-c", str(config)]) as process:
        try:
            wait_for(process, port)
            yield
        finally:
            process.terminate()
