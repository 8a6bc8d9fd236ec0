"""What partners send about notices and claims, and what they get back."""

from accounts.rest import told
from accounts.rest.fields import EMAIL, Choice, Day, Flag, Many, Pattern, Shape, Text, Whole, public_id
from notices.limits import MOST_LISTINGS
from notices.marking import LONGEST_NOTE, MOST_REGIONS
from notices.models import Notice, Region
from policy import defences

EVIDENCE = Many(public_id("evd"), 20, distinct=True)
COUNTRY = Pattern(r"[A-Z]{2}", "an ISO 3166-1 country code, for example DE", "DE")
SWORN = Shape(
    "Sworn",
    required={
        "code": Pattern(r"[a-z_]{1,48}", "the code of a declaration"),
        "version": Pattern(r"[0-9]{1,4}", "its version"),
    },
)
# Thousandths of a sealed picture, counted from its top left corner; or characters of the title or description.
PART = Whole(0, 1000, otherwise=0)
REGION = Shape(
    "MarkedRegion",
    required={"place": Choice(tuple(Region.Place.values))},
    optional={
        "picture": Pattern(r"[0-9a-f]{64}", "the SHA-256 of one of the listing's pictures"),
        "x": PART,
        "y": PART,
        "width": PART,
        "height": PART,
        "start": Whole(0, 1_000_000, otherwise=0),
        "end": Whole(0, 1_000_000, otherwise=0),
        "note": Text(LONGEST_NOTE, about="A short note; the seller reads it."),
    },
)
LISTING = Shape(
    "ReportedListing",
    optional={
        "url": Text(2000, about="The address of the listing; `url` or `id` is needed."),
        "id": Text(64, about="The marketplace's id of the listing."),
        "explanation": Text(4000, lines=True),
        "evidence": EVIDENCE,
        "regions": Many(REGION, MOST_REGIONS),
    },
)
WORK = Shape(
    "Work",
    required={"title": Text(200)},
    optional={"description": Text(4000, lines=True), "url": Text(2000), "evidence": EVIDENCE},
)
NOTICE_BODY = Shape(
    "NewNotice",
    required={"claim_type": Choice(tuple(Notice.ClaimType.values)), "listings": Many(LISTING, MOST_LISTINGS, 1)},
    optional={
        "right": public_id("rgt"),
        "work": WORK,
        "owner": public_id("org"),
        "explanation": Text(8000, lines=True),
        "evidence": EVIDENCE,
        "territories": Many(COUNTRY, 250, distinct=True),
        "declarations": Many(SWORN, 30),
        "signature": Shape(
            "Signature",
            required={"name": Text(200)},
            optional={"capacity": Choice(tuple(Notice.Capacity.values), otherwise="owner")},
        ),
        "warned": Many(
            Pattern(r"[a-z_]{1,48}", "the code of a warning that you showed to the signer"), 10, distinct=True
        ),
        "confirm_allowed_sellers": Flag(
            "Say true to report a seller who is on the right's list of authorised sellers."
        ),
        "partner_reference": Text(120),
        "language": Pattern(r"[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})?", "a language tag, for example en", "en"),
    },
    example={
        "right": "rgt_00000000000000000000000000",
        "claim_type": "counterfeit",
        "listings": [
            {"url": "https://fairmark.example/l/7712093"},
            {
                "id": "L-7712101",
                "explanation": "Our logo is on the base.",
                "regions": [{"place": "title", "start": 0, "end": 5, "note": "Our mark"}],
            },
        ],
        "explanation": "These lamps carry our mark; we did not make them.",
        "declarations": [{"code": "good_faith_no_authorisation", "version": "1"}],
        "signature": {"name": "Mara Linde", "capacity": "owner"},
        "partner_reference": "case 4711",
    },
)
INFORMATION_BODY = Shape("Information", required={"answer": Text(8000, lines=True)}, optional={"evidence": EVIDENCE})
EVIDENCE_BODY = Shape("Supplement", required={"evidence": Many(public_id("evd"), 20, 1, distinct=True)})
RESUME_BODY = Shape("Resumption")
RETRACT_BODY = Shape("Retraction", optional={"reason": Text(500, lines=True)})
COURT_BODY = Shape(
    "CourtAction",
    required={"court": Text(200), "case_number": Text(80), "filed_on": Day()},
    optional={"evidence": EVIDENCE},
    example={"court": "US District Court, N.D. California", "case_number": "5:26-cv-01234", "filed_on": "2026-11-20"},
)
DEFENCE = Choice(tuple(each.code for each in defences.all()), otherwise=defences.OTHER)
APPEAL_BODY = Shape(
    "Appeal",
    required={"grounds": Text(8000, lines=True)},
    optional={"defence": Choice(tuple(each.code for each in defences.all()), otherwise=""), "evidence": EVIDENCE},
)
COUNTER_BODY = Shape(
    "NewCounterNotice",
    required={"explanation": Text(8000, lines=True), "signer": Text(200)},
    optional={
        "defence": DEFENCE,
        "declarations": Many(SWORN, 30),
        "address": Text(400, lines=True),
        "phone": Pattern(r"\+?[0-9 ()./-]{5,40}", "a phone number"),
        "email": EMAIL,
        "evidence": EVIDENCE,
    },
)
ANSWER_BODY = Shape(
    "Answer", required={"answer": Text(8000, lines=True)}, optional={"defence": DEFENCE, "evidence": EVIDENCE}
)

