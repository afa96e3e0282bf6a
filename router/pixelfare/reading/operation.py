"""Whether a prompt speaks of a picture that is given, and so asks for an edit."""

from __future__ import annotations

import re
from collections.abc import Set

__all__ = ["read_operation"]

_PICTURE = (
    r"(?:images?|photos?|photographs?|pictures?|pics?|portraits?|selfies?|screenshots?|sketch(?:es)?|drawings?|illustrations?|artwork|"
    r"paintings?|snapshots?|headshots?|frames?|floor ?plans?|logos?|scan|map)"
)
_GIVEN = (
    r"(?:uploaded?|attached|provided|supplied|given|referenced?|input|original|source|base|existing|enclosed|accompanying|above|user'?s?|"
    r"first|second|third|submitted|shared|pasted)"
)
_THING = rf"(?:{_PICTURE}|faces?|persons?|people|characters?|subjects?|products?|models?|man|woman|girl|boy|guy|figure|outfits?|styles?|file|dog|cat|pet|car|building|room|garment|clothes|mascot|doll)"
_FIRST = re.compile(
    rf"\b(?:upload(?:ed)?|attached|provided|supplied|input|original|source|submitted) (?:[\w-]{{1,14}} ){{0,3}}{_THING}\b"
    rf"|\b{_THING} (?:that )?(?:i|i've|i have|you)?\s?(?:have )?(?:just )?(?:uploaded|attached|provided|supplied|sent|gave|in the attach\w+)\b"
    rf"|\breference (?:[\w-]{{1,12}} )?(?:{_PICTURE}|face|person|subject|model|file|man|woman|girl|boy)\b|\b{_PICTURE} reference\b|\bas (?:a |the )?reference\b|\bto (?:the )?reference\b|\bthe reference\b"
    rf"|\b(?:this|these|those) (?:\w{{1,12}} ){{0,2}}(?:images?|photos?|photographs?|pictures?|pics?|portrait|selfie|screenshots?|sketch|drawing|snapshot|headshot|photoshoot|floor ?plan|artwork|painting|frame)\b"
    rf"|\b(?:this|these) (?:\w{{1,12}} ){{0,1}}(?:person|man|woman|girl|boy|guy|character|characters|people|dog|cat|car|room|outfit|building|product|logo|illustration|kid|child|face|street|map|scene|place)\b"
    rf"|\bmy (?:own |attached |uploaded )?(?:photo|photos|picture|image|images|selfie|face|portrait|pic|headshot|product|likeness|logo|dog|cat|room|house)\b"
    r"|(?<![\w])@?\[?(?:image|img|figure|fig\.?|photo|picture|pic)[ _#-]?(?:\d{1,2}|[a-d]|one|two|three)\b(?!\s?(?:of|x|px|%|[:：]|photos|images))"
    rf"|\b(?:first|second|third|two|both) (?:uploaded |attached |provided |reference |input )?(?:images?|photos?|pictures?)(?: as\b|'s\b| and\b| into\b| together\b|\b)"
    rf"|\b(?:in|of|from|on) the (?:image|photo|photograph|picture|screenshot|sketch|drawing)s?\b(?=.{{0,200}}\b(?:change|replace|remove|keep|preserve|transform|turn|convert|make|add|swap|edit|erase|into)\b)"
    r"|\battached\b|\bupload\b|\buploaded\b|\[(?:your|my|upload\w*|insert|attach\w*)[^\]]{0,40}(?:photo|image|picture|selfie|reference)[^\]]{0,30}\]"
    rf"|\b(?:keep|keeping|preserve|preserving|maintain|maintaining|retain|retaining|lock|match|matching|without changing|without altering|do not change|don't change|not alter|do not alter)\b[^.\n]{{0,60}}\b(?:the same (?:face|person|identity|pose|composition|layout)|original|(?:person|subject|user|man|woman|girl|boy|model)'?s'? (?:face|identity|likeness|facial)|faces?\b[^.\n]{{0,24}}\b(?:identical|unchanged|100|same|exactly|intact|consistent)|identity|facial (?:features|identity|structure)|exact (?:face|facial|likeness|features)|likeness|everything else|rest of the|unchanged)"
    r"|\bsame (?:face|person|facial features|identity|character|subject) (?:as|from) (?:in )?(?:the )?(?:\w+ )?(?:image|photo|picture|reference|attach|upload|input|original)"
    r"|\b(?:face|identity|likeness|features) (?:\w+ ){0,4}(?:unchanged|as (?:the )?(?:original|reference|uploaded|attached))\b",
    re.DOTALL,
)
_TRIGGERS = frozenset(
    "upload uploaded uploading attached attach attachment provided supplied input original source submitted reference referenced "
    "this these those my image img figure fig photo picture pic images photos pictures screenshot sketch drawing "
    "keep keeping preserve preserving maintain maintaining retain lock match unchanged identical likeness identity face".split()
)
_NOT_EDIT = re.compile(
    r"^(?:of|in|on) the (?:photo|image|picture)s? is\b|this image (?:shows|depicts|features|captures|is a|has)|this (?:photo|picture|illustration|drawing|painting) (?:shows|depicts|features|captures|is a)"
)

