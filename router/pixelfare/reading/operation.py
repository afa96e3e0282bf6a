"""Whether a prompt speaks of a picture that is given, and so asks for an edit."""

from __future__ import annotations

import re
from collections.abc import Set as AbstractSet

from pixelfare.reading.cues import first_cue, gated, late
from pixelfare.reading.operation_words import GIVEN, PICTURE_WORDS, SHOWN_IN
from pixelfare.reading.order_words import ORDER, ORDERING
from pixelfare.reading.presumed_words import POINTING, PRESUMED, PRESUMED_WORLD

__all__ = ["OPERATION_WORDS", "read_operation"]

_EAST_PICTURE = (
    r"(?:[图圖](?!鉴|鑑|表|解)|照片|相片|[图圖]片|[图圖]像|人像|自拍|截[图圖]|草[图圖]|插?[画畫](?!面|风"
    r"|質|质)|角色|人物|[产產]品|商品|房[间間]|女[孩生人]|男[孩生人]|[风風]格)"
)
_CHINESE = (
    r"(?:根据|按照|参[考照]|基于|[把将用从对给为])图[中里]|^(?:图像|图片|照片|老照片)(?:去|修|上色|转"
    r"|变|增|放大|提|调|翻|抠)|^(?:去除|去掉|移除|删除|擦除|抹去|消除)"
    r"|(?:[两几三多]|这[两几])[张幅](?:图片?|照片)(?:[中里的]|融|合|拼|混|结)|[帮幫]这[个位只]|"
    r"(?<![放画畫])在(?:[图圖](?:片|像)?|照片|[画畫]面)的?(?:[左右上下顶頂底中][^，。\n]{0,4})?[加添][上入加]?|提取[图圖照][片像中里]|"
    r"上[传傳](?!按|功|进|的?[视視]频)|附件|附[图圖]|[参參]考[图圖照]|原[图圖](?![书書])|原照|[刚剛]才[的那]"
    rf"|(?:[参參]考|[参參]照|根据|根據|基[于於]|按照|依照|使用|利用|以|用|[将將把给給为為让讓从從对對]"
    rf"|修[复復]|生成|制作|製作|[绘繪]制|编辑|編輯|分析|[帮幫]我?[把将將给給])[这這此该該](?:[张張幅个個种種些位只]"
    rf"|[两兩]张)?[^，。\n的]{{0,6}}?{_EAST_PICTURE}"
    r"|[这這此](?:[张張幅])(?:[图圖](?:片|像)?|照片|相片|[画畫]|自拍|截[图圖]|人像)(?:[中里裡上]"
    r"|[的变變改转轉换換做去作][^是]|生成|[进進]行)"
    r"|[该該](?:[图圖]片|照片)[中里裡]|(?:^|[。\n]\s?)[这這](?:张照片|個人|个人|个角色|個角色)"
    r"|(?:我|你|用户|用戶)(?:提供|给出|给定|发|發|给|上面)的[^，。\n]{0,8}(?:[图圖]|照片|角色|人物|人像"
    r"|形象)|(?:提供|给出|给定|所给|输入|輸入)的[^，。\n]{0,6}(?:[图圖]|照片|人像)"
    r"|[将將把](?:[图圖](?:片|像|中|里|[一二三四1-9a-d])|照片|相片|人物|模特|[他她它]|我|[这這])"
    r"|[将將把]背景[^，。\n]{0,8}[换換改替变變去移]"
    r"|(?:^|[。！\n：:]\s?)(?:[请請])?(?:[将將把])[^，。\n]{1,24}(?:[换換改变變转轉替][换換]?[成为為]?)"
    r"|(?:[图圖]片?|[图圖]像|照片)\s?[一二三四1-4a-d１-４](?:[中里裡的和与與作为為换換上放当當与,，、]"
    r"|人物|是)(?!\s?[：:])|(?:[图圖]片|照片|[图圖]像|(?<![地构構视視截绘繪插草意主配拼版底背])[图圖]"
    r"|相片)[中里裡](?:的|人|[^，。\n]{0,6}[换換改替去删刪])"
    r"|(?:^|[。！\n]\s?)(?:[给給][他她它](?:[戴换換穿加添化上一配]|[画畫]上|做)"
    r"|[让讓](?:[他她它](?!们|們)|[画畫]面[中里]))"
    r"|[换換改][成](?!本)|替[换換]成|去[除掉](?:背景|照片|画面|[图圖]|水印|人|[杂雜])|移除(?:背景|[图圖]|水印|人)"
    r"|抠[图圖]|摳圖|擦除|修[复復](?:照|[图圖]|老|[这這])|老照片修[复復]|[黑白老旧舊]{1,3}照片上色"
    r"|[给給](?:[这這图圖照])"
    r"|[为為对對给給从從](?:这[张幅])?(?:[图圖]像|[图圖]片|照片)(?!的(?:风|質|质|比))|(?:箭[头頭]"
    r"|[红紅][圈框]|[圆圓]圈)(?:所)?(?:看到|指|[标標]|里|中|[处處])|翻[译譯][成为為]"
    r"|(?:保持|保留|不改[变變]|不要改[变變])(?:[^。\n，]{0,14})(?:不[变變动動]|原[样樣貌]|五官|[脸臉]型"
    r"|面部特征|原有|原[图圖]|原本)|[图圖]片?[为為](?:基[础礎]|底[图圖]|[参參]考)|(?:作|做)[为為][参參]考"
)
_JAPANESE = (
    r"人物の(?:髪|服|表情|ポーズ|顔|背景)[^。\n]{0,8}[をに]|[にへ](?:変更|変換|差し替え|置換)|(?:画像"
    r"|写真|イラスト)内の|矢印(?:から|の先|が指)|"
    r"^(?:髪|服|表情|背景|目|肌|顔|ポーズ|線画|空|季節|天気)[^。\n]{0,6}[をに][^。\n]{1,16}(?:して|塗って|変えて)|"
    r"(?:この|こちらの|下の|上の|以下の)(?:[^。、\nの]{0,6})?(?:画像|写真|イラスト|キャラ|人物|絵|商品"
    r"|スケッチ|図(?!鑑)|手相|ロゴ|部屋|立ち絵|建物|猫|犬|男性|女性|線画|服|髪|ポーズ|子)(?!クターは|は"
    r"|が、|\s?gpt)"
    r"|添付|アップロード(?!ボタン)|(?:参照|参考|元|入力|提供された|渡した|ベース)の?(?:画像|写真"
    r"|イラスト)|(?:画像|写真)\s?[0-9０-９一二三a-dａ-ｄ]"
    r"|(?:写真|画像|イラスト|絵)(?:の中)?の(?:人|背景|女|男|キャラ|子|顔|服|髪|被写体|猫|犬|物)"
    r"|[をに](?:削除し|消し(?:て|たい)|取り除|変えて|変更して|置き換え|差し替え|変換し|着せ|塗り替え"
    r"|切り抜|カラー化|高画質化|合成し)"
    r"|(?:^|[。\n])\s?(?:イラスト|写真|画像|絵|スケッチ|線画|人物|キャラクター"
    r"|動物)を[^。\n]{1,24}(?:にして|に変|へ変|化して|風に)|画像の(?:漫画|文章|内容|テキスト|料理|建物"
    r"|商品|場所|風景|部屋|車|動物)|翻訳し"
    r"|を(?:修復|復元)し|(?:顔|表情|ポーズ|人物|構図|髪型|外見)[^。\n]{0,10}(?:そのまま|維持|変えず|保っ"
    r"|変更し?な)|(?:写真|画像)を(?:元|もと|ベース|参考|使っ|使用|基)"
)
_KOREAN = (
    r"(?:두|여러) ?(?:장의 )?(?:이미지|사진)|화살표(?:에서|가)|"
    r"(?:(?<![가-힣])[이그]|아래|위|다음|첨부된?|업로드한?|업로드된|제공된)\s?(?:사진|이미지|그림|캐릭터|인물|스케치"
    r"|일러스트|로고|상품|제품|사람|방)|첨부|업로드|(?:참조|참고|원본|입력|레퍼런스)\s?(?:이미지|사진"
    r"|그림)|(?:이미지|사진)\s?[0-9a-d]"
    r"|(?:사진|이미지|그림)\s?(?:속|에서|의 (?:배경|인물|사람))|(?:사진|이미지)(?:을"
    r"|를) [^.\n]{0,24}(?:로|으로|게) (?:바꿔|변환|변경|만들|전환|복원)|(?:로|으로|게)\s?(?:바꿔|바꾸어"
    r"|변경|변환|교체|바꾸)|(?:제거|삭제)(?:해|하)|지워|번역해|(?:얼굴|표정|포즈|인물)[^.\n]{0,12}(?:유지"
    r"|그대로)|복원(?:해|하)|배경을|만 추출(?:해|하)"
)
_EAST = {"zh": gated(_CHINESE), "ja": gated(_JAPANESE), "ko": gated(_KOREAN)}
_WORLD = late(
    r"\b(?:esta|la|el|este|de la) (?:imagen|foto|fotograf[ií]a|retrato|dibujo|boceto) (?:adjunta|subida"
    r"|proporcionada|original|de referencia|que (?:te )?(?:adjunto|sub[ií]|env[ií]))|\besta (?:imagen"
    r"|foto|fotograf[ií]a|persona|mujer)\b|\b(?:este) (?:retrato|dibujo|boceto|hombre|personaje)\b"
    r"|imagen de referencia|foto de referencia|(?:mi|tu) (?:foto|imagen|selfie|rostro|cara)\b"
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
    "questa questo immagine rimuovi sostituisci trasforma togli cancella nella della".split()
)

