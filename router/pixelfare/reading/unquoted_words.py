"""Texts to be drawn that no quotes mark, as in `a sign that says Stop` and `写着欢迎光临`."""

from __future__ import annotations

from pixelfare.reading.cues import gated, late

__all__ = ["LATIN_BEFORE", "LATIN_IN_EAST", "UNQUOTED", "UNQUOTED_EAST", "WRITING_EAST"]

UNQUOTED = late(
    # Every text begins at the beginning of a word; to say so first passes over all other places at once.
    r"(?<![A-Za-z0-9])(?=[A-Za-z0-9])(?:(?i:sign|signs|banner|placard|poster|billboard|shirt|t-shirt|sweatshirt"
    r"|hoodie|cap|hat|mug"
    r"|sticker|note|card|tag|board|chalkboard|"
    r"screen|label|plate|cake|badge|graffiti|tattoo|bubble|chest|neon|plaque|flag|cover|letters|button"
    r"|sticky note|tiles|banners|placards)\b[^.\"\n]{0,40}?"
    r"\b(?:says?|saying|reads?|reading|spells?(?: out)?|spelling(?: out)?|spelled"
    r"|written(?! in\b))\s+(?P<a>[\w$#@][^.,;\"\n]{0,80})"
    r"|(?:the|a|single|giant|huge|large|big|bold|chenille|wooden|metal|brass|golden|gold|red|neon|marquee|foil|carved"
    r"|block) (?:words?|letters?|texts?|phrase|initials|numbers?"
    r"|digits?|message|slogan|saying|logo) (?P<b>[A-Z0-9][^.,;\"\n]{0,60})"
    r"|(?:graffiti|letters|typography|lettering|text|title|headline|stars|flowers|candles|balloons|lights"
    r"|stones) (?:spelling|reading|saying|that reads?|that says?)"
    r" (?:out )?(?P<c>[\w$#@][^.,;\"\n]{0,80})"
    r"|(?:writing|writes|write|wrote|spelling|spells|spell) (?:out )?(?P<d>[A-Z][A-Z0-9!?' ]{1,60})"
    r"|(?:should|must|to|will|now) (?:say|read) (?P<l>[A-Z0-9][^.,;\"\n]{0,60})"
    r"|\b(?P<m>[A-Z]{3,}(?: and [A-Z]{3,})?) (?:tags?|labels?|stamps?|badges?|stickers?|signs?)\b"
    r"|\b[Cc]over\b[^.\n]{0,40}?[, ](?P<p>(?:[A-Z][\w'’]+ ){1,6}by [A-Z][\w.]+)"
    r"|\b[Cc]lock\b[^.\n]{0,40}?(?:shows?|showing|reads?|at|displaying) (?P<n>\d{1,2}:\d\d)"
    r"|\b(?:[Ss]peedometer|[Oo]dometer|[Tt]hermometer|[Ss]coreboard)\b[^.\n]{0,24}? (?P<q>\d[\d:.-]*)"
    r"|\bdates? (?P<r>\d{1,4}[./-]\d{1,2}[./-]\d{2,4}|\d{1,2} [A-Z][a-z]{2,8}|[A-Z][a-z]{2,8} \d{1,2})"
    r"|\b[Ee]st\.? ?(?P<s>[12]\d{3})"
    r"|(?:[Nn]ame|[Dd]ept|[Rr]ole|[Bb]rand|[Ss]logan|[Tt]agline|[Hh]eadline): ?(?P<t>[A-Z0-9][^.,;\n]{1,60})"
    r"|\b(?:[Gg]ravestone|[Tt]ombstone|[Hh]eadstone|[Pp]lacard|[Bb]anner|[Pp]laque|[Bb]illboard|[Ss]ampler|[Ss]ticker"
    r"|[Mm]ug"
    r"|[Ss]ign): (?P<u>[^\s\"“][^.;\n]{2,60})"
    r"|\b(?:[Bb]ox|[Pp]ackag\w+|[Ll]ogo|[Ll]abel|[Cc]an|[Bb]ottle|[Tt]in|[Jj]ar|[Pp]oster|[Ss]ign|[Mm]enu|[Cc]over"
    r"|[Ss]torefront"
    r"|[Ww]rapper|[Cc]arton|[Pp]acket|[Ff]lyer)\b[^.\n]{0,50}? (?:called"
    r"|named) (?P<v>[A-Z][\w'’&-]*(?: [A-Z&][\w'’&-]*)*)"
    r"|\b(?:[Hh]is|[Hh]er|[Ii]ts|[Tt]heir|[Mm]y|w/ his|w/ her) names? (?:is )?\(?(?P<w>[A-Z][\w'’-]+)"
    r"|(?:with|the (?:date|year|time|name)) (?P<o>[A-Z0-9][\w'!&-]*(?: [A-Z0-9][\w'!&-]*){0,5}) (?:piped|iced|stitched"
    r"|burned|scratched|chisell?ed|woven|knitted|stencill?ed|sewn|etched|spelled)\b"
    r"|(?:reading|reads|says|saying|engraved with|inscribed with|embossed with|embroidered with"
    r"|stamped with|printed with|license plate|number plate|plate number|monogram|initials) (?:reading "
    r"|saying |number )?(?P<g>[A-Z0-9][A-Z0-9.'!?&-]+(?: [A-Z0-9][\w.'!?&-]*){0,8})"
    r"|(?:digital clock|timer|scoreboard|display|counter|speedometer|screen|price tag"
    r"|calendar) (?:displaying|displays|showing|shows|reads|reading|with) (?P<h>\d[\d:.,%$]*)"
    r"|(?P<e>[A-Z][A-Z0-9!?&'-]+(?: [A-Z0-9!?&'-]+){0,5}"
    r"|[A-Z0-9][\w'!?&-]*(?: [A-Z][\w'!?&-]*){1,5}),? (?:is |are )?(?:printed|engraved|embroidered"
    r"|spray-painted|carved|painted|tattooed|stitched)"
    r" (?:on|across|above|below|over|into|in)"
    r"|(?:Aufschrift|Schriftzug|mit dem (?:Wort|Text)|que (?:dice|diga|diz)|con (?:el texto|la palabra|la scritta)"
    r"|com (?:o texto|a palavra)|qui dit|avec (?:le texte|le mot|l'inscription)) [:：]? ?"
    r"(?P<i>[^\W\d_][^.,;\"\n]{0,60})"
    r"|(?:the |my |his |her |their |our |[a-z]+['’]s )(?:full |first |last )?names? "
    r"(?P<k>[A-Z][\w'’-]*(?: [A-Z][\w'’-]*){0,2}) (?:is )?(?:printed |written |engraved |painted )?(?:on|across)\b"
    r"|(?P<f>[A-Z0-9][\w'!?&-]*(?: [A-Z0-9][\w'!?&-]*){0,5}),? (?:is "
    r"|are )?writt?en (?:in [\w -]{1,24} )?(?:on|across|above|below|over|in))"
)
"""A text to be drawn that no quotes mark, as in `a sign that says Stop`; matched against the prompt as written."""

