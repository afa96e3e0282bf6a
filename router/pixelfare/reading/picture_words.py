"""Words by which English prompts need photographs, styles or composition of a picture that is made."""

from __future__ import annotations

from pixelfare.reading.cues import cues_of, late, one_of

__all__ = ["BOUND_BEFORE", "BOUND_BEHIND", "BOUND_WORDS", "PICTURED"]

_PROPERTIES = (
    "red orange yellow green blue purple pink brown black white gray grey golden silver beige turquoise wooden "
    "metallic metal glass plastic leather fabric rubber fluffy round square oval rectangular triangular circular "
    "cubic conical cylindrical spherical pyramidal pentagonal oblong diamond big small large tiny tall short long "
    "striped spotted"
).split()
_COLOUR = one_of(_PROPERTIES)
_NOUN = r"[a-z][\w-]{2,16}"
_VAGUE = r"(?:plain|blurr|white back|neutral|gradient|dark|soft|clear|bright|blue sky|starry|vast|dramatic|sky|very)"
_NOT_FRAME = (
    r"(?! (?:image|frame|picture|canvas|page|poster|composition|layout|photo|screen|sheet|grid|slide|card|cover|title"
    r"|text|headline)\b)"
)
_NOT_STYLE = r"(?<!no )(?<!not )(?<!non-)(?<!anti-)(?<!avoid )(?<!without )(?<!than )"
PICTURED = cues_of(
    [
        (
            "photo",
            "photo photos photograph photographs photographic photography",
            r"(?:^|[^/\w]) ?(?<!no )(?<!not a )(?<!no stock )",
            r"(?! ?(?:album|booth|frame|op|bomb|collage of drawings|reference|editor|essay style))",
        ),
        (
            "photo",
            (
                "photorealistic photorealism photoreal dslr bokeh polaroid photojournalism hyperrealistic "
                "hyperrealism ultrarealistic"
            ),
            _NOT_STYLE,
            "",
        ),
        ("photo", "hyper ultra", _NOT_STYLE, r"[- ](?:photo)?realis(?:tic|m)\b"),
        (
            "photo",
            "realistic",
            r"\b(?:most|very|highly|a|an|completely|fully) ",
            r" (?:photo|image of|picture|portrait|scene|lighting)",
        ),
        ("photo", "selfie selfies snapshot headshot", "", ""),
        ("photo", "iphone", r"\b(?:shot|taken|photographed|captured|on|with|amateur) (?:on |with |by )?(?:an? )?", ""),
        ("photo", "mm", r"\d ?", r" (?:film|lens|photo|f/|prime|portrait|camera|color|macro)"),
        (
            "photo",
            "film",
            r"\b(?:35 ?mm|analog|kodak|portra|fuji\w*|medium format|grainy|negative|color|instant|disposable) ",
            r" (?:photo|camera|grain|style|aesthetic|look|stock|scan)?",
        ),
        ("photo", "fujifilm kodak portra leica hasselblad nikon", "", ""),
        ("photo", "canon sony", "", r" (?:eos|a7|alpha|5d|r5)"),
        ("photo", "grain", r"\bfilm ", ""),
        ("photo", "cinematic", "", r" (?:photo|still|film still|portrait|shot)\b"),
        ("photo", "portrait", "", r" photo"),
        ("photo", "lens", r"(?:\d ?mm|wide[- ]angle|macro|telephoto|prime|fisheye|fish-eye|anamorphic|85mm|50mm) ", ""),
        ("photo", "depth", r"\bshallow ", r" of field"),
        ("photo", "macro", "", r" (?:photo|shot|lens|close)"),
        ("photo", "raw", "", r" (?:photo|image|footage|flash)"),
        (
            "style",
            (
                "anime manga cartoon cartoons watercolor watercolour watercolors gouache impressionist impressionism "
                "impressionistic cubist cubism ukiyo woodcut woodcuts woodblock linocut etching "
                "lithograph engraving pixel voxel claymation steampunk vaporwave synthwave surrealist surrealism "
                "baroque rococo ghibli pixar chibi crayon crayons charcoal pastel pastels graffiti caricature "
                "pointillism pointillist fresco mosaic kawaii sumi papercut papercraft origami storybook cyberpunk "
                "fauvist expressionist expressionism bauhaus suprematist dadaist renaissance minecraft webtoon "
                "risograph airbrush doodle doodles sticker isometric cel comic comics sketch sketches illustration "
                "illustrations illustrated painting paintings painterly drawing drawings drawn"
            ),
            _NOT_STYLE,
            (
                r"(?!\s(?:book ?store|store|shop|con\b|supplies|class|lesson|board pin|room|network|a (?:crowd|sword"
                r"|gun|bow|line)|on (?:the|a) (?:wall|easel)|from (?:memory))|-free)"
            ),
        ),
        ("style", "pop", r"", r"[- ]art\b"),
        ("style", "art", "", r"[- ](?:deco|nouveau|brut)\b"),
        ("style", "line vector concept digital pixel ascii fan", "", r"[- ]art\b"),
        (
            "style",
            "oil ink acrylic tempera wash",
            "",
            r"(?:[- ](?:and|on|wash|paint\w*|canvas|brush|sketch|drawing|illustration|style)\b)",
        ),
        ("style", "stained", "", r"[- ]glass\b"),
        (
            "style",
            "style",
            (
                r"\b(?:in (?:the|a|an) (?:[\w'-]+ ){0,4}|[\w-]+[- ](?:art|film|house|studio)[- ]|van gogh |picasso "
                r"|monet |dal[ií] |hokusai |banksy |warhol |disney |lego |retro |vintage |gothic |y2k |minimalist )"
            ),
            "",
        ),
        ("style", "style", "", r" of (?!the (?:same|reference|uploaded))"),
        ("style", "low", "", r"[- ]poly\b"),
        ("style", "flat", "", r" (?:design|illustration|vector|style)\b"),
        (
            "style",
            (
                "gogh picasso monet hokusai rembrandt vermeer matisse klimt munch warhol kandinsky basquiat banksy "
                "miyazaki dalí caravaggio botticelli mucha mondrian escher"
            ),
            "",
            "",
        ),
        ("style", "studio", "", r" ghibli"),
        ("style", "vector", "", r" (?:graphic|illustration|style|logo|image|icon)"),
        ("style", "stylized stylised", "", ""),
        (
            "style",
            "d",
            r"(?<![a-z0-9])[23]-?",
            r"[ -](?:render|animation|cartoon|illustration|style|cgi|pixar|character|chibi|icon|anime|game|pop)",
        ),
        ("style", "cgi", "", ""),
        ("style", "claymation plasticine felted needle", "", r"(?: felt\w*)?"),
        (
            "composition",
            "left right",
            (
                rf"\b(?:(?:is|are|stands?|sits?|lies|placed|positioned|located|standing|sitting|{_NOUN}) )"
                rf"(?:(?:to|on) (?:the|its|his|her) ?(?:far |immediate )?)?"
            ),
            rf"(?:[- ]hand)?(?: side)? of (?:a|an|the|another|it|him|her|them)\b{_NOT_FRAME}",
        ),
        (
            "composition",
            "below beneath underneath above",
            (
                rf"(?:^|[^\w])(?:a|an|the|two|three) (?:[\w-]{{2,16}} )?{_NOUN} (?:is |are |hanging |floating "
                rf"|placed |set )?"
            ),
            rf" (?:a|an|another) (?!{_VAGUE})[\w-]{{3,}}",
        ),
        (
            "composition",
            "behind beside under",
            (
                rf"(?:^|[^\w])(?:a|an|two|three) (?:[\w-]{{2,16}} )?{_NOUN} (?:is |are |sitting |standing |hidden "
                rf"|placed )?"
            ),
            rf" (?:a|an|another) (?!{_VAGUE})[\w-]{{3,}}",
        ),
        (
            "composition",
            "front",
            rf"(?:^|[^\w])(?:a|an) (?:[\w-]{{2,16}} )?{_NOUN} (?:is |sitting |standing |placed )?in ",
            (
                r" of (?:a|an|another) (?!plain|white|black|blurred|neutral|solid|gradient|dark|clean|simple|camera"
                r"|large|huge)"
            ),
        ),
        (
            "composition",
            "next",
            rf"(?:^|[^\w])(?:a|an|the|two|three) (?:[\w-]{{2,16}} )?{_NOUN} (?:is |sitting |standing |placed )?",
            r" to (?:a|an|another|two|three)\b",
        ),
        (
            "composition",
            "top",
            (
                rf"(?:^|[^\w])(?:a|an|two|three) (?:[\w-]{{2,16}} )?{_NOUN} (?:is |sitting |standing |stacked "
                rf"|placed |balanced )?on "
                r"(?:the )?"
            ),
            r" of (?:a|an|another|one another|each other) ",
        ),
        (
            "composition",
            "side",
            (
                rf"(?:^|[^\w])(?:a|an|the) (?:[\w-]{{2,16}} )?{_NOUN} (?:is |sitting |standing |placed )?(?:on"
                rf"|by) (?:the )?"
            ),
            r" of (?:a|an|another) ",
        ),
        (
            "composition",
            "between",
            rf"(?:^|[^\w])(?:a|an|the) (?:[\w-]{{2,16}} )?{_NOUN} (?:is |sitting |standing |placed )?",
            r" (?:a|an) [\w-]{2,16} (?:[\w-]{2,16} )?and (?:a|an)\b",
        ),
        ("composition", "hidden", "", r" (?:by|behind|under) (?:a|an) [a-z]"),
    ]
)
"""Needs of a picture that is made; in an edit these words mostly describe what is given."""

BOUND_BEHIND = late(rf" and (?:a |an |the )?{_COLOUR} [\w-]{{2,}}")
"""The second of two things that have a property each, as in `a red ball and a blue cube`."""
BOUND_BEFORE = late(rf"\b(?:a|an|the) {_COLOUR} [\w-]{{2,16}}(?: [\w-]{{2,16}})?,?$")
"""The first of them."""
BOUND_WORDS = frozenset(_PROPERTIES)
"""The properties that both can have."""
