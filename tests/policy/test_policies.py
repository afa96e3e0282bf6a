"""Policies: written and read back, narrowed, built in Python, and broken in every way."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import pixelfare
from oracle.making import write_files
from pixelfare import Catalog, Needs, Policy, route
from pixelfare.errors import NoOffer, PolicyError
from pixelfare.policy.candidates import Candidate
from pixelfare.policy.load import load_policies
from pixelfare.policy.parts import AS_NEEDED, Remark, Require, Rule, Step, When
from pixelfare.shipped import shipped_folder, yaml_files
from pixelfare.size import parse_size_wish
from pixelfare.words import CAPABILITIES, LETTERING

CATALOG = Catalog.load(as_of="2026-11-22")
TRICKY = [
    "",
    "no",
    "y",
    "n",
    "on",
    "null",
    "~",
    "true",
    "010",
    "08",
    "1e5",
    "16:9",
    "16:99",
    "0x1f",
    "0.1234567890123456",
    "- a",
    "a: b",
    "# c",
    "'",
    '"',
    "&a",
    "*a",
    "!x",
    "%",
    "@",
    "`",
    "中文",
    "🐈",
    "a\nb",
    " a ",
    "{a}",
    "[a]",
    "=",
    "<<",
    "2026-11-22",
    "1_000",
]
models = st.lists(st.sampled_from(sorted(CATALOG.models)), min_size=1, max_size=3, unique=True).map(tuple)
scripts = st.frozensets(st.sampled_from(LETTERING), min_size=1, max_size=3)
capabilities = st.frozensets(st.sampled_from(CAPABILITIES), min_size=1, max_size=3)
sizes = st.sampled_from(["1024x1024", "16:9", "239:100", "2K", ">=2.5MP", "3:2 1K"]).map(parse_size_wish)
amounts = st.integers(0, 10**8)
whens = st.builds(
    When,
    operation=st.sampled_from([None, "edit", "generate"]),
    language=st.sampled_from([(), ("zh",), ("en", "ja")]),
    lettering=st.sampled_from([(), ("any",), ("zh", "latin")]),
    capability=st.sampled_from([(), ("photo",), ("edit.add", "style")]),
    n_at_least=st.none() | st.integers(1, 10),
    max_usd_under=st.none() | amounts,
)
steps = st.one_of(
    st.sampled_from(["cheapest", "fast", *TRICKY[1:]]).map(lambda tag: Step(use_case=tag)),
    models.map(lambda m: Step(models=m)),
    st.just(Step(least="price")),
    st.just(Step(most="pixels")),
    st.lists(st.builds(Rule, when=whens, models=models), min_size=1, max_size=3).map(lambda r: Step(first_of=tuple(r))),
)
requires = st.builds(
    Require,
    operation=st.sampled_from([None, "edit", "generate"]),
    lettering=st.none() | st.just(AS_NEEDED) | scripts,
    capabilities=st.none() | st.just(AS_NEEDED) | capabilities,
    size=st.none() | sizes,
    gateways=st.none() | st.sampled_from([("blockrun",), ("openai", "xai")]),
    models=st.none() | models,
    max_micro_usd=st.none() | amounts,
)
policies = st.builds(
    Policy,
    id=st.sampled_from(["mine", "4k", "no", "on", "7", "null", "true"]),
    says=st.sampled_from(TRICKY) | st.text(st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"]), max_size=20),
    require=requires,
    prefer=st.lists(steps, max_size=3).map(tuple),
    otherwise=st.sampled_from(["refuse", "relax"]),
    remarks=st.lists(
        st.builds(
            Remark,
            model=st.sampled_from(sorted(CATALOG.models)),
            says=st.sampled_from(TRICKY[1:]),
            since=st.none() | st.dates(date(2020, 1, 1), date(2030, 1, 1)),
        ),
        max_size=2,
    ).map(tuple),
)


@settings(max_examples=300)
@given(policies)
def test_yaml_and_back(policy: Policy) -> None:
    """Law: a policy that is written and loaded again is the same policy."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "policy.yaml"
        file.write_text(policy.to_yaml(), "utf-8", newline="\n")
        assert Policy.load(file) == policy


