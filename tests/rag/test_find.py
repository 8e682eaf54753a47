"""What the finder makes of a candidate, over the bundled reader."""

from index.library import Library
from rag.decide import load_calibrator
from rag.find import Finder
from rag.quote import quote_span
from rag.read import Window, load_reader
from rag.resolve import Resolved
from rag.retrieve import retrieve
from tests.rag.texts import BRIDGE


def test_yes_and_no_are_read_in_the_passage_and_in_the_quote_alone() -> None:
    with Library.from_texts({"bridge": BRIDGE}) as library:
        finder = Finder(load_reader(), load_calibrator(), library.article, library.respell)
        asked = Resolved("Did the bridge open on time?")
        found = finder.find(asked, lambda query, k: retrieve(library, query, k))
        assert found.kind == "yesno" and found.best
        article = library.article("bridge")
        span = quote_span(article, found.best.start, found.best.end)
        alone = Window("", 0, BRIDGE[span.start : span.end], article.title)
        again = load_reader().read(asked.question, [alone]).polarity[0]
        whole = found.reading.polarity[found.best.window]
        assert finder.yes_odds(found, found.best) == whole + again
        assert whole + again < 0
