"""How English prompts speak of a picture that is given: rows of words, what stands before them, what follows."""

from __future__ import annotations

from pixelfare.reading.cues import cues_of
from pixelfare.reading.kept_words import KEPT

__all__ = ["GIVEN", "PICTURE_WORDS", "SHOWN_IN"]

_PICTURE = (
    r"(?:images?|photos?|photographs?|pictures?|pics?|portraits?|selfies?|screenshots?|sketch(?:es)?"
    r"|drawings?|illustrations?|artworks?|"
    r"paintings?|snapshots?|headshots?|floor ?plans?|doodle|scan|photoshoot|line ?art)"
)
_SHOWN = (
    r"(?:persons?|people|man|woman|girl|boy|guy|kid|child|baby|couple|character|characters|dog|cat|pet"
    r"|car|room|outfit|building|product|logo|street|"
    r"face|model|subject|view|place|house|dress|bottle|location|figure|mascot|garment|clothes|item|object"
    r"|design|toy|style|font)"
)
_ANY = rf"(?:{_PICTURE}|{_SHOWN}|file|assets?|materials?|faces|subjects|products|models|likeness|frame|frames|map)"
_PLAIN = r" (?:(?!by\b|to\b|with\b|for\b|the\b|a\b|an\b|that\b|in\b|on\b|and\b|at\b)[\w'-]{1,16} ){0,3}"
_USING = (
    r"\b(?:use|using|used?|based (?:solely |only |strictly )?(?:up)?on|based off(?: of)?|from|with|take"
    r"|taking|edit|editing|turn|convert|transform|make|restore|"
    r"colou?ri[sz]e|recreate|redraw|reimagine|redesign|reinterpret|enhance|analy[sz]e|upscale|combine"
    r"|merge|retouch|fix|repair|extend|expand|inspired by|translate|into|"
    r"give|put|place|show|render|have|let|add|change|improve|animate|describe|for|like|crop|unblur|match"
    r"|follow|copy|study|remix|clean up|stylize|"
    r"(?:version|rendition|remake|variation|variations|recreation|drawing|sketch|figure|figurine"
    r"|sculpture|render|poster|cartoon|caricature|sticker|stickers|statue|replica|action figure) (?:of"
    r"|from|for)) "
)
_MADE_OF = (
    r"\b(?:images?|photos?|pictures?|portraits?|shots?|figures?|figurines?|versions?|drawings?"
    r"|illustrations?|stickers?|sheets?|views?|poster|comic|scene|renders?|video|collage|grid|infographic|"
    r"action figure|statue|ad|advertisement|banner|thumbnail) (?:of|featuring|with|for|from|showing|starring|using) "
)
GIVEN = cues_of(
    ("operation", *row)
    for row in [
        *KEPT,
        (
            "uploaded",
            r"(?<!being )",
            r"(?! (?:by|to|on|into) (?:youtube|instagram|social|the (?:clouds?|internet|web|net)|a)\b)",
        ),
        (
            "provided supplied given",
            r"\b(?:photos?|pictures?|images?|portraits?|sketch(?:es)?|drawing|selfies?|screenshot|logo) ?\(?",
            r"(?! (?:by|that|with|to|in|on|under|below the text)\b)",
        ),
        ("given", r"\b(?:the|a|in|from) ", r" (?:photos?|pictures?|images?|portraits?|sketch|drawing|screenshot)\b"),
        (
            "shown",
            r"\b(?:product|person|character|logo|building|dish|object|garment|shoe|car|room) ",
            r"(?=[.,]| here\b)",
        ),
        (
            "attached photo photos picture image portrait selfie",
            r"[\[{<](?:your |my |his |her |their |the |insert |user )?",
            r"(?: of [^\]}>\n]{1,30}| [a-z0-9]{1,10})?[\]}>]",
        ),
        (
            "upload",
            "",
            (
                r" (?:the|your|my|an?|two|one|three|both|any|\d|(?:[\w-]+ ){0,2}(?:images?|photos?|pictures?|face"
                r"|selfies?|portrait|product|reference))\b"
            ),
        ),
        ("attached", "", rf"{_PLAIN}{_ANY}\b"),
        ("attached", r"\b(?:the|i|i've|see|my|use|using|have) ", r"(?! (?:to|by|with|on|at|via)\b)"),
        ("provided supplied submitted enclosed accompanying", "", rf"{_PLAIN}{_ANY}\b"),
        ("input", "", rf" (?:[\w-]{{1,12}} )?{_PICTURE}\b"),
        ("source base", "", r" (?:images?|photos?|photographs?|pictures?|portrait|selfie|person|face)\b"),
        (
            "original",
            r"\b(?:the|its|their|his|her|my|from|your|of|to) ",
            (
                r" (?:[\w-]{1,12} )?(?:images?|photos?|photographs?|pictures?|selfie|screenshot|sketch|drawing|face"
                r"|person|subject|facial)\b"
            ),
        ),
        (
            "original",
            (
                r"\b(?:keep|keeping|preserv\w+|maintain\w*|retain\w*|chang\w+|alter\w*|match\w*|respect\w*"
                r"|identical)[^.\n]{0,40}"
            ),
            "",
        ),
        (
            "reference",
            "",
            (
                r"s?[ -](?:images?|photos?|photographs?|pictures?|pics?|portraits?|selfies?|face|person|screenshots?"
                r"|subject|photography)\b(?! (?:sheet|board))"
            ),
        ),
        (
            "reference",
            r"\b(?:the|your|my|this|uploaded|attached|provided|each|single) ",
            (
                r" (?:[\w-]{1,12} )?(?:man|woman|girl|boy|character|model|product|frame|style|sketch|drawing|file"
                r"|outfit|pose|logo)\b"
            ),
        ),
        ("reference", "", r"_\d"),
        (
            "reference",
            (
                r"(?<!such )\b(?:as|to|from|matching|match|matches|of) (?:the |a |my |your |style |face |visual "
                r"|exact |main |primary |character |pose )*"
            ),
            r"(?!s? (?:sheet|board|book|guide|to|library|page|poster|card|style|design))",
        ),
        (
            "reference",
            r"\bthe ",
            r"(?!s? (?:sheet|board|book|guide|to|library|page|poster|card|style|design))(?:'s)?(?:[\s.,;:]|$)",
        ),
        ("references", r"\b(?:as|the|my) ", ""),
        (
            "reference references",
            r"(?<!\d )\b(?:image|photo|picture|character|face|style)s? ",
            r"(?! ?(?::|sheet|board|book|guide|library|page|to\b))\b",
        ),
        ("ref", r"\b(?:face|image|img|style|char|character|photo|subject)[_ ]", ""),
        ("this these those", _USING, rf" (?:[\w'-]{{1,14}} ){{0,3}}(?:{_PICTURE}|frames?|map|{_SHOWN})\b"),
        ("this these those", _MADE_OF, rf" (?:[\w-]{{1,12}} ){{0,2}}{_SHOWN}\b"),
        (
            "this",
            r"(?:^|[.!?:\n] ?)(?:use|keep|make|turn|edit|convert|transform|take|put|restore|colorize|in) ",
            (
                r" (?:[\w-]{1,12} ){0,2}(?:photo|image|picture|selfie|portrait|drawing|sketch"
                r"|screenshot),? (?:and|to|into|by|so|as|but|with|change|replace|add|remove|make|put|turn)\b"
            ),
        ),
        (
            "this",
            (
                r"\b(?:draw|show|what|remove|change|replace|person|man|woman|girl|boy|character|product|object"
                r"|everything|dog|cat|people|subject|highlight|mark|annotate|label|circle|count|identify|translate"
                r"|describe|analy[sz]e|outline)[^.\n]{0,40} (?:in|from|on) "
            ),
            r" (?:image|picture|photo|screenshot|sketch|drawing)\b(?= ?[.!]?\s*$| (?:with|into|to|as|and|so)\b)",
        ),
        (
            "this these",
            r"[a-z\d] (?:in|of|on|across|from|to|into|over|with|onto|for) ",
            (
                r" (?:[\w-]{1,14} ){0,2}?(?:photos?|pictures?|selfies?|screenshots?|snapshots?|headshots?"
                r"|sketch(?:es)?|scans?"
                r"|comic page|manga page|floor ?plan|family photo|shots?)\b(?! (?:is|are|was|has|have|shows?|features?"
                r"|depicts?|should|captures?|of an?|series|prompt|style|must|will|contains?)\b)"
            ),
        ),
        (
            "attached",
            (
                r"\b(?:photos?|images?|pictures?|pics?|sketch|logo|product|selfies?|screenshot|drawing|design"
                r"|map) ?\(?(?:is |are )?"
            ),
            "",
        ),
        (
            "same keep",
            r"[.!?;] ?",
            (
                r" (?:the |her |his |my |their )?(?:face|pose|person|outfit|framing|hairstyle|crop|expression"
                r"|everything"
                r")(?: as is)? ?(?:[.!,;]|$)"
            ),
        ),
        ("reference ref", r"", r" ?\d ?(?:=|:|is|for)"),
        ("pic pics", r"\b(?:this|the|my|that|these|from|attached) ", ""),
        ("photo picture attachment attached", r"\((?:see |the |my )?", r"\)?"),
        (
            "photo picture screenshot",
            r"[a-z] (?:in|from|on) the (?:old |handwritten |uploaded |original |first |second )?",
            r"[.,!:]?(?= (?:as|into|to|with|and|but|on|clean)\b|\s*$|[.:] [A-Z1-9a-z])",
        ),
        ("photo picture pic", "", r" of me\b"),
        (
            "me us",
            r"\b(?:of|like|make|turn|put|age|show) ",
            r"(?! (?:an?|the|some|your|how|what|in detail|your|one|two|three)\b)",
        ),
        (
            "my",
            "",
            (
                rf" (?:own |attached |uploaded |real |exact )?(?:{_PICTURE}|face|likeness|product|logo"
                rf"|facial features"
                rf"|head|hairstyle|living room|bedroom|kitchen|house|dog|cat|pet)\b(?! (?:of|is)\b)"
            ),
        ),
        (
            "image img",
            r"(?<!gpt)(?<!gpt )(?<!gpt-)(?<!flux )(?<!imagen )",
            (
                r"[ _#-]?(?:\d\b|[b-d]\b|one\b|two\b|three\b|a(?= and\b| with\b| to\b| into\b|'s\b"
                r"| as\b))(?!\s?(?:x\b|px|%|:|of \d|images|by \d|/))"
            ),
        ),
        (
            "figure fig photo picture pic",
            r"\b(?:in|from|of|use|using|like|to|on|with|and|the) ",
            r"\.? ?#?(?:[1-6]|[b-d])\b(?!\s?(?:x\b|px|%|:|/|of \d|\.\d))",
        ),
        (
            "first second third",
            r"\b(?:from|in|of|with|using|use|on|to|into|and) the ",
            r" (?:[\w-]{1,12} )?(?:images?|photos?|pictures?)\b",
        ),
        (
            "both",
            r"\b(?:from|in|of|with|using|use|combine|merge|blend|compose) ",
            r" (?:[\w-]{1,12} )?(?:images|photos|pictures)\b",
        ),
        (
            "two three four multiple",
            r"\b(?:combine|merge|blend|composite|fuse|mix) (?:the |these |those )?",
            r" (?:[\w-]{1,12} )?(?:images|photos|pictures|characters)\b",
        ),
        (
            "here",
            "",
            (
                r"(?:'s| is| are) (?:an? |the |my |our |two |three |some )(?:[\w-]{2,12} )?(?:photo|image|picture"
                r"|selfie|sketch)"
            ),
        ),
        ("attachment", r"\b(?:the|my|this) ", ""),
        ("angle view side version", "", r" of this (?:image|photo|picture|scene|room|building|place)\b"),
        ("angle perspective viewpoint direction", r"\bfrom (?:this|that) ", ""),
        (
            "rest",
            r"\b(?:keep|keeping|leave|leaving|preserve|preserving) (?:all )?the ",
            r" (?:of|the same|unchanged|as|intact)",
        ),
        (
            "same",
            "",
            (
                rf" (?:exact )?(?:face|person|facial features|identity|character|subject|girl|boy|man|woman|product"
                rf"|outfit|pose|composition|background|style|layout|people|hairstyle)s? (?:as |from |in "
                rf"|shown )(?:in "
                rf"|shown |the |my |this |that |attached |uploaded |provided |original |reference |input "
                rf"|source ){{1,4}}(?:{_PICTURE}|reference|one|upload|attachment|input|source)"
            ),
        ),
        (
            "change replace remove swap erase extract isolate recreate convert paint repaint tint",
            "",
            (
                r" [^.\n]{0,60}?\b(?:in|of|from|on) (?:the|this|my) (?:[\w-]{1,12} )?(?:image|photo|picture"
                r"|screenshot|selfie|portrait|drawing|sketch)\b"
            ),
        ),
        (
            "remove removing change changing replace replacing swap blur erase",
            r"(?:^|[.!?:;\n,] ?|and |then |please |to |prompt: )",
            r" (?:the|its|his|her|their) (?:current |existing |whole |entire )?background\b",
        ),
        (
            "turn convert transform change make",
            r"(?:^|[.!?:;\n] ?|please |then |and )",
            (
                r" (?:this|these|him|her|them|my|me|the (?:subject|person|man|woman|photo|image|picture|sketch"
                r"|drawing|object|character|product|room|scene|day|sky|car|building|dog|cat|uploaded|provided"
                r"|attached|reference)) [^.\n]{0,60}?\b(?:in)?to\b"
            ),
        ),
        ("face", "", r"[- ]?swap"),
        ("faceswap", "", ""),
        (
            "restoration restore",
            r"\b(?:old|vintage|damaged|faded|photo|family|please|and|^) ?",
            r"(?: (?:and colou?ri[sz]e|this|the (?:old|damaged)|old|damaged|photo)|$|[.,])",
        ),
        ("gave sent shared attach attaching", r"\bi(?:'ll|'ve|'m| will| have| am)? (?:just )?", ""),
        (
            "edit",
            "",
            r" (?:this|the (?:image|photo|picture|original|attached|uploaded|background)|my|prompt|only|just)\b",
        ),
        ("user", "", r"(?:'s|-)? ?(?:uploaded|provided|supplied|submitted|photo|image|selfie|picture|portrait)\b"),
        ("your insert upload my", r"[\[<({]", r"[^\]>)}\n]{0,30}\b(?:photo|image|picture|selfie|reference|face)\b"),
        (
            "image picture photo",
            r"[a-z] (?:in|of|from|on) the (?:left|right)(?:-hand)? ",
            r"[.!]?\s*$",
        ),
        (
            "this these",
            r"\b(?:would|does|could|will) ",
            rf" (?:[\w-]{{1,12}} ){{0,2}}(?:{_PICTURE}|{_SHOWN}|scene)\b[^.\n]{{0,20}} look",
        ),
        (
            "photo image picture sketch drawing",
            "",
            (
                r" (?:in)?to (?:colou?r|anime|ghibli|3d|photo|real|render|a (?:sketch|drawing|painting|cartoon"
                r"|realistic|photo|line))"
            ),
        ),
    ]
)
"""Where a prompt speaks of a picture that is given."""

