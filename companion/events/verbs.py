"""The verbs the naming linter knows, as plain lists to be read and added to.

Promises base forms in lower case, sorted, each verb on one of the first three lists, and the irregular ones
with their forms. Leaves out how a regular verb is inflected (`inflection`) and what a verb's place in a name
means (`naming_rules`).
"""

from __future__ import annotations


def _set(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Hardly ever nouns: at the start of a name they can only be an imperative.
ACTIONS = _set("""
abandon abort absorb abstain accelerate accept acclaim accommodate accompany accrue accumulate achieve
acknowledge acquire acquit activate adapt add adjourn adjust administer admit admonish adopt advance
advertise advise affirm agree alleviate allocate allot allow allowlist alter amaze amend amortize amplify
analyse analyze anneal annotate announce annul anonymise anonymize appear append applaud apply appoint
appraise apprehend approach appropriate approve arbitrate arise arrange arrive ascend ascertain ask assay
assemble assert assess assign assimilate assist associate assume assure attach attack attain attend attest
attract augment authenticate authorise authorize automate autosave autoscale avert avoid await awake
backfill backtrack bake be beat become befriend beg begin belong bestow betray bind bisect bite blacklist
bleed bless blow bootstrap borrow brew bring broadcast bump bury buy calculate calibrate cancel canonicalize
carry carve catch categorise categorize cater cease cede celebrate certify cheat choose circulate cite
clarify classify clean cleanse clear climb cling clog close coerce collaborate collate collect combine
commence communicate compact compel compensate compete compile complain complete compose comprehend compress
compute conceal concede conclude conduct confer confess configure confirm confiscate conform confuse
congratulate connect conserve consist consolidate constrain construct consult consume contain continue
contradict contribute convene convey convince cordon correct correlate craft create creep curate customise
customize deactivate deallocate debounce deceive decide declare decode decommission decompress decorate
decrement decrypt dedicate deduct deduplicate deem deepen deescalate defend defer define degrade delegate
delete delight delist deliver demolish demote denormalize denote deny denylist depart depend depict deploy
deprecate depreciate deprovision dequeue derail deregister derive descend deselect deserialize designate
despatch destroy detach detect deter deteriorate determine develop devise diagnose differ dig digitise
digitize dim dine disable disagree disappear disapprove disarm disassociate disband disburse discard
discharge disclose disconnect discontinue discourage discover discuss disembark disengage dismantle dismiss
dismount dispense display dispose dispossess disqualify disregard disrupt dissociate dissolve distribute
divert divide do donate downsample downvote drain draw drown dunk earn eat edit eject elaborate elapse elect
elevate eliminate embark embed embrace emerge emit employ empower empty emulate enable enact enclose encode
encourage encrypt encumber endorse endure enforce engage enhance enjoin enjoy enlarge enlist enqueue enquire
enrich enrol enroll ensure enter entertain entitle enumerate envision equip erase erode escalate escort
establish evacuate evade evaluate evict evolve examine exceed excite exclaim exclude execute exempt exert
exhaust exist expand expect expedite expel expend expire explain explode explore expose express extend
extinguish extract extradite extrapolate fabricate facilitate fail fall fasten feel ferment fetch finalise
finalize find flatten flee fly follow forbid forego foresee forfeit forget forgive formulate forward freeze
frighten fry fulfil fulfill furnish gamble garner garnish gather generate geocode get give go govern grab
greet grind groom grow halve handle hang happen harass hasten haunt have hear hibernate hide hinder hire
hoist hover hunt hurry hurt hydrate identify ignite ignore illuminate imitate immunize impair impersonate
implement imply impose impound impress improve inactivate inaugurate include incorporate increment incur
indemnify indicate induct infect infer inflate inform infuse ingest inherit inhibit initialise initialize
initiate inject injure innovate inquire insert inspect install instantiate instruct insure integrate intend
interact intercept interfere interpolate interrupt intervene introduce intubate invalidate invent invert
investigate invite invoke involve irrigate irritate isolate itemize jettison join judge juggle justify keep
kidnap kill knit knock know lack lament launder lay learn leave legalize lend lengthen let liberate lighten
liquidate listen litigate loathe localize locate look loosen lose lower maintain make manage marry marshal
materialize maximize mean mediate meditate meet melt memorise memorize mend migrate minify minimize mint
misdirect mishandle misplace misroute mitigate mobilize moderate modernize modify monetize motivate mourn
mow multicast multiply narrow navigate necessitate neglect negotiate neutralize nominate normalise normalize
notarize notify novate nullify obey obfuscate obligate oblige observe obstruct obtain occupy occur offboard
offend offload omit onboard open operate oppose opt optimise optimize orchestrate organize orient originate
orphan outbid outperform outrank overbook overcharge overcome overestimate overhear overlook overpay
overrule oversee overtake overturn overwrite owe own paraphrase parse participate paste patronize pay peek
peel penalize perceive perform perish persist personalize persuade pertain pick pickle plead pollinate
ponder populate possess postdate postpone pour pray preach preauthorize precharge precompute predict preempt
prefer prefetch preload prepare prepay prepend preregister prescribe preserve pressurize presume pretend
prevent prioritise prioritize proceed procrastinate procure produce profess prohibit prolong promote
proofread propagate propel propose prorate prosecute protect prove provide provision publicize publish
punish purify pursue put quantify quell quiesce quit radiate raise ratify react reactivate read realise
realize reap reapply rearm reassemble reassign reattach rebalance rebase rebill rebuild recalculate
recalibrate recapture receive recharge reclaim reclassify recognise recognize recommend recompute reconcile
reconfigure reconnect reconsider reconstruct reconvene recover recreate recruit rectify recycle redact
redeem redefine redeliver redeploy redistribute redo redraw reduce reenable reevaluate refer refinance
refine reflect reframe refuse refute regenerate register regrant regret regulate rehearse rehydrate reign
reimburse reindex reinstall reinstate reinvite reissue reiterate reject rejoice rejoin relate relaunch relax
relay relieve relinquish relive reload relocate rely remain remedy remember remind remit remove render renew
renominate reopen reorganise reorganize repaint reparse repay rephrase replace replay replenish replicate
repopulate repossess represent reprimand reprocess reproduce reprovision repudiate repurchase repurpose
requeue require rerun resample rescan reschedule rescind resell resend reserve reshare reship reshuffle
reside resign resize resolve respond restock restore restrict restructure resubmit resume resurrect resync
retag retain retarget retire retract retrain retransmit retrieve retry reunite reupload reuse revalidate
revaluate reveal revere reverify revert revise revisit revive revoke reword rewrite rezone rinse rob rotate
salvage sanitize satisfy save scaffold scatter scold scorch scramble scrape scream screw scribble scrub
scrutinize secure see seed seek seem segregate seize select sell send separate sequester serialize serve set
settle sever sew shake shave shine ship shoot shorten shred shrink shut simplify simulate sing sink sit skip
smash snatch sniff soak socialize soften solicit solidify solve soothe sow spawn speak specialize specify
spend squander squash squeeze stabilize stagger stand standardize startle steal sterilize stimulate
stipulate stir stow strengthen stretch strip subdivide sublet submit subpoena subrogate subscribe subside
subtract succeed suffer suggest summarise summarize summon supersede supervise suppress surpass surround
survive suspect suspend sustain swallow swear swim sympathize synchronise synchronize synthesize tabulate
take tame tarnish teach tear tease tell terminate terrorize thaw think throttle throw tidy tighten titrate
toggle tokenise tokenize tolerate torment tow transact transcode transcribe transform translate transmit
transpile transplant traverse treat tremble trespass triage trim truncate try tumble tune unarchive unassign
unassociate unban unbind unblock uncancel uncordon undelete undeploy undermine understand undertake
underwrite undo undock undress unearth unenroll unfold unfollow unfreeze unify uninstall unite unlabel
unleash unlike unlink unload unlock unmark unmask unmatch unmount unmute unpack unpark unpause unpin unplug
unpublish unregister unreserve unschedule unseal unselect unset unshare unstake unstar unsubscribe unsuspend
untag untie unveil unwatch unwind unwrap uphold uproot upsert upvote urge utilise utilize vacate vaccinate
vacuum validate vanish vectorize vend verify vilify visualise visualize void vouch waive wake wander wane
warm warn wash wean wear weave wed weigh welcome weld whirl whitelist widen wipe withdraw wither withhold
wobble worry worsen write yield zero zip
""")

# Nouns too. First in a name they ask for something (`UpdateOrder`), last they name a thing (`OrderUpdate`).
REQUESTS = _set("""
accent act airdrop align answer appeal archive arrest attempt audit award backup ban bargain benchmark bid
bill blend block book boost boot bounce branch break brief build burn burst bypass cache call capture care
cast challenge change charge chase check checkpoint claim clamp click clip clone coach collapse combat
comment commit compare compromise concern consent contact contract control convert cook copy count cover
crash crawl credit crop cut damage deal debate debit debug decay decline decrease delay deposit design dial
dislike dispatch dispute dive downgrade download draft drag drift drink drive drop dump duplicate echo edge
embargo encounter end escape estimate exchange excuse exercise exhibit exit export fade favorite favourite
feed fight fill filter fine finish fire fit fix flag flip float flush focus fold fork format fuse gain
graduate grant guarantee guard guess halt harvest heal hedge help highlight hit hold hope host hug import
increase index input insult interview issue jump kick lapse last launch leak lift like limit link load loan
lock lodge love mandate manufacture mark match measure mention merge miss monitor mount move mute note
notice nudge offer overflow overhaul overlap overload override pack paint pardon park partition pass patch
pause permit pin ping place plan play pledge plug poke poll pop post practice practise praise present press
preview print probe process promise prompt protest pull punch purchase purge push quarantine query question
queue quote rank rate ration rebate reboot rebound rebrand recall recess record redesign redirect refill
reform refresh refund release rematch rename rent reorder repair repeal repeat reply report reposition
repost reprint request reroute rescue research reset respect rest restart restraint retest return retweet
revamp reverse review reward rework ride rise risk roll route ruin run rush sail sample sanction scale scan
schedule score scrap screenshot seal search sentence shade shard share shield shortlist show shuffle sign
signal silence sleep slide slip smoke snooze sort spill split spoil sponsor spray spread stamp star stare
start stash stay steer stop store strike study substitute sue supply support surge surrender survey swap
sweep swing swipe switch sync tackle tag taint talk tap tempt test text thank tick touch track trade train
transfer transport trash travel trigger turn tweet update upgrade upload use vary view visit volunteer vote
wait walk want warrant waste watch win wire wish wonder work wrap zoom
""")

# Verbs that are first of all things: `OrderItem`, `EmailTemplate`. Only their -ed form speaks of the past.
THINGS = _set("""
access account address aggregate alarm alert anchor application arm badge balance bank bar base basket batch
bin board bookmark border bottle box brand bridge bucket budget buffer bug bundle cable campaign cap card
cart case cash catalog catalogue chain chair channel chart chat checksum circle class clock code coin color
colour comb command commission contest cost cycle date default demand desire diff discount dock document
effect email engineer envelope event experience experiment eye face farm fax feature fence field figure file
film finance finger flood floor flow folder force forecast forest form frame function fund gate gift glue
grade graph group guide hand hash head heat hook house image influence interest interface invoice job
journal key kit label ladder land lead lease letter level licence license light line list log loop mail man
manifest map march market mask message milk mind mirror mix model name net network notification number
object offset order outline output package page pair panel paper parcel partner party patent pattern
permission phone photo photograph picture piece pilot pipe pipeline pitch pivot plant plot pocket point pool
position power pressure price profile profit program project proxy pulse pump puzzle race ramp reach receipt
reference remark ring role roof rope round rule screen seat sense service session shape shelf shelter shift
shock shop shower side site size slice snapshot sound source space spam spark sparkle spot spring sprint
stack staff stage stake state station stem step stock stream stress string struggle style suit surprise
system table target task tax team telephone tender thread ticket tie time tip title token tool top topic
tour trace transaction trap trip trust type value version video voice wager water wave wheel window witness
""")

# Past and present are one word …
UNCHANGED = _set("""
bet bid broadcast burst cast cut hit hurt let put quit read reset rid set shed shut slit split spread
typeset undercut
""")

# … and that word is a noun as well, so that `PriceCut` can be read two ways.
UNCHANGED_NOUNS = _set("""
bet bid broadcast burst cut hit reset set shed slit split spread undercut
""")

# The participle is the base form, so it says nothing about the past.
SAME_AS_BASE = _set("""
beat become come overcome run
""")

# Longer verbs that double their last letter: committed. (Short ones do so by rule: shipped.)
DOUBLING = _set("""
acquit admit allot annul cancel channel commit compel concur confer control counsel debug defer dispel embed
emit enrol equip excel expel format fulfil handicap incur infer kidnap label marshal model occur omit outfit
overlap patrol permit prefer program propel rebut recur refer regret remit reship resubmit signal submit
transfer transmit travel unpin unplug unship unwrap unzip worship
""")

# Irregular verbs that a thing does, rather than having it done to it: TrialBegins → TrialBegan.
BY_ITSELF = _set("""
become begin come fall fly go grow leave rise run shrink sink spring
""")

# Verbs that write something onto their object: MarkOrderPaid → OrderMarkedPaid.
MARKING = _set("""
declare flag mark report
""")

# base, past, participle ("/" between two usual forms; the first is the one we write).
IRREGULAR = """
arise arose arisen; awake awoke awoken; be was/were been; bear bore born/borne; beat beat beaten;
become became become; begin began begun; bend bent bent; bind bound bound; bite bit bitten;
bleed bled bled; blow blew blown; break broke broken; breed bred bred; bring brought brought;
build built built; burn burnt burnt; buy bought bought; catch caught caught; choose chose chosen;
cling clung clung; come came come; creep crept crept; deal dealt dealt; dig dug dug; do did done;
draw drew drawn; drink drank drunk; drive drove driven; eat ate eaten; fall fell fallen; feed fed fed;
feel felt felt; fight fought fought; find found found; flee fled fled; fly flew flown;
forbid forbade forbidden; foresee foresaw foreseen; forget forgot forgotten; forgive forgave forgiven;
freeze froze frozen; get got gotten; give gave given; go went gone; grind ground ground; grow grew grown;
hang hung hung; have had had; hear heard heard; hide hid hidden; hold held held; keep kept kept;
know knew known; lay laid laid; lead led led; learn learnt learnt; leave left left; lend lent lent;
light lit lit; lose lost lost; make made made; mean meant meant; meet met met; mistake mistook mistaken;
mow mowed mown; overcome overcame overcome; pay paid paid; prove proved proven; ride rode ridden;
ring rang rung; rise rose risen; run ran run; say said said; see saw seen; seek sought sought;
sell sold sold; send sent sent; sew sewed sewn; shake shook shaken; shine shone shone; shoot shot shot;
show showed shown; shrink shrank shrunk; sing sang sung; sink sank sunk; sit sat sat; sleep slept slept;
slide slid slid; sow sowed sown; speak spoke spoken; spell spelt spelt; spend spent spent;
spill spilt spilt; spin spun spun; spoil spoilt spoilt; spring sprang sprung; stand stood stood;
steal stole stolen; stick stuck stuck; sting stung stung; strike struck struck; swear swore sworn;
sweep swept swept; swell swelled swollen; swim swam swum; swing swung swung; take took taken;
teach taught taught; tear tore torn; tell told told; think thought thought; throw threw thrown;
understand understood understood; wake woke woken; wear wore worn; weave wove woven; win won won;
wind wound wound; withdraw withdrew withdrawn; withhold withheld withheld; withstand withstood withstood;
write wrote written
"""
