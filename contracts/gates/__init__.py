"""What a contract still lacks before it may be activated."""

from contracts.gates import people, terms  # noqa: F401  (each registers its own)
from contracts.gates.gate import Gate, Place, check, gate

__all__ = ["Gate", "Place", "check", "gate"]
