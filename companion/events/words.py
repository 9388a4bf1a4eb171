"""The words besides verbs that the naming linter knows, as plain lists to be read and added to.

Promises lower-case words; the comment above a list says what standing on it means. Leaves out the verbs
(`verbs`) and the rules that use these lists (`naming_rules`).
"""

from __future__ import annotations


def _set(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Imperatives that want an answer and change nothing.
QUERIES = _set("""
ask browse check compare count describe discover enumerate estimate explain fetch filter find get head
inspect list locate look lookup peek preview query read retrieve scan search select show view
""")

# Queries that after a dot are things: orders.count.
NOUNS_AFTER_A_DOT = _set("check count filter read view")

# First words of a question: WhichDriversAreFree, CanUserCancel.
QUESTION_WORDS = _set("""
are can could did do does has have how is was were what where which who whose why
""")

# Imperatives whose object may bring its own participle: MarkOrderPaid, NotifyOrderShipped, GetUnpaidOrders.
COMPLEMENT_VERBS = _set("""
announce assert discover ensure enumerate fetch find flag get head keep list locate lookup make mark notify
peek respond retrieve set show
""")

# What a query can come to, as a fact about it: FetchOrdersFailed.
OUTCOMES = _set("failed succeeded requested rejected timed")

# The same as nouns: FetchPostsFailure.
OUTCOME_NOUNS = _set("""
exception failure handler listener response success
""")

# Words before an imperative that leave it one: BulkImportContacts.
FOREWORDS = _set("""
admin async auto batch bulk first force mass multi now please quick re safely test then transact try
""")

# Adjectives of how something is.
STATES = _set("""
able abnormal aboard absent abundant active adequate afloat ajar alive alone asleep available awaiting awake
away bad bankrupt busy cancelable cancellable cheap clean clear cold complete compliant consistent correct
critical current dangling dead delinquent desired dirty dormant down dry due dysfunctional editable eligible
empty equal excessive existing expensive fast free full functional good happy healthy high hot hungry
identical idle immutable inactive inadequate incoming incomplete inconsistent incorrect ineligible insecure
insolvent insufficient intact interested invalid invisible late liable live loud low missing mutable nearby
needed negative new noncompliant normal obsolete offline ok okay old ongoing online open operational
outgoing outstanding overdue overfull overweight payable pending plentiful popular positive present private
public quiet reachable ready redundant refundable remaining required responsive retryable safe scarce secure
sensitive sick slow solvent stable stale strong stuck successful sufficient supported thirsty tired trending
unable unavailable unbalanced uncollectible underweight unequal unhappy unhealthy unknown unlimited unpaid
unreachable unread unresolved unresponsive unsafe unstable unsuccessful unsupported unused urgent vacant
valid visible waiting wanted weak wet wrong zero
""")

# Those that describe a condition even before their noun (`LowStock`; an `ActiveUser` is a kind of user).
AMOUNTS = _set("""
awaiting excessive high inadequate insufficient invalid low missing negative no not sufficient too waiting
""")

# Verbs of being, not of happening: UserExists, PaymentRequiresAction.
STATE_VERBS = _set("""
awaits belongs contains depends equals exists has knows lacks need needs owns remains requires seems wants
""")

# OrderInTransit, PaymentOnHold, ItemOutOfStock.
STATE_PREPOSITIONS = _set("""
above at behind below beneath beyond down en in near off on out over past under up within without
""")

# Will, or ought to.
MODALS = _set("""
can cannot could may might must ought shall should will wont would
""")

# Words that put the whole name in the future.
FUTURE_SIGNS = _set("""
before expected forthcoming future imminent impending later next planned soon tomorrow upcoming
""")

# OrderWasPlaced, viewDidLoad.
PAST_AUXILIARIES = _set("""
been did got had was were
""")

# What may follow a participle: by whom, where to, how, how often.
FOLLOWERS = _set("""
about above after again against among as at automatically away back because before below between by down due
during early for from in into late manually of off offline on once online onto out over since successfully
thrice through to today too toward towards twice under until up upon via with within without yesterday
""")

# Second halves of verbs: sign up, check out.
PARTICLES = _set("""
away back down in off on out over up
""")

# Verb and particle that are a noun as well, so that `CheckOut` may be the request or the thing.
PHRASAL_NOUNS = _set("""
backoff backup blackout breakdown breakin buildup burnout buyin buyout callback callout carryover cashin
cashout checkin checkout cleanup clockin clockout closeout cutoff cutover drawdown dropoff fadein fadeout
fallback followup handoff handover holdup hookup kickoff layoff lockdown lockout lookup markdown markup
mixup movein moveout optin optout payback payoff payout phaseout pickup printout pullback punchin punchout
pushback readout rollback rollout rollover rollup runout selloff sellout sendoff setup showdown shutdown
shutoff signup slowdown spinoff spinup standby standdown startup takeoff takeout takeover tieup timeout
topup tradein tradeoff transferin transferout turnaround turnover wakeup walkin walkout workout writeoff
""")

# Last words that make a thing of all before them: OrderPlacedHandler, RequestId, ShippingAddress.
HEADS = _set("""
address agency agent amount area at attempt bag balancer basket board body bot box broker builder button
campaign card cart case class clause cluster code column company config configuration consumer context
controller cost count course criteria cycle dashboard date day deadline department desk detail details
device directory dto duration email end engine entity entry error exception factory failure feature fee feed
field flow folder footer form format frequency group guide handler header history hour icon id ids image
index info information interval item items key kind kit label letter level limit line lines list listener
log machine manager metadata method minute mode model monitor month name notes notification number office
option options page panel parameter parameters path payload percentage period phase pipeline policy pool
price producer projection provider publisher queue quota rate ratio reader reason receipt record reference
registry repository request response result results row rule saga scanner scheduler schema scope score
server service set settings shop size snapshot start state statement status step store strategy stream
subject subscriber success suite summary system table template term terms thread threshold time timeout
timestamp title tool topic total tracker type unit url value version week widget window worker writer year
zone
""")

# Before a participle these only pick out a thing: TopRatedProduct, LastUpdatedEntry.
PICKING = _set("best first last least most new top well")

# Heads that leave a fact before them a mere description: `OrderPlacedHandler`, but `MemberJoinedGroup` is
# a fact.
TECHNICAL_HEADS = _set("""
at callback consumer count counter date dto email error exception handler hook id ids key listener log
metric payload policy producer projection publisher queue reason response saga schema status subscriber
subscription table template test time timestamp topic type webhook
""")

# Those that are as often the object of a request: UpdateAddress, PrintLabel.
OBJECT_HEADS = _set("""
address amount attempt body card cart case config configuration date details device email error failure
feature file folder form group header image index info item items label letter level limit line link list
machine method model name note notes notification options page plan policy price process queue record score
service set settings snapshot state statement status subject success table team template threshold time
title topic type value version
""")

# Verbs that still ask when they stand inside a name: MESSAGE_REACTION_REMOVE_EMOJI.
INNER_ACTIONS = _set("add assign create delete disable enable insert register remove replace send submit")

# After these the first word is a thing, even if it can be a verb: SyncInProgress, CallOnHold.
STATE_PHRASES = _set("inprogress intransit inreview inuse inflight onhold intraining pastdue underreview")

# Nouns in -able.
ABLE_NOUNS = _set("bible cable consumable deliverable disable enable receivable table timetable variable")

# Requests that before such a word are nouns after all: TestMode, PostTitle.
NOUN_LEANING = _set("""
access book build cache call change claim contact control count cover demand design drive end feed head help
home list lock offer play post query rank read return risk run sample scan search show source start supply
support target test track trade view work
""")

# Pairs that are one thing, whatever verb the first half can be.
FIXED_THINGS = _set("""
accesscontrol accesskey accesslog accesstoken askprice backuppolicy bidprice bookclub bookshelf bookshop
bookstore booktitle buildnumber buildpipeline buildserver buildstatus buybox callcenter calllog calltoaction
changelog changerequest changeset characterset checkbox checkconstraint checklist checkrun checksuite
checksum claimrequest contactdetails contactform contactinfo contactlist controlpanel controlplane
creditcard creditlimit creditline creditnote creditscore daemonset dataset debitcard designsystem drivetrain
dropbox dropdown emailaddress embedcode enddate endtime exportformat fillrate gradebook hashcode hashtag
headcount headoffice limitorder linklist listitem listitems loadbalancer loadtest marketorder markettrend
matchday networkerror offercode ordersummary paymentplan planlimit playlist pressrelease presstrip
pricechange pricelist printjob processid pullrequest purchaseorder purchaseorders pushnotification pushtoken
queryresult queryresults ratelimit ratelimits readmodel readreplica readtimeout recordset refundfailure
refundpolicy refundrequest releasedate releasename releasenotes releasetrain replicaset reportschedule
reporttemplate requestid resultset returnlabel returnpolicy returnrequest ruleset runbook runid salesorder
searchengine searchindex searchquery searchresult searchresults seeddata servicelevel setpoint settop
shareholder shareprice signalstrength skillset sourcecode startdate starttime statefulset stateprovince
stockprice stoporder supportagent supportcase supportticket supporttickets testaccount testcase testdata
testresult testrun testsuite testuser toolset traderoute transferattempt transferfailure transferrequest
updatefailure updaterequest updatesuccess viewcount viewmodel watchlist waterlevel wishlist workflow
workitem workload workorder worktime
""")

# Whom one can email, message, invoice or bill.
PEOPLE = _set("""
admin author buyer client clients customer customers driver drivers employee employees guest guests manager
member members operator owner passenger passengers patient patients player players reader rider seller
student subscriber subscribers supplier suppliers support team user users viewer visitor
""")

# Participles that stand before a noun as adjectives (`RegisteredUser`); others tell what somebody did
# (`ViewedPage`).
ATTRIBUTIVE = _set("""
abandoned accepted advanced approved archived assigned authorised authorized automated banned blocked broken
cached canceled cancelled certified closed combined committed completed confirmed connected damaged
dedicated delayed deleted delivered deprecated detailed disabled discounted distributed driven duplicated
embedded enabled encrypted estimated expected expired exported failed featured fixed frozen given hidden
hosted imported invited known licensed limited linked locked lost managed materialized nested paid pinned
placed planned preferred prepaid processed proposed published purchased recommended registered rejected
related requested required reserved returned saved scheduled selected shared shipped signed sold sponsored
stolen stored suggested suspended trusted united unpaid unpublished used verified
""")

# Gerunds that, as last word, are things: HotelBooking, ProductListing.
THING_GERUNDS = _set("""
accounting advertising banking beginning billing binding booking branding building catering clothing drawing
earning engineering feeling filing finding funding gaming heading hearing holding housing landing lending
lighting listing logging manufacturing mapping marketing meeting messaging monitoring offering onboarding
opening painting parking posting pricing ranking rating reading recording saving savings seating setting
shopping spelling spending staffing teaching timing tracking training understanding warning wedding
""")

# Verbs whose object may be a person though they are nouns first: EmailCustomer, InvoiceClient.
ADDRESSING = _set("email invoice mail message page phone")

# Things whose verb would be another: PlaceOrdered is no order placed.
GLUED = _set("email invoice message order parcel payment ride ticket user")

# Requests to tell of an outcome: SendResponse, ReportPaymentFailure.
REPORTING = _set("add handle log notify publish register remove report send")

# Before these, most gerunds belong to the name of a thing: ProcessingFee, PollingInterval.
GERUND_HEADS = _set("""
address area attempt bay center charge code cost cycle date end engine error failure fee handler interval
label limit list method mode number page period pipeline plan point policy price queue rate reference rule
schedule service speed stage start state status step stop strategy success system table team threshold time
timeout tool unit window zone
""")

# Gerunds that name a thing before any noun: BillingAccount, MarketingCampaign.
COMPOUND_GERUNDS = _set("""
accounting advertising banking billing branding catering engineering gaming housing landing manufacturing
marketing meeting messaging operating parking pricing purchasing saving savings shopping wedding
""")

# com.example.order.placed
NAMESPACES = _set("""
com dev io net org www
""")

# Words in -ed that are no past.
NO_PAST = _set("""
ahmed alfred bed biped crooked embed flatbed flowerbed fred hatred hotbed hundred imbed infrared kindred med
mohammed moped naked ragged red rugged sacred seabed shed shred sled ted testbed watershed wed wicked
""")

# The few in -eed that are: `seed`, `feed` and `proceed` are not.
PAST_IN_EED = _set("""
agreed decreed disagreed freed guaranteed refereed
""")

# Words in -ing that nobody does.
NO_GERUND = _set("""
anything awaiting beijing being boeing bring ceiling cling dangling darling duckling during earring evening
everything existing forthcoming herring impending incoming king lightning missing morning nothing ongoing
outgoing outstanding pending ping plumbing pudding railing remaining ring shilling sibling sing sling
something spring sterling sting stocking string substring swing thing trending upcoming waiting wing
""")

# Words that end like a verb made from a noun, and are none.
NO_VERBS = _set("""
affiliate candidate certificate climate delicate duplicate graduate intricate predicate prerequisite prize
silhouette size syndicate template
""")

# Conditions of which only the author knows what happened.
NO_TURNING_POINT = _set("""
allowed awaiting desired draft due existing missing needed ok okay outstanding pending permitted remaining
required sufficient supported waiting wanted
""")
