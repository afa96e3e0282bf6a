"""Words about writing: what stands beside a text to be drawn, beside a quote that is none, and what implies text."""

from __future__ import annotations

import re

from pixelfare.reading.cues import cues_of

__all__ = [
    "AFTER_QUOTE",
    "BEFORE_QUOTE",
    "IMPLYING",
    "IMPLYING_EAST",
    "NEGATED_EAST",
    "NEGATION_BEFORE",
    "NO_TEXT",
    "NO_TEXT_AFTER",
    "NO_TEXT_BEFORE",
    "TEXT_KEY",
    "UNQUOTED",
    "UNQUOTED_EAST",
]

_OBJECTS = (
    r"signs?|signage|signboards?|signpost|banners?|placards?|posters?|logos?|wordmark|logotype|brand(?:ing)?|badges?|stickers?|"
    r"buttons?|tabs?|menus?|cta|footer|header|masthead|cover ?lines?|covers? of|bubbles?|billboards?|neon|plaques?|t-?shirts?|hoodie|mug|"
    r"stamps?|seals?|screens?|license plate|number plate|book cover|newspapers?|magazine|cards?|certificate|tombstone|gravestone|"
    r"chalkboard|blackboard|whiteboard|letterhead|envelope|ticket|cake|tattoo|marquee|storefront|store front|packaging|bottle"
)
BEFORE_QUOTE = re.compile(
    r"\b(?:says?|said|saying|reads?|reading|writt?en|writing|writes?|wrote|label+ed|labels?|label+ing|captions?|captioned|"
    r"titles?|titled|entitled|headlines?|sub-?headlines?|headings?|sub-?headings?|subtitles?|taglines?|slogans?|mottos?|"
    r"texts?|words?|wording|phrases?|letters?|lettering|lettered|typography|typeface|inscri\w+|engraved|embossed|embroidered|"
    r"stitched|printed|painted|carved|stamped|etched|spell\w{0,6}|spelled|display(?:s|ing|ed)?|dialogue|speech|quotes?|quotation|"
    r"messages?|notes?|names?|initials|watermarks?|signature|signed|hashtags?|callouts?|annotat\w+|tags?|chips?|overlays?|fonts?|"
    r"script|calligraphy|graffiti|handwritten|states?|stating|asks|asking|announc\w+|declar\w+|proclaim\w+|bearing|emblazoned|"
    r"marked|numbered|handle|username|prices?|dates?|copy|credits?|by-?lines?|call-to-action|monogram|repl(?:y|ies|ied|ying)|"
    r"respond\w*|exclaim\w*|shout\w*|whisper\w*|introductory|lyrics|notification|timestamp|stat(?:us)?|location|bio|"
    rf"dice|dicen|diga|escrit[oa]s?|titulad[oa]|t[ií]tulo|texto|palabras?|letrero|cartel|letras|r[oó]tulo|frase|eslogan|"
    r"[eé]crit(?:e|s|es)?|intitul[eé]e?|titre|texte|mots?|panneau|enseigne|inscription|lettres|disant|affiche|"
    r"steht|aufschrift|beschriftet\w*|geschrieben\w*|schild|schriftzug|titel|text|w[oö]rte?r?n?|[uü]berschrift|"
    r"diz|dizendo|escrit[oa]|placa|palavras?|letreiro|dice|dicendo|scritt[oae]|cartello|insegna|parol[ae]|testo|titolo|"
    rf"{_OBJECTS})\b"
    r"|надпис|написан|слов[оа]|текст|заголов|вывеск|табличк|плакат|назван|подпис|лозунг|буква"
    r"|напис|слово|مكتوب|كتابة|كلمة|عبارة|نص|عنوان|لافتة|لوحة|يقول|تقول|شعار|لیبل|نوشته|متن"
    r"|लिखा|लिखी|लिखे|शब्द|टेक्स्ट|शीर्षक|संदेश|बोर्ड|नारा|เขียน|ข้อความ|ป้าย|คำว่า|chữ|viết|ghi|כתוב|שלט|טקסט|γράφει|επιγραφή|λέξη"
    r"|[写寫刻印绣繡题題书書标標]着|[写寫刻印绣繡题標标][上有为為]|[写寫]道|写(?:了|出|成)|[标標]题|[标標][题題][语語]?|[标標][语語注签籤识識]|文字|文案|字[样樣体體幕]|"
    r"题字|[题題][词詞]|[书書]法|署名|落款|签名|簽名|招牌|[牌匾]|[横橫]幅|[标標]志|logo|[对對][话話]|[对對]白|台[词詞]|[气氣]泡|旁白|弹幕|口[号號]|"
    r"印章|[发發]布内容|用[户戶]名|昵称|按[钮鈕]|[顶頂]部|大字|小字|短[语語句]|[单單][词詞]|[英中]文|[排]版|写|寫|"
    r"書か|書い|書き|描き文字|テキスト|タイトル|見出し|コピー|ロゴ|吹き出し|セリフ|台詞|字幕|ラベル|注釈|看板|表示|題|という(?:文字|言葉|文)|のぼり|"
    r"글자|글씨|텍스트|문구|제목|타이틀|말풍선|대사|자막|라벨|간판|로고|단어|문장|표지판|현수막|슬로건"
)
AFTER_QUOTE = re.compile(
    r"\W{0,3}(?:(?:is|are|was|were|be|being|it|that|which|stands?|also) ){0,2}(?:[a-z]{2,15}ly )?(?:"
    r"writt?en|printed|painted|engraved|carved|embroidered|stitched|displayed|appears?|appearing|shown|visible|spelled|"
    r"inscribed|emblazoned|scrawled|etched|stamped|embossed|rendered|typed|lettered|placed|centered|positioned|overlaid|"
    r"(?:in|with) (?:[\w/-]{1,20},? ){0,6}(?:letters|lettering|fonts?|text|type|typeface|script|typography|capitals|caps|calligraphy|"
    r"characters|serif|sans-serif|sans|handwriting|uppercase)\b|"
    r"(?:on|across|above|below|under|at the|over) (?:the|a|an|his|her|its|it|their|top|both|each|one)\b|"
    r"(?:text|lettering|logo|sign|label|button|headline|title|heading|banner|caption|badge|watermark|typography|words?|sticker|tag|"
    r"branding|message|subtitle|tagline|section|tab|masthead|neon|signage|graffiti|bubble|wordmark|inscription|font|letters)\b|"
    r"escrit|[eé]crit|geschrieben|scritt|en letras|auf (?:einem|dem|der)|напис|लिखा|مكتوب|"
    r"[一-龥]{0,6}(?:字[样樣体體]|[艺藝][术術]字|[标標][题題语語签]|大字|文字|的?[书書]法|的?招牌|[几幾]?[个個]?字)|"
    r"[ぁ-ん一-龥、]{0,8}(?:と書|と(?:プリント|印刷|刻|彫|刺繍|描か)|と大き|と記|と表示|という(?:文字|言葉|文|テキスト|看板|タイトル)|の文字|の(?:ロゴ|看板|テキスト|タイトル|見出し|キャッチ|ラベル|セリフ))|"
    r"\s?(?:이?라고|이?라는|라|고)\s?(?:[가-힣]{1,8}\s)?(?:쓰|쓴|써|적|적힌|글|문|말|표|새|제목|텍스트)"
    r")"
)
NO_TEXT_BEFORE = re.compile(
    r"(?:inspired by|styles? of|based on|from|movie|film|novel|book|series|games?|song|album|painting|anime|manga|show|called|named|"
    r"nicknamed|known as|dubbed|so-called|like|as an?|artwork|concept of|feel(?:ing)? of|sense of|style|mood|vibe|aesthetic|character|"
    r"scream|poem|genre|theme|themed|not an?|not just|not|role|means|meaning|i\.e\.|replace|variable|technique|effect|"
    r"film titled|llamad[oa]|estilo|appel[eé]e?|style|genannt|namens|stil|chiamat[oa]|chamad[oa]|"
    r"叫做?|名为|名為|称为|稱為|绰号|外号|所谓|所謂|风格|風格|电影|電影|小说|小說|游戏|遊戲|动漫|作品|意为|意思是|诗|詩|出自|根据|根據|以|像|"
    r"という名前の|映画|アニメ|ゲーム|小説|영화|게임|소설)\W{0,3}(?:the |a |an )?$"
)
NO_TEXT_AFTER = re.compile(
    r"\W{0,2}(?:\w{1,12}[ -])?(?:styles?|styled|aesthetics?|effects?|looks?|vibes?|feel(?:ing)?|moods?|atmosphere|themed?|concept|poses?|shots?|"
    r"genre|movies?|films?|novels?|anime|manga|era|technique|versions?|mode|energy|lighting|stil|estilo|"
    r"的?(?:风格|風格|质感|質感|感觉|感覺|效果|氛围|氣氛|姿[态勢势]|意境|主题|主題|感|式|般|风|風|类型|电影|小说|游戏|系列|状态|特征|概念|故事|场景|理念)|"
    r"(?:風|スタイル|のような|っぽい|な雰囲気|の雰囲気|という名前|というキャラ|の世界観)|\s?(?:스타일|느낌|분위기|풍))"
)
TEXT_KEY = re.compile(
    r"(?:^|[_\s.-])(?:text|texts|titles?|subtitles?|headlines?|headings?|sub-?headings?|subheadlines?|captions?|labels?|slogans?|taglines?|"
    r"copy|messages?|quotes?|cta|buttons?|words?|phrases?|wording|display_name|handle|bio|username|subline|inscription|dialogue|"
    r"speech|sign_text|footer|brand_name|masthead|hashtags?|call to action|lettering|typography|subtext|bullets?|annotations?|callouts?)$"
    r"|text$|(?:^|\s)signs?$|logo text$|标题|標題|文字|文案|标语|字幕|タイトル|テキスト|見出し|문구|제목|텍스트"
)
"""Keys of JSON and names of placeholders whose value is drawn."""

