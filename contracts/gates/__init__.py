"""What a contract still lacks before it may be activated."""

from contracts.gates import papers, people, scope, tender, terms, vendor  # noqa: F401  (each registers its own)
from contracts.gates.gate import Gate, Place, as_data, check, gate

__all__ = ["Gate", "Place", "as_data", "check", "gate"]
