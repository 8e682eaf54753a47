"""The word lists are of one make: small letters, each line of opposites with two sides."""

from rag.verify import lists


def test_lists_are_in_small_letters() -> None:
    for name in ("FUNCTION", "LIGHT", "LINKS", "SAYING", "BEING", "PARTICIPLES", "MUTUAL", "PLAIN"):
        words = getattr(lists, name)
        assert words and all(w == w.lower() for w in words)


def test_lines_of_opposites_have_two_sides_that_differ() -> None:
    for line in lists.OPPOSITES.split():
        one, other = line.split("/")
        assert set(one.split("|")) - set(other.split("|")), line


def test_irregular_forms_are_not_their_own_verbs() -> None:
    assert all(past != verb for past, verb in lists.IRREGULAR.items())
