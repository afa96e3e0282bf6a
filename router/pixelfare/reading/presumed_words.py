"""How the beginning of a prompt presumes a picture: it points at something that no word before has named."""

from __future__ import annotations

from pixelfare.reading.cues import late

__all__ = ["POINTING", "PRESUMED", "PRESUMED_WORLD"]

_THING = (
    r"(?:persons?|people|man|men|woman|women|girls?|boys?|guys?|kids?|child|children|baby|couples?|characters?|dogs?"
    r"|cats?|pets?|animals?|cars?|vehicle|rooms?|bedroom|kitchen|living room|office|outfits?|buildings?|products?|logos?"
    r"|faces?|models?|places?|houses?|dress|bottle|locations?|landscape|figures?|mascots?|garments?|clothes|shirt|jacket"
    r"|hat|shoes?|sneakers?|bag|items?|objects?|designs?|toys?|sofa|chair|table|watch|ring|necklace|guys|friends|icon"
    r"|icons|images?|photos?|photographs?|pictures?|pics?|portraits?|selfies?|screenshots?|sketch(?:es)?|drawings?"
    r"|illustrations?|paintings?|snapshots?|headshots?|floor ?plans?|doodles?|scan|line ?art|manga|panel|render|map|meme"
    r"|angle|perspective|viewpoint|view|hairstyle|haircut|pose|mood ?board|font|colou?r palette|texture|pattern|plant"
    r"|food|dish|burger|packaging|package|can|box|mug|cup|poster|thumbnail|banner|menu|chart|table|document|page|text)"
)
_TELLS = (
    r"(?! (?:is an?|are (?:an?|the|all|some)|was|were|shows?|depicts?|features?|captures?|presents?|portrays?|should be an?|illustrates"
    r"|has|contains|of an?|looks like|appears|must be an?|will be|needs to be)\b)"
)
_VAGUE = (
    r"(?:is|was|are|shows?|depicts?|features?|world|moment|scene|prompt|time|year|summer|winter|morning|evening|night|day"
    r"|style|effect|series|project|concept|composition|artwork|way|feeling|idea|kind|type|highly|ultra|hyper|will|should"
    r"|must|creates?|captures?|stunning|breathtaking|vibrant|detailed|digital|colou?rs?|elements?|piece|masterpiece|image"
    r"|painting|photograph|illustration|picture|photo|stories|story|words?|thing|things|creature|magical|intricate"
    r"|surreal|enchanting|captivating|unique|could|would|might|also|from|with|that|video|videos|storyboard|sheet|grid|close|wide|visual|scenario|setting)\b"
)
_LATIN = (
    r"\W{0,4}(?:(?:an?|the|[\w'-]{2,14},?) ){0,5}?(?<!in )(?<!in all )(?:this|these|those)"
    r"(?: (?:exact|same|very|two|three|four|five|six|\d|old|little|new|cute|beautiful|young|(?!for\b|and\b|with\b)[\w-]{3,12})){0,2}?"
    rf" (?:{_THING}|(?!{_VAGUE})[a-z]{{4,14}})\b{_TELLS}"
    r"|\W{0,4}(?:[\w'-]{2,14} ){0,3}same (?:room|place|scene|shot|photo|image|picture|person|girl|boy|man|woman|character"
    r"|house|street|building|car|dog|cat|product|pose|outfit|composition|view|location|spot)"
    r"(?:,| but\b| from\b| in (?:the )?(?:winter|summer|autumn|spring|night|day|rain|snow|style)| as (?:an?|if)\b| at\b"
    r"| with (?:a )?(?:different|new)\b)"
    r"|\W{0,4}(?:the|this|her|his|their) (?:[\w-]{2,12} )?(?:man|woman|girl|boy|person|dog|cat|subject|character|model"
    r"|hair|eyes|sky|background|dress|shirt|car|wall|walls) (?:is|are|should be|should|must be|to be) (?:now|instead)\b"
    r"|[^\n]{0,60}\bsame [\w ]{2,20},? (?:and )?(?:the )?same [a-z]"
    r"|\W{0,4}(?:now |and now |next,? )(?:make|add|change|remove|put|turn|try|give|do|show|with)\b"
    r"|\W{0,4}(?:more|less|slightly more|a bit more|a little more|much more) [\w-]{3,14}(?: [\w-]{3,14})?,?"
    r" (?:please|and keep|but keep|keep the|same)\b"
    r"|\W{0,4}(?:[\w'-]{2,14} ){1,6}from (?:a |the |another |different )?(?:this|other|opposite|reverse) (?:angle|side"
    r"|viewpoint|perspective|direction|view)\b(?! of an?\b)"
)
_CHINESE = (
    r"[^。！？\n「“\"]{0,16}?(?<!在)(?<!如)(?<!因)[这這该該](?!样|樣|是|种|種|里|裡|些年|一刻|个世|個世|幅画面|张图是|张海报|套|组图|类)"
    r"(?:[两兩二三四几幾]?[张張幅个個位只隻间間条條件款座辆輛栋棟双雙身组組些]?)(?![提模风風系])[\u4e00-\u9fff]{0,6}?"
    r"(?:[图圖]|照片|相片|人|[脸臉手眼]|角色|[画畫](?!面)|[产產]品|商品|房[间間]|女孩|男孩|女生|男生|[狗猫貓车車]|建筑|建築|衣服|裙子"
    r"|鞋|包|[标標]志|logo|表情|姿[势勢]|角度|[视視]角|草稿|[线線]稿|地方|地[点點]|街道|玩具|家具|沙[发發]|背景)"
    r"(?!是一|[为為]一|展示|展现|描[绘繪]|呈[现現])"
    r"|(?:[请請])?(?:[把将將])(?:[线線]稿|草稿|草[图圖]|手稿|手[绘繪]稿|[涂塗][鸦鴉]|原[画畫]|[头頭][发髮像]|衣服|天空|表情|[发髮]色"
    r"|水印|[车車]|背景|文字|[颜顏]色|[画畫]面(?!分|[划劃]分|[视視]))"
    r"|[^，。\n]{0,4}(?:下面|上面|下方|上方)的?(?:[这這])?[张張幅]?(?:[图圖](?!例|表)|照片|草[图圖]|[线線]稿|[画畫](?!面))"
    r"|不改[变變]|保持[^，。\n]{1,10}(?:不[变變]|一致)|保留[^，。\n]{1,10}，|[两兩][^，。\n]{0,4}(?:互[换換]|[换換]位)"
    r"|[^，。！？\n]{0,6}(?:用|以|把|将|將|[给給]|[让讓]|基于|根据|根據)我的?(?:照片|自拍|[头頭]像|[脸臉]|[图圖猫貓狗]|孩子|宝宝|房[间間])"
    r"|(?:去掉|去除|移除|[删刪]除|抹掉|消除|擦掉)|[换換](?:一?[个個件张張]|成|掉|上|背景|[发髮]型|衣)"
    r"|(?:加|添加|增加)[一上][^，。\n]{1,12}(?:在[^，。\n]{1,6}(?:旁|上|里|后|前)|\s*$)"
)
_JAPANESE = (
    r"[^。\n「『]{0,14}?(?:この|こちらの|これらの|その)(?!よう|世|プロンプト|中|後|まま|瞬間|季節|画像は|イラストは|写真は|作品|ため)"
    r"(?:[0-9２-９二三四両]?[人枚つ匹]|[^、。\n]{0,8}?(?:画像|写真|イラスト|キャラ|人物|絵|商品|スケッチ|図|ロゴ|部屋|建物|猫|犬"
    r"|男性|女性|線画|服|髪|ポーズ|子|人|角度|アングル|視点|場所|車|景色|風景|衣装|デザイン|製品|料理|落書き|ラフ|顔|構図|2人))"
    r"|(?![^\n]*(?:描|作|生成|書い|デザイン|撮|見せ|教え|考え|出力))[^。\n]{1,18}[をにくは][^。\n、]{0,8}"
    r"(?:て|で)(?:ください|下さい|ほしい|欲しい|くれ|もらえますか)?[。！!]?\s*$"
    r"|これ(?:を|に|の|で)|(?:白黒|古い|昔の|モノクロ)?(?:写真|画像)(?:を|に)[^、。\n]{0,14}(?:して|化|変|付け|加え|つけ)"
    r"|(?:背景|髪|髪型|髪色|服|服装|表情|目|空|色|文字|ポーズ|視点|アングル|季節|天気|時間帯)(?:だけ)?[をに](?!した)[^。\n]{1,20}"
    r"(?:して|変え|変更|に$|置き換え|消|差し替え|塗)"
)
_KOREAN = (
    r"(?:[가-힣]{1,6} ){0,2}?(?:이|그|이런) (?:두 |세 |네 |[2-9] ?)?(?!세상|순간|이미지는|그림은|장면은|프롬프트|모든)"
    r"[가-힣]{0,5} ?(?:사진|이미지|그림|캐릭터|인물|스케치|일러스트|로고|상품|제품|사람|방|명|남자|여자|강아지|고양이"
    r"|건물|옷|각도|시점|장소|포즈|차|아이|디자인|낙서|얼굴)"
    r"|(?![^\n]*(?:그려|만들|생성|디자인|작성|써 ?줘|적어|보여|찍어|알려))[^.\n]{1,18} ?(?:줘|주세요|줄래)[.!?]?\s*$"
    r"|이걸|이거|(?:배경|머리|머리색|옷|표정|하늘|색상|색|글자|포즈|시점|계절)(?:을|를|만|은) [^.\n]{0,20}(?:바꿔|변경|로 해|제거|지워"
    r"|해 ?줘|으로|만들)|(?:흑백|오래된|옛날) (?:사진|이미지)[을를]?[^.\n]{0,16}(?:컬러|복원|선명|색)"
)
_WORLD = (
    r"\W{0,3}(?:(?:por favor|s'il te pla[iî]t|bitte|per favore|please),? )?(?:pon|ponle|quita|cambia|haz|convierte|agrega"
    r"|a[nñ]ade|elimina|borra|mejora|restaura|colorea|pinta|viste|mets|ajoute|enl[eè]ve|change|remplace|transforme"
    r"|supprime|rends|mach|mache|f[üu]ge|entferne|ersetze|[aä]ndere|verwandle|setz|setze|f[aä]rbe|gib|coloque|troque|mude"
    r"|remova|transforme|adicione|deixe|fa[cç]a|metti|aggiungi|cambia|togli|rendi|trasforma)"
    r" (?:(?:a |de |le |la |lo )?(?:est[aeo]s?|ess[aeo]s?|cet(?:te)?|ces?|dies\w+|aus dies\w+|quest[aeoi]|nest[ae]|dest[ae])\b"
    r"|(?:el|le|den|o|lo) (?:fondo|fond|hintergrund|fundo|sfondo|cielo|ciel|himmel|c[eé]u)\b"
    r"|(?:la|il|die|das|der|a|o|lo|gli|le|les|los|las|al|su|seu|sua|ihr\w*|sein\w*) (?:imagen|imagem|image|foto\w*|bild"
    r"|persona\w*|pessoa|mujer|mulher|frau|donna|femme|hombre|homem|mann|uomo|homme|chica|mädchen|perro|cachorro|hund|cane"
    r"|chien|gato|katze|gatto|chat|ropa|roupa|kleidung|vestito|cabello|cabelo|haare|capelli|cheveux|pelo)\b)"
    r"|\W{0,3}(?:ajoute[rz]?|a[nñ]ade|agrega|f[üu]ge|adicione|aggiungi) (?:un|une|una|uno|um|uma|des|ein\w*|unos)\b"
    r"|\W{0,3}(?:пожалуйста,? )?(?:сделай|преврати|замени|убери|удали|добавь|измени|перерисуй|раскрась|переделай|поменяй"
    r"|улучши|восстанови)(?:те)? (?:(?:из |на |в )?(?:эт\w+|мо\w+|его|её|ее|их)\b|(?:фон|небо|цвет|надпись|текст|людей"
    r"|человек\w*|фото\w*|задний|одежду|волос\w*|при[чш]\w+)\b)"
    r"|\W{0,3}(?:من فضلك,? )?(?:اجعل|غي[ّ]?ر|أزل|احذف|استبدل|حو[ّ]?ل|ضع) (?:هذ|ال(?:خلفية|صورة|سماء|شخص|نص)|لون|خلفية|إلى ال)"
    r"|\W{0,3}أضف |[^।\n]{0,12}(?:इस|इन|मेरी|मेरे) (?:[^ ।\n]{1,10} ){0,1}(?:फोटो|फ़ोटो|तस्वीर|चित्र|इमेज|छवि|व्यक्ति|लड़की|लड़के|आदमी|औरत|कमरे|चेहरे)"
    r"|बैकग्राउंड (?:को|बदल|हटा)"
)
PRESUMED = {"latin": late(_LATIN), "zh": late(_CHINESE), "ja": late(_JAPANESE), "ko": late(_KOREAN)}
"""By script of the prompt's language; matched at its very beginning."""
PRESUMED_WORLD = late(_WORLD)
"""The same for other languages."""
POINTING = frozenset("this these those same now more less slightly much other opposite reverse".split())
"""One of these stands in every such beginning in English."""
