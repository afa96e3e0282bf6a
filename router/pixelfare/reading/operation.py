"""Whether a prompt speaks of a picture that is given, and so asks for an edit."""

from __future__ import annotations

import re
from collections.abc import Set as AbstractSet

from pixelfare.reading.cues import first_cue, late
from pixelfare.reading.operation_words import GIVEN, PICTURE_WORDS, SHOWN_IN
from pixelfare.reading.operation_words_east import GIVEN_EAST
from pixelfare.reading.order_words import ARTICLES, BEHIND_ARTICLES, OPENING, ORDER, ORDERING
from pixelfare.reading.presumed_words import POINTING, PRESUMED, PRESUMED_WORLD

__all__ = ["GIVEN_WORDS", "OPERATION_WORDS", "opens_order", "read_operation"]

_WORLD = late(
    r"\b(?:esta|la|el|este|de la) (?:imagen|foto|fotograf[ií]a|retrato|dibujo|boceto) (?:adjunta|subida"
    r"|proporcionada|original|de referencia|que (?:te )?(?:adjunto|sub[ií]|env[ií]))|\besta (?:imagen"
    r"|foto|fotograf[ií]a|persona|mujer)\b|\b(?:este) (?:retrato|dibujo|boceto|hombre|personaje)\b"
    r"|imagen de referencia|foto de referencia|\b(?:de|en) la (?:imagen|foto)\b(?! es)|(?:photo|image|croquis"
    r"|dessin) (?:jointe?|ci-jointe?|fournie?)\b|\b(?:aus |in |auf )?bild [12]\b|\b(?:vom|auf dem|des|im) (?:foto"
    r"|bild)\b|\b(?:alla|nella|della|dalla|sulla) (?:foto|immagine)\b(?! è)|(?:foto|immagine) (?:caricata|allegata)"
    r"|\b(?:na|da|à) foto\b|(?:с|на|из) фото(?:графии)?\b(?!реал)|\bfotoğraf(?:taki|ı|ımı)|\bbu (?:fotoğraf|resim"
    r"|görsel)|\b(?:deze|de|mijn) foto\b|(?:z|na|ze|to|tym) (?:\w+ )?zdj[eę]ci[ae]?|(?:mi|tu) (?:foto|imagen|selfie"
    r"|rostro|cara)\b"
    r"|(?:^|[.!\n] ?)\W{0,3}(?:por favor,? )?(?:elimina|quita|borra|cambia|reemplaza|sustituye|convierte"
    r"|transforma|restaura|colorea|ponle|haz que|agr[eé]gale|a[nñ][aá]dele) (?:el|la|los|las|su|esta|este"
    r"|al|a|un|una)\b"
    r"|\b(?:cette|l'|la) ?(?:image|photo|photographie) (?:jointe|ci-jointe|fournie|t[eé]l[eé]charg[eé]e"
    r"|originale|de r[eé]f[eé]rence)|\bcette (?:image|photo|personne|femme|photographie)\b|\bce (?:dessin"
    r"|portrait|croquis|personnage)\b|image de r[eé]f[eé]rence|photo de r[eé]f[eé]rence|(?:ma"
    r"|votre) (?:photo|image)\b"
    r"|(?:^|[.!\n] ?)(?:supprime[rz]?|enl[eè]ve[rz]?|efface[rz]?|remplace[rz]?|change[rz]?"
    r"|transforme[rz]?|restaure[rz]?|colorise[rz]?|retire[rz]?) (?:le|la|les|l'|cette|ce|son|sa|ses)"
    r"|\b(?:dieses|diesem|diese|das (?:hochgeladene|angeh[aä]ngte|beigef[uü]gte|urspr[uü]ngliche)"
    r"|des hochgeladenen|dem hochgeladenen) (?:bild|foto|portr[aä]t|person|skizze|zeichnung|aufnahme)"
    r"|hochgeladen\w*|angeh[aä]ngt\w*|beigef[uü]gt\w*|referenzbild|originalbild|(?:mein|meinem) (?:foto"
    r"|bild|gesicht)\b"
    r"|(?:^|[.!\n] ?)(?:entferne|l[oö]sche|ersetze|[aä]ndere|verwandle|tausche|f[aä]rbe|restauriere"
    r"|mache?) (?:den|die|das|sie|ihn|dieses|alle|ihr|sein)\b"
    r"|\b(?:esta|essa|desta|nesta|da) (?:imagem|foto|fotografia)\b(?: (?:anexada|enviada|anexa|fornecida"
    r"|original))?|\b(?:este|esse) (?:retrato|desenho|esbo[cç]o|personagem)\b|imagem de refer[eê]ncia"
    r"|foto de refer[eê]ncia|(?:minha) (?:foto|imagem)\b|(?:^|[.!\n] ?)(?:remova|troque|substitua|mude"
    r"|altere|apague|transforme|retire) (?:o|a|os|as|esta|este|essa)\b"
    r"|\b(?:questa|quest'|nella|della) ?(?:immagine|foto|fotografia|persona|donna)(?: (?:allegata"
    r"|caricata|fornita|originale))?\b|\b(?:questo) (?:ritratto|disegno|schizzo)\b"
    r"|immagine di riferimento|foto di riferimento|(?:^|[.!\n] ?)(?:rimuovi|elimina|cambia|sostituisci"
    r"|trasforma|togli|cancella) (?:il|lo|la|i|gli|le|questa|questo|l')"
    r"|(?:эт(?:о|у|ой|ом|от|ого|их|и)|данн\w+|мо(?:ё|е|ю|ей|ём|ем)|исходн\w+|загруженн\w+"
    r"|прикрепл[её]нн\w+|приложенн\w+) (?:\w+ )?(?:фото\w*|изображени\w+|картин\w+|снимк\w+|рисун\w+"
    r"|портрет\w*|человек\w*|женщин\w+|мужчин\w+)|референс\w*|загруженн\w+|прикрепл[её]нн\w+|(?:^"
    r"|[.!\n] ?)(?:удали|убери|замени|измени|преврати|сотри|раскрась|поменяй|сделай|добавь)(?:те)? (?:фон"
    r"|е[её]|его|их|это|эту|этот|все|на фото|на эт|текст|людей|водян|цвет|неб)"
    r"|(?:هذه|هذا|تلك) (?:الصورة|الصوره|الرسم|الشخص|المرأة|الرجل)|(?:الصورة|الصور) (?:المرفقة|المرفوعة"
    r"|الأصلية|المرجعية|المقدمة)|المرفقة|(?:^|[.!،\n] ?)(?:أزل|احذف|استبدل|غيّر|غير|حوّل|حول|امسح|اجعل) "
    r"|(?:इस|इन|दी गई|अपलोड की गई|संलग्न|मेरी) (?:तस्वीर|फोटो|फ़ोटो|चित्र|छवि|इमेज|व्यक्ति|लड़की)|अपलोड"
    r"|संलग्न|(?:हटा|बदल|मिटा)(?:ओ|ें|एं|ाएं|ाओ|ो| दो| दें|कर)"
)
_WORLD_TRIGGERS = frozenset(
    "esta este imagen foto fotografia elimina quita borra cambia reemplaza sustituye convierte "
    "transforma restaura colorea ponle haz "
    "cette votre supprime supprimez enlève enlevez efface remplace remplacez changez transforme restaure "
    "colorise retire "
    "dieses diesem diese hochgeladene hochgeladenen hochgeladenes angehängte angehängten beigefügte "
    "referenzbild originalbild mein meinem entferne lösche ersetze ändere verwandle tausche "
    "ajoute ajoutez añade agrega pon mets füge mach aggiungi metti coloque adicione "
    "essa desta nesta imagem fotografia minha remova troque substitua mude altere apague retire "
    "fotoğraf fotoğraftaki resim deze haal zdjęcia zdjęciu bild vom foto alla dalla sulla caricata jointe joint "
    "questa questo immagine rimuovi sostituisci trasforma togli cancella nella della".split()
)

