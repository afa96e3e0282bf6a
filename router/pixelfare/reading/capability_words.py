"""Words by which English prompts need a capability: rows of fact, words, what stands before them, what follows."""

from __future__ import annotations

from pixelfare.reading.cues import cues_of

__all__ = ["ALWAYS"]

_SENTENCE = r"(?:^|[.!?:;\n,)\d] ?|- ?|and |then |please |to |also |just |you |must |should |prompt: )"
_NUMBER = (
    "two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen twenty"
)
_PLURAL = (
    r"(?: (?!or |and |of |out |to |in |on |with |different |main |key |other |new |full |point |time"
    r"|hand |quarter |third |tone|dimension|story|way|side)[\w'-]{2,16})"
    r"{0,3}? (?:(?!(?:years?|months|weeks|days|hours|minutes|seconds|times|feet|meters|metres|inches"
    r"|miles|dollars|percent|degrees|pixels|stops|points|"
    r"steps|ways|sides|others|colors|colours|tones|hues|shades|styles|lines|words|letters|sections|halves"
    r"|parts|thirds|quarters|hands|arms|legs|eyes|feet|ears|wheels|is|was|has|this|"
    r"its|his|as|shows|looks|stands|always|across|towards|dress|glass|grass|focus|class|panels|rows"
    r"|columns|levels|versions|variations|shots|images|frames|seats|pages|series|"
    r"storeys|stories|fingers|toes|inches|ounces|grams|kilograms|pounds|cups|teaspoons|tablespoons"
    r"|servings|meters)\b)[\w-]{2,18}(?<![su]s)(?<!ious)s|people|men|women|children|sheep|fish|deer|geese"
    r"|mice|wolves|knives|"
    r"leaves|oxen|persons)\b(?! (?:ago|old|later|long|tall|wide|high|away|of age))"
)