_OPENING = re.compile(
    r"\W{0,4}(?:(?:please|pls|kindly|can you|could you|can u|i want you to|i'd like you to|now|then|just|help me|edit(?: prompt)?:)[ ,]+){0,3}(?:"
    r"(?:remove|delete|erase|replace|swap|change|alter|modify|restore|colou?ri[sz]e|retouch|enhance|upscale|unblur|deblur|sharpen|crop|rotate|"
    r"extend|outpaint|inpaint|blur|brighten|darken|recolou?r|restyle|redraw|redesign|reimagine|fix|clean up|cut out|isolate|edit|dress|undress|translate|"
    r"extract|photoshop|relight|declutter|expand|straighten|flip|mirror|denoise|dehaze|undo|adjust|increase|decrease|reduce)"
    r" (?:the|this|that|these|those|his|her|their|its|my|it|him|them|everything|all|background|only|out|any|every|\w{1,12}'s)\b"
    r"|(?:turn|convert|transform|make|change|put|place|give|let|show|have|render|morph|redo|dress|move|age|bring) (?:this|these|it|him|her|them|me|my|us|his|their|himself)\b(?! (?:a )?(?:photo|image) of)"
    r"|(?:turn|convert|transform) (?:the|my|a) (?:\w{1,14} ){0,3}(?:into|to)\b"
    r"|(?:make|let) (?:the|this|that) (?:\w{1,14} ){0,3}(?:look|smile|smiling|wear|wearing|bigger|smaller|brighter|darker|stand|sit|hold|open|close|face|fly|run|more|less|red|blue|green|black|white|transparent|blurry)\b"
    r"|add (?:a |an |some |the |more |two |\w{1,12} ){1,6}(?:to|on|in|into|onto|behind|next to|beside|above|below|around|over) (?:the|this|his|her|their|its|it|him|them)\b"
    r"|(?:combine|merge|blend|composite|fuse|put together|swap) (?:the|these|this|both|all|them|two)\b"
    r"|(?:keep|preserve) (?:the|everything|all|his|her|their)\b)"
)
_LATER = re.compile(
    r"\b(?:remove the background|change the background|replace the background|background removed|make the background transparent|"
    r"remove (?:the )?(?:people|person|watermark|text|object|logo|glasses)|face ?swap|swap (?:the )?faces?|old photo restoration|photo restoration|"
    r"(?:turn|convert|transform) (?:this|the|my|me|him|her|it)\b[^.\n]{0,40}\b(?:photo|image|picture|sketch|selfie|drawing|into)\b|"
    r"edit prompt|edit the (?:image|photo|picture)|edit this|original (?:image|photo|picture|person|face)|(?:the|your|their|his|her|my) uploaded)"
)
_LATER_TRIGGERS = frozenset("remove change replace removed swap turn convert transform edit original restoration faceswap transparent uploaded".split())

