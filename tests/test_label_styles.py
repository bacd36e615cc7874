"""Ways in which products and parliaments name who speaks in plain text, one small text for each."""

from __future__ import annotations

import pytest

from index.formats import load
from index.formats.source import Source
from index.transcript import Transcript
from tests.wordloss import lost

Said = list[tuple[str | None, str]]


def read(text: str, name: str = "talk.txt") -> Transcript:
    return load(Source(name, text.encode()))


def said(transcript: Transcript) -> Said:
    return [(turn.speaker.label if turn.speaker else None, turn.text) for turn in transcript.turns]


STYLES: dict[str, tuple[str, Said]] = {
    "courtesy and full stop": (
        "M. le président. La séance est ouverte.\n\nMme Ève d'Aubigné. Qui paie ?\n\nM. Jean Le Roy, ministre délégué"
        " auprès du ministre de l'eau, chargé des ports. L'État : tout.\n\nM. le président."
        " Bien.\n\nM. Max Noël. Non !\n\n"
        "Mme Ève d'Aubigné. Merci.",
        [
            ("M. le président", "La séance est ouverte."),
            ("Mme Ève d'Aubigné", "Qui paie ?"),
            ("M. Jean Le Roy, ministre délégué auprès du ministre de l'eau, chargé des ports", "L'État : tout."),
            ("M. le président", "Bien."),
            ("M. Max Noël", "Non !"),
            ("Mme Ève d'Aubigné", "Merci."),
        ],
    ),
    "full stop and dash": (
        "President. – We begin.\n\nEve Roe, on behalf of the Green Group. – Madam President, we"
        " agree.\n\nMax Day (ABC)."
        " – I do not.\n\nPresident. – We vote.",
        [
            ("President", "We begin."),
            ("Eve Roe, on behalf of the Green Group", "Madam President, we agree."),
            ("Max Day (ABC)", "I do not."),
            ("President", "We vote."),
        ],
    ),
    "capitals, a group in brackets, an office": (
        "PRESIDENTE. Si comincia.\n\nÈVA ROSSI (ALFA). Quando aprono?\n\nPRESIDENTE. Prego.\n\nUGO NERI, Ministro"
        " dei porti. In aprile.\n\nÈVA ROSSI (ALFA). Bene.",
        [
            ("PRESIDENTE", "Si comincia."),
            ("ÈVA ROSSI (ALFA)", "Quando aprono?"),
            ("PRESIDENTE", "Prego."),
            ("UGO NERI, Ministro dei porti", "In aprile."),
            ("ÈVA ROSSI (ALFA)", "Bene."),
        ],
    ),
    "colon at the end of the line": (
        "Präsidentin Eva Roß:\nDie Sitzung ist eröffnet.\n\nDr. h. c. Max Tag (ABC):\nVielen Dank.\n\nUlf Rot,"
        " Minister:\nGern: heute noch.\n\nPräsidentin Eva Roß:\nDanke.\n\nUlf Rot, Minister:\nBitte sehr.",
        [
            ("Präsidentin Eva Roß", "Die Sitzung ist eröffnet."),
            ("Dr. h. c. Max Tag (ABC)", "Vielen Dank."),
            ("Ulf Rot, Minister", "Gern: heute noch."),
            ("Präsidentin Eva Roß", "Danke."),
            ("Ulf Rot, Minister", "Bitte sehr."),
        ],
    ),
    "lines without blanks, a party that speaks once": (
        "Präsidentin Eva Roß: Wir beginnen.\nUlf Rot (ABC): Wann denn?\nMinister Max Tag:"
        " Heute.\nAda Alt (XYZ): Gut für"
        " wen?\nMinister Max Tag: Für alle.\nPräsidentin Eva Roß: Danke.\nUlf Rot (ABC): Bitte.",
        [
            ("Präsidentin Eva Roß", "Wir beginnen."),
            ("Ulf Rot (ABC)", "Wann denn?"),
            ("Minister Max Tag", "Heute."),
            ("Ada Alt (XYZ)", "Gut für wen?"),
            ("Minister Max Tag", "Für alle."),
            ("Präsidentin Eva Roß", "Danke."),
            ("Ulf Rot (ABC)", "Bitte."),
        ],
    ),
    "place and party alone on the line, a question with its number": (
        "Ferries\n\nMr Max Day (Harbour and Isles) (AB)\n\n1. What steps she is taking on ferries.\n\nThe Minister for"
        " Ports (Eve Roe)\n\nWe have bought two ferries, and they come in May.\n\nMr Day\n\nWill"
        " they be late again?\n\n"
        "Eve Roe\n\nThey will not.\n\nMr Day\n\nI thank the Minister for that.",
        [
            ("Mr Max Day (Harbour and Isles) (AB)", "1. What steps she is taking on ferries."),
            ("The Minister for Ports (Eve Roe)", "We have bought two ferries, and they come in May."),
            ("Mr Day", "Will they be late again?"),
            ("Eve Roe", "They will not."),
            ("Mr Day", "I thank the Minister for that."),
        ],
    ),
    "circles": (
        "第1号\n\n○小川委員長　これより会議を開きます。\n　順次これを許します。\n○長田委員　お尋ねします。\n"
        "○岸大臣　はい。\n○長田委員　いつですか。",
        [
            ("小川委員長", "これより会議を開きます。\n　順次これを許します。"),
            ("長田委員", "お尋ねします。"),
            ("岸大臣", "はい。"),
            ("長田委員", "いつですか。"),
        ],
    ),
    "marks of the direction of writing": (
        "\u200fالمتحدث: نبدأ الآن.\n\n\u200fسؤال: متى؟\n\n\u200fالمتحدث\u200f: في أبريل.\n\n\u200fسؤال: من يدفع؟",
        [("المتحدث", "نبدأ الآن."), ("سؤال", "متى؟"), ("المتحدث", "في أبريل."), ("سؤال", "من يدفع؟")],
    ),
    "a dash in brackets": (
        "O SR. PRESIDENTE (Max Dia. Bloco/AB - CD) - Está aberta.\n\nA SRA. EVA ROSA (AB - EF) - Até quando?\n\n"
        "O SR. PRESIDENTE (Max Dia. Bloco/AB - CD) - Até abril.\n\nA SRA. EVA ROSA (AB - EF) - Obrigada.",
        [
            ("O SR. PRESIDENTE (Max Dia. Bloco/AB - CD)", "Está aberta."),
            ("A SRA. EVA ROSA (AB - EF)", "Até quando?"),
            ("O SR. PRESIDENTE (Max Dia. Bloco/AB - CD)", "Até abril."),
            ("A SRA. EVA ROSA (AB - EF)", "Obrigada."),
        ],
    ),
    "señor and an office of several lines": (
        "La señora PRESIDENTA: Se abre.\n\nEl señor NÚÑEZ DÍAZ: ¿Cuándo abren?\n\nLa señora VICEPRESIDENTA PRIMERA Y"
        " MINISTRA DE HACIENDA Y PUERTOS (Ruiz Sol): En abril.\n\nEl señor NÚÑEZ DÍAZ: Bien.\n\nLa"
        " señora PRESIDENTA: Sí.",
        [
            ("La señora PRESIDENTA", "Se abre."),
            ("El señor NÚÑEZ DÍAZ", "¿Cuándo abren?"),
            ("La señora VICEPRESIDENTA PRIMERA Y MINISTRA DE HACIENDA Y PUERTOS (Ruiz Sol)", "En abril."),
            ("El señor NÚÑEZ DÍAZ", "Bien."),
            ("La señora PRESIDENTA", "Sí."),
        ],
    ),
    "the chair's name in brackets once": (
        "O Sr. Presidente (Max Dia): — Está aberta a sessão.\n\nO Sr. Rui Rocha (IL): — Quando abre o porto?\n\n"
        "A Sr.ª Ministra (Eva Rosa): — Em abril.\n\nO Sr. Presidente: — Tem a palavra.\n\nA Sr.ª Ministra: — Já disse.",
        [
            ("O Sr. Presidente (Max Dia)", "— Está aberta a sessão."),
            ("O Sr. Rui Rocha (IL)", "— Quando abre o porto?"),
            ("A Sr.ª Ministra (Eva Rosa)", "— Em abril."),
            ("O Sr. Presidente", "— Tem a palavra."),
            ("A Sr.ª Ministra", "— Já disse."),
        ],
    ),
    "initials glued to the name": (
        "В.Петров: Добрый день.\n\nВопрос: Когда?\n\nВ.Петров: В апреле.\n\nД.Песков: Последний вопрос.\n\nРеплика:"
        " Спасибо!\n\nВ.Петров: Спасибо.",
        [
            ("В.Петров", "Добрый день."),
            ("Вопрос", "Когда?"),
            ("В.Петров", "В апреле."),
            ("Д.Песков", "Последний вопрос."),
            ("Реплика", "Спасибо!"),
            ("В.Петров", "Спасибо."),
        ],
    ),
    "notes as all that is said": (
        "Moderator: How do you travel?\n\nM1: I drive.\n\nF1: The bus.\n\nAll:"
        " [laughter]\n\nModerator: Why?\n\nF1: It is"
        " cheap.\n\nM1: Is it?",
        [
            ("Moderator", "How do you travel?"),
            ("M1", "I drive."),
            ("F1", "The bus."),
            ("All", "[laughter]"),
            ("Moderator", "Why?"),
            ("F1", "It is cheap."),
            ("M1", "Is it?"),
        ],
    ),
    "an aide who speaks once": (
        "MS. ROE:  Good afternoon.\n\nQ    Who pays?\n\nMS. ROE:  We do.\n\nAIDE:  Last question.\n\nQ    When?\n\n"
        "MS. ROE:  In May.",
        [
            ("MS. ROE", "Good afternoon."),
            ("Q", "Who pays?"),
            ("MS. ROE", "We do."),
            ("AIDE", "Last question."),
            ("Q", "When?"),
            ("MS. ROE", "In May."),
        ],
    ),
    "somebody who is spoken to at the start of a sentence": (
        "Kara: Who pays?\n\nTim: We do.\n\nKara: And Bo?\n\nBo: I do not.\n\nTim: All of it.\n\nKara: Okay.",
        [
            ("Kara", "Who pays?"),
            ("Tim", "We do."),
            ("Kara", "And Bo?"),
            ("Bo", "I do not."),
            ("Tim", "All of it."),
            ("Kara", "Okay."),
        ],
    ),
    "a remark behind a name without capitals": (
        "主持人：大家好。\n\n张三：谢谢。\n\n李四（画外音）：不贵！\n\n主持人：您呢？\n\n张三：我认为：太贵了。",
        [
            ("主持人", "大家好。"),
            ("张三", "谢谢。"),
            ("李四（画外音）", "不贵！"),
            ("主持人", "您呢？"),
            ("张三", "我认为：太贵了。"),
        ],
    ),
    "questions in bold with their letter": (
        "# A talk\n\n**Q: Who pays?**\n\nA: The state: all of it.\n\n**Q: When?**\n\nA: In May.\n",
        [("Q", "Who pays?**"), ("A", "The state: all of it."), ("Q", "When?**"), ("A", "In May.")],
    ),
    "a minister for something": (
        "Präsident Mag. Max Tag: Wir beginnen.\n\nBundesministerin für Klimaschutz Eva Roß, BA: Gern.\n\nPräsident Mag."
        " Max Tag: Bitte.\n\nBundesministerin für Klimaschutz Eva Roß, BA (fortsetzend): Danke.",
        [
            ("Präsident Mag. Max Tag", "Wir beginnen."),
            ("Bundesministerin für Klimaschutz Eva Roß, BA", "Gern."),
            ("Präsident Mag. Max Tag", "Bitte."),
            ("Bundesministerin für Klimaschutz Eva Roß, BA (fortsetzend)", "Danke."),
        ],
    ),
    "a first line that holds little but names": (
        "CHAIR POE: We are here, and we are ready.\n\nEVE ROE: Nick.\n\nNICK TIM: Hi, Chair Poe, Nick Tim, The Wall"
        " Street\nJournal. Why now, and why not before?\n\nCHAIR POE: Because.\n\nEVE ROE: Next.\n\nCHAIR POE: Yes.",
        [
            ("CHAIR POE", "We are here, and we are ready."),
            ("EVE ROE", "Nick."),
            ("NICK TIM", "Hi, Chair Poe, Nick Tim, The Wall Street\nJournal. Why now, and why not before?"),
            ("CHAIR POE", "Because."),
            ("EVE ROE", "Next."),
            ("CHAIR POE", "Yes."),
        ],
    ),
    "every line has its speaker": (
        "Earl Warren: Number one, and then we break\nHarris Gil: may it please the court --\nFelix Frank: which one,"
        " and where\nHarris Gil: number one, Your Honor\nEarl Ray: no, and it never was\nHarris Gil: so be it\nFelix"
        " Frank: two,"
        " then\nHarris Gil: two",
        [
            ("Earl Warren", "Number one, and then we break"),
            ("Harris Gil", "may it please the court --"),
            ("Felix Frank", "which one, and where"),
            ("Harris Gil", "number one, Your Honor"),
            ("Earl Ray", "no, and it never was"),
            ("Harris Gil", "so be it"),
            ("Felix Frank", "two, then"),
            ("Harris Gil", "two"),
        ],
    ),
    "a remark that breaks in and off": (
        "Ada Roe\nBut\n\nEve Poe\n-- that you touched on --\n\nAda Roe\nIf you look, it is not so.\n\nMax Day, Jr.\n"
        "It is so, I would say.\n\nEve Poe\nIs it not?\n\nMax Day, Jr.\nIt is.\n\nAda Roe\nNo, it is not.",
        [
            ("Ada Roe", "But"),
            ("Eve Poe", "-- that you touched on --"),
            ("Ada Roe", "If you look, it is not so."),
            ("Max Day, Jr.", "It is so, I would say."),
            ("Eve Poe", "Is it not?"),
            ("Max Day, Jr.", "It is."),
            ("Ada Roe", "No, it is not."),
        ],
    ),
    "titles in capitals, initials, and a full stop": (
        "MR. LONG. May it please the Court.\n\nJOHN G. ROE. Counsel?\n\nMR. LONG. Yes.\n\nJOHN G. ROE. Go on.\n\n"
        "MR. LONG. I will.",
        [
            ("MR. LONG", "May it please the Court."),
            ("JOHN G. ROE", "Counsel?"),
            ("MR. LONG", "Yes."),
            ("JOHN G. ROE", "Go on."),
            ("MR. LONG", "I will."),
        ],
    ),
    "a dash before a word alone": (
        "Ada Roe -- I would say so.\n\nMax Day -- Oh\n\nAda Roe -- It is so.\n\nMax Day -- I see that now.",
        [("Ada Roe", "I would say so."), ("Max Day", "Oh"), ("Ada Roe", "It is so."), ("Max Day", "I see that now.")],
    ),
    "decisions between those who speak": (
        "**Ada Roe**: Does anybody object?\n\n**Max Day**: I do not.\n\n**Decision:** The budget is approved.\n\n"
        "**Ada Roe**: Then we close.\n\n**Max Day**: Good.",
        [
            ("Ada Roe", "Does anybody object?"),
            ("Max Day", "I do not."),
            (None, "**Decision:** The budget is approved."),
            ("Ada Roe", "Then we close."),
            ("Max Day", "Good."),
        ],
    ),
    "headings between speeches": (
        "Chair: We begin.\n\nAda Roe: Good.\n\n1\n\nQuestions to ministers\n\nChair: Who asks?\n\nMax Day: I do.\n\n"
        "Points of order\n\nAda Roe: When?\n\nMax Day: Now.\n\nThen: no.\n\nChair: Yes.\n\nAda Roe: So be it.\n\n"
        "I yield.\n\nMax Day: Thanks.\n\nChair: We close.\n\nMax Day: Good.",
        [
            ("Chair", "We begin."),
            ("Ada Roe", "Good."),
            ("Chair", "Who asks?"),
            ("Max Day", "I do."),
            ("Ada Roe", "When?"),
            ("Max Day", "Now.\n\nThen: no."),
            ("Chair", "Yes."),
            ("Ada Roe", "So be it.\n\nI yield."),
            ("Max Day", "Thanks."),
            ("Chair", "We close."),
            ("Max Day", "Good."),
        ],
    ),
    "a list of members with dots": (
        "9567th meeting\n\nPresident:    Mr. Yama. . . . . . . . . . (Japan)\n\nMembers:      China."
        " . . . . . . . . Mr. Jin"
        "\n\nThe President: We begin.\n\nMr. Jin (China): We agree.\n\nThe President: Thank you.",
        [("The President", "We begin."), ("Mr. Jin (China)", "We agree."), ("The President", "Thank you.")],
    ),
    "those who took part at the end": (
        "Operator\n\nOur first question, please.\n\nMax Day -- Harbour Bank -- Analyst\n\nHow are prices?\n\nAda Roe --"
        " Chief Executive Officer\n\nThey held up.\n\nMax Day -- Harbour Bank -- Analyst\n\nThank you.\n\nOperator\n\n"
        "Goodbye.\n\nDuration: 42 minutes\n\nCall participants:\n\nAda Roe -- Chief Executive Officer\n\nMore analysis",
        [
            ("Operator", "Our first question, please."),
            ("Max Day -- Harbour Bank -- Analyst", "How are prices?"),
            ("Ada Roe -- Chief Executive Officer", "They held up."),
            ("Max Day -- Harbour Bank -- Analyst", "Thank you."),
            ("Operator", "Goodbye."),
        ],
    ),
    "what software notes": (
        "Ada Roe started transcription\n\nAda Roe: We begin.\n\nMax Day: Good.\n\nAda Roe: Thank you.\n\nMax Day: Bye."
        "\n\nAda Roe stopped transcription",
        [("Ada Roe", "We begin."), ("Max Day", "Good."), ("Ada Roe", "Thank you."), ("Max Day", "Bye.")],
    ),
}


