"""A model to try the page and the command line with: ``python -m tests.openai_demo [--port 8009]``.

It writes the sentence of its passages that shares most words with the question, then one that no
article holds, for the checks to leave out. Ask it with::

    pullquote ask "…" --base-url http://127.0.0.1:8009/v1 --json
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Sequence

from index.sentences import sentence_spans
from rag.terms import stems_of
from tests.openai_script import Asked, Step
from tests.openai_server import OpenAIServer

INVENTED = "All of this was decided by 7,777 people on the moon."


def quoting(asked: Asked, between: float = 0.03) -> Step:
    """The best sentence of the passages and an invented one; nothing where no word is shared."""
    question = set(stems_of(asked.prompt.rpartition("Question: ")[2]))
    found = [
        (len(question & set(stems_of(text[a:b]))), -number, text[a:b])
        for number, passage in asked.passages.items()
        for text in [passage.partition("\n")[2]]
        for a, b in sentence_spans(text)
    ]
    shared, number, sentence = max(found, default=(0, 0, ""))
    if shared < 2:
        return Step(answered=False)
    said = [(" ".join(sentence.split()), [-number]), (INVENTED, [-number])]
    return Step(said, between=between)


def main(argv: Sequence[str] | None = None) -> int:
    """Serve until interrupted."""
    parser = argparse.ArgumentParser(prog="python -m tests.openai_demo", description=__doc__)
    parser.add_argument("--port", type=int, default=8009)
    options = parser.parse_args(argv)
    with OpenAIServer(quoting, port=options.port) as server:
        sys.stdout.write(f"OPENAI_BASE_URL={server.url} (Ctrl+C stops it)\n")
        sys.stdout.flush()
        try:
            while True:
                time.sleep(3600)
        except KeyboardInterrupt:
            return 0


if __name__ == "__main__":
    sys.exit(main())
