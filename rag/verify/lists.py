"""Lists of English words that the checks know."""

from __future__ import annotations

_FUNCTION = """
    a about above according across additionally after again against all along already also
    although am among an and another any are around as at away back be became because become
    becomes becoming been before behind being below beneath beside between beyond both but by
    can could d despite did do does doing down during each earlier either even every except few
    for from further furthermore get gets getting got had has have having he her here hers
    herself him himself his how however i if in including inside into is it its itself just
    later less like ll m many may me meanwhile might more moreover most much must my n't near
    neither no nor not now of off on one only onto or other others ought our out outside over
    own past per re s same several shall she should since so some still such t than that the
    their theirs them themselves then there therefore these they this those though through
    throughout thus to too toward towards under unless until up upon us ve very via was we were
    what when where whereas whether which while who whom whose why will with within without
    would yet you your
"""
FUNCTION = frozenset(_FUNCTION.split())
"""Words that carry no meaning of their own."""

_LIGHT = """
    almost also amount apparently approximately around article certain currently different held
    hold include included includes least made make makes man nearly news number officially part
    passage people person place places put recently report reportedly reports roughly story take
    takes text thing things time took total use used various way woman
"""
LIGHT = frozenset(_LIGHT.split())
"""Words that a paraphrase may add without saying more."""

_LINKS = """
    after although and because before but however if or since that though unless until when
    where whereas which while who whom whose
"""
LINKS = frozenset(_LINKS.split())
"""They open a clause behind a comma."""

_NEGATIONS = """
    barely cannot hardly n't neither never no nobody non none nor not nothing unable without
"""
NEGATIONS = frozenset(_NEGATIONS.split())
"""They deny what follows."""

_DENIALS = """
    avoid avoided decline declined declines denied denies deny denying dismiss dismissed dispute
    disputed disputes fail failed fails refuse refused refuses refusing reject rejected rejects
"""
DENIALS = frozenset(_DENIALS.split())
"""Verbs that say that something is or was not so."""

_PRONOUNS = """
    he her hers him his it its she their theirs them they
"""
PRONOUNS = frozenset(_PRONOUNS.split())
"""They may stand for a name."""

_SAYING = """
    accuse accused accusing acknowledge acknowledged add added adding adds admit admitted allege
    alleged alleges alleging announce announced announces argue argued arguing believe believed
    believes call called calling characterised characterized claim claiming claimed claims comment
    commented confirm confirmed confirms criticise criticised criticize criticized declare
    declared declares describe described describes estimate estimated estimates explain
    explained express expressed indicate indicated insist insisted note noted praise praised
    predict predicted propose proposed recall recalled remark remarked remind reminded replied
    reply report reported reports reveal revealed said say saying says state stated states
    suggest suggested tell tells told tweet tweeted warn warned write writes wrote
"""
SAYING = frozenset(_SAYING.split())
"""Verbs of saying; whichever is used matters little."""

_BEING = """
    am are be been being get gets getting got gotten is was were
"""
BEING = frozenset(_BEING.split())
"""Forms that make a participle passive."""

_PARTICIPLES = """
    beaten beset bitten born bought bound broken brought built caught chosen cut done drawn
    driven eaten fallen fed flown forgotten found frozen given grown heard held hidden hit hurt
    kept known laid led left lost made meant met overthrown overturned paid put read run said
    seen sent set shot shown shut sold spent spoken stolen struck sung sunk swept sworn taken
    taught thrown told torn understood woken won worn written
"""
PARTICIPLES = frozenset(_PARTICIPLES.split())
"""Participles that do not end in -ed or -en."""

_PREPOSITIONS = """
    about after against at before by for from in into near of on over than to under with
"""
PREPOSITIONS = frozenset(_PREPOSITIONS.split())

_MUTUAL = """
    agree agreed agreement between border compare compared discuss discussed face faced fight
    fought marri married marry meet meeting meets merge merged met near play played share shared
    talk talked talks
"""
MUTUAL = frozenset(_MUTUAL.split())
"""Doings in which either side may come first."""

_PLAIN = """
    came come day first gave give go held hold includ include keep kept last made make new old
    part people saw see set show shown take time took use used went year
"""
PLAIN = frozenset(_PLAIN.split())
"""Words that too many play a part in."""

