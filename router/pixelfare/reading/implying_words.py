"""Words that imply text in the picture: a headline, labels, an infographic; each with what must hold beside it."""

from __future__ import annotations

import re

from pixelfare.reading.cues import late
from pixelfare.reading.implying_pages import PAGES

__all__ = ["IMPLYING"]

_BARE = late("")
_LETTERS = late(
    r"(?<=bold )|(?<=block )|(?<=capital )|(?<=big )|(?<=large )|(?<=giant )|(?<=neon )|(?<=gold )"
    r"|(?<=golden )|(?<=brush )|"
    r"(?<=white )|(?<=black )|(?<=red )|(?<=blue )|(?<=green )|(?<=yellow )|(?<=pink )|(?<=silver )"
    r"|(?<=metallic )|(?<=uppercase )|"
    r"(?<=3d )|(?<=carved )|(?<=cursive )|(?<=graffiti )|(?<=alphabet )|(?<=the )|letters (?:spell|form"
    r"|read|that spell|on the)"
)
_WORDS = late(
    r"(?<=the )words?(?! (?:is|are) |s? of mouth| on the street)|(?<=with )words? (?:\w+ly )?(?:writ|print|paint|carv"
    r"|spell|on )|words? [\"'“‘「]"
    r"|words? (?:writt|print|paint)"
)
IMPLYING: dict[str, re.Pattern[str]] = PAGES | {
    **dict.fromkeys(
        (
            "text texts typography lettering headline headlines subheadline subheadlines subheading subheadings "
            "subtitle subtitles "
            "caption captions captioned tagline taglines slogan slogans handwriting labels label labeled "
            "labelled titles title titled "
            "inscription inscriptions inscribed monogram infographic infographics wordmark logotype annotations "
            "annotated annotate callouts "
            "callout headings paragraphs monograms typographic typeface font fonts calligraphy handwritten "
            "masthead lettered "
            "speech dialogue dialog bubble bubbles signage infografik infografía infográfico infographie инфографика "
            "landing dashboard ui website webpage homepage thumbnail screenshot encyclopedia name names "
            "pricing post tweet couplet couplets equations "
            "brochure flyer newspaper menu storyboard whiteboard "
            "intitulée intitulé lettrage scritta scritte etichetta etichette einladungskarte accroche accroches "
            "menü yazısı yazı tytuł napis "
            "texto título títulos letrero etiquetas texte titre étiquettes légende beschriftung beschriftungen "
            "überschrift titel "
            "testo titolo etichette rótulos legenda надпись надписи надписью текст текстом заголовок заголовком "
            "подписи "
            "نص النص عنوان كتابة टेक्स्ट शीर्षक लिखा headline nombres"
        ).split(),
        _BARE,
    ),
    "letters": _LETTERS,
    "words": _WORDS,
    "word": _WORDS,
    "mockup": late(
        r"mockup(?<=ui mockup)|mockup(?<=app mockup)|mockup(?<=website mockup)|mockup(?<=web mockup)"
        r"|mockup(?<=screen mockup)|mockup(?<=interface mockup)|mockup(?<=page mockup)|mockup(?<=dashboard mockup)"
        r"|mockup of (?:a |an |the )?(?:\w+ )?(?:app|website|ui|dashboard|landing|menu|magazine)\b"
    ),
    "spelling": late(r"spelling (?:mistakes|errors)"),
    "homework": late(r"(?<=this )homework|(?<=the )homework"),
    "numerals": late(r"(?<=huge )numerals|(?<=large )numerals|(?<=big )numerals|(?<=bold )numerals"),
    "write": late(
        r"write what\b|write (?:short |brief |your )?comments?\b|write (?:in |down |out )?(?:the|an?|each|every|his"
        r"|her|their|its|my) (?:[\w-]{2,14} ){0,3}?(?:names?|times?"
        r"|dates?"
        r"|numbers?|prices?|words?|letters?|messages?|recipes?|ingredients?|poems?|lines?|sentences?|answers?"
        r"|solutions?"
        r"|steps?|weights?|heights?|lengths?|sizes?|calories|lyrics|script|explanation|translation|measurements?)\b"
    ),
    "summary": late(r"(?<=visual )summary|summary (?:card|graphic|poster|slide|board)"),
    "sketchnote": _BARE,
    "sketchnotes": _BARE,
    "badge": late(r"(?<=conference )badge|(?<=name )badge|(?<=event )badge|badge (?:template|design) "),
    "tags": late(r"(?<=name )tags|(?<=price )tags"),
    "tag": late(r"(?<=name )tag|(?<=price )tag"),
    "nametag": _BARE,
    "frase": late(r"frase"),
    "horarios": _BARE,
    "cloud": late(r"(?<=word )cloud|(?<=tag )cloud"),
    "nutrition": late(r"nutrition(?:al)? (?:facts|label|panel|claims|table)"),
    "departure": late(r"departures? board"),
    "departures": late(r"departures board"),
    "scrabble": late(r"scrabble tiles"),
    "comments": late(r"(?<=scribbled )comments|(?<=handwritten )comments|(?<=margin )comments"),
    "calorie": late(r"calorie counts?|calorie labels?"),
    "grade": late(r"(?<=a )grade out of|(?<=letter )grade"),
    "rename": late(r"rename the"),
    "recipe": late(
        r"(?<=the )recipe next to|(?<=the )recipe (?:beside|below|under)|recipe (?:card|page|infographic|sheet|poster"
        r"|board)"
    ),
    "placard": late(r"placard with"),
    "brand": late(r"(?<=\[)brand(?: name)?\]"),
    "alphabet": late(r"alphabet (?:poster|chart|card|blocks|print|book)"),
    "headline": late(r"headline(?![- ](?:grabbing|act|making|worthy))"),
    "text": late(r"text(?![- ](?:to|prompt|space|area|placement)\b| unless\b)"),
    "caption": late(r"caption(?! (?:space|area|room))"),
    "typography": late(r"typography(?! (?:space|area|placement zone))"),
    "title": late(r"title(?!s? (?:sequence|track|role|character|of the (?:song|film)))"),
    "label": late(
        r"label (?:text|reading|reads|saying|says|that (?:reads|says)|with (?:the |a |its )?(?:name|text|words?|brand"
        r"|logo)"
        r"|showing|clearly|legible|design\b|mock-?up|each|every|them|the (?:parts|bones|rooms|organs|layers|steps"
        r"|planets|countries|pieces|items|ingredients|components|muscles|main|key|different|major)|all)\b"
        r"|(?<=readable )label|(?<=legible )label|(?<=name )label|(?<=text )label|(?<=price )label"
        r"|(?<=handwritten )label"
        r"|(?<=printed )label|(?<=vintage )label|(?<=paper )label|(?<=ornate )label|label:"
    ),
    "labels": late(
        r"labels(?!,? (?:and )?(?:textures?|proportions?|logos?|colou?rs?|shapes?|materials?|packaging|branding"
        r"|unchanged)\b)"
        r"(?<!logos, labels)(?<!logo, labels)(?<!their labels)(?<!blank labels)(?<!product labels)"
    ),
    "paragraphs": late(r"(?<=text )paragraphs|(?<=short )paragraphs|(?<=of )paragraphs(?<!words of paragraphs)"),
    "score": late(r"score [\"“]|score:? \d|score (?:display|overlay|bug|in the corner)"),
    "broadcast": late(r"broadcast (?:overlay|graphics|ticker|chyron|lower third)|broadcast\b(?=[^.]{0,40}\bscore)"),
    "calligraphy": late(r"calligraphy(?! (?:brush|stroke|line|ink|pen|style|s-curve))"),
    "font": late(r"font(?!ain)"),
    "speech": late(r"speech[- ](?:bubble|balloon)"),
    "dialogue": late(
        r"dialogue (?:is |short|funny|in |between |lines|box|bubble|balloon|text|line|window)"
        r"|dialogue\b[^.]{0,20}[:\"“]"
    ),
    "dialog": late(r"dialog (?:box|bubble|text|window)"),
    "bubble": late(r"(?<=text )bubble|(?<=thought )bubble|(?<=chat )bubble"),
    "bubbles": late(r"(?<=text )bubbles|(?<=thought )bubbles|(?<=chat )bubbles|(?<=dialogue )bubbles"),
    "slide": late(
        r"slide (?:deck|with|about|for|show|present|on |\()|(?<=presentation )slide|(?<=explanatory )slide"
        r"|(?<=powerpoint )slide"
    ),
    "slides": late(r"slides (?:deck|with|about|for)|(?<=presentation )slides"),
    "newspaper": late(
        r"newspaper (?:front|page|layout|cover|design|headline|article)|(?<=vintage )newspaper (?:feat|with)"
    ),
    "slogans": late(r"(?<!chanting )(?<!shouting )slogans"),
    "landing": late(r"landing[- ]page"),
    "dashboard": late(
        r"(?<=ui )dashboard|(?<=app )dashboard|(?<=analytics )dashboard|(?<=saas )dashboard"
        r"|(?<=data )dashboard|(?<=web )dashboard|dashboard (?:ui|design|interface|screen)"
    ),
    "ui": late(
        r"ui(?:\s?/\s?ux)? (?:mock-?up|design|screen|interface|layout|kit|system)|ui\b(?<=mobile ui)"
        r"|ui\b(?<=app ui)"
    ),
    "webpage": late(r"webpage (?:mock|design|layout|for|of)"),
    "website": late(r"website (?:mock|design|layout|homepage|page|for|ui|hero)"),
    "thumbnail": late(r"(?<=youtube )thumbnail|(?<=video )thumbnail"),
    "screenshot": late(
        r"screenshot of (?:a |an |the )?(?:\w+ )?(?:tweet|website|web ?page|chat|conversation|app|twitter"
        r"|instagram|youtube|tiktok|facebook|social|live ?stream|reddit|email|message)"
    ),
    "quote": late(
        r"quote(?: (?:card|poster|graphic|image|print|post)\b| by\b|:| saying| that| from| [\"“'])"
        r"|(?<=with the )quote|(?<=motivational )quote"
        r"|(?<=inspirational )quote"
    ),
    "quotes": late(r"(?<=motivational )quotes|(?<=inspirational )quotes|(?<=pull )quotes"),
    "formula": late(
        r"(?<=math )formula|(?<=mathematical )formula|(?<=chemical )formula|(?<=quadratic )formula"
        r"|(?<=the )formula [a-z]"
    ),
    "formulas": late(r"formulas"),
    "equation": late(r"equation"),
    "textbook": late(
        r"textbook (?:page|illustration|diagram|figure|explain|about)|(?<=physics )textbook"
        r"|(?<=school )textbook|(?<=biology )textbook"
    ),
    "certificate": late(r"certificate (?:of|for|with|design)"),
    "diploma": late(r"diploma (?:of|for|with|design)"),
    "invitation": late(r"invitation (?:card|for|to|with|design)|(?<=wedding )invitation"),
    "receipt": late(r"receipt (?:from|for|with|listing|showing)"),
    "invoice": late(r"invoice (?:from|for|with|listing|showing|template)"),
    "boarding": late(r"boarding pass"),
    "business": late(r"business card"),
    "encyclopedia": late(r"encyclopedia (?:page|image|card|entry|poster|infographic|illustration)"),
    "name": late(
        r"(?<=city )name|name (?:on top|at the top|across|underneath)\b|name of (?:each|every|the (?:city|brand|place"
        r"|product|team"
        r"|company|country|dish|restaurant|shop|band|artist"
        r"|character|person|author))\b|(?<=its )name\b(?! of)|(?<='s )name\b(?! of)|(?<=’s )name\b|(?<=with my )name"
        r"|(?<=his )name (?:on|above|below|under|and)|(?<=her )name (?:on|above|below|under|and)|(?<=brand )name"
        r"|(?<=company )name|(?<=team )name|(?<=product )name|(?<=\] )name"
        r"|name (?:cleanly |clearly |is )?(?:in (?:bold|large|big|white|gold|elegant|small|block|serif)|written"
        r"|printed"
        r"|displayed|engraved|appears|on the|at the)"
    ),
    "names": late(
        r"(?<=their )names\b(?=[.,;]|$| and)|(?<=their )names (?:written|below|above|under|next|beside|in|on)"
        r"|(?<=with )names|names (?:written"
        r"|printed|below|above|under)|(?<=labeled )names|(?<=region )names|(?<=city )names|(?<=street )names"
        r"|(?<=place )names"
        r"|(?<=country )names|(?<=station )names|(?<=product )names|(?<=team )names|(?<=part )names"
        r"|(?<=room )names|(?<=landmark )names"
    ),
    "menu": late(
        r"menu (?:board|design|layout|card|page|item|with|listing)|(?<=restaurant )menu|(?<=cafe )menu|(?<=café )menu"
    ),
    "post": late(r"(?<=twitter )post|(?<=facebook )post|(?<=linkedin )post|(?<=reddit )post|(?<=instagram )post"),
    "tweet": late(r"tweet (?:by|from|about|screenshot|that|saying|of)|tweet$"),
    "equations": late(r"equations"),
    "storyboard": late(r"storyboard (?:sheet|page|board)"),
    "whiteboard": late(r"whiteboard (?:filled|covered|full|with)"),
    "subtitle": late(r"subtitle"),
    "handwritten": late(r"handwritten(?![ -]style (?:doodle|line))"),
    "typographic": late(r"typographic (?:poster|design|layout|element|treat|hier|composition)"),
}
"""Words in Latin and some other letters that imply text in the picture, each with what must hold there."""
