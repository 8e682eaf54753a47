"""What a run was run with: versions, models, machine and code, so that figures can be traced."""

from __future__ import annotations

import platform
import subprocess
from hashlib import sha256
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
PACKAGES = ("index", "rag", "evals")
LIBRARIES = (
    *("chromadb", "llama-index-core", "numpy", "onnxruntime", "openai", "pullquote", "tiktoken"),
    "tokenizers",
)


def versions() -> dict[str, str]:
    """Of Python and of the libraries that answers depend on."""
    found = {"python": platform.python_version()}
    for name in LIBRARIES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            found[name] = "not installed"
    return found


def models() -> dict[str, str]:
    """The SHA-256 of every bundled model file, by its path in the repository."""
    files = [
        p
        for package in PACKAGES
        for p in sorted((ROOT / package / "models").rglob("*"))
        if p.is_file() and p.suffix in (".onnx", ".json")
    ]
    return {p.relative_to(ROOT).as_posix(): file_sha256(p) for p in files}


def file_sha256(path: Path) -> str:
    """The SHA-256 of a file, as hexadecimal."""
    with path.open("rb") as file:
        digest = sha256()
        while block := file.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()


def code() -> str:
    """One SHA-256 over the Python files that a run goes through, committed or not."""
    digest = sha256()
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            digest.update(path.relative_to(ROOT).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def machine() -> dict[str, Any]:
    """The processor and system; not the name of the machine or of its user."""
    return {
        "system": platform.system(),
        "processor": _processor(),
        "architecture": platform.machine(),
        "cores": cores(),
        "vnni": _flag("vnni"),
    }


def cores() -> int:
    """The processor cores that this process may use."""
    import os

    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _cpuinfo() -> str:
    path = Path("/proc/cpuinfo")
    return path.read_text(encoding="utf-8", errors="replace") if path.is_file() else ""


def _processor() -> str:
    for line in _cpuinfo().splitlines():
        if line.startswith("model name"):
            return line.split(":", 1)[1].strip()
    return platform.processor() or "unknown"


def _flag(name: str) -> bool | None:
    """Whether the processor has an instruction set; None where that cannot be told."""
    info = _cpuinfo()
    return name in info if info else None


def git() -> dict[str, Any]:
    """The revision, and whether files differ from it; empty outside a repository."""
    try:
        revision = _git("rev-parse", "HEAD")
        return {"revision": revision, "changed": bool(_git("status", "--porcelain", "-uno"))}
    except (OSError, subprocess.SubprocessError):
        return {}


def _git(*arguments: str) -> str:
    done = subprocess.run(
        ["git", "-C", str(ROOT), *arguments], capture_output=True, check=True, text=True, timeout=30
    )
    return done.stdout.strip()
