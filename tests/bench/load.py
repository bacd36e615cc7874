"""Many users of a server, or of several on one library, at once over the API: how long answers take, whether any fails.

    ontherecord serve --port 7860 --rate-user 0 --rate-address 0 --log-level warning &
    python -m tests.bench.load http://127.0.0.1:7860 [ANOTHER …] [--users 300] [--seconds 60] [--think 3] [--add 50]
                               [--fill 20000]

Each user asks, thinks for about as long as ``--think``, and asks again: of the library's own people and words, so that
most questions are new to the server. ``--add`` files are added meanwhile, one after the other, and removed at the end.
``--fill`` first adds made-up meetings until the library has that many passages. Each user stays with one server; files
are added by the first.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import re
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import AsyncExitStack
from itertools import cycle

import httpx2 as httpx
import numpy as np

TOPICS = (
    "the budget,harbour dues,the school roof,night trains,water prices,the new bridge,wheat exports,rent control,"
    "the vaccine trial,staff shortages,the merger,fishing quotas,street lights,the pension fund,data protection,"
    "the tram line,flood defences,the library hours,energy costs,the trade agreement"
).split(",")
SAYINGS = (
    "We have looked at {0} again, and the committee cannot support it as it stands.",
    "My concern about {0} is the cost: {1} million a year is more than we set aside.",
    "On {0} I would rather wait for the report, which is due in {2}.",
    "Nobody has asked the people in {3} what they think of {0}.",
    "Let me be clear: {0} was agreed in {2}, and it will be done by the end of the year.",
    "I disagree with the chair on {0}; the figures from {3} say otherwise.",
    "There were {1} letters about {0}, and most of them were in favour.",
    "Before we vote on {0}, could somebody explain what happened in {3}?",
)
FIRST = "Ana,Bo,Cleo,Dev,Esi,Finn,Gita,Hugo,Ines,Jon,Kira,Lars,Mina,Nuno,Olga,Per,Rosa,Sven,Tova,Uma".split(",")
LAST = "Lima,Chen,Ruiz,Patel,Mensah,Larsen,Rao,Weber,Costa,Berg,Sato,Holm,Khan,Alves,Novak,Dahl,Silva,Lund".split(",")
MONTHS = "January,February,March,April,May,June,July,September,October,November".split(",")
PLACES = "Northgate,Elmswell,Port Row,Saltby,Wick End,Haverton,Lowmoor,Kings Mill,Ashby,Fairlea".split(",")


def meeting(number: int, turns: int) -> tuple[str, bytes]:
    """Minutes that nobody else has, always the same for a number."""
    chance = random.Random(number)
    people = [f"{chance.choice(FIRST)} {chance.choice(LAST)}" for _ in range(6)]
    lines = []
    for _ in range(turns):
        said = " ".join(
            chance.choice(SAYINGS).format(
                chance.choice(TOPICS), chance.randint(2, 900), chance.choice(MONTHS), chance.choice(PLACES)
            )
            for _ in range(chance.randint(2, 5))
        )
        lines.append(f"{chance.choice(people).upper()}: {said}")
    return f"meeting-{number:05}.txt", "\n\n".join(lines).encode()


def questions(people: Sequence[str], seed: int) -> Iterator[str]:
    chance = random.Random(seed)
    while True:
        topic, place, who = chance.choice(TOPICS), chance.choice(PLACES), chance.choice(people)
        yield chance.choice(
            (
                f"what did {who} say about {topic}?",
                f"what did {who} say about {topic} in {place}?",
                f"who asked about {topic} in {place}?",
                f"how much does {topic} cost in {chance.choice(MONTHS)}?",
                f"{who} on {topic} and {chance.choice(TOPICS)}",
                f"what was said about {topic} and the letters from {place}?",
            )
        )


async def user(
    client: httpx.AsyncClient, asked: Iterator[str], think: float, until: float, times: list[float], ended: Counter[str]
) -> None:
    await asyncio.sleep(random.uniform(0, think))  # not all at once
    while time.perf_counter() < until:
        start = time.perf_counter()
        try:
            response = await client.post("/api/v1/ask", json={"question": next(asked)})
            ended[str(response.status_code)] += 1
        except httpx.HTTPError as error:
            ended[type(error).__name__] += 1
        times.append(time.perf_counter() - start)
        await asyncio.sleep(random.uniform(0.5, 1.5) * think)


async def put(client: httpx.AsyncClient, number: int, turns: int = 40) -> str:
    """Add a meeting. Returns its id."""
    name, data = meeting(number, turns)
    response = await client.post("/api/v1/transcripts", files=[("files", (name, data))], timeout=600)
    response.raise_for_status()
    found = re.search(r'"([0-9a-f]{16})"', response.text)
    assert found, response.text
    return found[1]


async def passages(client: httpx.AsyncClient) -> int:
    figures = (await client.get("/metrics")).text
    return int(float(figures.partition("\nontherecord_passages ")[2].partition("\n")[0]))


async def run(chosen: argparse.Namespace) -> None:
    limits = httpx.Limits(max_connections=None)
    async with AsyncExitStack() as opened:
        clients = [
            await opened.enter_async_context(httpx.AsyncClient(base_url=server, limits=limits, timeout=60))
            for server in chosen.servers
        ]
        client = clients[0]
        number = 1_000_000
        while await passages(client) < chosen.fill:
            await put(client, number, 400)
            number += 1
        listed = (await client.get("/api/v1/people", params={"limit": 100})).json()["items"]
        people = [person.get("name") or person.get("who") for person in listed]
        times: list[float] = []
        ended: Counter[str] = Counter()
        until = time.perf_counter() + chosen.seconds
        users = [
            asyncio.create_task(user(each, questions(people, seed), chosen.think, until, times, ended))
            for seed, each in zip(range(chosen.users), cycle(clients), strict=False)
        ]
        added = [await put(client, seed) for seed in range(chosen.add)]
        adding = time.perf_counter() - (until - chosen.seconds)
        await asyncio.gather(*users)
        for transcript in added:
            await client.delete(f"/api/v1/transcripts/{transcript}")
        report(chosen, await passages(client), times, ended, adding)


def report(chosen: argparse.Namespace, size: int, times: Sequence[float], ended: Counter[str], adding: float) -> None:
    p50, p95, p99 = 1000 * np.percentile(times, [50, 95, 99])
    failed = sum(count for how, count in ended.items() if how != "200")
    print(
        f"{chosen.users} users, {chosen.think:.0f} s think time, {size:,} passages, {len(times) / chosen.seconds:.0f}/s"
    )
    print(f"p50 {p50:.0f} ms  p95 {p95:.0f} ms  p99 {p99:.0f} ms  failed {failed} of {len(times)}  {dict(ended)}")
    if chosen.add:
        print(f"{chosen.add} files added meanwhile, in {adding:.0f} s")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("servers", nargs="+")
    for name, value in (("users", 300), ("seconds", 60), ("think", 3.0), ("add", 50), ("fill", 0)):
        parser.add_argument(f"--{name}", type=type(value), default=value)
    asyncio.run(run(parser.parse_args()))


if __name__ == "__main__":
    main()