@pytest.mark.parametrize("style", STYLES)
def test_styles(style: str) -> None:
    text, expected = STYLES[style]
    transcript = read(text)
    assert said(transcript) == expected
    assert lost(text, transcript).total() == 0


MESSAGES: dict[str, tuple[str, Said]] = {
    "day and hour before, notes of the messenger, a number for a name": (
        "3/5/24, 9:00\u202fAM - Messages are encrypted.\n3/5/24, 9:01\u202fAM - Ada Roe: Good"
        " morning!\n3/5/24, 9:02\u202fAM"
        " - +1 (415) 555-0100: Who is this?\n3/5/24, 9:03\u202fAM - Ada Roe: Ada, from work: hello\nSee you\n3/5/24,"
        " 9:04\u202fAM - Max Day joined",
        [
            ("Ada Roe", "Good morning!"),
            ("+1 (415) 555-0100", "Who is this?"),
            ("Ada Roe", "Ada, from work: hello\nSee you"),
        ],
    ),
    "brackets and marks of direction": (
        "\u200e[05/03/2024, 09:00:12] Ada Roe: Hello\n[05/03/2024, 09:01:02] ~ Max Day: \u200eimage omitted\n"
        "[05/03/2024, 09:02:10] Ada Roe: Thanks",
        [("Ada Roe", "Hello"), ("Max Day", "\u200eimage omitted"), ("Ada Roe", "Thanks")],
    ),
    "sender after the hour, words below": (
        "[05/03/2024 09:00] ada.roe\nGood morning\n\n[05/03/2024 09:01] max_92\nHello,"
        " you.\n\n[05/03/2024 09:02] ada.roe\n"
        "Bye",
        [("ada.roe", "Good morning"), ("max_92", "Hello, you."), ("ada.roe", "Bye")],
    ),
    "sender before the hour, words below": (
        "Ada Roe  9:00 AM\nGood morning.\nMax Day  9:01 AM\nHello.\nAda Roe  9:02 AM\nBye.\nSee you.\n",
        [("Ada Roe", "Good morning."), ("Max Day", "Hello."), ("Ada Roe", "Bye.\nSee you.")],
    ),
    "hour in brackets before": (
        "[1:02 PM] Chair Ada Roe (District 3): We begin.\n[1:03 PM] Dr. Max van den Day: Here.\n[1:04 PM] Chair Ada Roe"
        " (District 3): Good.",
        [
            ("Chair Ada Roe (District 3)", "We begin."),
            ("Dr. Max van den Day", "Here."),
            ("Chair Ada Roe (District 3)", "Good."),
        ],
    ),
    "from whom to whom": (
        "09:00:12\t From Ada Roe to Everyone:\n\tGood morning\n09:00:31\t From  Max Day :"
        " Hello\n09:01:02\t From  Ada Roe "
        " to  Max Day(Direct Message) : Yes\n",
        [("Ada Roe", "Good morning"), ("Max Day", "Hello"), ("Ada Roe", "Yes")],
    ),
    "sender and day in brackets": (
        "Ada Roe, [05.03.2024 09:00]\nGood morning\n\nMax Day, [05.03.2024 09:01]\nHello.\n\nAda Roe, [05.03.2024"
        " 09:02]\nBye",
        [("Ada Roe", "Good morning"), ("Max Day", "Hello."), ("Ada Roe", "Bye")],
    ),
    "nicknames after the hour": (
        "[09:00] <ada> hello\n[09:01] <max_b> hi\n[09:02] <ada> bye\n",
        [("ada", "hello"), ("max_b", "hi"), ("ada", "bye")],
    ),
    "tabs": (
        "2024/03/05(Tue)\n09:00\tAda Roe\tGood morning\n09:01\tMax Day\tHello\n09:02\tAda Roe\tBye\n",
        [("Ada Roe", "Good morning"), ("Max Day", "Hello"), ("Ada Roe", "Bye")],
    ),
    "numbers of the item and the speech": (
        "01.01 Ada Roe (AB): Wanneer?\n\n01.02 Minister Max Day: In april.\n\n01.03 Ada Roe (AB): Dank u.\n\n"
        "01.04 Minister Max Day: Graag.",
        [
            ("Ada Roe (AB)", "Wanneer?"),
            ("Minister Max Day", "In april."),
            ("Ada Roe (AB)", "Dank u."),
            ("Minister Max Day", "Graag."),
        ],
    ),
    "numbers of the line": (
        "1. ADA: Good morning.\n2. MAX: Hello.\n3. ADA: Who pays?\n4. MAX: We do.\n",
        [("ADA", "Good morning."), ("MAX", "Hello."), ("ADA", "Who pays?"), ("MAX", "We do.")],
    ),
    "capitals that are not Latin": (
        "ГОЛОВУЮЧИЙ. Засідання відкрито.\n\nЖЕЛЄЗНЯК Я.І. Коли?\n\nГОЛОВУЮЧИЙ. Прошу.\n\nЖЕЛЄЗНЯК Я.І. Дякую.",
        [
            ("ГОЛОВУЮЧИЙ", "Засідання відкрито."),
            ("ЖЕЛЄЗНЯК Я.І", "Коли?"),
            ("ГОЛОВУЮЧИЙ", "Прошу."),
            ("ЖЕЛЄЗНЯК Я.І", "Дякую."),
        ],
    ),
    "counted speeches": (
        "Anf.  1  TALMANNEN:\nVi börjar.\n\nAnf.  2  EVA ROS (S):\nNär?\n\nAnf.  3  TALMANNEN:\nNu.\n\nAnf.  4  EVA ROS"
        " (S):\nTack.",
        [("TALMANNEN", "Vi börjar."), ("EVA ROS (S)", "När?"), ("TALMANNEN", "Nu."), ("EVA ROS (S)", "Tack.")],
    ),
}