UNQUOTED_EAST = gated(
    r"(?:[写寫刻印绣繡][着著]|[写寫印]有|[写寫]上|字[样樣][为為是]|内容[为為是]|字母(?:组合"
    r"|組合)?[为為是]|文案[为為是]?"
    r"|(?:横幅|标语|招牌|牌匾|告示牌|木牌|小字|大字|条幅|上联|下联)\s?(?=[:：])|(?:正面|背面|上面"
    r"|下面|中间|封面|左侧|右侧|顶部|底部|纸条|上)写(?![着上满真实作意字法])"
    r"|[标標][题題语語][为為是]|(?:一[个個]|[这這][个個])[词詞字]\s?(?=[:：])|(?:姓名|品种|[学學][号號]|[编編][号號]"
    r"|工[号號]|生日|口[号號]"
    r"|[标標][语語]|海[报報]|卖点|[广廣]告[语語])\s?(?=[:：])|(?:背后|背面|正面|胸前|胸口|左上角?|右上角?|左下角?"
    r"|右下角?|上面|下面)[^，。\n]{0,4}[题題写寫印]上?\s?)\s?(?:品牌名|店名|名字|文字|字样|大字|英文"
    r"|中文)?+\s?[:：]?\s?"
    r"(?![^，。\n]{0,12}(?:图案|花纹|纹样|纹路|图样|标志|印花|条纹|头像|插[画畫图圖]|[图圖]像|原图|原[画畫]|角色|卡通|形象"
    r"|照片))(?P<zh>[^\s，。；、,;.:：\"“”‘「」『』《（(\n][^，。；,;\"“”「」『』\n]{0,40})"
    r"|[个個的枚张張](?P<one>(?![文汉漢名数數大小美英手错])[\u4e00-\u9fff])字(?![体體幕样樣母典形])"
)
"""The same for Chinese."""

_LATIN_TEXT = r"[A-Za-z][A-Za-z0-9 &'’!?:./-]{1,60}"
LATIN_IN_EAST = gated(
    r"(?:(?:タイトル|ロゴ|文字|見出し|名前|題名|コピー|店名)(?:は|を|に|:|：)?|(?:제목|문구|글자|로고|이름)(?:은|는"
    r"|을|를|:)?"
    r"|(?:[乐樂][队隊]名|[专專][辑輯]名|[标標][题題][栏欄]?|品牌名?|店名|文字|[单單][词詞]|[写寫印刻]上?"
    r"|[显顯]示)(?:[为為是写]|：|:)?) ?"
    rf"(?P<a>{_LATIN_TEXT})"
)
"""A text in Latin letters inside a prompt in Chinese, Japanese or Korean, behind a word of writing."""
WRITING_EAST = gated(
    "彫り込|彫って|넣어 ?줘|찍혀|プリント|刺繍|刻印|書い|書か|새겨|새긴|적어|적힌|써 ?줘|쓰인|인쇄|글자|글씨|字[样樣]"
)
"""A word of writing that such a text can stand in front of."""
LATIN_BEFORE = late(r"(?P<b>[A-Za-z][A-Za-z0-9 '’!?&.-]{1,40}) ?(?:と|って|という|라고|로|을|를)? ?$")
"""Such a text, at the end of what stands in front of that word."""