@given(policies)
def test_dict_and_back(policy: Policy) -> None:
    assert Policy.from_dict(policy.to_dict()) == policy


def test_every_shipped_policy_is_written_back_unchanged(tmp_path: Path) -> None:
    shipped = load_policies()
    assert set(shipped) == {
        "4k",
        "auto",
        "character-consistency",
        "cheapest",
        "chinese-prompt",
        "chinese-text",
        "fast",
        "img2img",
        "multilingual-text",
        "prompt-following",
        "quality",
        "stylization",
    }
    for file in yaml_files(shipped_folder("policies")):
        policy = Policy.load(file)
        assert policy == shipped[file.stem]
        copy = tmp_path / file.name
        copy.write_text(policy.to_yaml(), "utf-8")
        assert Policy.load(copy) == policy


def test_shipped_policies_name_what_there_is() -> None:
    tags = {use.tag for model in CATALOG.models.values() for use in model.use_cases}
    for policy in load_policies().values():
        assert policy.says
        for step in policy.prefer:
            assert step.use_case is None or step.use_case in tags, policy.id
            assert set(step.models) <= set(CATALOG.models), policy.id
        assert {r.model for r in policy.remarks} <= set(CATALOG.models)


@given(st.lists(st.decimals("0", "1", places=6), min_size=1, max_size=4))
def test_the_lowest_limit_holds(limits: list[Any]) -> None:
    policy = Policy(id="mine")
    for limit in limits:
        policy = policy.under(limit)
    assert policy.require.max_micro_usd == min(limits) * 1_000_000


def test_where_narrows_and_never_widens() -> None:
    policy = load_policies()["auto"].where(gateway=["blockrun", "xai"])
    assert policy.where(gateway="blockrun").require.gateways == ("blockrun",)
    assert policy.where(gateway="any").require.gateways == ("blockrun", "xai")
    with pytest.raises(PolicyError, match="would be left"):
        policy.where(gateway="openai")
    with pytest.raises(PolicyError):
        policy.where(model="openai/gpt-image-2").where(model="xai/grok-imagine-image")
    assert load_policies()["auto"].require.gateways is None, "the one it was made from is as it was"
    only = load_policies()["cheapest"].where(model=["openai/gpt-image-2", "google/nano-banana"], size="1:1")
    decision = route("a cat", policy=only, catalog=CATALOG)
    assert {decision.model, *(c.model for c in decision.alternatives)} == {"openai/gpt-image-2", "google/nano-banana"}
    assert all(c.size.width == c.size.height for c in (decision.chosen, *decision.alternatives))
    assert {r.code for r in decision.refusals if r.model == "zai/cogview-4"} == {"not-in-policy"}


def test_a_size_that_policy_and_caller_both_ask_for() -> None:
    """Both must hold; an offer with a size that does is no refusal."""
    decision = route("a cat", policy=Policy(id="mine").where(size="2K"), size="1:1", catalog=CATALOG)
    ways = [decision.chosen, *decision.alternatives]
    assert all(c.size.width == c.size.height and c.size.pixels >= 3_700_000 for c in ways)
    assert not {c.model for c in ways} & {r.model for r in decision.refusals}
    with pytest.raises(NoOffer):
        route("a cat", policy=Policy(id="mine").where(size="2K"), size="1024x1024", catalog=CATALOG)


class Dearest:
    """A policy in Python: the dearest of all, and nothing by ByteDance."""

    id = "dearest"

    def rank(self, candidates: Sequence[Candidate], needs: Needs) -> Iterable[Candidate]:
        assert needs.operation == "generate"
        return sorted((c for c in candidates if not c.model.startswith("bytedance")), key=lambda c: -c.micro_usd)