@pytest.mark.parametrize("style", MESSAGES)
def test_messages(style: str) -> None:
    text, expected = MESSAGES[style]
    assert said(read(text)) == expected


TIMED = {
    "frames after semicolons": "00;00;03;12\tAda Roe\nGood day.\n\n00;00;10;27\tMax"
    " Day\nHello.\n\n00;00;14;24\tAda Roe\nBye.\n",
    "times above names": "00:00:03:12 - 00:00:05:02\nAda Roe\nGood day.\n\n00:00:10:27 -"
    " 00:00:12:00\nMax Day\nHello.\n\n"
    "00:00:14:24 - 00:00:15:00\nAda Roe\nBye.\n",
    "times above names and colons": "00:03\nAda Roe: Good day.\n\n00:10\nMax Day: Hello.\n\n00:14\nAda Roe: Bye.\n",
    "minutes of one digit": "0:0:3.5 --> 0:0:5.0\nAda Roe\nGood day.\n\n0:0:10.9 --> 0:0:12.0\nMax Day\nHello.\n\n"
    "0:0:14.1 --> 0:0:15.0\nAda Roe\nBye.\n",
}


@pytest.mark.parametrize("style", TIMED)
def test_times(style: str) -> None:
    turns = read(TIMED[style]).turns
    assert [(turn.speaker and turn.speaker.label, turn.text) for turn in turns] == [
        ("Ada Roe", "Good day."),
        ("Max Day", "Hello."),
        ("Ada Roe", "Bye."),
    ]
    assert [(turn.start_ms or 0) // 1_000 for turn in turns] == [3, 10, 14]


@pytest.mark.parametrize(
    "text",
    [
        "Opening 9:00 AM\n\nThe doors open, and there is coffee.\n\nLunch 12:00 PM\n\nThere is soup"
        " for all who come.\n",
        "We met on 5/3/2024, 9:00 AM\nand we left.\n\nWe met again on 6/3/2024, 9:00 AM\nand stayed.\n",
        "In Washington, the president – who was late – spoke.\n\nIn Paris, the minister – who was not – listened.\n",
        "Files: *\nLicense: GPL\n This program is free software.\n\n"
        "Files: a.c\nLicense: MIT\n You may use it freely.\n",
        "Iris\n\n**Data Set Characteristics:**\n\n"
        "There are four columns in it.\n\nAll of them were measured by hand.\n",
        "It has two columns.\n\narea (mean): from two to three\n"
        "area (worst): from three to four\n\nThat is all of it.\n",
        "M. Dupont a dit oui. Il part.\n\nMme Martin a dit non. Elle reste.\n\nM. Dupont revient. Il reste.\n",
    ],
)
def test_prose_with_such_marks_names_nobody(text: str) -> None:
    assert all(turn.speaker is None for turn in read(text).turns)


def test_a_list_of_questions_answered_by_two_initials_gives_their_names() -> None:
    text = (
        "Interview with: Margaret Sloan (MS)\nInterviewer: John Day (JD)\n\nJD: Where were you born?\n\nMS: Here.\n\n"
        "JD: When?\n\nMS: In May.\n"
    )
    assert [(one.label, one.name) for one in read(text).participants] == [
        ("Margaret Sloan (MS)", "Margaret Sloan"),
        ("John Day (JD)", "John Day"),
    ]


def test_sentences_beside_page_numbers_are_no_running_heads() -> None:
    pages = "".join(
        f"The President: I thank you.\n\nMr. Jin: We agree.\n\nS/PV.1     At sea\n\n24-06123     {page}/6\n\n"
        for page in range(1, 7)
    )
    transcript = read(pages)
    assert said(transcript) == [("The President", "I thank you."), ("Mr. Jin", "We agree.")] * 6
    assert [out.text for out in transcript.left_out[:2]] == ["S/PV.1     At sea", "24-06123     1/6"]
