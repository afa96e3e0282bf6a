"""What is public is exactly this; a change here is a change for users, and goes into the CHANGELOG."""

from __future__ import annotations

import doctest
import importlib
import inspect
import pkgutil

import pytest

import pixelfare
from pixelfare import Catalog, Router, X402Transport, errors, read, route

PUBLIC = [
    "AsyncX402Transport", "Budget", "Catalog", "Decision", "Ledger", "Needs", "Picture", "Policy", "Quote", "Receipt",
    "Router", "Size", "Wallet", "X402Transport", "errors", "read", "route",
]  # fmt: skip
SIGNATURES = {
    "route": "(prompt, intent='auto', *, images=(), mask=None, size=None, quality=None, n=1, gateway=None,"
    " max_usd=None, as_of=None, catalog=None, policy=None, needs=None,"
    " tolerance=None, min_quality=None, conservative=False, weights=None)",
    "read": "(prompt, images=(), *, mask=False)",
    "load": "(as_of=None, paths=())",
    "quote": "(self, *, model, gateway=None, size=None, quality=None, n=1)",
    "Router": "(gateway=None, wallet=None, budget=None, ledger=None, catalog=None, policies=None, *, keys=None,"
    " label='', url=None, rpc_url=None, patience=600.0, presign=False, hooks=(), via='', http=None,"
    " clock=<built-in function time>)",
    "generate": "(self, prompt, intent='auto', *, key=None, label=None, out=None, **as_route)",
    "X402Transport": "(wallet, cap, *, total=None, network='base', pay_to=None, inner=None,"
    " clock=<built-in function time>)",
}
TREE = {
    "BadRequest": "PixelfareError ValueError",
    "BadPrompt": "BadRequest",
    "BadSize": "BadRequest",
    "BadAmount": "BadRequest",
    "BadCount": "BadRequest",
    "BadDate": "BadRequest",
    "BadNeeds": "BadRequest",
    "BadBudget": "BadRequest",
    "CannotStore": "BadRequest",
    "KeyReused": "BadRequest",
    "UnknownName": "BadRequest",
    "UnknownModel": "UnknownName",
    "UnknownGateway": "UnknownName",
    "UnknownIntent": "UnknownName",
    "UnknownQuality": "UnknownName",
    "FileError": "PixelfareError",
    "CatalogError": "FileError",
    "PolicyError": "FileError",
    "QuoteRefused": "PixelfareError",
    "NoOffer": "PixelfareError",
    "CannotPay": "PixelfareError",
    "WalletError": "CannotPay",
    "TermsRefused": "CannotPay",
    "OverBudget": "CannotPay",
    "LedgerError": "CannotPay",
    "GatewayError": "PixelfareError",
    "OrderOpen": "GatewayError",
    "GatewayUnreachable": "GatewayError",
    "GatewayRefused": "GatewayError",
    "BadAnswer": "GatewayError",
}
FRAMEWORKS = {"langchain", "llama_index", "openai_agents", "pydantic_ai", "smolagents"}
"""Modules that need a framework, and have no examples; `make frameworks` runs them."""
MODULES = sorted(
    m.name
    for m in pkgutil.walk_packages(pixelfare.__path__, "pixelfare.")
    if m.name.rpartition(".")[2] not in {"__main__", *FRAMEWORKS}
)


def plain(function: object) -> str:
    """A signature without its annotations."""
    signature = inspect.signature(function)  # type: ignore[arg-type]
    bare = [p.replace(annotation=inspect.Parameter.empty) for p in signature.parameters.values()]
    return str(inspect.Signature(bare))


def test_public_names() -> None:
    assert pixelfare.__all__ == PUBLIC == sorted(pixelfare.__all__)
    for name in PUBLIC:
        assert getattr(pixelfare, name).__doc__, name
    assert set(PUBLIC) <= set(dir(pixelfare))
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        _ = pixelfare.nothing


@pytest.mark.parametrize(
    ("function", "name"),
    [
        (route, "route"), (read, "read"), (Catalog.load, "load"), (Catalog.quote, "quote"), (Router, "Router"),
        (Router.generate, "generate"), (X402Transport, "X402Transport"),
    ],
)  # fmt: skip
def test_signatures(function: object, name: str) -> None:
    assert plain(function) == SIGNATURES[name]


def test_the_error_tree() -> None:
    assert set(errors.__all__) == {"PixelfareError", *TREE}
    for name, bases in TREE.items():
        error = getattr(errors, name)
        assert [b.__name__ for b in error.__bases__] == bases.split(), name
        assert name in (errors.__doc__ or ""), f"{name} is missing from the drawn tree"
    codes = [getattr(errors, name).code for name in errors.__all__]
    assert len(set(codes)) == len(codes)


@pytest.mark.parametrize("name", MODULES)
def test_examples_in_docstrings(name: str) -> None:
    module = importlib.import_module(name)
    result = doctest.testmod(module, optionflags=doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE)
    assert result.failed == 0


def test_there_are_examples_to_run() -> None:
    finder = doctest.DocTestFinder()
    found = [t for name in MODULES for t in finder.find(importlib.import_module(name)) if t.examples]
    assert len(found) >= 15
