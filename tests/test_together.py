"""Calls that are answered together: everybody gets his own answer, and nobody waits for company."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import pytest

from index.together import Together

S = 20  # nobody waits so long unless it fails


def test_one_alone_is_answered_at_once() -> None:
    batches: list[list[int]] = []

    def work(given: Sequence[int]) -> list[int]:
        batches.append(list(given))
        return [10 * each for each in given]

    together = Together(work)
    assert [together(each) for each in (1, 2)] == [10, 20]
    assert batches == [[1], [2]]


class Gate:
    """Work whose first batch waits until as many others have come."""

    def __init__(self, others: int) -> None:
        self.batches: list[list[int]] = []
        self._others, self._begun, self._go = others, threading.Event(), threading.Event()

    def __call__(self, given: Sequence[int]) -> list[int]:
        self.batches.append(list(given))
        if len(self.batches) == 1:
            self._begun.set()
            assert self._go.wait(S)
        if 7 in given:
            raise ValueError("seven")
        return [10 * each for each in given]

    def run(self, together: Together[int, int], first: int, then: Sequence[int]) -> list[int | str]:
        """What each is given, or the words of the error: ``first`` is worked on while the others come."""

        def call(given: int) -> int | str:
            try:
                return together(given)
            except ValueError as error:
                return str(error)

        with ThreadPoolExecutor(len(then) + 1) as pool:
            leading = pool.submit(call, first)
            assert self._begun.wait(S)
            rest = [pool.submit(call, each) for each in then]
            while len(together._waiting) < self._others:
                threading.Event().wait(0.001)
            self._go.set()
            return [each.result(S) for each in (leading, *rest)]


def test_who_comes_meanwhile_is_in_the_next_batch() -> None:
    gate = Gate(5)
    assert gate.run(Together(gate), 1, [2, 3, 4, 5, 6]) == [10, 20, 30, 40, 50, 60]
    assert [sorted(batch) for batch in gate.batches] == [[1], [2, 3, 4, 5, 6]]


def test_no_batch_is_larger_than_said() -> None:
    gate = Gate(5)
    assert gate.run(Together(gate, most=2), 1, [2, 3, 4, 5, 6]) == [10, 20, 30, 40, 50, 60]
    assert [len(batch) for batch in gate.batches] == [1, 2, 2, 1]


def test_an_error_goes_to_those_whose_batch_it_was_and_the_rest_goes_on() -> None:
    gate = Gate(2)
    together = Together(gate)
    assert gate.run(together, 1, [7, 8]) == [10, "seven", "seven"]
    assert together(2) == 20
    with pytest.raises(ValueError, match="seven"):
        together(7)


def test_who_is_broken_off_leaves_the_others_to_be_answered() -> None:
    begun, go = threading.Event(), threading.Event()

    def work(given: Sequence[int]) -> list[int]:
        if 1 in given:
            begun.set()
            assert go.wait(S)
            raise KeyboardInterrupt
        return [10 * each for each in given]

    together = Together(work)

    def broken() -> None:
        with pytest.raises(KeyboardInterrupt):
            together(1)

    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(broken)
        assert begun.wait(S)
        second = pool.submit(together, 2)
        while not together._waiting:
            threading.Event().wait(0.001)
        go.set()
        assert second.result(S) == 20
        first.result(S)
