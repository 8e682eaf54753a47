"""``python -m evals`` is ``pullquote eval``."""

from __future__ import annotations

from evals.cli import main

if __name__ == "__main__":
    main()
