"""How the beginning of a prompt presumes a picture: it points at something that no word before has named."""

from __future__ import annotations

from pixelfare.reading.cues import late
from pixelfare.reading.presumed_words_east import PRESUMED_EAST

__all__ = ["POINTING", "PRESUMED", "PRESUMED_WORLD"]

_THING = (
    r"(?:persons?|people|man|men|woman|women|girls?|boys?|guys?|kids?|child|children|baby|couples?|characters?|dogs?"
    r"|cats?|pets?|animals?|cars?|vehicle|rooms?|bedroom|kitchen|living room|office|outfits?|buildings?"
    r"|products?|logos?"
    r"|faces?|models?|places?|houses?|dress|bottle|locations?|landscape|figures?|mascots?|garments?|clothes"
    r"|shirt|jacket"
    r"|hat|shoes?|sneakers?|bag|items?|objects?|designs?|toys?|sofa|chair|table|watch|ring|necklace|guys|friends|icon"
    r"|icons|images?|photos?|photographs?|pictures?|pics?|portraits?|selfies?|screenshots?|sketch(?:es)?|drawings?"
    r"|illustrations?|paintings?|snapshots?|headshots?|floor ?plans?|doodles?|scan|line ?art|manga|panel|render"
    r"|map|meme"
    r"|angle|perspective|viewpoint|view|hairstyle|haircut|pose|mood ?board|font|colou?r palette|texture|pattern|plant"
    r"|food|dish|burger|packaging|package|can|box|mug|cup|poster|thumbnail|banner|menu|chart|table|document|page"
    r"|text)"
)
_TELLS = (
    r"(?! (?:is an?|are (?:an?|the|all|some)|was|were|shows?|depicts?|features?|captures?|presents?|portrays?"
    r"|should be an?|illustrates"
    r"|has|contains|of an?|looks like|appears|must be an?|will be|needs to be)\b)"
)
_VAGUE = (
    r"(?:is|was|are|shows?|depicts?|features?|world|moment|scene|prompt|time|year|summer|winter|morning|evening"
    r"|night|day"
    r"|style|effect|series|project|concept|composition|artwork|way|feeling|idea|kind|type|highly|ultra|hyper"
    r"|will|should"
    r"|must|creates?|captures?|stunning|breathtaking|vibrant|detailed|digital|colou?rs?|elements?|piece"
    r"|masterpiece|image"
    r"|painting|photograph|illustration|picture|photo|stories|story|words?|thing|things|creature|magical|intricate"
    r"|surreal|enchanting|captivating|unique|could|would|might|also|from|with|that|video|videos|storyboard|sheet"
    r"|grid|close|wide|visual|scenario|setting|created)\b"
)
_LATIN = (
    r"\W{0,4}(?:(?:an?|the|[\w'-]{2,14},?) ){0,5}?(?<!in )(?<!in all )(?:this|these|those)"
    r"(?: (?:exact|same|very|two|three|four|five|six|\d|old|little|new|cute|beautiful|young|(?!for\b|and\b"
    r"|with\b)[\w-]{3,12})){0,2}?"
    rf" (?:{_THING}|(?!{_VAGUE})[a-z]{{4,14}})\b{_TELLS}"
    r"|\W{0,4}(?:[\w'-]{2,14} ){0,3}same (?:room|place|scene|shot|photo|image|picture|person|girl|boy|man|woman"
    r"|character"
    r"|house|street|building|car|dog|cat|product|pose|outfit|composition|view|location|spot)"
    r"(?:,| but\b| from\b| in (?:the )?(?:winter|summer|autumn|spring|night|day|rain|snow|style)| as (?:an?"
    r"|if)\b| at\b"
    r"| with (?:a )?(?:different|new)\b)"
    r"|\W{0,4}(?:the|this|her|his|their) (?:[\w-]{2,12} )?(?:man|woman|girl|boy|person|dog|cat|subject|character"
    r"|model"
    r"|hair|eyes|sky|background|dress|shirt|car|wall|walls) (?:is|are|should be|should|must be|to be) (?:now"
    r"|instead)\b"
    r"|[^\n]{0,60}\bsame [\w ]{2,20},? (?:and )?(?:the )?same [a-z]"
    r"|\W{0,4}(?:[\w'-]{2,14} ){0,2}same (?:[\w-]{2,14} ){0,2}[\w-]{2,14},? but (?:now|with|as|in|from|wearing"
    r"|without)\b"
    r"|\W{0,4}(?:now |and now |next,? )(?:make|add|change|remove|put|turn|try|give|do|show|with)\b"
    r"|\W{0,4}(?:more|less|slightly more|a bit more|a little more|much more) [\w-]{3,14}(?: [\w-]{3,14})?,?"
    r" (?:please|and keep|but keep|keep the|same)\b"
    r"|\W{0,4}(?:[\w'-]{2,14} ){1,6}from (?:a |the |another |different )?(?:this|other|opposite"
    r"|reverse) (?:angle|side"
    r"|viewpoint|perspective|direction|view)\b(?! of an?\b)"
)
_WORLD = (
    r"\W{0,3}(?:(?:por favor|s'il te pla[iî]t|bitte|per favore|please),? )?(?:pon|ponle|quita|cambia|haz"
    r"|convierte|agrega"
    r"|a[nñ]ade|elimina|borra|mejora|restaura|colorea|pinta|viste|mets|ajoute|enl[eè]ve|change|remplace|transforme"
    r"|supprime|rends|mach|mache|f[üu]ge|entferne|ersetze|[aä]ndere|verwandle|setz|setze|f[aä]rbe|gib|coloque"
    r"|troque|mude"
    r"|remova|transforme|adicione|deixe|fa[cç]a|metti|aggiungi|cambia|togli|rendi|trasforma)"
    r" (?:(?:a |de |le |la |lo )?(?:est[aeo]s?|ess[aeo]s?|cet(?:te)?|ces?|dies\w+|aus dies\w+|quest[aeoi]"
    r"|nest[ae]|dest[ae])\b"
    r"|(?:el|le|den|o|lo) (?:fondo|fond|hintergrund|fundo|sfondo|cielo|ciel|himmel|c[eé]u)\b"
    r"|(?:la|il|die|das|der|a|o|lo|gli|le|les|los|las|al|su|seu|sua|ihr\w*|sein\w*) (?:imagen|imagem|image"
    r"|foto\w*|bild"
    r"|persona\w*|pessoa|mujer|mulher|frau|donna|femme|hombre|homem|mann|uomo|homme|chica|mädchen|perro|cachorro"
    r"|hund|cane"
    r"|chien|gato|katze|gatto|chat|ropa|roupa|kleidung|vestito|cabello|cabelo|haare|capelli|cheveux|pelo)\b)"
    r"|\W{0,3}(?:pon|viste|ponga) a(?:l| la| los| las)?\b|\W{0,3}f[üu]ge (?:dem|der|ihm|ihr)\b"
    r"|\W{0,3}добавь(?:те)? [^\n.,]{2,40}[.!]?\s*$"
    r"|\W{0,3}(?:ajoute[rz]?|a[nñ]ade|agrega|f[üu]ge|adicione|aggiungi) (?:un|une|una|uno|um|uma|des|ein\w*|unos)\b"
    r"|\W{0,3}(?:пожалуйста,? )?(?:сделай|преврати|замени|убери|удали|добавь|измени|перерисуй|раскрась|переделай"
    r"|поменяй"
    r"|улучши|восстанови)(?:те)? (?:(?:из |на |в )?(?:эт\w+|мо\w+|его|её|ее|их)\b|(?:фон|небо|цвет|надпись|текст"
    r"|людей"
    r"|человек\w*|фото\w*|задний|одежду|волос\w*|при[чш]\w+)\b)"
    r"|\W{0,3}(?:من فضلك,? )?(?:اجعل|غي[ّ]?ر|أزل|احذف|استبدل|حو[ّ]?ل|ضع) (?:هذ|ال(?:خلفية|صورة|سماء|شخص|نص)|لون"
    r"|خلفية|إلى ال)"
    r"|\W{0,3}أضف |[^।\n]{0,12}(?:इस|इन|मेरी|मेरे) (?:[^ ।\n]{1,10} ){0,1}(?:फोटो|फ़ोटो|तस्वीर|चित्र|इमेज|छवि"
    r"|व्यक्ति|लड़की|लड़के|आदमी|औरत|कमरे|चेहरे)"
    r"|बैकग्राउंड (?:को|बदल|हटा)"
)
PRESUMED = {"latin": late(_LATIN), **PRESUMED_EAST}
"""By script of the prompt's language; matched at its very beginning."""
PRESUMED_WORLD = late(_WORLD)
"""The same for other languages."""
POINTING = frozenset("this these those same now more less slightly much other opposite reverse".split())
"""One of these stands in every such beginning in English."""
