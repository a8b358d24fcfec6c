"""QR codes as plain squares, to be drawn as SVG without inline style."""

from dataclasses import dataclass

import segno

QUIET = 4  # squares of light around the code, as the standard (ISO/IEC 18004) asks for


@dataclass(frozen=True)
class Code:
    """``size`` squares a side, the light border included; ``path`` draws the dark ones in those units."""

    size: int
    path: str


def qr_code(text: str) -> Code:
    """Readable with 15% of it damaged: a sheet of paper is folded, stamped and copied."""
    rows = [bytes(row) for row in segno.make_qr(text, error="m").matrix_iter(border=QUIET)]
    runs = [f"M{x} {y}h{length}v1h-{length}z" for y, row in enumerate(rows) for x, length in _dark_runs(row)]
    return Code(len(rows), "".join(runs))


def _dark_runs(row: bytes) -> list[tuple[int, int]]:
    """Where each stretch of dark squares begins, and how long it is."""
    runs, start = [], None
    for x, dark in enumerate([*row, 0]):
        if dark and start is None:
            start = x
        elif not dark and start is not None:
            runs.append((start, x - start))
            start = None
    return runs
