"""Words by which English prompts order each kind of edit; the kinds are those of the ImgEdit benchmark."""

from __future__ import annotations

from pixelfare.reading.cues import cues_of

__all__ = ["EDITS"]

_SENTENCE = r"(?:^|[.!?:;\n,)\d] ?|- ?|and |then |please |to |also |just |you |must |should |prompt: )"
_ON = r"(?: the| a| an| its| his| her| their| that| this| my| any| all| some| more| one| two| each| these| both)?"
_THINGS = r" (?!to\b|up\b|on\b)[\w']{1,16}"
EDITS = cues_of(
    [
        (
            "edit.remove",
            (
                "remove removing erase delete eliminate elimina quita borra supprime enlève efface entferne lösche "
                "rimuovi togli remova apague"
            ),
            "",
            _THINGS,
        ),
        ("edit.remove", "get", r"", r" rid of"),
        ("edit.remove", "take", "", r" (?:out|away) the"),
        ("edit.remove", "removed", r"\b(?:is|are|be|have|been) ", ""),
        ("edit.remove", "declutter tidy", "", ""),
        ("edit.remove", "cleaning clean", "", r" up (?:the )?(?:photo|image|background|clutter)"),
        (
            "edit.background",
            "background backdrop",
            (
                r"\b(?:remov\w+|chang\w+|replac\w+|swap\w*|blur\w*|new|different|set|put|switch"
                r"|extend) (?:[\w-]+ ){0,4}"
            ),
            "",
        ),
        (
            "edit.background",
            "background backdrop",
            "",
            r" (?:to|with|should be|into|changed|replaced|removed|swap|becomes)\b",
        ),
        (
            "edit.background",
            "place put",
            _SENTENCE,
            r" (?:[\w']+ ){1,4}?(?:in|on|at|inside|into|against) (?:a|an|the)\b",
        ),
        (
            "edit.replace",
            (
                "replace replacing substitute swap swapping sustituye reemplaza remplace ersetze tausche sostituisci "
                "substitua troque"
            ),
            "",
            _THINGS,
        ),
        (
            "edit.replace",
            "change turn",
            "",
            (
                r" (?:the|his|her|their|its|this|that) (?!image|photo|picture|style|background|colou?r|lighting|head"
                r"|pose|expression|scene|whole|portrait|sketch|drawing)(?:[\w']+ ){1,4}(?:in)?to (?:a|an|the)\b"
            ),
        ),
        (
            "edit.style",
            (
                "turn convert transform make redraw render restyle recreate reimagine change stylize draw style into "
                "convierte transforma transforme verwandle trasforma"
            ),
            "",
            (
                r"\b[^.\n]{0,80}\b(?:style|anime|cartoon|painting|sketch|ghibli|watercolou?r|illustration|pixel|comic"
                r"|manga|drawing|3d|lego|clay|pixar|figurine|figure|caricature|poster|sticker|plush|vector|oil"
                r"|line art|chibi|estilo|stil)\b"
            ),
        ),
        ("edit.style", "style", r"\bin (?:the |a |an )?(?:[\w-]+ ){0,4}", ""),
        ("edit.style", "stylization stylize stylized", "", ""),
        (
            "edit.add",
            "add adding insert overlay include place añade agrega agrégale ajoute füge aggiungi adicione",
            _SENTENCE,
            rf"(?!itional|ress|s\b){_THINGS}",
        ),
        ("edit.add", "give", _SENTENCE, r" (?:him|her|them|it|the [\w]+) (?:a|an|some)\b"),
        ("edit.add", "put", _SENTENCE, r" (?:a|an|some) [\w -]{2,30} on\b"),
        ("edit.extract", "extract isolate segment crop", _SENTENCE, _ON),
        ("edit.extract", "cut", "", r"(?:[- ]?out) (?:the|this)"),
        ("edit.extract", "cutout", "", ""),
        (
            "edit.adjust",
            (
                "enhance restore colorize colourise colorise sharpen upscale relight brighten darken retouch denoise "
                "deblur unblur recolor recolour saturate desaturate restoration restaura colorea restaure colorise "
                "restauriere"
            ),
            "",
            "",
        ),
        (
            "edit.adjust",
            "change adjust increase decrease reduce make fix improve correct",
            "",
            (
                r" [^.\n]{0,40}\b(?:brightness|contrast|saturation|exposure|colou?rs?|lighting|tone|hue|sharpness"
                r"|quality|resolution|brighter|darker|warmer|cooler|color grading|colou?r of)\b"
            ),
        ),
        (
            "edit.adjust",
            "change turn",
            "",
            (
                r" (?:the |his |her |its |their )(?:[\w]+ ){0,3}(?:to )?(?:red|blue|green|yellow|black|white|pink"
                r"|purple|orange|brown|gold|silver|blonde)\b"
            ),
        ),
        (
            "edit.action",
            "smile smiling laugh wave waving jump jumping sit sitting stand standing raise lie kneel run dance",
            r"\b(?:make|let|have|him|her|them|change|person|man|woman|girl|boy|dog|cat|subject|to|be|are|is) ",
            "",
        ),
        ("edit.action", "pose expression", r"\b(?:chang\w+|new|different|alter|adjust) (?:[\w']+ ){0,4}", ""),
        ("edit.action", "open close", _SENTENCE, r" (?:his|her|their|its|the) (?:eyes|mouth|hands?)"),
        (
            "edit.action",
            "look looking",
            r"\b(?:make|have|let) (?:him|her|them|it|the [\w]+) ",
            r" (?:at|up|down|left|right|away)",
        ),
        (
            "edit.multi",
            "images photos pictures",
            (
                r"\b(?:both|two|these|those|multiple|three|several|all|combine|merge|blend|combining) (?:the "
                r"|uploaded |attached |provided |reference |input |product |character |of |these )*"
            ),
            "",
        ),
        (
            "edit.multi",
            "second third",
            r"\b(?:the|and|from|in) ",
            r" (?:[\w-]+ )?(?:image|photo|picture|person|reference)\b",
        ),
        (
            "edit.multi",
            "image img photo picture figure reference",
            r"(?<!gpt )(?<!gpt-)",
            r"[ _#-]?(?:2|3|b|two|three)\b(?!\s?(?:x\b|:|%|of))",
        ),
        (
            "edit.multi",
            "combine merge blend composite fuse",
            r"",
            r" (?:the |these |this |both |all |them|him|her |two |three )",
        ),
        ("edit.multi", "face", "", r"[- ]?swap"),
        ("edit.multi", "faceswap", "", ""),
    ]
)
"""Kinds of edit, looked for only where an edit is asked for."""