def test_a_policy_in_python() -> None:
    decision = route("a cat", policy=Dearest(), catalog=CATALOG)
    assert decision.intent == decision.ranking.policy == "dearest"
    assert decision.model == "google/nano-banana-pro"
    assert pixelfare.Decision.from_json(decision.to_json()) == decision
    known = {decision.model, *(c.model for c in decision.alternatives), *(r.model for r in decision.refusals)}
    assert known == {o.model for o in CATALOG.offers(gateway="blockrun")}, "what it leaves out is refused, not lost"


class Returns:
    """A policy in Python that returns what it was given at its making."""

    def __init__(self, answer: Any) -> None:
        self.answer = answer

    def rank(self, candidates: Sequence[Candidate], needs: Needs) -> Iterable[Candidate]:  # noqa: ARG002
        return self.answer(candidates)


@pytest.mark.parametrize(
    "answer", [lambda c: [*c, "strange"], lambda _: [None], lambda c: [c[0], c[0]], lambda _: None, lambda _: 5]
)
def test_a_policy_in_python_that_answers_nonsense(answer: Any) -> None:
    with pytest.raises(PolicyError):
        route("a cat", policy=Returns(answer), catalog=CATALOG)


def test_a_policy_in_python_that_wants_nothing() -> None:
    with pytest.raises(NoOffer):
        route("a cat", policy=Returns(lambda _: []), catalog=CATALOG)


GOOD = """\
id: mine
says: Mine.
require:
  lettering: [zh]
  max_usd: 0.05
prefer:
  - least: price
"""
BAD = [
    ("unknown key", "says: Mine.", "sagt: Meine.", "sagt", 2),
    ("unknown key inside", "lettering: [zh]", "letters: [zh]", "require.letters", 4),
    ("no such script", "[zh]", "[klingon]", "require.lettering", 4),
    ("no such capability", "lettering: [zh]", "capabilities: [foto]", "require.capabilities", 4),
    ("no such line", "least: price", "least: quality", "prefer[0].least", 7),
    ("two keys in a line", "least: price", "{least: price, most: pixels}", "prefer[0]", 7),
    ("no such size", "lettering: [zh]", "size: huge", "require.size", 4),
    ("unquoted aspect", "lettering: [zh]", "size: 16:9", "require.size", 4),
    ("negative limit", "0.05", "-0.05", "require.max_usd", 5),
    ("limit of seven decimals", "0.05", "0.0500001", "require.max_usd", 5),
    ("no id", "id: mine\n", "", "id", 1),
    ("an id with a space", "id: mine", "id: my own", "id", 1),
    ("no such operation", "lettering: [zh]", "operation: draw", "require.operation", 4),
    ("no such otherwise", "says: Mine.", "otherwise: shrug", "otherwise", 2),
    ("duplicate key", "says: Mine.", "id: mine", "id", 2),
    ("an alias", "says: Mine.", "says: &x Mine.", "", 2),
    ("a boolean", "says: Mine.", "says: no", "says", 2),
    ("a model of no lab", "lettering: [zh]", "models: [cogview-4]", "require.models[0]", 4),
    (
        "n of eleven",
        "least: price",
        "first_of: [{when: {n_at_least: 11}, models: [zai/cogview-4]}]",
        "prefer[0].first_of[0].when.n_at_least",
        7,
    ),
]


@pytest.mark.parametrize(("old", "new", "path", "line"), [b[1:] for b in BAD], ids=[b[0] for b in BAD])
def test_broken_policy_files(tmp_path: Path, old: str, new: str, path: str, line: int) -> None:
    file = tmp_path / "mine.yaml"
    file.write_text(GOOD, "utf-8")
    assert Policy.load(file).id == "mine"
    file.write_text(GOOD.replace(old, new, 1), "utf-8")
    for load in (lambda: Policy.load(file), lambda: load_policies.__wrapped__((tmp_path,))):
        with pytest.raises(PolicyError) as caught:
            load()
        assert (caught.value.file, caught.value.line) == (str(file), line), str(caught.value)
        assert path in caught.value.path, str(caught.value)


