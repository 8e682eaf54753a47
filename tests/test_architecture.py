"""The house rules that code can check."""

from __future__ import annotations

import ast
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
# Who may import whom: index <- rag <- {web, evals} <- app.
MAY_IMPORT = {
    "index": {"index"},
    "rag": {"index", "rag"},
    "web": {"index", "rag", "web"},
    "evals": {"index", "rag", "evals"},
    "app": {"index", "rag", "web"},
}
# The command line is an entry point like app.py; it may start what is above it, when it runs.
ENTRY_POINT = Path("rag/cli.py")
ENVIRONMENT = Path("rag/settings.py")
LONGEST = 350
LARGEST = 30 * 2**20
# Names that stand for nobody: this machine, XML namespaces, and the licence's own address.
HOSTS = re.compile(
    r"127\.0\.0\.1|localhost|\[::1\]|0\.0\.0\.0|host|www\.w3\.org|www\.apache\.org"
    r"|([\w-]+\.)*example(\.(com|org|net))?|[\w.-]+\.(test|invalid)",
    re.IGNORECASE,
)
# Capitalised words of the shipped articles that any text may use.
ORDINARY = {"General", "President", "American", "North"}


def tracked() -> list[Path]:
    """Every file that is committed or about to be, relative to the root."""
    out = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=True,
        text=True,
    ).stdout
    return sorted(Path(name) for name in out.split("\0") if name and (ROOT / name).is_file())


def product() -> list[Path]:
    """The Python files that ship."""
    return [
        p for p in tracked() if p.suffix == ".py" and p.parts[0].removesuffix(".py") in MAY_IMPORT
    ]


def texts() -> Iterator[tuple[Path, str]]:
    """Every tracked text file with its text, articles and data sets aside."""
    for path in tracked():
        if path.parts[0] == "seeds" or path.parts[:2] == ("evals", "datasets"):
            continue
        try:
            yield path, (ROOT / path).read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue


def tree(path: Path) -> ast.Module:
    return ast.parse((ROOT / path).read_text(encoding="utf-8"))


def imports(node: ast.AST) -> set[str]:
    """The top-level names that the code under ``node`` imports."""
    found: set[str] = set()
    for part in ast.walk(node):
        if isinstance(part, ast.Import):
            found |= {alias.name.split(".")[0] for alias in part.names}
        elif isinstance(part, ast.ImportFrom) and part.module and not part.level:
            found.add(part.module.split(".")[0])
    return found


def test_there_is_something_to_check() -> None:
    assert {p.parts[0].removesuffix(".py") for p in product()} == set(MAY_IMPORT)


def test_imports_run_one_way() -> None:
    for path in product():
        parts: list[ast.AST] = [tree(path)]
        forbidden = set(MAY_IMPORT) - MAY_IMPORT[path.parts[0].removesuffix(".py")]
        if path == ENTRY_POINT:
            parts = [n for n in tree(path).body if not isinstance(n, ast.FunctionDef)]
        above = set().union(*map(imports, parts)) & (forbidden | {"training", "tests"})
        assert not above, f"{path} imports {sorted(above)}, which are built on it"


def test_only_the_settings_touch_the_environment() -> None:
    names = {"environ", "environb", "getenv", "putenv", "unsetenv"}
    for path in product():
        used = {n.attr for n in ast.walk(tree(path)) if isinstance(n, ast.Attribute)} & names
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.ImportFrom) and node.module == "os":
                used |= {alias.name for alias in node.names} & names
        assert bool(used) == (path == ENVIRONMENT), f"{path} uses {sorted(used)}"


def test_every_module_says_what_it_is() -> None:
    for path in product():
        assert ast.get_docstring(tree(path)), f"{path} has no docstring"


def named_in(text: str) -> set[str]:
    """Names in a text: capitalised inside a sentence (not a headline), nowhere written small."""
    prose = "\n".join(line for line in text.splitlines() if re.search(r"[.!?][\"”)]?\s*$", line))
    inside = set(re.findall(r"(?<=[a-z,] )[A-Z][a-z]{3,}", prose))
    small = set(re.findall(r"\b[a-z]+\b", text))
    return {name for name in inside if name.lower() not in small} - ORDINARY


def test_names_are_found_in_a_text() -> None:
    text = "Now Turning Back\nIn Lindow, Ann Teal came. Bridges fell; the Bridges Act, not bridges."
    assert named_in(text) == {"Lindow", "Teal"}


def test_the_product_knows_nothing_of_the_shipped_articles() -> None:
    names: set[str] = set()
    for seed in (ROOT / "seeds").iterdir():
        names |= named_in(seed.read_text(encoding="utf-8"))
    assert len(names) >= 10
    pattern = re.compile(rf"\b({'|'.join(sorted(names))})\b", re.IGNORECASE)
    for path, text in texts():
        if path.parts[0] in {"index", "rag", "web", "app.py"} and "models" not in path.parts:
            assert not (hit := pattern.search(text)), f"{path} mentions {hit and hit[0]!r}"


def test_no_address_of_another_machine_is_committed() -> None:
    for path, text in texts():
        for host in re.findall(r"https?://([^\s/:\"'`)<>{}\\|]+|\[::1\])", text):
            assert HOSTS.fullmatch(host), f"{path} names the host {host!r}"


def test_the_pins_are_names_and_versions_only() -> None:
    lines = (ROOT / "constraints.txt").read_text().splitlines()
    pins = [line for line in lines if line and not line.startswith("#")]
    assert len(pins) > 50
    for pin in pins:
        assert re.fullmatch(r"[a-z0-9][a-z0-9-]*==[0-9][\w.]*", pin), pin


def test_no_path_of_one_machine_is_committed() -> None:
    homes = "|".join(("root", "work", "farm", "home/[a-z]+", "Users/[a-z]+"))
    pattern = re.compile(rf"(?<![\w.~)\]}}])/({homes})/")
    for path, text in texts():
        assert not (hit := pattern.search(text)), f"{path} holds {hit and hit[0]!r}"


def test_files_stay_short() -> None:
    for path in tracked():
        if path.suffix in {".py", ".js", ".css"}:
            lines = len((ROOT / path).read_text(encoding="utf-8").splitlines())
            assert lines <= LONGEST, f"{path} has {lines} lines"


def test_no_file_is_large() -> None:
    for path in tracked():
        size = (ROOT / path).stat().st_size
        assert size <= LARGEST, f"{path} has {size:,} bytes"
