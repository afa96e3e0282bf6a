"""Words that imply text in the picture: a headline, labels, an infographic; each with what must hold beside it."""

from __future__ import annotations

import re

__all__ = ["IMPLYING"]

_BARE = re.compile("")
_LETTERS = re.compile(
    r"(?<=bold )|(?<=block )|(?<=capital )|(?<=big )|(?<=large )|(?<=giant )|(?<=neon )|(?<=gold )"
    r"|(?<=golden )|(?<=brush )|"
    r"(?<=white )|(?<=black )|(?<=red )|(?<=blue )|(?<=green )|(?<=yellow )|(?<=pink )|(?<=silver )"
    r"|(?<=metallic )|(?<=uppercase )|"
    r"(?<=3d )|(?<=carved )|(?<=cursive )|(?<=graffiti )|(?<=alphabet )|(?<=the )|letters (?:spell|form"
    r"|read|that spell|on the)"
)
_WORDS = re.compile(
    r"(?<=the )|(?<=with )words? (?:\w+ly )?(?:writ|print|paint|carv|spell|on )|words? [\"'“‘「]"
    r"|words? (?:writt|print|paint)"
)
IMPLYING: dict[str, re.Pattern[str]] = {
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
            "mockup brochure flyer newspaper menu storyboard whiteboard "
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
    "text": re.compile(r"text(?![- ](?:to|prompt)\b)"),
    "title": re.compile(r"title(?!s? (?:sequence|track|role|character|of the (?:song|film)))"),
    "label": re.compile(r"label(?! (?:mate|boss))(?<!record label)"),
    "calligraphy": re.compile(r"calligraphy(?! (?:brush|stroke|line|ink|pen|style|s-curve))"),
    "font": re.compile(r"font(?!ain)"),
    "speech": re.compile(r"speech[- ](?:bubble|balloon)"),
    "dialogue": re.compile(r"dialogue (?:box|bubble|balloon|text|line|window)|dialogue\b[^.]{0,20}[:\"“]"),
    "dialog": re.compile(r"dialog (?:box|bubble|text|window)"),
    "bubble": re.compile(r"(?<=text )bubble|(?<=thought )bubble|(?<=chat )bubble"),
    "bubbles": re.compile(r"(?<=text )bubbles|(?<=thought )bubbles|(?<=chat )bubbles|(?<=dialogue )bubbles"),
    "slide": re.compile(
        r"slide (?:deck|with|about|for|show|present|on |\()|(?<=presentation )slide|(?<=explanatory )slide"
        r"|(?<=powerpoint )slide"
    ),
    "slides": re.compile(r"slides (?:deck|with|about|for)|(?<=presentation )slides"),
    "newspaper": re.compile(
        r"newspaper (?:front|page|layout|cover|design|headline|article)|(?<=vintage )newspaper (?:feat|with)"
    ),
    "slogans": re.compile(r"(?<!chanting )(?<!shouting )slogans"),
    "landing": re.compile(r"landing[- ]page"),
    "dashboard": re.compile(
        r"(?<=ui )dashboard|(?<=app )dashboard|(?<=analytics )dashboard|(?<=saas )dashboard"
        r"|(?<=data )dashboard|(?<=web )dashboard|dashboard (?:ui|design|interface|screen)"
    ),
    "ui": re.compile(
        r"ui(?:\s?/\s?ux)? (?:mock-?up|design|screen|interface|layout|kit|system)|ui\b(?<=mobile ui)"
        r"|ui\b(?<=app ui)"
    ),
    "webpage": re.compile(r"webpage (?:mock|design|layout|for|of)"),
    "website": re.compile(r"website (?:mock|design|layout|homepage|page|for|ui|hero)"),
    "thumbnail": re.compile(r"(?<=youtube )thumbnail|(?<=video )thumbnail"),
    "screenshot": re.compile(
        r"screenshot of (?:a |an |the )?(?:\w+ )?(?:tweet|website|web ?page|chat|conversation|app|twitter"
        r"|instagram|youtube|tiktok|facebook|social|live ?stream|reddit|email|message)"
    ),
    "quote": re.compile(
        r"quote(?: by\b|:| saying| that| from| [\"“'])|(?<=with the )quote|(?<=motivational )quote"
        r"|(?<=inspirational )quote"
    ),
    "quotes": re.compile(r"(?<=motivational )quotes|(?<=inspirational )quotes|(?<=pull )quotes"),
    "formula": re.compile(r"(?<=math )formula|(?<=mathematical )formula|(?<=chemical )formula|(?<=the )formula [a-z]"),
    "formulas": re.compile(r"formulas"),
    "equation": re.compile(r"equation"),
    "textbook": re.compile(
        r"textbook (?:page|illustration|diagram|figure|explain|about)|(?<=physics )textbook"
        r"|(?<=school )textbook|(?<=biology )textbook"
    ),
    "certificate": re.compile(r"certificate (?:of|for|with|design)"),
    "diploma": re.compile(r"diploma (?:of|for|with|design)"),
    "invitation": re.compile(r"invitation (?:card|for|to|with|design)|(?<=wedding )invitation"),
    "receipt": re.compile(r"receipt (?:from|for|with|listing|showing)"),
    "invoice": re.compile(r"invoice (?:from|for|with|listing|showing|template)"),
    "boarding": re.compile(r"boarding pass"),
    "business": re.compile(r"business card"),
    "encyclopedia": re.compile(r"encyclopedia (?:page|image|card|entry|poster|infographic|illustration)"),
    "name": re.compile(
        r"(?<=brand )name|(?<=company )name|(?<=\] )name|name (?:cleanly |clearly |is )?(?:written|printed"
        r"|displayed|engraved|appears|on the|at the)"
    ),
    "names": re.compile(
        r"(?<=their )names (?:written|below|above|under|next|beside|in|on)|(?<=with )names|names (?:written"
        r"|printed|below|above|under)|(?<=labeled )names|(?<=city )names|(?<=street )names|(?<=place )names"
        r"|(?<=country )names"
    ),
    "menu": re.compile(
        r"menu (?:board|design|layout|card|page|item|with|listing)|(?<=restaurant )menu|(?<=cafe )menu|(?<=café )menu"
    ),
    "post": re.compile(r"(?<=twitter )post|(?<=facebook )post|(?<=linkedin )post|(?<=reddit )post|(?<=instagram )post"),
    "tweet": re.compile(r"tweet (?:by|from|about|screenshot|that|saying|of)|tweet$"),
    "equations": re.compile(r"equations"),
    "storyboard": re.compile(r"storyboard (?:sheet|page|board)"),
    "whiteboard": re.compile(r"whiteboard (?:filled|covered|full|with)"),
    "subtitle": re.compile(r"subtitle"),
    "handwritten": re.compile(r"handwritten(?![ -]style (?:doodle|line))"),
    "typographic": re.compile(r"typographic (?:poster|design|layout|element|treat|hier|composition)"),
}
"""Words in Latin and some other letters that imply text in the picture, each with what must hold there."""
