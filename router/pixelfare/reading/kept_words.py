"""How English prompts say what must stay as it is, which needs a given picture: rows of words, before, behind."""

from __future__ import annotations

__all__ = ["KEPT"]

_OWN = (
    r"(?:the |her |his |their |my |its |our |your |subject'?s'? |person'?s |model'?s |woman'?s |man'?s "
    r"|character'?s |original |exact |same |core |all |full |facial |real |strict |natural )"
)
_FACE = (
    r"(?:identity|likeness|faces?|facial features|facial structure|facial identity|facial likeness"
    r"|features|resemblance|appearance)\b"
)

KEPT = [
    (
        "identical unchanged untouched intact exactly",
        (
            r"\b(?:(?:keep|keeping|kept|preserv\w+|maintain\w*)\b[^.\n]{0,24} (?:photo|image|person|pose"
            r"|composition|product|background|logo|text|subject|layout|body|outfit|hairstyle)\b|face|identity"
            r"|likeness|everything else|original|facial features)[^.\n]{0,40}"
        ),
        (
            r"(?! (?:\d|two|three|four|the same time|one|in the (?:center|middle)))(?=[\s.,;!)]"
            r"|$)(?:(?<=exactly)(?: the same| as| matching| like| unchanged| intact)|(?<!exactly))"
        ),
    ),
    ("preserve preserving preserved", "", rf" (?:{_OWN}){{0,4}}{_FACE}"),
    (
        "keep keeping maintain maintaining retain retaining lock",
        r"",
        (
            rf" (?:{_OWN}){{1,4}}{_FACE}(?! (?:in (?:shadow|profile|half|the shade|focus)|across|consisten"
            rf"|throughout|between|in (?:all|every"
            rf"|each)))(?![^.\n]{{0,40}}(?:across|all panels|every panel|each panel|frames|covered|neutral|hidden"
            rf"|throughout))"
        ),
    ),
    (
        "without",
        "",
        (
            rf" (?:changing|altering|modifying|distorting) (?:{_OWN}){{0,3}}(?:{_FACE}|background|pose"
            rf"|composition"
            rf"|layout|image|photo|person|subject|structure|rest|text|design|colors?|lighting|style)"
        ),
    ),
    (
        "not",
        r"\b(?:do|don'?t|must|should) ",
        (
            rf" (?:change|alter|modify|touch|edit|distort|beautify) (?:{_OWN}|any |anything"
            rf"|any of ){{0,3}}(?:{_FACE}|image|photo|background|pose|composition|layout|anything else|rest)"
        ),
    ),
    (
        "don",
        "",
        (
            rf"['’]?t (?:change|alter|modify|touch|edit|distort|beautify) (?:{_OWN}|any |anything "
            rf"|any of ){{0,3}}(?:{_FACE}|image|photo|background|pose|composition|layout|anything else|rest)"
        ),
    ),
    ("everything", r"\b(?:keep|keeping|leave|leaving|preserve|preserving) ", r" (?:else|other|in the)"),
    (
        "everything",
        "",
        (
            r" else (?:(?:in|about) [\w ]{2,20} )?(?:the same|unchanged|same|stays?|remains?|as (?:is|it|before)"
            r"|intact"
            r"|untouched|identical|exactly)\b"
        ),
    ),
]
"""Each with what stands before the words and what follows."""