@pytest.mark.parametrize("name", ["a policy that names no model", "use case", "gateway"])
def test_a_policy_of_names_nobody_carries_is_no_silent_default(name: str) -> None:
    """A misspelled name in a policy must not quietly turn it into `cheapest`."""
    policy = {
        "a policy that names no model": Policy(id="mine", prefer=(Step(models=("openai/gpt-image-22",)),)),
        "use case": Policy(id="mine", prefer=(Step(use_case="highest-qualty"),)),
        "gateway": Policy(id="mine").where(gateway="blokrun"),
    }[name]
    with pytest.raises((PolicyError, pixelfare.errors.UnknownName)):
        route("a cat", policy=policy, catalog=CATALOG)


def test_one_id_in_two_files(tmp_path: Path) -> None:
    write_files(tmp_path, {"a.yaml": GOOD, "b.yaml": GOOD})
    with pytest.raises(PolicyError, match="already defined") as caught:
        load_policies.__wrapped__((tmp_path,))
    assert "a.yaml" in str(caught.value)
    assert "b.yaml" in str(caught.value)


def test_a_user_policy_replaces_a_shipped_one(tmp_path: Path) -> None:
    write_files(tmp_path, {"mine.yaml": GOOD.replace("id: mine", "id: cheapest")})
    assert load_policies.__wrapped__((tmp_path,))["cheapest"].says == "Mine."


def test_the_environment_names_a_folder_of_policies(tmp_path: Path) -> None:
    write_files(tmp_path / "mine", {"dear.yaml": "id: dear\nprefer: [{models: [google/nano-banana-pro]}]\n"})
    code = "import pixelfare; print(pixelfare.route('a cat', 'dear', as_of='2026-11-22').model)"
    env = {
        **os.environ,
        "PYTHONPATH": str(Path(pixelfare.__file__).parents[1]),
        "PIXELFARE_POLICIES": str(tmp_path / "mine"),
    }
    done = subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "google/nano-banana-pro"


def test_a_policy_by_the_path_of_its_file(tmp_path: Path) -> None:
    write_files(tmp_path, {"dear.yaml": "id: dear\nprefer: [{models: [google/nano-banana-pro]}]\n"})
    decision = route("a cat", policy=str(tmp_path / "dear.yaml"), catalog=CATALOG)
    assert (decision.model, decision.intent) == ("google/nano-banana-pro", "dear")
    with pytest.raises(PolicyError, match="cannot be read"):
        route("a cat", policy=str(tmp_path / "nowhere.yaml"), catalog=CATALOG)


@pytest.mark.parametrize(
    ("when", "needs", "n", "limit", "holds"),
    [
        (When(), Needs(), 1, None, True),
        (When(operation="edit"), Needs(), 1, None, False),
        (When(language=("zh",)), Needs(language="zh-Hant"), 1, None, True),
        (When(language=("zh-Hant",)), Needs(language="zh-Hant"), 1, None, True),
        (When(language=("zh",)), Needs(language="ja"), 1, None, False),
        (When(lettering=("any",)), Needs(), 1, None, False),
        (When(lettering=("any",)), Needs(lettering=frozenset({"thai"})), 1, None, True),
        (When(lettering=("zh",)), Needs(lettering=frozenset({"thai"})), 1, None, False),
        (When(lettering=("any", "zh")), Needs(lettering=frozenset({"thai"})), 1, None, True),
        (When(capability=("photo", "style")), Needs(capabilities=frozenset({"style"})), 1, None, True),
        (When(n_at_least=4), Needs(), 3, None, False),
        (When(n_at_least=4), Needs(), 4, None, True),
        (When(max_usd_under=30_000), Needs(), 1, None, False),
        (When(max_usd_under=30_000), Needs(), 1, 29_999, True),
        (When(max_usd_under=30_000), Needs(), 1, 30_000, False),
        (When(operation="generate", n_at_least=2), Needs(), 1, None, False),
    ],
)
def test_conditions(when: When, needs: Needs, n: int, limit: int | None, *, holds: bool) -> None:
    assert when.holds(needs, n, limit) is holds