MEND_BODY = Shape("ChangedListing", required={"words": Text(4000, lines=True)})
NOTHING_MORE = Shape("NothingMore")

PARTY = told.record(id=told.TEXT, name=told.TEXT)
LISTING_SEEN = told.record(id=told.TEXT, title=told.TEXT, url=told.TEXT, market=told.TEXT)
DECISION = told.record(
    outcome=told.TEXT,
    reason_code=told.TEXT,
    public_reason=told.TEXT,
    ground=told.TEXT,
    territories=told.TEXTS,
    automated=told.FLAG,
    decided_at=told.MOMENT,
)
DEADLINE = told.record(key=told.TEXT, due_at=told.MOMENT, not_after=told.maybe(told.MOMENT))
COUNTER_SEEN = told.record(
    id=told.TEXT,
    defence=told.TEXT,
    explanation=told.TEXT,
    received_at=told.MOMENT,
    signer=told.maybe(told.TEXT),
    address=told.maybe(told.TEXT),
    phone=told.maybe(told.TEXT),
    email=told.maybe(told.TEXT),
)
REGION_SEEN = told.record(
    place=told.TEXT,
    picture=told.maybe(told.TEXT),
    x=told.maybe(told.WHOLE),
    y=told.maybe(told.WHOLE),
    width=told.maybe(told.WHOLE),
    height=told.maybe(told.WHOLE),
    start=told.maybe(told.WHOLE),
    end=told.maybe(told.WHOLE),
    words=told.maybe(told.TEXT),
    note=told.TEXT,
)
SHARED = {
    "id": told.TEXT,
    "listing": LISTING_SEEN,
    "claim_type": told.TEXT,
    "state": told.TEXT,
    "version": told.WHOLE,
    "regime": told.TEXT,
    "regime_version": told.TEXT,
    "explanation": told.TEXT,
    "regions": told.listed(REGION_SEEN),
    "decision": told.maybe(DECISION),
    "restriction": told.maybe(told.record(state=told.TEXT, territories=told.TEXTS)),
    "deadlines": told.listed(DEADLINE),
    "counter_notice": told.maybe(COUNTER_SEEN),
    "steps": told.TEXTS,
}
CLAIM_OF_NOTIFIER = told.record(
    "Claim", notice=told.TEXT, reference=told.TEXT, question=told.TEXT, answer=told.TEXT, evidence=told.TEXTS, **SHARED
)
CLAIM_OF_SELLER = told.record(
    "ClaimAgainstYou",
    case=told.TEXT,
    owner=told.maybe(told.TEXT),
    right=told.record(kind=told.TEXT, title=told.TEXT, office=told.TEXT, number=told.TEXT),
    notice_explanation=told.TEXT,
    **SHARED,
)
CLAIM = {"title": "AnyClaim", "oneOf": [CLAIM_OF_NOTIFIER, CLAIM_OF_SELLER]}
CLAIM_PAGE = told.record("AnyClaimPage", **told.paged({"oneOf": CLAIM["oneOf"]})["properties"])
NOTICE_LINE = {
    "id": told.TEXT,
    "reference": told.TEXT,
    "status": told.TEXT,
    "states": {"type": "object", "additionalProperties": told.WHOLE},
    "claim_type": told.TEXT,
    "filer": PARTY,
    "owner": PARTY,
    "right": told.maybe(told.TEXT),
    "work": told.OPEN,
    "explanation": told.TEXT,
    "territories": told.TEXTS,
    "signature": told.record(name=told.TEXT, capacity=told.TEXT),
    "partner_reference": told.TEXT,
    "language": told.TEXT,
    "is_test": told.FLAG,
    "received_at": told.MOMENT,
    "receipt": told.TEXT,
    "links": told.record(self=told.TEXT, timeline=told.TEXT, claims=told.TEXT),
}
NOTICE_SHORT = told.record("NoticeLine", **NOTICE_LINE)
NOTICE = told.record("Notice", **NOTICE_LINE, claims=told.listed(CLAIM_OF_NOTIFIER))
TIMELINE = told.catalogue(
    "Timeline",
    told.record(at=told.MOMENT, step=told.TEXT, words=told.TEXT, role=told.TEXT, detail=told.TEXT, claims=told.WHOLE),
)
FAULT = told.record(code=told.TEXT, detail=told.TEXT, pointer=told.TEXT)
DOUBT = told.record(
    code=told.TEXT, detail=told.TEXT, pointer=told.TEXT, reason=told.TEXT, refused=told.maybe(told.WHOLE)
)
WARNING = told.record(code=told.TEXT, text=told.TEXT, record=told.FLAG)
READINESS = told.record(
    "Readiness",
    ready=told.FLAG,
    faults=told.listed(FAULT),
    doubts=told.listed(DOUBT),
    warnings=told.listed(WARNING),
    regimes=told.TEXTS,
    declarations=told.listed(told.record(code=told.TEXT, version=told.TEXT, text=told.TEXT, perjury=told.FLAG)),
)
CLAIM_TYPES = told.catalogue("ClaimTypes", told.record("ClaimType", code=told.TEXT, words=told.TEXT, rights=told.TEXTS))
