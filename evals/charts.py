"""Charts as inline SVG: no script, font or request; colours come from the page's style sheet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

WIDTH, HEIGHT = 440, 280
LEFT, RIGHT, TOP, BOTTOM = 52, 14, 14, 46
COLUMNS, ROW = 3, 18
"""Of the legend: names in a row, and its height."""


@dataclass(frozen=True, slots=True)
class Axis:
    """One axis: its label, its range, and where its ticks stand with what they say."""

    label: str
    low: float
    high: float
    ticks: tuple[tuple[float, str], ...]


@dataclass(frozen=True, slots=True)
class Series:
    """Points of one system, in order; ``sizes`` are radii where they say something."""

    label: str
    points: tuple[tuple[float, float], ...]
    sizes: tuple[float, ...] = ()
    notes: tuple[str, ...] = ()


SHARE = tuple((i / 5, f"{i * 20}%") for i in range(6))


def share_axis(label: str) -> Axis:
    """An axis from 0 to 100%."""
    return Axis(label, 0.0, 1.0, SHARE)


def _x(axis: Axis, value: float) -> float:
    share = (value - axis.low) / (axis.high - axis.low)
    return round(LEFT + share * (WIDTH - LEFT - RIGHT), 1)


def _y(axis: Axis, value: float) -> float:
    share = (value - axis.low) / (axis.high - axis.low)
    return round(HEIGHT - BOTTOM - share * (HEIGHT - TOP - BOTTOM), 1)


def _frame(title: str, x: Axis, y: Axis, body: Sequence[str], labels: Sequence[str]) -> str:
    base, left = HEIGHT - BOTTOM, LEFT
    legend, height = _legend(labels)
    parts = [
        f'<svg viewBox="0 0 {WIDTH} {HEIGHT + height}" role="img" aria-label="{escape(title)}">',
        f"<title>{escape(title)}</title>",
    ]
    for value, text in y.ticks:
        at = _y(y, value)
        parts.append(f'<line class="grid" x1="{left}" x2="{WIDTH - RIGHT}" y1="{at}" y2="{at}"/>')
        parts.append(
            f'<text class="tick" x="{left - 6}" y="{at + 4}" text-anchor="end">{text}</text>'
        )
    for value, text in x.ticks:
        parts.append(
            f'<text class="tick" x="{_x(x, value)}" y="{base + 16}" text-anchor="middle">'
            f"{escape(text)}</text>"
        )
    middle = (LEFT + WIDTH - RIGHT) / 2
    half = (TOP + base) / 2
    parts.append(f'<line class="axis" x1="{left}" x2="{WIDTH - RIGHT}" y1="{base}" y2="{base}"/>')
    parts.append(
        f'<text class="label" x="{middle}" y="{HEIGHT - 8}" text-anchor="middle">'
        f"{escape(x.label)}</text>"
    )
    parts.append(
        f'<text class="label" transform="translate(13 {half}) rotate(-90)" text-anchor="middle">'
        f"{escape(y.label)}</text>"
    )
    return "\n".join([*parts, *body, *legend, "</svg>"])


def _legend(labels: Sequence[str]) -> tuple[list[str], int]:
    """The names of several series below the plot, in columns, and how high they are."""
    if len(labels) < 2:
        return [], 0
    wide = (WIDTH - LEFT) // COLUMNS
    parts = []
    for n, label in enumerate(labels):
        x, y = LEFT + wide * (n % COLUMNS), HEIGHT + ROW * (n // COLUMNS)
        parts.append(
            f'<rect class="s{n} fill" x="{x}" y="{y}" width="10" height="10"/>'
            f'<text class="tick" x="{x + 15}" y="{y + 9}">{escape(label)}</text>'
        )
    return parts, ROW * -(-len(labels) // COLUMNS)


def line_chart(
    title: str, x: Axis, y: Axis, series: Sequence[Series], *, steps: bool = False
) -> str:
    """A line for each series; with ``steps`` a value holds up to the next point."""
    body = []
    for n, one in enumerate(series):
        path, before = [], None
        for px, py in one.points:
            at = (_x(x, px), _y(y, py))
            if steps and before:
                path.append(f"L{before[0]} {at[1]}")
            path.append(f"{'L' if before else 'M'}{at[0]} {at[1]}")
            before = at
        body.append(f'<path class="s{n} line" d="{"".join(path)}"/>')
    return _frame(title, x, y, body, [s.label for s in series])


def dot_chart(title: str, x: Axis, y: Axis, series: Sequence[Series]) -> str:
    """Dots on a square with its diagonal, which is where they should lie."""
    diagonal = (
        f'<line class="diagonal" x1="{_x(x, x.low)}" y1="{_y(y, y.low)}" '
        f'x2="{_x(x, x.high)}" y2="{_y(y, y.high)}"/>'
    )
    body = [diagonal]
    for n, one in enumerate(series):
        for i, (px, py) in enumerate(one.points):
            size = one.sizes[i] if one.sizes else 4.0
            note = f"<title>{escape(one.notes[i])}</title>" if one.notes else ""
            body.append(
                f'<circle class="s{n} fill" cx="{_x(x, px)}" cy="{_y(y, py)}" r="{size:.1f}">'
                f"{note}</circle>"
            )
    return _frame(title, x, y, body, [s.label for s in series])


def bar_chart(
    title: str,
    groups: Sequence[str],
    labels: Sequence[str],
    values: Sequence[Sequence[tuple[float, float, float]]],
    y: Axis,
) -> str:
    """Bars in groups with their intervals: ``values[series][group]`` is (value, low, high)."""
    x = Axis("", 0.0, float(len(groups)), tuple((i + 0.5, g) for i, g in enumerate(groups)))
    wide = 0.8 / max(1, len(labels))
    body = []
    for n, row in enumerate(values):
        for i, (value, low, high) in enumerate(row):
            left, right = _x(x, i + 0.1 + n * wide), _x(x, i + 0.1 + (n + 1) * wide)
            top, middle = _y(y, value), (left + right) / 2
            note = f"{labels[n]}, {groups[i]}: {value:.3f} [{low:.3f}–{high:.3f}]"
            body.append(
                f'<rect class="s{n} fill" x="{left}" y="{top}" width="{right - left - 1.5:.1f}" '
                f'height="{_y(y, y.low) - top:.1f}"><title>{escape(note)}</title></rect>'
                f'<line class="whisker" x1="{middle:.1f}" x2="{middle:.1f}" y1="{_y(y, low)}" '
                f'y2="{_y(y, high)}"/>'
            )
    return _frame(title, x, y, body, labels)


def nice_ticks(high: float, unit: str) -> tuple[tuple[float, str], ...]:
    """Four or five round ticks from 0 to at least ``high``.

    >>> nice_ticks(87.0, " ms")
    ((0.0, '0 ms'), (20.0, '20 ms'), (40.0, '40 ms'), (60.0, '60 ms'), (80.0, '80 ms'))
    """
    step = 1.0
    while high / step > 5:
        step *= 2 if str(step)[0] in "15" else 2.5
    while high / step < 2 and step > 0.01:
        step /= 2
    count = int(high / step)
    return tuple((i * step, f"{i * step:g}{unit}") for i in range(count + 1))