_FAR = 4000  # characters; a long prompt speaks of a given picture before them
_EARLY = 120
_JSON = ("{", "[")
_ORDER_KEY = late(
    r'"(?P<given>input_?(?:image|photo|picture)s?|(?:reference|source|base)_?(?:image|photo)s?)"\s{0,4}:|"(?:prompts?|instructions?|tasks?|edits?|request|action|goal|objective|command|edit_instructions?|description)"'
    r'\s{0,4}:\s{0,4}\[?\s{0,4}"(?P<edit>(?:image[_ -]?)?edit(?:ing)?")?'
)
_ORDER_KEYS = 400
_WITH_OWN_RULES = frozenset(("en", "und", "zh", "zh-Hant", "ja", "ko"))
GIVEN_WORDS = GIVEN.words | SHOWN_IN.words | PICTURE_WORDS | POINTING | _WORLD_TRIGGERS
"""Words in Latin letters without which an edit is read only from an order at the very start of a prompt."""
OPERATION_WORDS = GIVEN_WORDS | ORDERING
"""Words in Latin letters without which no edit is read."""


def opens_order(lowered: str) -> bool:
    """Whether the first words of a prompt, or what stands in their place, can begin an order.

    Args:
        lowered: The prompt in lower case.

    Example:
        >>> opens_order("make her smile"), opens_order("a dog at dusk")
        (True, False)
    """
    first, _, rest = lowered.partition(" ")
    if first in ARTICLES:
        return rest.startswith(BEHIND_ARTICLES)
    return first in OPENING or not first.isalpha()


