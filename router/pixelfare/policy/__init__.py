"""Choosing: candidates, ranked by a policy, become a decision."""

from __future__ import annotations

from pixelfare.policy.decision import Decision
from pixelfare.policy.policy import Policy

__all__ = ["Decision", "Policy"]
