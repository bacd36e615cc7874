"""The words that labels and names are made of, and those that only look so: one home for all such lists.

English above all, with the words for "question" and "moderator" that other languages' transcripts use.
"""

from __future__ import annotations

from index.text import STOP_WORDS

COURTESY = frozenset(
    """mr mrs ms miss mx messrs dr sir dame lord lady madam madame hon honourable honorable rev reverend herr frau
    senor senora sr sra monsieur mme mlle mevrouw""".split()
)
STYLES = frozenset("right rt his her your their excellency royal highness the an".split())
SHORT = {
    "sen": "senator", "rep": "representative", "gov": "governor", "amb": "ambassador", "gen": "general",
    "col": "colonel", "capt": "captain", "lt": "lieutenant", "sgt": "sergeant", "adm": "admiral",
    "cllr": "councillor", "councilor": "councillor", "prof": "professor", "pm": "prime minister",
    "vp": "vice president", "chairman": "chair", "chairwoman": "chair", "chairperson": "chair",
    "spokesman": "spokesperson", "spokeswoman": "spokesperson", "congresswoman": "congressman",
    "adviser": "advisor", "defence": "defense", "ceo": "chief executive officer", "cfo": "chief financial officer",
    "coo": "chief operating officer", "cto": "chief technology officer", "fm": "foreign minister",
    "prasident": "president", "prasidentin": "president", "presidente": "president", "presidenta": "president",
    "vizeprasident": "vice president", "vizeprasidentin": "vice president", "vicepresidente": "vice president",
    "vicepresidenta": "vice president", "bundeskanzler": "chancellor", "bundeskanzlerin": "chancellor",
    "bundesminister": "minister", "bundesministerin": "minister", "staatsminister": "minister",
    "staatsministerin": "minister", "ministro": "minister", "ministra": "minister", "secretario": "secretary",
    "secretaria": "secretary", "abgeordneter": "member", "abgeordnete": "member", "voorzitter": "chair",
    "talmannen": "chair", "marszałek": "chair", "baskan": "chair", "elnok": "chair", "головуючии": "chair",
    "председатель": "chair", "председательствующии": "chair",
}  # fmt: skip  # with what they are in English
OFFICES = frozenset(
    """president minister secretary chancellor premier governor senator representative congressman ambassador envoy
    mayor councillor councilmember commissioner director administrator general admiral colonel captain
    lieutenant sergeant judge justice attorney counsel solicitor prosecutor chair speaker leader whip clerk king
    queen prince princess pope bishop archbishop spokesperson professor officer official manager designer
    engineer coordinator advisor analyst editor member founder treasurer registrar witness economist
    undersecretary postdoc phd grad undergrad moderator host cohost interpreter translator guest interviewer
    journalist reporter correspondent narrator announcer presenter caller operator facilitator student""".split()
)
FIELDS = frozenset(
    """foreign prime vice deputy chief under assistant acting first high special national security state defense
    finance treasury interior press senior administration associate permanent junior staff department government
    opposition majority minority house senate commerce trade energy health home external affairs joint managing
    executive financial operating technology technical product project marketing sales user interface industrial
    presiding lead pro tempore tem former interim co human resources city county town municipal district""".split()
)
RANKS_APART = frozenset("vice deputy prime under assistant former".split())  # a vice president is no president
SURNAMES_TOO = frozenset("king prince pope bishop judge".split())
NOBODY = frozenset(
    """question questioner questions q a answer reporters journalists press media audience members unknown
    unidentified unnamed anonymous male female man woman men women boy girl voice voices participant
    participants interviewee interview all everyone everybody several multiple various customer client agent
    respondent teacher person attendee user inaudible crosstalk music jingle break applause staff aide speakers
    int res spk par hon some different channel track one two three four five first second third moderatorin
    fragesteller frage antwort pregunta respuesta periodista moderador moderadora reponse journaliste moderateur
    interlocutor interlocutora interlocuteur domanda risposta pergunta resposta deputies вопрос ответ реплика سوال
    记者 記者 主持人 问 答 提问""".split()
)
ASKERS = frozenset(
    """question questioner questions q reporter reporters journalist journalists press media correspondent audience
    analyst analysts caller shareholder fragesteller frage pregunta periodista journaliste domanda pergunta вопрос
    سوال 记者 記者 问 提问""".split()
)
NUMBERS = frozenset("one two three four five six seven eight nine ten".split())
CROWD = frozenset(
    """unknown unidentified unnamed anonymous male female man woman men women voice voices official officials
    member members several multiple various all everyone everybody some different inaudible crosstalk caller
    student person attendee""".split()
)
AFTER_NAMES = frozenset("mp mep mps am ms msp mla mk qc kc sc esq esquire phd md jd cpa cfa obe cbe mbe".split())
GENERATIONS = frozenset("jr sr ii iii iv".split())

# Words of an outlet's name, which a person's name does not have.
OUTLETS = frozenset(
    """press news times journal daily tv television radio agency reuters bloomberg broadcasting network networks
    gazette tribune telegraph magazine weekly media group capital securities bank research partners investments
    investment investor fund markets kyodo xinhua yonhap afp tass nikkei jiji politico axios wire corporation
    company limited ltd inc llc plc university institute foundation channel voice post herald guardian globe
    standard chronicle observer insider nhk cnn bbc npr pbs""".split()
)