SHOWN_IN = cues_of(
    ("operation", *row)
    for row in [
        (
            (
                "subject person woman man girl boy product character object model people dog cat building outfit "
                "dress scene place face logo room"
            ),
            (
                r"\b(?:of|take|use|using|make|turn|put|have|show|with|from|let|dress|place|give|by|what|on|like"
                r"|highlight|replace|change|remove) (?:the |just the |only the )(?:main )?"
            ),
            (
                rf"s? (?:in|from|of|on|shown in) (?:the|this|my) (?:given |supplied |attached |input |first "
                rf"|second )?{_PICTURE}\b(?! (?:is|are|was|appears?|has|have|wears?|seems?|stands?|looks?|sits?"
                rf"|gives?"
                rf"|adds?|being|showing)\b)"
            ),
        ),
        (
            "scene view place what",
            "",
            (
                r"(?: [^.\n]{0,50})? (?:in|of|from) (?:the|this) (?:image|photo|picture)\b(?= (?:looks? like|from"
                r"|would|to|into|as if))"
            ),
        ),
        (
            "subject person woman man girl boy product character object face people logo",
            r"\bthe (?:main )?",
            (
                rf"s? (?:in|from|of|on) (?:the|this|my) (?:given |supplied |attached |input |first "
                rf"|second )?(?:{_PICTURE}|frame)\b(?= (?:as|into|to|with|and|should|while|but)\b|[.,;:]? ?$)"
            ),
        ),
    ]
)
"""Where it speaks of what a given picture shows; each names that picture by one of `PICTURE_WORDS`."""
PICTURE_WORDS = frozenset(
    "image images photo photos photograph photographs picture pictures pic pics portrait portraits selfie selfies "
    "screenshot screenshots sketch sketches drawing drawings illustration illustrations artwork artworks painting "
    "paintings snapshot snapshots headshot headshots floor floorplan floorplans doodle scan photoshoot line lineart "
    "frame".split()
)
