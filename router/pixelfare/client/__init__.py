"""`Router`: from a prompt to a paid picture file."""

from __future__ import annotations

from pixelfare.client.asking import AsEdit, AsRoute
from pixelfare.client.batch import Outcome
from pixelfare.client.hooks import Details, log_details
from pixelfare.client.recovery import Recovered
from pixelfare.client.rehearsal import Rehearsal
from pixelfare.client.router import Router

__all__ = ["AsEdit", "AsRoute", "Details", "Outcome", "Recovered", "Rehearsal", "Router", "log_details"]
