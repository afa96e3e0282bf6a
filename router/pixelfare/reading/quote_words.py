"""Words beside a quote: those that make it a text to be drawn, and those that make it a name, a title or a style."""

from __future__ import annotations

from functools import lru_cache

from pixelfare.reading.cues import gated, late

__all__ = ["AFTER_QUOTE", "BEFORE_QUOTE", "BEFORE_QUOTE_EAST", "NO_TEXT_AFTER", "NO_TEXT_BEFORE", "is_text_key"]

BEFORE_QUOTE = frozenset(
    "say says said saying read reads reading write writes writing wrote written label labels labeled "
    "labelled labeling labelling caption "
    "captions captioned title titles titled entitled headline headlines subheadline subheadlines heading "
    "headings subheading subheadings "
    "subtitle subtitles tagline taglines slogan slogans motto text texts word words wording phrase "
    "phrases letter letters lettering "
    "lettered typography typeface inscribed inscription inscriptions inscribe engraved embossed "
    "embroidered stitched printed painted carved "
    "stamped etched spell spells spelled spelling display displays displaying displayed dialogue speech "
    "quote quotes quotation message "
    "messages note notes name names initials watermark watermarks signature signed hashtag hashtags "
    "callout callouts annotation annotations "
    "annotated annotate tag tags chip chips overlay overlays font fonts script calligraphy graffiti "
    "handwritten state states stating ask asks "
    "asking announce announces announcing declares declaring proclaims proclaiming bearing emblazoned "
    "marked numbered handle username price "
    "prices date dates copy credit credits byline bylines monogram reply replies replied replying "
    "respond responds exclaims exclaiming shouts "
    "shouting whispers whispering lyrics notification timestamp status location bio sign signs signage "
    "signboard signboards signpost banner "
    "banners placard placards poster posters logo logos wordmark logotype brand branding badge badges "
    "sticker stickers button buttons tab tabs "
    "menu menus cta footer header masthead cover bubble bubbles billboard billboards neon plaque plaques "
    "shirt shirts hoodie mug stamp stamps "
    "seal seals screen screens plate newspaper newspapers magazine card cards certificate tombstone "
    "gravestone chalkboard blackboard "
    "whiteboard letterhead envelope ticket cake tattoo marquee storefront packaging bottle store "
    "dice dicen diga escrito escrita escritos titulado titulada título texto palabra palabras letrero "
    "cartel letras rótulo frase eslogan "
    "écrit écrite écrits intitulé intitulée titre texte mots panneau enseigne lettres disant affiche "
    "slogan steht aufschrift beschriftet "
    "beschriftung geschrieben schild schriftzug titel wort wörter überschrift schlagzeile diz dizendo "
    "placa palavras letreiro dicendo scritto "
    "scritta cartello insegna parola parole testo titolo".split()
)
"""Words near the front of a quote that make it a text to be drawn."""
BEFORE_QUOTE_EAST = gated(
    r"真ん中に|中央に|叫[ぶび]|スタンプ|カード|俳句|이모티콘|가운데|앞면|显示|顯示|提示|案内|行き先|会話|帯|掲示|品書"
    r"|暖簾|表札|名札|黒板|プレート|ボード|팻말|"
    r"надпис|написан|слов[оа]|текст|заголов|вывеск|табличк|плакат|назван|подпис|лозунг|буква"
    r"|напис|слово|مكتوب|كتابة|كلمة|عبارة|نص|عنوان|لافتة|لوحة|يقول|تقول|شعار|لیبل|نوشته|متن"
    r"|लिखा|लिखी|लिखे|शब्द|टेक्स्ट|शीर्षक|संदेश|बोर्ड|नारा|เขียน|ข้อความ|ป้าย|คำว่า|chữ|viết|ghi|כתוב|שלט"
    r"|טקסט|γράφει|επιγραφή|λέξη"
    r"|[写寫刻印绣繡题題书書标標]着|[写寫刻印绣繡题標标][上有为為]|[写寫]道|写(?:了|出|成)|[标標]题"
    r"|[标標][题題][语語]?|[标標][语語注签籤识識]|文字|文案|字[样樣体體幕]|"
    r"题字|[题題][词詞]|[书書]法|署名|落款|签名|簽名|招牌|[牌匾]|[横橫]幅|[标標]志|logo|[对對][话話]"
    r"|[对對]白|台[词詞]|[气氣]泡|旁白|弹幕|口[号號]|"
    r"印章|[发發]布内容|用[户戶]名|昵称|按[钮鈕]|[顶頂]部|大字|小字|短[语語句]|[单單][词詞]|[英中]文|[排]版|写|寫|"
    r"書か|書い|書き|描き文字|テキスト|タイトル|見出し|コピー|ロゴ|吹き出し|セリフ|台詞|字幕|ラベル|注釈"
    r"|看板|表示|題|という(?:文字|言葉|文)|のぼり|"
    r"글자|글씨|텍스트|문구|제목|타이틀|말풍선|대사|자막|라벨|간판|로고|단어|문장|표지판|현수막|슬로건"
)
"""The same in scripts that write no Latin words."""
AFTER_QUOTE = late(
    r"\W{0,3}(?:(?:is|are|was|were|be|being|it|that|which|stands?|also) ){0,2}(?:[a-z]{2,15}ly )?(?:"
    r"writt?en|printed|painted|engraved|carved|embroidered|stitched|displayed|appears?|appearing|shown|visible"
    r"|spelled|"
    r"inscribed|emblazoned|scrawled|etched|stamped|embossed|rendered|typed|lettered|placed|centered"
    r"|positioned|overlaid|"
    r"(?:in|with) (?:[\w/-]{1,20},? ){0,6}(?:letters|lettering|fonts?|text|type|typeface|script"
    r"|typography|capitals|caps|calligraphy|"
    r"characters|serif|sans-serif|sans|handwriting|uppercase)\b|"
    r"(?:on|across|above|below|under|at the|over) (?:the|a|an|his|her|its|it|their|top|both|each|one)\b|"
    r"(?:text|lettering|logo|sign|label|button|headline|title|heading|banner|caption|badge|watermark"
    r"|typography|words?|sticker|tag|"
    r"branding|embroidery|patch|emblem|decal|stitching|engraving|message|subtitle|tagline|section|tab|masthead|neon"
    r"|signage|graffiti|bubble|wordmark"
    r"|inscription|font|letters)\b|"
    r"escrit|[eé]crit|geschrieben|scritt|en letras|auf (?:einem|dem|der)|напис|लिखा|مكتوب|"
    r"[一-龥]{0,6}(?:字[样樣体體]|[艺藝][术術]字|[标標][题題语語签]|大字|文字|的?[书書]法|的?招牌|[几幾]?[个個]?字)|"
    r"[ぁ-ん一-龥、]{0,8}(?:と書|と(?:プリント|印刷|刻|彫|刺繍|描か)|と大き|と記|と表示|という(?:文字"
    r"|言葉|文|テキスト|看板|タイトル)|の文字|の(?:ロゴ|看板|テキスト|タイトル|見出し|キャッチ|ラベル"
    r"|セリフ))|"
    r"\s?(?:이?라고|이?라는|라|고)\s?(?:[가-힣]{1,8}\s)?(?:쓰|쓴|써|적|적힌|글|문|말|표|새|제목|텍스트)"
    r"|\s?(?:팻말|간판|문구|표지판|현수막|글씨|메뉴판|스티커|로고|제목)"
    r"|のコピー|の(?:表示|札|張り紙|貼り紙|文句)"
    r")"
)
NO_TEXT_BEFORE = late(
    r"(?:inspired by|in the spirit of|spirit of|homage to|nod to|reminiscent of|esprit d[ue]|styles? of|based on|from"
    r"|movie|film|novel|book|series|games?|song|album|painting"
    r"|anime|manga|show|called|named|"
    r"nicknamed|known as|dubbed|so-called|like|as an?|artwork|concept of|feel(?:ing)? of|sense of|style"
    r"|mood|vibe|aesthetic|character|"
    r"scream|poem|genre|theme|themed|not an?|not just|not|role|means|meaning|i\.e\.|replace|variable|technique"
    r"|effect|"
    r"film titled|llamad[oa]|estilo|appel[eé]e?|style|genannt|namens|stil|chiamat[oa]|chamad[oa]|"
    r"叫做?|名为|名為|称为|稱為|绰号|外号|所谓|所謂|风格|風格|电影|電影|小说|小說|游戏|遊戲|动漫|作品"
    r"|意为|意思是|诗|詩|出自|根据|根據|以|像|"
    r"という名前の|映画|アニメ|ゲーム|小説|영화|게임|소설)\W{0,3}(?:the |a |an )?$"
)
NO_TEXT_AFTER = late(
    r"\W{0,2}(?:\w{1,12}[ -])?(?:styles?|styled|aesthetics?|effects?|looks?|vibes?|feel(?:ing)?|moods?"
    r"|atmosphere|themed?|appearance|qualit(?:y|ies)|attitude|presence|silhouette|finish|concept|poses?|shots?|"
    r"genre|movies?|films?|novels?|anime|manga|era|technique|versions?|mode|energy|lighting|stil|estilo|"
    r"的?(?:风格|風格|质感|質感|感觉|感覺|效果|氛围|氣氛|姿[态勢势]|意境|主题|主題|感|式|般|风|風|类型"
    r"|电影|小说|游戏|系列|状态|特征|概念|故事|场景|理念)|"
    r"(?:風|スタイル|のような|っぽい|な雰囲気|の雰囲気|という名前|というキャラ|の世界観)|\s?(?:스타일|느낌"
    r"|분위기|풍))"
)
_TEXT_KEY = late(
    r"(?:^|[_\s.-])(?:text|texts|titles?|subtitles?|headlines?|headings?|sub-?headings?|subheadlines?"
    r"|captions?|labels?|slogans?|taglines?|"
    r"copy|messages?|quotes?|cta|buttons?|words?|phrases?|wording|display_name|handle|bio|username"
    r"|subline|inscription|dialogue|"
    r"speech|sign_text|footer|brand_name|masthead|hashtags?|call to action|lettering|typography|subtext"
    r"|bullets?|annotations?|callouts?)$"
    r"|text$|(?:^|\s)signs?$|logo text$|标题|標題|文字|文案|标语|字幕|タイトル|テキスト|見出し|문구|제목|텍스트"
)
_LONGEST_KEY = 120


@lru_cache(maxsize=1024)
def _ends_with_text(key: str) -> bool:
    return _TEXT_KEY.search(key) is not None


def is_text_key(key: str) -> bool:
    """Whether the value of a key of JSON, or of a placeholder of this name, is drawn.

    Args:
        key: The key in lower case.

    Returns:
        Whether it names a text.

    Example:
        >>> is_text_key("sub_title"), is_text_key("texture")
        (True, False)
    """
    return len(key) <= _LONGEST_KEY and _ends_with_text(key)
