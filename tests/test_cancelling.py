"""A question that nobody waits for any more ends at its next step, whatever it asks, and leaves nothing behind."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from qa.answer import Answer
from qa.ask import ask
from qa.cancelling import Cancelled, cancellable, step
from qa.library import Library
from qa.page.chat import Conversation
from qa.question import Question
from qa.server.asked import counted
from qa.server.metrics import Metrics
from qa.server.remembered import remembered
from tests.serving import TRADE, VOTE
from tests.whole import library_in


@pytest.fixture
def library(tmp_path: Path) -> Library:
    return library_in(tmp_path, ("trade.txt", TRADE), ("vote.txt", VOTE))


def after(steps: int) -> Callable[[], bool]:
    """A signal that is given once it was looked at so many times."""
    looked = iter(range(steps))
    return lambda: next(looked, None) is None


@pytest.mark.parametrize(
    "question",
    [
        "what about trade?",
        "what did Anna Lee say about the vote?",
        "who mentioned trade?",
        "how often was trade mentioned?",
        "which questions were asked?",
        "what did Macron say about ships?",
    ],
)
def test_it_ends_at_whichever_step_it_is_given_up(library: Library, question: str) -> None:
    whole, looked = ask(question, library), 0
    while True:
        try:
            with cancellable(after(looked)):
                found = ask(question, library)
            break
        except Cancelled:
            looked += 1
    assert looked > 1
    assert found == whole == ask(question, library)


def test_without_a_signal_nothing_is_given_up() -> None:
    step()
    with cancellable(lambda: True), pytest.raises(Cancelled):
        step()
    step()


def until_stopped(begun: threading.Event) -> Callable[..., Answer]:
    """Asks for ever where the question is about China, and at once otherwise."""

    def asking(question: str, library: Library, **given: Any) -> Answer:
        while "China" in question:
            begun.set()
            time.sleep(0.005)
            step()
        return ask(question, library, **given)

    return asking


def test_stopping_frees_the_thread_that_answers(library: Library) -> None:
    talk, begun = Conversation(), threading.Event()
    talk.put("What about China?")
    with ThreadPoolExecutor(1) as thread:
        answering = thread.submit(talk.finish, library, until_stopped(begun))
        assert begun.wait(60)
        talk.stop()
        answering.result(60)
    assert "<strong>Stopped.</strong>" in talk.exchanges[0].answer
    talk.put("What about trade?")
    talk.finish(library, until_stopped(begun))
    assert "It is trade in ships." in talk.exchanges[1].answer


def test_a_name_that_changes_meanwhile_is_in_the_answer(library: Library) -> None:
    """What is being answered is begun anew, with the name that the speaker has now."""
    talk, begun, renamed = Conversation(), threading.Event(), threading.Event()

    def asking(question: str, library: Library, **given: Any) -> Answer:
        begun.set()
        assert renamed.wait(60)
        step()
        return ask(question, library, **given)

    talk.put("trade", ["A. Lee"])
    with ThreadPoolExecutor(1) as thread:
        answering = thread.submit(talk.finish, library, asking)
        assert begun.wait(60)
        talk.renamed({"A. Lee": "Anna Lee"})
        renamed.set()
        answering.result(60)
    assert "It is trade in ships." in talk.exchanges[0].answer


def test_what_was_given_up_is_counted_as_such_and_not_remembered(library: Library) -> None:
    metrics = Metrics(library)
    asking = counted(remembered(ask), metrics, words=False)
    with cancellable(lambda: True), pytest.raises(Cancelled):
        asking("what about trade?", library)
    assert asking("what about trade?", library).quotes
    assert isinstance(asking("what about trade?", library).question, Question)
    assert b'outcome="stopped"} 1.0' in metrics.text()
