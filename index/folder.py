"""The data folder: one library a set of sources, and nothing of anybody else's."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path

from index.errors import DataFolderLocked, ForeignDataFolder
from index.files import Source

MARK = "pullquote-data"
"""An empty file that says the folder is ours to write in."""


def source_key(sources: Source | Sequence[Source]) -> str:
    """A short name for a set of sources: the same however they are ordered or spelt."""
    named = [sources] if isinstance(sources, str | Path) else list(sources)
    paths = sorted({os.path.realpath(Path(s).expanduser()) for s in named})
    digest = sha256("\n".join(paths).encode("utf-8", "surrogateescape")).hexdigest()[:10]
    first = re.sub(r"[^a-zA-Z0-9]+", "-", Path(paths[0]).stem if paths else "").strip("-")[:24]
    return f"{first or 'articles'}-{digest}"


def open_folder(data_dir: Path, key: str) -> Path:
    """The library's own folder, made where it is missing.

    Raises ``ForeignDataFolder`` where ``data_dir`` holds files that are not ours, and
    ``DataFolderLocked`` where it cannot be written.
    """
    data_dir = data_dir.expanduser()
    try:
        if data_dir.exists() and not data_dir.is_dir():
            raise ForeignDataFolder(data_dir, "it is a file, not a folder")
        data_dir.mkdir(parents=True, exist_ok=True)
        mark = data_dir / MARK
        if not mark.exists():
            others = sorted(p.name for p in data_dir.iterdir() if p.name != MARK)
            if others:
                raise ForeignDataFolder(
                    data_dir, f"it holds files that pullquote did not write ({others[0]})"
                )
            mark.touch()
        folder = data_dir / key
        folder.mkdir(exist_ok=True)
    except OSError as error:
        reason = error.strerror or str(error)
        raise DataFolderLocked(data_dir, f"cannot be written ({reason})") from error
    return folder