NEGATION_BEFORE = re.compile(
    r"\b(?:no|without|avoid|avoiding|never|not|don'?t|do not|zero|free of|exclud\w+|remov\w+|delet\w+|eras\w+|any|omit\w*|neither|nor|"
    r"instead of|sin|sans|ohne|sem|senza|kein\w*|aucune?|ning[uú]n|без|нет|بدون|बिना)"
    r"\s+(?:[\w'-]{1,16}[ /]){0,4}(?:[\w-]{1,16}, ?(?:or |and )?){0,4}(?:or |and )?$"
)
_WRITING = r"(?:texts?|words?|letters|lettering|typography|captions?|titles?|labels?|writing|watermarks?|logos?|subtitles?|signatures?)\b"
_LIST = (
    r"\s+(?:(?:any|all|visible|the|extra|other|written|readable|legible|additional|on-screen|overlaid?|random|added|unnecessary) ){0,3}"
    r"(?:[\w-]{1,14}, ?(?:or |and |no )?){0,4}(?:[\w-]{1,14} (?:or|and) )?"
)
NO_TEXT = cues_of(
    [
        ("none", "no without zero avoid exclude omit remove delete erase", "", rf"{_LIST}{_WRITING}"),
        ("none", "add include use write put contain", r"\b(?:don'?t|do not|not|never) ", rf"{_LIST}{_WRITING}"),
        ("none", "free", "", rf" of{_LIST}{_WRITING}"),
        ("none", "text", "", r"[- ]free\b"),
        ("none", "textless", "", ""),
        ("none", "sin sans ohne sem senza", "", r" (?:[\w]{1,10} ){0,2}(?:texto|texte|text|testo|letras|palabras|schrift|beschriftung|parole|scritte)\b"),
    ]
)
"""How a prompt says that there is to be no text."""
NEGATED_EAST = re.compile(
    r"(?:不要|不需要|不带|不帶|不含|不加|不出现|不出現|不添加|没有|沒有|无需|无|無|避免|禁止|勿|去除|去掉|移除|删除|刪除|拒绝)"
    r"(?:[^，。；！,.;!\n]{0,5}|[^，。；！,.;!\n]{0,3}[、/][^，。；！,.;!\n]{0,8})"
    r"(?:文字|字幕|水印|浮水印|[标標][题題签语]|logo|文本|字[样母体]|英文|中文|拼音|签名|台[词詞])"
    r"|(?:文字|字幕|水印|[标標][题題]|logo|文本|字)[^，。；,.\n]{0,4}(?:去掉|去除|删除|刪除|删掉|移除|擦除|抹掉|抹去|清除)"
    r"|(?:文字|テキスト|ロゴ|字幕|透かし|ウォーターマーク)[^。、\n]{0,5}(?:なし|無し|不要|入れない|入れず|入れないで|を含めない|を含まない|を使わない|は禁止|を削除|を消し|を除)"
    r"|(?:텍스트|글자|글씨|문구|자막|로고|워터마크)[^.,\n]{0,6}(?:없|넣지|금지|제외|빼|제거|지워|삭제)"
    r"|без (?:\w{1,12} ){0,2}(?:текст|надпис|букв|слов|подпис)|बिना (?:किसी )?(?:टेक्स्ट|पाठ|लिखावट|शब्द)|بدون (?:أي )?(?:نص|كتابة|كلمات)|ללא (?:טקסט|כיתוב|כתוב)|ไม่มี(?:ข้อความ|ตัวอักษร)|χωρίς (?:κείμενο|λέξεις)"
)