_FAR = 4000  # characters; a long prompt speaks of a given picture before them
_EARLY = 120
_JSON = ("{", "[")
_ORDER_KEY = late(
    r'"(?:prompts?|instructions?|tasks?|edits?|request|action|goal|objective|command|edit_instructions?|description)"'
    r'\s{0,4}:\s{0,4}\[?\s{0,4}"(?P<edit>(?:image[_ -]?)?edit(?:ing)?")?'
)
_ORDER_KEYS = 400
_WITH_OWN_RULES = frozenset(("en", "und", "zh", "zh-Hant", "ja", "ko"))
OPERATION_WORDS = GIVEN.words | SHOWN_IN.words | PICTURE_WORDS | ORDERING | POINTING | _WORLD_TRIGGERS
"""Words in Latin letters without which no edit is read."""


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
    east = _EAST.get(script)
    if east is not None:
        found = east.search(lowered, 0, _FAR)
        return found.span() if found else None
    if script != "latin" or not words.isdisjoint(_WORLD_TRIGGERS):
        found = _WORLD.search(lowered, 0, _FAR)
        return found.span() if found else None
    return None


def _order_in_json(lowered: str) -> tuple[int, int] | None:
    """Where the value of a telling key begins with an order to change a picture."""
    for key in _ORDER_KEY.finditer(lowered, 0, _ORDER_KEYS):
        if key["edit"]:
            return key.span("edit")
        order = ORDER.match(lowered, key.end())
        if order:
            return order.span()
    return None


def _at_start(lowered: str, words: AbstractSet[str], script: str, language: str) -> tuple[int, int] | None:
    """Where a prompt orders a change with its first words, or points at something with them."""
    if not words.isdisjoint(ORDERING):
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