ALWAYS = cues_of(
    [
        ("transparent_background", "transparent", "", r" (?:\w+ )?(?:background|png|backdrop|bg)\b"),
        (
            "transparent_background",
            "background",
            "",
            r",? (?:should be |must be |is |to be |it |make it )?transparent\b",
        ),
        ("transparent_background", "alpha", "", r" (?:channel|transparency|background)\b"),
        ("transparent_background", "png", r"\btransparent ", ""),
        ("transparent_background", "fondo", "", r" transparente"),
        ("transparent_background", "fond", "", r" transparent"),
        ("transparent_background", "transparenter transparentem transparenten", "", r" hintergrund"),
        ("transparent_background", "sfondo", "", r" trasparente"),
        ("transparent_background", "fundo", "", r" transparente"),
        (
            "infographic",
            "infographic infographics infografía infografia infographie flowchart flowcharts mindmap infografik",
            "",
            "",
        ),
        ("infographic", "mind", "", r"[- ]map\b"),
        (
            "infographic",
            "chart charts",
            (
                r"\b(?:bar|pie|line|flow|comparison|organi[sz]ation\w*|gantt|size|data|radar|nutrition|color|colour"
                r"|growth|step|process|reference|breakdown|statistical|family|seating|eye) ?"
            ),
            r"(?!ed)",
        ),
        ("infographic", "diagram diagrams", "", r"(?!matic)"),
        (
            "infographic",
            "slide slides",
            r"\b(?:presentation|explanatory|powerpoint|ppt|pitch|title|keynote|summary|single|one) ",
            "",
        ),
        ("infographic", "slide slides", "", r" (?:deck|for a presentation|about|explaining)\b"),
        ("infographic", "powerpoint", "", ""),
        (
            "infographic",
            "dashboard",
            (
                r"\b(?:ui|ux|app|analytics|saas|web|admin|data|sales|marketing|fitness|financ\w+|crypto|modern|mobile"
                r"|desktop|banking|clean|software|trading) "
            ),
            "",
        ),
        ("infographic", "dashboard", "", r" (?:ui|ux|design|interface|mockup|screen|for|with)\b"),
        (
            "infographic",
            "ui",
            "",
            (
                r"(?:\s?/\s?ux)? (?:mock-?ups?|design|screens?|interface|layout|kit|system|components|showcase"
                r"|elements (?:with|such))\b"
            ),
        ),
        (
            "infographic",
            "interface",
            r"\b(?:app|user|mobile|web|game|chat|application|social media|streaming|website|browser|software) ",
            r"(?!s? (?:of the|between))",
        ),
        ("infographic", "landing", "", r"[- ]page\b"),
        (
            "infographic",
            "website webpage homepage",
            "",
            r" (?:mock-?up|design|layout|screenshot|page|homepage|hero|ui|for)\b",
        ),
        ("infographic", "mockup", r"\b(?:ui|app|website|web|interface|dashboard|screen|landing page|phone app) ", ""),
        ("infographic", "wireframe wireframes", "", r" (?:of|for|mock|design)"),
        (
            "infographic",
            "screenshot",
            "",
            (
                r" of (?:a |an |the )?(?:\w+ )?(?:tweet|website|web ?page|chat|conversation|app|twitter|instagram"
                r"|youtube|tiktok|facebook|social|live ?stream|reddit|email|message|browser|desktop|terminal|code"
                r"|slack|discord)"
            ),
        ),
        (
            "infographic",
            "timeline",
            r"\b(?:a|an|the|infographic|historical|evolution\w*|visual|illustrated|chronological|project) ",
            r" (?:of|for|showing|infographic|poster|graphic|with)\b",
        ),
        ("infographic", "cheat", "", r"[- ]sheet\b"),
        ("infographic", "comparison", "", r" (?:chart|table|graphic|infographic|matrix)\b"),
        ("infographic", "table", r"\b(?:periodic|data|comparison|pricing|nutrition) ", ""),
        ("infographic", "schematic blueprint schematics", "", r" (?:diagram|drawing|of|with|view|showing|layout)\b"),
        ("infographic", "newspaper", "", r" (?:front )?(?:page|layout|article)\b"),
        ("infographic", "brochure flyer leaflet", "", r"(?: (?:for|about|design|with|layout)\b|$|[.,])"),
        (
            "infographic",
            "menu",
            r"\b(?:restaurant|cafe|café|food|drinks?|cocktail|coffee|chalkboard) ",
            r"(?: (?:board|design|with|for|card|page))?",
        ),
        (
            "knowledge",
            "diagram diagrams",
            (
                r"\b(?:labell?ed|scientific|anatom\w+|educational|cutaway|cross-section\w*|technical|explanatory"
                r"|annotated|engineering|exploded|biology|physics|phase|circuit|free-body|venn|wiring|force) "
            ),
            "",
        ),
        ("knowledge", "diagram diagrams", "", r" (?:of|explaining|showing|illustrating)\b"),
        ("knowledge", "anatomy", "", r" (?:of|chart|diagram|poster|illustration)\b"),
        ("knowledge", "anatomical", "", r" (?:diagram|chart|drawing|illustration|study|cross|cutaway|model)"),
        (
            "knowledge",
            "how",
            "",
            r" (?:an? |the |to )?[\w -]{2,40} (?:works?|functions?|is made|are made|forms?|evolv\w+)\b",
        ),
        ("knowledge", "explain explains explaining explained", "", r"(?: (?:how|why|what|the|a)\b|:)"),
        (
            "knowledge",
            "scientifically historically anatomically geographically botanically",
            "",
            r" (?:accurate|correct|precise|faithful)",
        ),
        (
            "knowledge",
            "equation formula theorem equations formulas proof",
            (
                r"\b(?:the|math\w*|chemical|quadratic|euler'?s|maxwell'?s|einstein'?s|pythagor\w+|an?|correct|this"
                r"|following|schrödinger'?s) "
            ),
            r"(?! (?:one|1|e)\b)",
        ),
        ("knowledge", "periodic", "", r" table\b"),
        ("knowledge", "solar", "", r" system\b"),
        ("knowledge", "life", "", r" ?cycle of\b"),
        ("knowledge", "water", "", r" cycle\b"),
        ("knowledge", "photosynthesis mitosis meiosis pythagorean thermodynamics", "", ""),
        ("knowledge", "map", "", r" of (?:the )?(?:[a-z]+)\b(?! (?:a|an)\b)"),
        (
            "knowledge",
            "evolution history timeline",
            "",
            (
                r" of (?:the |human|art|comput|science|aviation|flight|space|car|humankind|mankind|technology|ancient"
                r"|[a-z]+s\b)"
            ),
        ),
        ("knowledge", "exploded", "", r"[- ](?:view|diagram|parts)\b"),
        ("knowledge", "cross", "", r"[- ]section (?:of|diagram|view|illustration|through)\b"),
        (
            "knowledge",
            "educational",
            "",
            r" (?:poster|infographic|illustration|diagram|chart|graphic|content|material|comic|slide|page|card)\b",
        ),
        ("knowledge", "encyclopedia encyclopedic encyclopaedia", "", ""),
        ("knowledge", "textbook", "", r" (?:illustration|page|diagram|style|figure)\b"),
        ("knowledge", "research", _SENTENCE, r" [a-z]"),
        ("knowledge", "calculate solve derive", _SENTENCE, r" (?:the|this|and|for)\b"),
        (
            "identity",
            "same",
            "",
            (
                r" (?:exact )?(?:person|face|character|man|woman|girl|boy|identity|model|individual|subject|couple"
                r"|protagonist|people)\b(?= (?:in|across|throughout|from|as|for|with|but|and|appear|shown|wearing"
                r"|facial)|[.,;\n)]|$)"
            ),
        ),
        (
            "identity",
            "consistent",
            "",
            r" (?:character|identity|face|facial|person|subject|appearance|likeness|protagonist|features)",
        ),
        ("identity", "consistency", r"\b(?:character|identity|facial|face|subject|person|appearance)[\w ]{0,12} ", ""),
        (
            "identity",
            "consistency consistent",
            "",
            r" (?:of|in|with|across|facial)[^.,\n]{0,24}(?:character|identity|face|facial|person|features|subject)",
        ),
        (
            "identity",
            "identity likeness",
            (
                r"\b(?:keep\w*|preserv\w+|maintain\w*|retain\w*|match\w*|same|exact|lock\w*|accurate|strict"
                r"|recognizable|true)[^.\n]{0,40}"
            ),
            "",
        ),
        (
            "identity",
            "face faces facial",
            (
                r"\b(?:keep\w*|preserv\w+|maintain\w*|retain\w*|exact|same|lock\w*|without (?:changing|altering)"
                r"|do not (?:change|alter)|uploaded|reference|attached|identical|match\w*) (?:[\w'-]{1,14} ){0,3}"
            ),
            r"(?! (?:expression|mask|to face))",
        ),
        (
            "identity",
            "faces face",
            "",
            r" (?:100% )?(?:identical|unchanged|exactly (?:the same|as)|must (?:match|remain|stay))",
        ),
        (
            "identity",
            "resemble resembles resembling",
            r"\b(?:must|should|clearly|strongly|closely) (?:\w+ ){0,2}",
            r" (?:the|this|original|real)\b",
        ),
        ("identity", "my", "", r" (?:face|likeness|selfie|portrait|facial features)\b"),
        ("counting", "exactly", "", rf" (?:[2-9]|1\d|20|{_NUMBER.replace(' ', '|')})\b"),
        ("counting", _NUMBER, "", _PLURAL),
    ]
)
"""Needs of any picture, made or edited."""
