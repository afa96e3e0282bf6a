"""Reading a prompt: what it needs, and the words that say so."""

from pixelfare.reading.needs import CAPABILITIES, LETTERING, Needs, Operation, Span
from pixelfare.reading.read import read

__all__ = ["CAPABILITIES", "LETTERING", "Needs", "Operation", "Span", "read"]
