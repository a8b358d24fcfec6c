"""What the portal does in which time, with how many queries and how much memory: `make bench`.

Nothing here is asserted but that each part does its work (test_parts.py, with tiny numbers). The figures that were
measured stand in docs/measured.md.
"""
