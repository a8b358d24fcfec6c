"""QR codes as squares."""

import re

import segno

from contracts.qr import QUIET, qr_code

ADDRESS = "https://oversight.example.gov/contracts/ssa2z73dfn/"


def test_the_path_draws_exactly_the_dark_squares_of_the_code():
    code = qr_code(ADDRESS)
    drawn = set()
    for x, y, length in re.findall(r"M(\d+) (\d+)h(\d+)v1h-\d+z", code.path):
        drawn |= {(int(x) + step, int(y)) for step in range(int(length))}
    rows = list(segno.make_qr(ADDRESS, error="m").matrix)
    assert drawn == {(x + QUIET, y + QUIET) for y, row in enumerate(rows) for x, dark in enumerate(row) if dark}
    assert code.size == len(rows) + 2 * QUIET


def test_a_code_is_the_same_every_time():
    assert qr_code(ADDRESS) == qr_code(ADDRESS)
    assert qr_code(ADDRESS) != qr_code(ADDRESS + "x")
