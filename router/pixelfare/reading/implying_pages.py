"""Kinds of printed or shown pages that are full of text by nature: cards, charts, screens, tickets."""

from __future__ import annotations

import re

from pixelfare.reading.cues import late

__all__ = ["PAGES"]

_BARE = late("")
_CHARTS = late(
    r"(?<=comparison )charts?|(?<=flow )charts?|(?<=bar )charts?|(?<=pie )charts?|(?<=size )charts?"
    r"|(?<=seating )charts?"
    r"|(?<=data )charts?|(?<=line )charts?|(?<=nutrition )charts?|(?<=growth )charts?|(?<=anatomy )charts?"
    r"|(?<=reference )charts?|(?<=process )charts?|charts? (?:comparing|explaining)"
)
_SCREENS = late(
    r"(?<=app )screens?|(?<=onboarding )screens?|(?<=login )screens?|(?<=settings )screens?|(?<=checkout )screens?"
    r"|(?<=title )screens?|(?<=game over )screens?|(?<=select )screens?|(?<=selection )screens?|(?<=chat )screens?"
)
_PRICES = late(
    r"(?<=with )prices?\b|(?<=and )prices?\b|(?<=the )prices?\b|(?<=including )prices?|prices? (?:below|above|under"
    r"|next to|beside)|prices? (?:tags?|lists?"
    r"|labels?|in )"
)
PAGES: dict[str, re.Pattern[str]] = {
    **dict.fromkeys(
        (
            "calories flowchart flowcharts mindmap scoreboard leaderboard itinerary flashcard flashcards coverlines "
            "spreadsheet crossword invoice certificate diploma coupon factsheet worksheet hashtags dialogues "
            "precios preise "
            "ingredientes zutaten cronología zeitstrahl kalender calendario menú speisekarte"
        ).split(),
        _BARE,
    ),
    **dict.fromkeys(("chart", "charts"), _CHARTS),
    **dict.fromkeys(("screen", "screens"), _SCREENS),
    **dict.fromkeys(("price", "prices"), _PRICES),
    "temperature": late(
        r"(?<=current )temperature|(?<=today's )temperature"
        r"|(?<![-])(?<!color )(?<!colour )temperature(?: range)?(?: and|,| in°| reading| display)"
    ),
    "weather": late(r"weather (?:card|forecast|widget|app|report|dashboard|data|info)"),
    "ingredients": late(r"ingredients (?:list|with|and (?:steps|quantities|measurements))"),
    "app": late(r"app (?:ui|interface|mock-?ups?|store|home ?screen|design)"),
    "wanted": late(r"wanted[\"”']? poster"),
    "timeline": late(r"timelines?\b(?! (?:apart|away))(?<!alternate timeline)"),
    "mind": late(r"mind[- ]map"),
    "cover": late(
        r"cover (?:lines?|text|stories)\b|(?<=magazine )cover(?! (?:style|quality|aesthetic|look|shoot|model))"
    ),
    "logo": late(r"logo (?:design |mark )?for (?:a|an|the|my) [^.,\n]{1,40}\b(?:called|named)\b"),
    "type": late(
        r"(?<=bold )type\b(?! of)|(?<=serif )type\b(?! of)|(?<=display )type\b|(?<=retro )type\b(?! of)"
        r"|type treatment"
    ),
    "dimension": late(r"dimension (?:lines|arrows|labels|annotations|callouts|marks)"),
    "baseball": late(r"baseball cards?\b"),
    "lineup": late(r"lineup list"),
    "line": late(r"line-?up (?:list|poster|of (?:bands|artists))"),
    "dates": late(r"dates (?:and|on|at|in)|dates,"),
    "poster": late(r"poster for (?:a|an|the|my) [^.,\n]{1,40}\b(?:called|named|titled)\b"),
    "each": late(r"each (?:\w{2,12} ){1,2}(?:named|labell?ed|titled|captioned)\b"),
    "breaking": late(r"breaking news"),
    "written": late(r"written (?:below|above|under|underneath|beside|next to|across)\b"),
    "smartwatch": late(r"smartwatch (?:face|ui|interface|screen)"),
    "letras": late(r"letras (?:grandes|doradas|negras|blancas|rojas|en)"),
    "planner": late(r"planner (?:page|layout|spread|template)"),
    "days": late(r"days of the week"),
    "trading": late(r"trading cards?\b"),
    "tarot": late(r"tarot card"),
    "card": late(
        r"(?<=greeting )card|(?<=report )card|(?<=profile )card|(?<=quote )card|(?<=info )card|(?<=fact )card"
    ),
    "id": late(r"id card (?:for|of|design|showing|with)"),
    "cards": late(r"(?<=info )cards|(?<=fact )cards|(?<=quote )cards|(?<=profile )cards"),
    "ticket": late(r"(?<=concert )ticket|(?<=train )ticket|(?<=movie )ticket|(?<=lottery )ticket|(?<=flight )ticket"),
    "periodic": late(r"periodic table"),
    "cheat": late(r"cheat[- ]sheet"),
    "calendar": late(r"calendar (?:page|for|with|design|layout|poster)|(?<=wall )calendar"),
    "bullet": late(r"bullet points"),
    "step": late(r"step[- ]by[- ]step (?:guide|instruction|infographic|tutorial|poster|recipe|process|diagram|card)"),
    "credits": late(r"credits? block|(?<=billing )credits"),
    "credit": late(r"credits? block"),
    "dated": late(
        r"dated (?:\d|january|february|march|april|may|june|july|august|september|october|november|december)"
    ),
    "date": late(
        r"(?<=the )date(?:,? and (?:the )?(?:time|venue|location|city|place|temperature|price|name)|, (?:time"
        r"|venue|city))"
        r"|(?<=and )date\b(?= (?:at|in|below|above|on|printed|stamp))|date (?:and|,) (?:venue|time|location)"
        r"|date stamp"
    ),
    "datum": late(r"(?<=mit )datum|datum und"),
    "fecha": late(r"fecha(?: y|,)"),
    "metro": late(r"metro map"),
    "subway": late(r"subway map"),
    "packaging": late(r"packaging (?:design )?(?:for|of) [^.\n]{2,50}(?:brand|called|named)"),
    "patch": late(r"patch notes"),
    "stat": late(r"stat (?:block|sheet|bars?)"),
    "stats": late(r"(?<=with )stats|(?<=and )stats|stats (?:panel|box|block|on the)"),
    "steps": late(r"steps? (?:labell?ed|numbered|explained)|(?<=numbered )steps|(?<=five )steps|(?<=six )steps"),
    "numbered": late(r"numbered (?:steps?|stops?|parts?|labels?|callouts?|sections?|list)"),
    "meme": late(r"meme (?:with|format|template|caption|about)"),
    "motivational": late(r"motivational (?:poster|quote|message)"),
    "cv": late(r"cv (?:page|template|design)"),
    "resume": late(r"resume (?:page|template|design|layout)"),
    "reward": late(r"reward (?:amount|of \$|poster)"),
    "statistics": late(r"statistics(?! of)"),
    "notification": late(r"notification(?:s|\b)"),
    "explaining": late(r"explaining (?:how|the|what|why)"),
    "explains": late(r"(?<=that )explains (?:how|the|what|why)"),
}
"""Words in Latin letters that name such a page, each with what must hold there."""
