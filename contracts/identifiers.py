"""Public identifiers: what stands in an address instead of a database key."""

import random
import secrets

# Crockford's base 32: no I, L, O or U, so that an identifier survives being read out on the telephone.
ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
LENGTH = 10


def new_public_id(source: random.Random | None = None) -> str:
    """Ten characters, 50 bits. Demonstration data passes its seeded source; everything else is secret."""
    choose = source.choice if source else secrets.choice
    return "".join(choose(ALPHABET) for _ in range(LENGTH))