def read_operation(lowered: str, words: AbstractSet[str], script: str, language: str = "en") -> tuple[int, int] | None:
    """Where a prompt speaks of a picture that is given, or orders a change to one.

    Args:
        lowered: The prompt in lower case.
        words: Those of its words that any rule knows.
        script: The script of its language.
        language: That language.

    Returns:
        The place that says so, or None where the prompt describes a picture to be made.

    Example:
        >>> read_operation("make her smile", {"make", "her", "smile"}, "latin")
        (0, 8)
    """
    early = _at_start(lowered, words, script, language)
    if early:
        return early
    place = first_cue(lowered, words, GIVEN)
    if place is None and not words.isdisjoint(PICTURE_WORDS):
        place = first_cue(lowered, words, SHOWN_IN)
    if place:
        return place
    east = GIVEN_EAST.get(script)
    if east is not None:
        return next(
            (match.span() for match in east.finditer(lowered, 0, _FAR) if not _named_before(lowered, match)), None
        )
    if script != "latin" or not words.isdisjoint(_WORLD_TRIGGERS):
        found = _WORLD.search(lowered, 0, _FAR)
        return found.span() if found else None
    return None


def _named_before(lowered: str, match: re.Match[str]) -> bool:
    """Whether what a match points at was named, or described, by the words before it, and so is no given picture."""
    start, text = match.start(), match.group()
    if start > _AFTER_A_THING and _PRONOUN.search(text):
        return True
    pointing = _POINTS.search(text)
    if pointing is None or text.endswith(_PICTURES):
        return False
    return len(text) - pointing.end() > 1 and lowered.find(text[-_NOUN:].strip(), 0, start) >= 0


_AFTER_A_THING = 14  # characters; before them nothing can have been described
_NOUN = 2  # characters of a noun in the east that tell it
_POINTS = late("[这這此该該]|この|その|이 |그 ")
_PRONOUN = late("[将將把给給让讓][他她它]")
_PICTURES = ("图", "圖", "片", "照", "像", "画", "畫", "画像", "写真", "絵", "사진", "이미지", "그림")


def _order_in_json(lowered: str) -> tuple[int, int] | None:
    """Where the value of a telling key begins with an order to change a picture."""
    for key in _ORDER_KEY.finditer(lowered, 0, _ORDER_KEYS):
        if key["given"] or key["edit"]:
            return key.span("given" if key["given"] else "edit")
        order = ORDER.match(lowered, key.end())
        if order:
            return order.span()
    return None


def _at_start(lowered: str, words: AbstractSet[str], script: str, language: str) -> tuple[int, int] | None:
    """Where a prompt orders a change with its first words, or points at something with them."""
    if opens_order(lowered) and not words.isdisjoint(ORDERING):
        order = ORDER.match(lowered)
        if order:
            return order.span()
    if lowered[:1] in _JSON:
        place = _order_in_json(lowered)
        if place:
            return place
    found: re.Match[str] | None = None
    if script in PRESUMED and (script != "latin" or not words.isdisjoint(POINTING)):
        found = PRESUMED[script].match(lowered, 0, _EARLY)
    if found is None and (language not in _WITH_OWN_RULES or not words.isdisjoint(_WORLD_TRIGGERS)):
        found = PRESUMED_WORLD.match(lowered, 0, _EARLY)
    return found.span() if found else None