_BARE = re.compile("")
_LETTERS = re.compile(
    r"(?<=bold )|(?<=block )|(?<=capital )|(?<=big )|(?<=large )|(?<=giant )|(?<=neon )|(?<=gold )|(?<=golden )|(?<=brush )|"
    r"(?<=white )|(?<=black )|(?<=red )|(?<=blue )|(?<=green )|(?<=yellow )|(?<=pink )|(?<=silver )|(?<=metallic )|(?<=uppercase )|"
    r"(?<=3d )|(?<=carved )|(?<=cursive )|(?<=graffiti )|(?<=alphabet )|(?<=the )|letters (?:spell|form|read|that spell|on the)"
)
_WORDS = re.compile(r"(?<=the )|(?<=with )words? (?:\w+ly )?(?:writ|print|paint|carv|spell|on )|words? [\"'“‘「]|words? (?:writt|print|paint)")
_THING_MADE = re.compile(r"")
IMPLYING: dict[str, re.Pattern[str]] = {
    **dict.fromkeys(
        (
            "text texts typography lettering headline headlines subheadline subheadlines subheading subheadings subtitle subtitles "
            "caption captions captioned tagline taglines slogan slogans handwriting labels label labeled labelled titles title titled "
            "inscription inscriptions inscribed monogram infographic infographics wordmark logotype annotations annotated annotate callouts "
            "callout headings paragraphs monograms typographic typeface font fonts calligraphy handwritten masthead lettered "
            "speech dialogue dialog bubble bubbles signage infografik infografía infográfico infographie инфографика "
            "landing dashboard ui website webpage homepage thumbnail screenshot encyclopedia name names pricing mockup brochure flyer newspaper menu storyboard whiteboard "
            "texto título títulos letrero etiquetas texte titre étiquettes légende beschriftung beschriftungen überschrift titel "
            "testo titolo etichette rótulos legenda надпись надписи надписью текст текстом заголовок заголовком подписи "
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
    "slide": re.compile(r"slide (?:deck|with|about|for|show|present|on |\()|(?<=presentation )slide|(?<=explanatory )slide|(?<=powerpoint )slide"),
    "slides": re.compile(r"slides (?:deck|with|about|for)|(?<=presentation )slides"),
    "newspaper": re.compile(r"newspaper (?:front|page|layout|cover|design|headline|article)|(?<=vintage )newspaper (?:feat|with)"),
    "slogans": re.compile(r"(?<!chanting )(?<!shouting )slogans"),
    "landing": re.compile(r"landing[- ]page"),
    "dashboard": re.compile(r"(?<=ui )dashboard|(?<=app )dashboard|(?<=analytics )dashboard|(?<=saas )dashboard|(?<=data )dashboard|(?<=web )dashboard|dashboard (?:ui|design|interface|screen)"),
    "ui": re.compile(r"ui(?:\s?/\s?ux)? (?:mock-?up|design|screen|interface|layout|kit|system)|ui\b(?<=mobile ui)|ui\b(?<=app ui)"),
    "webpage": re.compile(r"webpage (?:mock|design|layout|for|of)"),
    "website": re.compile(r"website (?:mock|design|layout|homepage|page|for|ui|hero)"),
    "thumbnail": re.compile(r"(?<=youtube )thumbnail|(?<=video )thumbnail"),
    "screenshot": re.compile(r"screenshot of (?:a |an |the )?(?:\w+ )?(?:tweet|website|web ?page|chat|conversation|app|twitter|instagram|youtube|tiktok|facebook|social|live ?stream|reddit|email|message)"),
    "quote": re.compile(r"quote(?: by\b|:| saying| that| from| [\"“'])|(?<=with the )quote|(?<=motivational )quote|(?<=inspirational )quote"),
    "quotes": re.compile(r"(?<=motivational )quotes|(?<=inspirational )quotes|(?<=pull )quotes"),
    "formula": re.compile(r"(?<=math )formula|(?<=mathematical )formula|(?<=chemical )formula|(?<=the )formula [a-z]"),
    "formulas": re.compile(r"formulas"),
    "equation": re.compile(r"equation"),
    "textbook": re.compile(r"textbook (?:page|illustration|diagram|figure|explain|about)|(?<=physics )textbook|(?<=school )textbook|(?<=biology )textbook"),
    "certificate": re.compile(r"certificate (?:of|for|with|design)"),
    "diploma": re.compile(r"diploma (?:of|for|with|design)"),
    "invitation": re.compile(r"invitation (?:card|for|to|with|design)|(?<=wedding )invitation"),
    "receipt": re.compile(r"receipt (?:from|for|with|listing|showing)"),
    "invoice": re.compile(r"invoice (?:from|for|with|listing|showing|template)"),
    "boarding": re.compile(r"boarding pass"),
    "business": re.compile(r"business card"),
    "encyclopedia": re.compile(r"encyclopedia (?:page|image|card|entry|poster|infographic|illustration)"),
    "name": re.compile(r"(?<=brand )name|(?<=company )name|(?<=\] )name|name (?:cleanly |clearly |is )?(?:written|printed|displayed|engraved|appears|on the|at the)"),
    "names": re.compile(r"(?<=their )names (?:written|below|above|under|next|beside|in|on)|(?<=with )names|names (?:written|printed|below|above|under)|(?<=labeled )names|(?<=city )names|(?<=street )names|(?<=place )names|(?<=country )names"),
    "menu": re.compile(r"menu (?:board|design|layout|card|page|item)|(?<=restaurant )menu|(?<=cafe )menu"),
    "storyboard": re.compile(r"storyboard (?:sheet|page|board)"),
    "whiteboard": re.compile(r"whiteboard (?:filled|covered|full|with)"),
    "subtitle": re.compile(r"subtitle"),
    "handwritten": re.compile(r"handwritten(?![ -]style (?:doodle|line))"),
    "typographic": re.compile(r"typographic (?:poster|design|layout|element|treat|hier|composition)"),
}
"""English and other Latin, Cyrillic, Arabic and Hindi words that imply text in the picture, each with what must hold there."""

_CHINESE = re.compile(
    r"文字|[主副大小]?[标標][题題]|[标標][语語注签籤]|文案|字[样樣幕](?!式)|[写寫刻印绣繡]着|(?<!手)[写寫印題题][有上](?!面|衣|身)|[书書]法(?:体|字|[艺藝]|作|临|对联)|手[写寫](?!风格的?[涂塗])|字[体體]|[对對][话話][框气氣]|"
    r"台[词詞]|[说說]明|注[释釋解]|信息[图圖](?!感)|資訊[图圖]|思[维維][导導][图圖]|流程[图圖]|[图圖]表|幻灯片|ppt|[题題][字词詞]|落款|署名|弹幕|口号|广告语|告示|牌子|中文名|对联|春联|"
    r"[图圖]例|剧情梗概|推荐语|字帖|店名|品牌名|片名|书名|药方|科普图|百科|菜[单單]|目录|人物关系图|邀请函|(?:直播|朋友圈|聊天|抖音|小红书|微博|推特|网页|app|应用|手机|内容|主页|对话|网站|社交)[^，。\n]{0,8}截[图圖]|界面|"
    r"详情页|主页|网页|报纸|杂志(?!感|风|大片|质感|级)|[图圖]卡|资料卡|宣传语|排版|请柬|名片|证书|奖状|传单|明信片|日历|课本|黑板|教学图|示意图|解剖图|拆解图|知识卡"
)
_JAPANESE = re.compile(
    r"文字(?!盤)|テキスト|タイトル|見出し|キャッチ|吹き出し|セリフ|台詞|字幕|と書|を書いて|書いてあ|書かれ|ラベル|注釈|説明|解説|フォント|題字|インフォグラフィック|スライド|チラシ|図解|図鑑|パワポ|書道|手書き|"
    r"名刺|メニュー|4\s?コマ|四コマ|(?:ゲーム|ガチャ|アプリ|ホーム|スマホ|配信|ログイン|ステータス|チャット|ライン|line|設定|選択)画面|サイト|(?:紹介|ウェブ|web|x|図鑑の|プロフィール|雑誌の?)\s?ページ|設定資料|鑑定書|新聞|雑誌|日本語で|日本語の|"
    r"広告ポップ|看板に|ロゴに|ロゴを|キャプション|名前を(?:入れ|書)|値段|価格|年表|フローチャート|履歴書|賞状|はがき|年賀状|のぼり|暖簾に|ポップ広告|コピーを|店名|サムネ"
)
_KOREAN = re.compile(
    r"글자|글씨|텍스트|문구|제목|타이틀|라고 (?:쓰|적|쓴|써)|쓰여|적혀|적힌|쓰인|말풍선|대사|자막|라벨|캡션|인포그래픽|슬라이드|손글씨|간판에|페이지|게시글|메뉴판|전단|설명|신문|잡지|명함|초대장|한글|채팅|이름을 (?:표시|적|써)|표기|인터페이스|웹사이트|도표|만화 ?칸"
)
IMPLYING_EAST = {
    "zh": _CHINESE,
    "ja": _JAPANESE,
    "ko": _KOREAN,
    "cyrillic": re.compile(r"надпис|написан|текст(?!ур)|заголов|подпис|слоган|инфографик|цитат|буквы|букв(?=[ .,])|титр|субтитр|напис(?=[ .,])"),
    "arabic": re.compile(r"(?<![ء-ي])(?:ال|ب|بال)?(?:نص|كتابة|مكتوب|عنوان|عبارة|كلمة|شعار|إنفوجرافيك|نوشته|متن|عنوان)(?![ء-ي]{3})"),
    "devanagari": re.compile(r"लिखा|लिखी|लिखे|शब्द|टेक्स्ट|शीर्षक|संदेश|नारा|इन्फोग्राफिक"),
    "thai": re.compile(r"เขียนว่า|ข้อความ|คำว่า|ตัวอักษร|หัวข้อ|อินโฟกราฟิก"),
    "hebrew": re.compile(r"כתוב|כיתוב|טקסט|כותרת"),
    "greek": re.compile(r"γράφει|επιγραφή|κείμενο|τίτλο|λέξη"),
}
"""What implies text in prompts of other scripts. A bare poster or cover does not: many are wanted without."""

UNQUOTED_EAST = re.compile(
    r"(?:[写寫刻印绣繡][着著]|[写寫印]有|[写寫]上|字[样樣][为為是]|内容[为為是]|文案[为為是]?|[标標][题題语語][为為是])\s?(?:品牌名|店名|名字|文字|字样|大字|英文|中文)?+\s?[:：]?\s?(?P<zh>[^\s，。；、,;.:：\"“”‘「」『』《（(\n][^，。；,;\"“”「」『』\n]{0,40})"
    r"|[个個的枚张張](?P<one>[\u4e00-\u9fff])字(?![体體幕样樣母典形])"
    r"|(?P<ko>[^\s\"“”.,][^\"“”.,\n]{0,24}?)(?:이?라고)\s(?:쓰|적|써|쓴)"
)
"""The same for Chinese and Korean."""

UNQUOTED = re.compile(
    r"\b(?:(?:sign|signs|banner|placard|poster|billboard|shirt|t-shirt|sweatshirt|hoodie|cap|hat|mug|sticker|note|card|board|chalkboard|"
    r"screen|label|plate|cake|badge|graffiti|tattoo|bubble|chest|neon|plaque|flag|cover|letters|button|sticky note)\b[^.\"\n]{0,40}?"
    r"\b(?:says?|saying|reads?|reading|spells?|spelling|spelled|written)\s+(?P<a>[\w$#@][^.,;\"\n]{0,80})"
    r"|(?:the|a|single|giant|huge|large|big|bold) (?:words?|letters?|texts?|phrase|initials|numbers?|digits?|message|slogan|saying|logo) (?P<b>[A-Z0-9][^.,;\"\n]{0,60})"
    r"|(?:graffiti|letters|typography|lettering|text|title|headline|stars|flowers|candles|balloons|lights|stones) (?:spelling|reading|saying|that reads?|that says?)"
    r" (?:out )?(?P<c>[\w$#@][^.,;\"\n]{0,80})"
    r"|(?:writing|writes|write|wrote|spelling|spells|spell) (?:out )?(?P<d>[A-Z][A-Z0-9!?' ]{1,60})"
    r"|(?:reading|reads|says|saying|engraved with|inscribed with|embossed with|embroidered with|stamped with|printed with|license plate|number plate|plate number|monogram|initials) (?:reading |saying |number )?(?P<g>[A-Z0-9][A-Z0-9.'!?&-]+(?: [A-Z0-9][\w.'!?&-]*){0,8})"
    r"|(?:digital clock|timer|scoreboard|display|counter|speedometer|screen|price tag|calendar) (?:displaying|displays|showing|shows|reads|reading|with) (?P<h>\d[\d:.,%$]*)"
    r"|(?P<e>[A-Z][A-Z0-9!?&'-]+(?: [A-Z0-9!?&'-]+){0,5}|[A-Z0-9][\w'!?&-]*(?: [A-Z][\w'!?&-]*){1,5}),? (?:is |are )?(?:printed|engraved|embroidered|spray-painted|carved|painted|tattooed|stitched)"
    r" (?:on|across|above|below|over)"
    r"|(?P<f>[A-Z0-9][\w'!?&-]*(?: [A-Z0-9][\w'!?&-]*){0,5}),? (?:is |are )?writt?en (?:in [\w -]{1,24} )?(?:on|across|above|below|over|in))"
)
"""A text to be drawn that no quotes mark, as in `a sign that says Stop`; matched against the prompt as it was written."""