_IRREGULAR = """
    arisen:arise arose:arise ate:eat beaten:beat became:become began:begin begun:begin bent:bend
    bitten:bite blew:blow blown:blow bore:bear born:bear bought:buy bound:bind bred:breed
    broke:break broken:break brought:bring built:build came:come caught:catch chose:choose
    chosen:choose clung:cling crept:creep dealt:deal drank:drink drawn:draw drew:draw driven:drive
    drove:drive drunk:drink dug:dig eaten:eat fallen:fall fed:feed fell:fall felt:feel fled:flee
    flew:fly flown:fly forbade:forbid forbidden:forbid forgot:forget forgotten:forget fought:fight
    found:find froze:freeze frozen:freeze gave:give given:give gone:go grew:grow grown:grow
    heard:hear held:hold hid:hide hidden:hide kept:keep knew:know known:know laid:lay led:lead
    left:leave lent:lend lost:lose made:make meant:mean met:meet mistook:mistake overcame:overcome
    overthrew:overthrow overthrown:overthrow paid:pay ran:run rang:ring ridden:ride risen:rise
    rode:ride rose:rise sang:sing sank:sink sat:sit saw:see seen:see sent:send shaken:shake
    shook:shake shot:shoot shown:show shrank:shrink sought:seek slept:sleep slid:slide sold:sell
    spent:spend spoke:speak spoken:speak sprang:spring spun:spin stole:steal stolen:steal stood:stand
    struck:strike stuck:stick stung:sting sung:sing sunk:sink swam:swim swept:sweep swore:swear
    sworn:swear swum:swim swung:swing taken:take taught:teach thought:think threw:throw
    thrown:throw took:take tore:tear torn:tear understood:understand undertook:undertake
    underwent:undergo went:go withdrawn:withdraw withdrew:withdraw woke:wake woken:wake won:win
    wore:wear worn:wear wove:weave written:write wrote:write
"""
IRREGULAR = dict(pair.split(":") for pair in _IRREGULAR.split())
"""Past forms whose stem is not the verb's."""

OPPOSITES = """
    increase|rise|rose|grow|grew|up|gain|higher|more/decrease|fall|fell|drop|decline|shrink|down|lose|lower|less|fewer
    before/after
    win|won|victory|beat|defeat/lose|lost|defeat
    accept|approve|agree|allow|permit|grant|support|supporter|back|favour|favor/reject|refuse|decline|oppose|opponent|ban|forbid|prohibit|block|veto
    confirm|admit/deny|denied|dispute
    arrive|enter|join/leave|left|depart|exit|quit
    open|begin|began|start|launch/close|shut|end|finish|stop|halt|cease
    alive|survive|survivor|unhurt|unharmed|uninjured/dead|die|death|kill|fatal|perish
    guilty|convict/innocent|acquit|clear
    arrest|detain|jail|imprison/release|free|freed
    first/last
    north|northern/south|southern
    east|eastern/west|western
    male|man|men|boy|husband|father|son|brother/female|woman|women|girl|wife|mother|daughter|sister
    pass|succeed/fail
    buy|bought|purchase/sell|sold
    remember/forget|forgot
    hire|appoint|elect/fire|sack|dismiss|resign
    public/private|secret
    import/export
    evacuate/return
    early|earlier/late|later
    inside|indoor/outside|outdoor
    oldest|older/youngest|younger
    largest|biggest|larger|bigger/smallest|smaller
    best|better/worst|worse
    increase|extend|lengthen/shorten|cut|reduce
    peaceful/violent
    legal|lawful/illegal|unlawful
    possible/impossible
    likely/unlikely
    safe/dangerous|unsafe
    attack/defend
    borrow/lend|lent
    export/import
    majority/minority
    maximum/minimum
    ally/enemy
    favour|favor/against
    positive/negative
    boycott/attend|participate|join
    save|saved|spare|spared/lose|lost|destroy|destroyed
    temporary/permanent
    teacher/student|pupil
    morning/evening|night
    land|landed/take-off
    domestic/foreign
    rich/poor
    hot/cold
    strong/weak
    most/least|fewest
    restrict|restrictive|tighten/ease|relax|loosen|liberalise|liberalize
    cut|reduce/keep|hold|maintain
    praise|agree/disagree
    stay|stayed|remain|remained|keep/leave|left|depart|departed|withdraw
    common|frequent|frequently|often|usual|usually/rare|rarely|seldom|unusual
    all|everyone|everybody/none|nobody
    always/never
    known/unknown
    cancel|scrap|suspend/continue|resume|proceed
    full|complete/partial|empty
    friend/enemy|foe
    true/false
    cause/prevent
    hit/miss|missed
    add/remove
    include/exclude
    present/absent
    employ/unemploy
    praise|welcome|hail/criticise|criticize|condemn
    strengthen/weaken
    minor/major|serious
    innocence/guilt
"""
"""Words of opposite meaning: a line is ``one|another/their|opposites``."""
