"""Expected quality of a model for what a prompt needs, from published figures."""

from pixelfare.evidence.evidence import Evidence, evidence_of
from pixelfare.evidence.quality import BASES, Figure, Quality, blend

__all__ = ["BASES", "Evidence", "Figure", "Quality", "blend", "evidence_of"]
