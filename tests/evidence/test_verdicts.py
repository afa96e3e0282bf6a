"""The verdicts in the model files and the values computed from figures say the same."""

from __future__ import annotations

from pixelfare import Catalog
from pixelfare.evidence import Evidence
from pixelfare.policy.proofs import ABLE


def test_verdicts_and_values_agree_where_both_are_measured(catalog: Catalog, evidence: Evidence) -> None:
    compared, apart = 0, []
    for model in catalog.models.values():
        for kind, verdicts in (("lettering.", model.lettering), ("", model.capabilities)):
            for name, verdict in verdicts.items():
                need = f"{kind}{name}"
                if verdict.able is None or verdict.basis not in ("measured", "upper_bound"):
                    continue
                if not evidence.speaks_for(need):
                    continue
                quality = evidence.quality(model.id, need)
                if quality.basis not in ("measured", "upper_bound"):
                    continue
                compared += 1
                if (quality.value >= ABLE) is not verdict.able:
                    apart.append(f"{model.id} {need}: {verdict.able}, {quality} ({verdict.evidence})")
    assert compared >= 40
    assert not apart, "\n".join(apart)
