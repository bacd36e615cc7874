"""The words of questions about what was said: verbs of saying and asking, what somebody may hold, who may be meant."""

from __future__ import annotations

SAY = (
    "say|says|said|saying|think|thinks|thought|mention|mentions|mentioned|state|states|stated|claim|claims|claimed|"
    "argue|argues|argued|tell|tells|told|talk|talks|talked|speak|speaks|spoke|comment|comments|commented|remark|remarked|"
    "suggest|suggests|suggested|propose|proposes|proposed|note|noted|point out|pointed out|explain|explains|explained|"
    "describe|describes|described|believe|believes|believed|feel|feels|felt|promise|promises|promised|warn|warns|warned|"
    "stress|stresses|stressed|emphasize|emphasise|emphasized|emphasised|recommend|recommends|recommended|discuss|"
    "discusses|discussed|address|addresses|addressed|respond|responds|responded|reply|replies|replied|answer|answers|"
    "answered|react|reacts|reacted|express|expresses|expressed|view|views|viewed|acknowledge|acknowledged|admit|"
    "admitted|insist|insisted|assert|asserted|characterize|characterized|refer|referred|make of|made of|have to say|"
    "had to say|defend|defends|defended|justify|justifies|justified"
)
SEE = f"{SAY}|see|sees|saw|define|defines|defined"
ASK = (
    r"(?:ask|asks|asked|inquire|inquires|inquired|enquire|enquired)(?!\s+for\b)|pose|posed|want to know|wants to know|"
    "wanted to know|want to find out|wanted to find out"
)
# What somebody wants or feels stands in that person's own words, too; the verb is part of what is looked for.
ATTITUDE = (
    "want|wants|wanted|like|likes|liked|prefer|prefers|preferred|expect|expects|expected|hope|hopes|hoped|plan|plans|"
    "planned|intend|intends|intended|support|supports|supported|oppose|opposes|opposed|favor|favour|favors|favours|"
    "criticize|criticise|criticizes|criticises|criticized|criticised|praise|praises|praised|thank|thanks|thanked|blame|"
    "blames|blamed|complain|complains|complained|object|objects|objected|worry|worries|worried|fear|fears|feared|regret|"
    "regrets|regretted|apologize|apologise|apologized|apologised|demand|demands|demanded|request|requests|requested|"
    "ask for|asks for|asked for|call for|calls for|called for|urge|urges|urged|announce|announces|announced|predict|"
    "predicts|predicted|forecast|forecasts|concede|concedes|conceded|deny|denies|denied|confirm|confirms|confirmed|"
    "reject|rejects|rejected|doubt|doubts|doubted|agree|agrees|agreed|disagree|disagrees|disagreed|welcome|welcomes|"
    "welcomed|hate|hates|hated|love|loves|loved|trust|trusts|trusted|hear|hears|heard|learn|learns|learned|"
    "remember|remembers|remembered|recall|recalls|recalled|notice|notices|noticed|realize|realise|realized|realised|"
    "discover|discovers|discovered|experience|experienced|enjoy|enjoys|enjoyed"
)
STANCE = (
    "view|views|position|positions|opinion|opinions|stance|take|thoughts|thought|comment|comments|remarks|statement|"
    "statements|response|reply|answer|answers|reaction|attitude|assessment|argument|arguments|explanation|words|quote|"
    "quotes|outlook|perspective|concern|concerns|point|points|case"
)
MENTION = (
    "mention|mentions|mentioned|say|says|said|talk about|talks about|talked about|speak about|speaks about|spoke about|"
    "speak of|spoke of|bring up|brings up|brought up|raise|raises|raised|discuss|discusses|discussed|refer to|"
    "refers to|referred to|use the word|used the word"
)
COMES_UP = (
    r"(?:been\s+)?(?:mentioned|discussed|raised|brought\s+up|talked\s+about|spoken\s+of|comes?\s+up|came\s+up|used)"
)
# What somebody gives in answer: "what examples did Park give", "which concerns did Blinken raise".
GIVE = (
    "raise|raised|give|gave|given|have|had|make|made|cite|cited|offer|offered|list|listed|name|named|identify|identified|"
    "present|presented|provide|provided|highlight|highlighted|outline|outlined|voice|voiced|put forward|bring up|"
    "brought up|see|use|used|draw|drew"
)
ABOUT = (
    r"(?:about|on|of|to|regarding|concerning|towards?|for|over|as\s+(?:to|for|regards)|when\s+it\s+comes\s+to|"
    r"(?:in|with)\s+(?:regards?|respect|relation|reference|connection)\s+(?:to|with)|in\s+terms\s+of)"
)
AUX = "did|does|do|has|have|had|will|would|can|could|is|are|was|were|should|might"
CROWD = (
    r"(?:(?:the|any|all)\s+)?(?:reporters?|journalists?|press|media|analysts?|audience|participants?|people|they|everyone|everybody|"
    r"anyone|anybody)"
)
WHICH_PERSON = (
    r"(?:which|what|who)\s+(?:of\s+(?:them|these|those)|of\s+the\s+(?:two|three|\w+s)|"
    r"reporters?|journalists?|persons?|people|analysts?|speakers?|participants?|members?|"
    r"justices?|judges?|senators?|representatives?|congress(?:wo)?m[ae]n|councillors?|delegates?|panell?ists?|ministers?|leaders?|"
    r"presidents?|hosts?|guests?|witness(?:es)?|lawyers?|attorneys?|executives?|officials?|governors?)"
)
