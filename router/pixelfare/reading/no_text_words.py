"""How prompts say that there is to be no text."""

from __future__ import annotations

import re

from pixelfare.reading.cues import cues_of, gated, late

__all__ = ["NEGATED_EAST", "NEGATING", "NEGATION_BEFORE", "NO_TEXT"]

NEGATION_BEFORE = late(
    r"\b(?:space|room|areas?|margins?|placeholder|zone) (?:left |reserved |kept )?for (?:[\w/-]+,? ?(?:and |or "
    r"|/ ?)?){0,3}$"
    r"|\b(?:no|without|forbidden|prohibited|avoid|avoiding|unlabell?ed|blank|drop|omitting|skip|get rid of"
    r"|getting rid of|take out"
    r"|leave out|lose|never|not|don'?t|do not|zero|free of|exclud\w+|remov\w+|delet\w+"
    r"|eras\w+|any|omit\w*|neither|nor|"
    r"instead of|sin|sans|ohne|sem|senza|kein\w*|aucune?|ning[uú]n|без|нет|بدون|बिना)"
    r"[:*_]{0,4}\s+(?:[-*•] )?(?:[\w'-]{1,16}[ /]){0,4}(?:(?:an? |the )?[\w-]{1,16}(?: [\w-]{1,16})?, ?(?:or "
    r"|and )?){0,6}(?:an? |the )?(?:or |and )?$"
)
NEGATING = re.compile(
    "no|without|forbid|prohibit|void|(?:space|room|area|margin|placeholder|zone)s? |blank|unlab|drop"
    "|skip|rid of|take out|leave out|lose|not|ever|don|zero"
    "|free|exclu|remov|delet|eras|any|omit|inst|sin|sans|ohne|sem|senza|kein|aucun|ning"
    "|без|нет|بدون|बिना"
)
"""One of these stands in every such negation; most stretches have none."""
_WRITING = (
    r"(?:texts?|words?|letters|lettering|typography|captions?|titles?|labels?|writing|watermarks?|logos?"
    r"|subtitles?|signatures?)\b"
)
_LIST = (
    r"\s+(?:(?:any|all|visible|the|extra|other|written|readable|legible|additional|on-screen|overlaid?"
    r"|random|added|unnecessary) ){0,3}"
    r"(?:[\w-]{1,14}, ?(?:or |and |no )?){0,4}(?:[\w-]{1,14} (?:or|and) )?"
)
_PUT = r"(?:add|include|use|write|put|contain)"
NO_TEXT = cues_of(
    [
        ("none", "no without zero avoid exclude omit remove delete erase", "", rf":?{_LIST}{_WRITING}"),
        ("none", "not never dont", "", rf" {_PUT}{_LIST}{_WRITING}"),
        ("none", "don", "", rf"['’]t {_PUT}{_LIST}{_WRITING}"),
        ("none", "free", "", rf" of{_LIST}{_WRITING}"),
        ("none", "free", r"\btext[- ]", ""),
        ("none", "textless", "", ""),
        (
            "none",
            "elimina quita borra supprime efface enlève entferne lösche remova apague rimuovi",
            "",
            (
                r" (?:el |le |la |los |les |o |os |den |die |das |il )?"
                r"(?:texto|texte|text|testo|letras|marca de agua|logo)\b"
            ),
        ),
        (
            "none",
            "sin sans ohne sem senza",
            "",
            (
                r" (?:[\w]{1,10} ){0,2}(?:texto|texte|text|testo|letras|palabras|schrift|beschriftung|parole"
                r"|scritte)\b"
            ),
        ),
    ]
)
"""How a prompt says that there is to be no text."""
NEGATED_EAST = gated(
    r"(?:不要|不需要|不带|不帶|不含|不加|不放|不用|不得|不能|不添|不出现|不出現|不添加|没有|沒有|无需|无|無|避免|禁止"
    r"|勿|去除|去掉"
    r"|移除|删除|刪除|拒绝)"
    r"(?:[^，。；！,.;!\n]{0,5}|[^，。；！,.;!\n]{0,3}[、/][^，。；！,.;!\n]{0,8})"
    r"(?:文字|字幕|水印|浮水印|[标標][题題签语]|logo|文本|字[样母体]|英文|中文|拼音|签名|台[词詞]|[标標][注註]|题字"
    r"|題字|[对對]白|注[释釋解]"
    r"|拟声字|店名|品牌名|印章|说明|落款|[写寫]字|可[读讀]的文字)"
    r"|不(?:题|題|[写寫]|[盖蓋])字|不落款|不[钤鈐]印|(?:[对對]白|[气氣]泡)[^，。\n]{0,6}(?:擦|清空|留空)|(?:文字|字幕"
    r"|水印|招牌)[^，。\n]{0,5}(?:[为為成]空白|擦|抹|去|[删刪]|[补補])"
    r"|(?:[标標][签籤识識]|文字|招牌|菜[单單]|logo)[^，。；\n]{0,8}(?:保持|原[样樣封]|不[变變动動]|[别別][动動改])"
    r"|(?:文字|字幕|水印|[标標][题題]|logo|文本|字)[^，。；,.\n]{0,4}(?:去掉|去除|删除|刪除|删掉|移除"
    r"|擦除|抹掉|抹去|清除)"
    r"|(?:文字|テキスト|ロゴ|字幕|透かし|ウォーターマーク|セリフ|台詞|説明文?|注釈|番号|題字|落款|ラベル|タイトル"
    r"|吹き出し|キャプション"
    r"|書き込み)[^。、\n]{0,10}?(?:なし|無し|不要|いらな|要らな|付けな|つけな|後で|取り除|入れない|入れず"
    r"|入れないで|を含めない|を含まない|を使わない|は禁止|を削除|を消し|を除|も消|も取)"
    r"|文字[^。\n]{0,14}(?:追加しない|表示しない|書かない|出さない"
    r"|残したまま|そのまま)|何も書かれていな|読めなくて"
    r"|(?:文字|ラベル|看板|ロゴ|メニュー)[^。、\n]{0,6}(?:は)?(?:元画像|元|今|その)のまま|日付[^。\n]{0,10}(?:取り除"
    r"|消)|(?:텍스트|글자|글씨|문구|자막|로고"
    r"|워터마크|말풍선|대사|라벨|제목|치수)[^.,\n]{0,14}(?:추가하지|원래|그대로|유지|달지|없|안 ?넣|넣지|금지|제외|빼"
    r"|제거|지워|삭제)"
    r"|без (?:\w{1,12} ){0,2}(?:текст|надпис|букв|слов|подпис)|बिना (?:किसी )?(?:टेक्स्ट|पाठ|लिखावट|शब्द)"
    r"|بدون (?:أي )?(?:نص|كتابة|كلمات)|ללא (?:טקסט|כיתוב|כתוב)|ไม่มี(?:ข้อความ|ตัวอักษร)|χωρίς (?:κείμενο"
    r"|λέξεις)"
)
