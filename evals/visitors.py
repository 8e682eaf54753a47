"""Many visitors at once, each with an article of their own: ``python -m evals.visitors``.

A real server is started and spoken to over HTTP, as browsers do. Every visitor adds an article in
which the same roles are held by other people, and asks the same questions; so whatever one visitor
is shown of another's is a name that nobody else has. Counted are right answers and strangers'
names; timed is the wait from sending a question to its whole answer.
"""

from __future__ import annotations

import argparse
import json
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from random import Random
from threading import Barrier

import httpx

from evals.bench import Spread, machine, spread
from evals.errors import PageError
from evals.visitor import Visitor

ROLES = (
    ("mayor", "who was elected in the spring"),
    ("baker", "whose ovens are lit before dawn"),
    ("doctor", "whose practice is by the bridge"),
    ("teacher", "who has a class of twenty"),
    ("librarian", "who opens the library at ten"),
    ("judge", "who sits on Thursdays"),
    ("gardener", "who planted the limes"),
    ("organist", "who plays on Sundays"),
    ("ferryman", "whose boat takes twelve"),
    ("blacksmith", "who shoes the horses"),
)
"""Who is asked for, and what else is said of them."""

TOWN = (
    "A town by the river\n\nThe town lies where two rivers meet. It has a market on Mondays, and a "
    "fair in the autumn that draws people from all over the valley.\n"
)
"""The article that everyone sees."""

_STARTS = ("Bel", "Dra", "Fen", "Gor", "Hul", "Jas", "Kor", "Lun", "Mir", "Nev", "Pol", "Quil")
_MIDDLES = ("a", "e", "i", "o", "u", "ar", "en", "il", "or", "un")
_ENDS = ("back", "dane", "ford", "gast", "holt", "lund", "mark", "nick", "rath", "sand", "veld")


@dataclass(frozen=True, slots=True)
class Visit:
    """What came of one visit: waits in seconds, right answers, and strangers' names seen."""

    waits: tuple[float, ...]
    right: int
    strangers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Result:
    """All visits: how many questions were answered rightly, how long they took, what leaked."""

    visitors: int
    questions: int
    right: int
    leaks: int
    wait: Spread
    seconds: float
    machine: str


def names(count: int, seed: int = 5) -> list[str]:
    """So many different surnames that no text holds; none is part of another."""
    random = Random(seed)
    found: dict[str, None] = {}
    while len(found) < count:
        found[random.choice(_STARTS) + random.choice(_MIDDLES) + random.choice(_ENDS)] = None
    return list(found)


def article(own: Sequence[str]) -> str:
    """One visitor's article, with a name for each role."""
    told = [
        f"The {role} of the upper town is Kim {name}, {more}."
        for (role, more), name in zip(ROLES, own, strict=False)
    ]
    return "Who is who in the upper town\n\n" + "\n\n".join(told) + "\n"


def question(role: str) -> str:
    """The question for one role.

    >>> question("baker")
    'Who is the baker of the upper town?'
    """
    return f"Who is the {role} of the upper town?"


def visit(address: str, number: int, every: Sequence[Sequence[str]], start: Barrier) -> Visit:
    """One visitor's whole visit: half of them paste their article, the others send it as a file.

    Everybody asks first when everybody has come.
    """
    own = every[number]
    visitor = Visitor.at(address)
    try:
        if number % 2:
            visitor.paste(article(own))
        else:
            visitor.upload(f"who-{number}.txt", article(own).encode())
        start.wait(timeout=600)
        waits, right = [], 0
        for (role, _), name in zip(ROLES, own, strict=False):
            began = time.perf_counter()
            event = visitor.ask(question(role))
            waits.append(time.perf_counter() - began)
            right += _latest(visitor.shown("talk")).count(name) > 0
            visitor.follow(event)
    except BaseException:
        start.abort()  # nobody waits for one who does not come
        raise
    finally:
        visitor.close()
    seen = "".join(visitor.received)
    others = [name for n, theirs in enumerate(every) if n != number for name in theirs]
    return Visit(tuple(waits), right, tuple(name for name in others if name in seen))


def _latest(talk: str) -> str:
    """The last turn of a conversation."""
    return talk[talk.rfind("<section") :]


def measure(address: str, visitors: int, questions: int) -> Result:
    """Sends visitors to a page, all at once. Raises ``PageError``."""
    at = machine()
    flat = names(visitors * questions)
    every = [flat[n * questions : (n + 1) * questions] for n in range(visitors)]
    start = Barrier(visitors)
    began = time.perf_counter()
    with ThreadPoolExecutor(visitors) as pool:
        going = [pool.submit(visit, address, n, every, start) for n in range(visitors)]
        visits = [one.result() for one in going]
    return Result(
        visitors,
        visitors * questions,
        sum(v.right for v in visits),
        sum(len(v.strangers) for v in visits),
        spread([wait for v in visits for wait in v.waits]),
        round(time.perf_counter() - began, 1),
        at,
    )


@contextmanager
def server(folder: Path) -> Iterator[str]:
    """A server of its own over an article in ``folder``; gives its address."""
    articles = folder / "articles"
    articles.mkdir()
    (articles / "town.txt").write_text(TOWN, encoding="utf-8")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-c", "from rag.cli import main; main()", "chat"]
    options = ["--source", articles, "--data", folder / "data", "--port", port]
    with subprocess.Popen(  # our own command line, with the interpreter that runs this
        [*command, *map(str, options)], stdout=subprocess.DEVNULL
    ) as process:
        try:
            yield _opened(f"http://127.0.0.1:{port}", process)
        finally:
            process.terminate()


def _opened(address: str, process: subprocess.Popen[bytes], patience: float = 180) -> str:
    """The address, once the page is there."""
    until = time.monotonic() + patience
    while time.monotonic() < until and process.poll() is None:
        try:
            if httpx.get(f"{address}/config", timeout=patience).status_code == httpx.codes.OK:
                return address
        except httpx.TransportError:
            time.sleep(0.2)
    raise PageError(f"no page was served on {address}")


def report(result: Result) -> str:
    """The measurement as it is printed."""
    rate = result.questions / result.seconds
    return (
        f"{result.machine}\n\n{result.visitors} visitors at once, {result.questions} questions: "
        f"{result.right} answered rightly, {result.leaks} names of others seen.\n"
        f"From sending a question to its whole answer: p50 {result.wait.p50:.0f} ms, "
        f"p95 {result.wait.p95:.0f} ms. "
        f"All of it took {result.seconds:.1f} s, {rate:.1f} questions a second."
    )


def main(argv: Sequence[str] | None = None) -> int:
    """Measure and print; 1 where anyone saw what another brought."""
    parser = argparse.ArgumentParser(prog="python -m evals.visitors", description=__doc__)
    parser.add_argument("--visitors", type=int, default=20, help="how many come at once")
    parser.add_argument("--questions", type=int, default=10, choices=range(1, len(ROLES) + 1),
                        metavar="N", help=f"how many each asks, at most {len(ROLES)}")  # fmt: skip
    parser.add_argument("--json", type=Path, help="also write the numbers to this file")
    options = parser.parse_args(argv)
    with tempfile.TemporaryDirectory() as home, server(Path(home)) as address:
        result = measure(address, options.visitors, options.questions)
    print(report(result))
    if options.json:
        options.json.write_text(json.dumps(asdict(result), indent=2) + "\n", encoding="utf-8")
    return 1 if result.leaks else 0


if __name__ == "__main__":
    sys.exit(main())
