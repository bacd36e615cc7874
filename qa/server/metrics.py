"""Figures of one server for Prometheus: questions with how they ended, times, requests, and the library's size."""

from __future__ import annotations

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Histogram,
    PlatformCollector,
    ProcessCollector,
    generate_latest,
)
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from qa.library import Library

_SECONDS = (0.01, 0.025, 0.05, 0.1, 0.2, 0.3, 0.5, 1, 2, 5, 10)
_PARTS = ("api", "mcp", "gradio_api", "healthz", "readyz", "metrics")
_METHODS = ("GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE")


class Metrics:
    def __init__(self, library: Library) -> None:
        self._registry = CollectorRegistry()
        ProcessCollector(registry=self._registry)
        PlatformCollector(registry=self._registry)
        self._registry.register(_Size(library))
        self._questions = Counter(
            "ontherecord_questions",
            "Questions by how they ended: answered, a kind of silence, stopped, or error",
            ["outcome"],
            registry=self._registry,
        )
        self._answers = Histogram(
            "ontherecord_answer_seconds", "Seconds until an answer", buckets=_SECONDS, registry=self._registry
        )
        self._requests = Counter(
            "ontherecord_requests", "Requests by part and status", ["part", "method", "status"], registry=self._registry
        )
        self._times = Histogram(
            "ontherecord_request_seconds", "Seconds of a request", ["part"], buckets=_SECONDS, registry=self._registry
        )

    def question(self, outcome: str, seconds: float) -> None:
        self._questions.labels(outcome).inc()
        self._answers.observe(seconds)

    def request(self, path: str, method: str, status: int, seconds: float) -> None:
        """Paths and methods are anybody's to make up, and a series for each would fill the memory: few are told."""
        part = path.split("/")[1]
        part = part if part in _PARTS else "page"
        self._requests.labels(part, method if method in _METHODS else "other", str(status)).inc()
        if "/heartbeat/" not in path and not path.endswith("/queue/data"):  # which last as long as a page is open
            self._times.labels(part).observe(seconds)

    def text(self) -> bytes:
        return generate_latest(self._registry)


class _Size(Collector):
    """Of the library as it is when asked."""

    def __init__(self, library: Library) -> None:
        self._library = library

    def collect(self) -> list[GaugeMetricFamily]:
        turns, transcripts = self._library.searched()
        return [
            GaugeMetricFamily("ontherecord_transcripts", "Transcripts in the library", transcripts),
            GaugeMetricFamily("ontherecord_turns", "Turns in the library", turns),
            GaugeMetricFamily("ontherecord_passages", "Passages in the library", self._library.store.size()),
        ]

    def describe(self) -> list[GaugeMetricFamily]:
        return []  # else the library is read when the server is made