# Words in capitals that begin a sentence, or are put before a name, and are no part of it.
OPENERS = frozenset(
    """and but so then now next first second third last final finally thank thanks yes yeah no okay ok well sure
    please question questions the a an our this that these those here there hi hello hey good welcome again also
    from with to in on at for of by if as is are was it he she we they you i my your his her let lets go ahead
    all right sorry perhaps maybe just uh um eh oh ah hm mm mmm mhm huh hmm cuz see not what when where who why
    how do does did can could will would should have has had""".split()
)

# Places, peoples, days and the like: they are written as names are, and are none. Those that people have as names
# too are in NAMES_TOO.
NO_NAMES = frozenset(
    """north south east west northern southern eastern western middle korea korean koreans china chinese japan
    japanese russia russian russians ukraine ukrainian iran iranian iraq iraqi syria syrian israeli israelis
    palestine palestinian gaza hamas hezbollah taiwan taiwanese hong kong european europeans europe asia asian
    africa african american americans america britain british uk us usa u.s germany germans italy italian spain
    spanish mexico mexican mexicans canada canadian canadians brazil brazilian india indian indians pakistan
    afghanistan taliban turkey turkish vietnam vietnamese philippines australia australian zealand saudi arabia
    arab arabs egypt egyptian nato asean apec eu un united nations states kingdom union republic democratic
    congress senate parliament house government ministry department court council committee commission federal
    reserve treasury pentagon kremlin seoul tokyo beijing moscow kyiv kiev pyongyang jerusalem tehran york
    california texas florida christian christians muslim muslims jewish jew jews catholic catholics protestant
    buddhist hindu republican republicans democrat democrats conservative labour liberal monday tuesday
    wednesday thursday friday saturday sunday january february march july september october november december
    one two three four five six seven eight nine ten christmas easter god covid act bill agreement summit treaty
    declaration constitution war peninsula sea strait river island islands street avenue day week month year
    today yesterday tomorrow tonight english french german mandarin arabic""".split()
)
NAMES_TOO = frozenset(
    """jordan israel chad georgia washington london paris ireland england france holland austin dallas houston
    lincoln madison jackson kenya cuba april may june august march bill german french english day easter
    christian china sea west east north south week street court house island council""".split()
)

# Common words that are also names: alone and without capitals they are names only where a speaker must stand.
WORDS_TOO = frozenset(
    """park will may mark grant bill rice black white brown green gray grey young king long short rose hope joy
    faith grace page price cook baker smith miller mason carter fisher hunter porter parker potter taylor turner
    walker weaver hall hill field fields ford wood woods stone banks bush lake marsh rivers forest glen dale
    cliff heath moss reed branch wells brook brooks pool poole sands shore mills bell ball love goodman strong
    sharp smart wise moody noble rich gold silver bishop pope abbot prince knight duke earl baron major sergeant
    judge law laws church parish temple chase case wall gates post bond cash penny money christian english
    french german holland ireland england london washington jordan israel chad georgia paris austin lincoln
    jackson madison march april june august summer winter autumn spring frost snow rain storm day week sunday
    fox wolf lamb drake finch martin robin swan crane bird fish pike bass herring salmon berry cherry olive
    ginger basil rosemary iris daisy lily violet ivy holly heather jade ruby pearl amber crystal frank ernest
    art gene pat rob sue drew jack nick josh rusty sandy bud buck chip chuck dick don jean jimmy john johns
    lance miles norm peter pierce ray rod sonny stew terry tony van victor wade ward west east north south lane
    street rhodes little small large cross best moore less power powers pride sterling battle weeks child
    children head foot hand bone hart heart light bright dear early fair fine free good gross hardy jolly keen
    kind lucky merry new old savage sweet tall true swift blunt close cope dodge flood flowers garland garner
    glass gore greer grove guy hood horn house hull hurt key kidd ladd land lawless lord low mann marks mayo
    meek mercy minor monk moon nail nice outlaw pack paine peace peck piper pitt plant plum polish raven read
    roach root rowe rush sage sail sawyer seal sellers shepherd silk singer skinner spence spears stark steel
    stern stock stout sum swain sykes teller thorn tripp trump usher vance vest waters webb welch wild wing
    winters wray yard york an do so he in le sing song sun ha no yu you li lee lo ma mi min o on pan pak ho ko
    ku my to too tan tang ting tong wan wang wei wen won woo wu ye yi yin per di de la ban bo can dan jin kang
    lin ling pin ping qi shin son su tai tin""".split()
)
FUNCTION_WORDS = STOP_WORDS | frozenset(
    "ever never anything something everything nothing anyone everyone anybody else upon every must might shall".split()
)

# What speakers do, in the forms that follow "did Park …" and "Park …".
SAYING = frozenset(
    """say says said saying think thinks thought mention mentions mentioned ask asks asked asking answer answers
    answered talk talks talked speak speaks spoke discuss discusses discussed claim claims claimed state states
    stated believe believes believed feel feels felt want wants wanted respond responds responded reply replies
    replied explain explains explained describe describes described suggest suggests suggested argue argues
    argued propose proposes proposed express expressed address addresses addressed agree agrees agreed disagree
    disagrees disagreed promise promises promised announce announces announced call calls called warn warns
    warned tell tells told comment comments commented hope hopes hoped plan plans planned react reacts reacted
    criticize criticized praise praised recommend recommends recommended emphasize emphasized stress stressed
    point points pointed raise raised introduce introduced report reported insist insisted deny denied admit
    admitted refuse refused support supported oppose opposed differ compare bring brought give gave make made""".split()
)