_EAST = re.compile(
    r"上[传傳]|附件|附[图圖]|[参參]考[图圖照]|[参參]考(?:[这這该該此]|上面|所给|以上|原)|原[图圖](?!书)|原[图圖照]|原照|[这這此该該](?:[张張幅个個])?(?:[图圖](?!鉴|表|解)|照片|相片|画面?里|[图圖]片|[图圖]像|人像|自拍|截[图圖]|草[图圖]|[插]?[画畫]|角色|人物|[产產]品|房[间間]|女[孩生人]|男[孩生人])"
    r"|(?:基于|基於|根据|根據|按照|依照|[参參]照|[参參]考|使用|利用|以|用|[将將把])(?:我|你|用户)?(?:提供|给|给出|给定|发|这|此|该|上)(?:的)?[^，。\n]{0,8}(?:[图圖]|照片|角色|人物|人像|形象)"
    r"|[将將把](?:[图圖](?:片|像|中|里|[一二三四1-9a-d])|照片|相片|[画畫]面|人物|背景|主体|模特|[他她它]|我|[这這])|用[这這][种種个個](?:[风風]格)?"
    r"|[图圖](?:片|像)?\s?[一二三四1-4a-d１-４](?:中|里|裡|的|和|与|與|作|为|為|人物|换|換|上|是|放|当|當|风|[、,，]?[图圖])|(?:[图圖]片|照片|[图圖]像|[图圖]|相片)(?:中|里|裡|上)的|(?:^|[。\n，,])\s?(?:[给給][他她它我]|[让讓][他她它](?!们|們))"
    r"|[换換改变變][成为為](?!了)|替[换換]|更[换換改][为為成]?|去[除掉](?:背景|[图圖]|水印|人|[杂雜])|移除|抠[图圖]|摳圖|擦除|修[复復](?:照|[图圖]|老|[这這])|上色|[给給](?:[这這图圖照]|[他她它])|(?:保持|保留)[^。\n]{0,16}(?:不[变變]|一致|原[样樣]|五官|人物|[脸臉]|主体|原|相同)|[转轉][换換]?[成为為](?!了)|轉成|放大[这這]|以[^，。\n]{0,12}[图圖]片?[为為](?:基[础礎]|[参參]考|底)|[刚剛]才(?:的|那)"
    r"|(?:この|こちらの|その|下の|上の|次の|以下の)(?:[^。、\n]{0,8})?(?:画像|写真|イラスト|キャラ|人物|絵|商品|スケッチ|図(?!鑑)|手相|ロゴ|部屋|立ち絵|ちびキャラ|建物|猫|犬|男性|女性|線画|服|髪|ポーズ)|添付|アップロード|(?:参照|参考|元|入力|提供された|渡した|ベース)の?(?:画像|写真|イラスト|絵)|画像\s?[0-9０-９一二三A-DＡ-Ｄ]|(?:写真|画像|イラスト|絵)(?:の中)?の(?:人|背景|女|男|キャラ|子|顔|服|髪|被写体|猫|犬|物|被写|色|文字|部分)|[をに](?:削除し|消し(?:て|たい)|取り除|変えて|変更して|置き換え|差し替え|変換し|着せ|塗り替え|切り抜|カラー化|修復し|高画質化|合成し)|(?:顔|表情|ポーズ|人物|構図|髪型|外見)[^。\n]{0,10}(?:そのまま|維持|変えず|保っ|保持|変更し?な)"
    r"|(?:이|그|아래|위|다음|첨부된?|업로드한?|제공된)\s?(?:사진|이미지|그림|캐릭터|인물|스케치|일러스트|로고|상품|제품|사람|방)|첨부|업로드|(?:참조|참고|원본|입력|레퍼런스)\s?(?:이미지|사진|그림)|이미지\s?[0-9A-D]|(?:사진|이미지|그림)\s?(?:속|에서|의 (?:배경|인물|사람)|을 |를 )|(?:로|으로|게)\s?(?:바꿔|바꾸어|변경|변환|교체|바꾸)|(?:제거|삭제)(?:해|하)|지워|(?:얼굴|표정|포즈|인물)[^.\n]{0,12}(?:유지|그대로)|복원|배경을"
)
_WORLD = re.compile(
    r"\b(?:esta|la|el|este|de la) (?:imagen|foto|fotograf[ií]a|retrato|dibujo|boceto) (?:adjunta|subida|proporcionada|original|de referencia|que (?:te )?(?:adjunto|sub[ií]|env[ií]))|\besta (?:imagen|foto|fotograf[ií]a|persona|mujer)\b|\b(?:este) (?:retrato|dibujo|boceto|hombre|personaje)\b|imagen de referencia|foto de referencia|(?:mi|tu) (?:foto|imagen|selfie|rostro|cara)\b"
    r"|\W{0,3}(?:por favor,? )?(?:elimina|quita|borra|cambia|reemplaza|sustituye|convierte|transforma|restaura|colorea|ponle|haz que|agr[eé]gale|a[nñ][aá]dele) (?:el|la|los|las|su|esta|este|al|a|un|una)\b"
    r"|\b(?:cette|l'|la) ?(?:image|photo|photographie) (?:jointe|ci-jointe|fournie|t[eé]l[eé]charg[eé]e|originale|de r[eé]f[eé]rence)|\bcette (?:image|photo|personne|femme|photographie)\b|\bce (?:dessin|portrait|croquis|personnage)\b|image de r[eé]f[eé]rence|photo de r[eé]f[eé]rence|(?:ma|votre) (?:photo|image)\b"
    r"|(?:^|[.!\n] ?)(?:supprime[rz]?|enl[eè]ve[rz]?|efface[rz]?|remplace[rz]?|change[rz]?|transforme[rz]?|restaure[rz]?|colorise[rz]?|retire[rz]?) (?:le|la|les|l'|cette|ce|son|sa|ses)"
    r"|\b(?:dieses|diesem|diese|das (?:hochgeladene|angeh[aä]ngte|beigef[uü]gte|urspr[uü]ngliche)|des hochgeladenen|dem hochgeladenen) (?:bild|foto|portr[aä]t|person|skizze|zeichnung|aufnahme)|hochgeladen\w*|angeh[aä]ngt\w*|beigef[uü]gt\w*|referenzbild|originalbild|(?:mein|meinem) (?:foto|bild|gesicht)\b"
    r"|(?:^|[.!\n] ?)(?:entferne|l[oö]sche|ersetze|[aä]ndere|verwandle|tausche|f[aä]rbe|restauriere|mache?) (?:den|die|das|sie|ihn|dieses|alle|ihr|sein)\b"
    r"|\b(?:esta|essa|desta|nesta|da) (?:imagem|foto|fotografia)\b(?: (?:anexada|enviada|anexa|fornecida|original))?|\b(?:este|esse) (?:retrato|desenho|esbo[cç]o|personagem)\b|imagem de refer[eê]ncia|foto de refer[eê]ncia|(?:minha) (?:foto|imagem)\b|(?:^|[.!\n] ?)(?:remova|troque|substitua|mude|altere|apague|transforme|retire) (?:o|a|os|as|esta|este|essa)\b"
    r"|\b(?:questa|quest'|nella|della) ?(?:immagine|foto|fotografia|persona|donna)(?: (?:allegata|caricata|fornita|originale))?\b|\b(?:questo) (?:ritratto|disegno|schizzo)\b|immagine di riferimento|foto di riferimento|(?:^|[.!\n] ?)(?:rimuovi|elimina|cambia|sostituisci|trasforma|togli|cancella) (?:il|lo|la|i|gli|le|questa|questo|l')"
    r"|(?:эт(?:о|у|ой|ом|от|ого|их|и)|данн\w+|мо(?:ё|е|ю|ей|ём|ем)|исходн\w+|загруженн\w+|прикрепл[её]нн\w+|приложенн\w+) (?:\w+ )?(?:фото\w*|изображени\w+|картин\w+|снимк\w+|рисун\w+|портрет\w*|человек\w*|женщин\w+|мужчин\w+)|референс\w*|загруженн\w+|прикрепл[её]нн\w+|(?:^|[.!\n] ?)(?:удали|убери|замени|измени|преврати|сотри|раскрась|поменяй|сделай|добавь)(?:те)? (?:фон|е[её]|его|их|это|эту|этот|все|на фото|на эт|текст|людей|водян|цвет|неб)"
    r"|(?:هذه|هذا|تلك) (?:الصورة|الصوره|الرسم|الشخص|المرأة|الرجل)|(?:الصورة|الصور) (?:المرفقة|المرفوعة|الأصلية|المرجعية|المقدمة)|المرفقة|(?:^|[.!،\n] ?)(?:أزل|احذف|استبدل|غيّر|غير|حوّل|حول|امسح|اجعل) "
    r"|(?:इस|इन|दी गई|अपलोड की गई|संलग्न|मेरी) (?:तस्वीर|फोटो|फ़ोटो|चित्र|छवि|इमेज|व्यक्ति|लड़की)|अपलोड|संलग्न|(?:हटा|बदल|मिटा)(?:ओ|ें|एं|ाएं|ाओ|ो| दो| दें|कर)"
)
_WORLD_TRIGGERS = frozenset(
    "esta este imagen foto fotografia mi tu elimina quita borra cambia reemplaza sustituye convierte transforma restaura colorea ponle haz "
    "cette ce image photo ma votre supprime supprimez enlève enlevez efface remplace remplacez change changez transforme restaure colorise retire "
    "dieses diesem diese hochgeladene hochgeladenen hochgeladenes angehängte angehängten beigefügte referenzbild originalbild mein meinem entferne lösche ersetze ändere verwandle tausche "
    "essa desta nesta imagem fotografia minha remova troque substitua mude altere apague retire "
    "questa questo immagine rimuovi sostituisci trasforma togli cancella nella della".split()
)


def read_operation(lowered: str, words: Set[str], latin_only: bool, language: str) -> tuple[int, int] | None:
    """Where a prompt speaks of a picture that is given, or orders a change to one.

    Args:
        lowered: The prompt in lower case.
        words: Its words.
        latin_only: Whether it has Latin letters only.
        language: The language it is written in.

    Returns:
        The place that says so, or None where the prompt describes a picture to be made.

    Example:
        >>> read_operation("make her smile", {"make", "her", "smile"}, True, "en")
        (0, 8)
    """
    found = _OPENING.match(lowered)
    if found:
        return found.span()
    if not words.isdisjoint(_TRIGGERS):
        for found in _FIRST.finditer(lowered):
            if not _NOT_EDIT.match(lowered, found.start()):
                return found.span()
    if not words.isdisjoint(_LATER_TRIGGERS):
        found = _LATER.search(lowered)
        if found:
            return found.span()
    if not latin_only:
        found = _EAST.search(lowered)
        if found:
            return found.span()
    if not latin_only or (language != "en" and not words.isdisjoint(_WORLD_TRIGGERS)):
        found = _WORLD.search(lowered)
        if found:
            return found.span()
    return None


_ = _GIVEN
