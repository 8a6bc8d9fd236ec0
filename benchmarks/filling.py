"""Bulk rows by set-based SQL: one notice, claim, clock, dossier, entry and settled delivery for each number.

Foreign keys of the filler are not checked one by one and its public ids are counted up instead of drawn; its entries
pass the docket's own triggers, so that the chain is whole and `verify_docket` has something to verify.
"""

import time

from django.db import connection, transaction
from psycopg2.extras import execute_values

from benchmarks.figures import Figure
from benchmarks.people import People
from listings import snapshots
from listings.models import Listing

LISTINGS = 20_000
LISTING_TABLE = "(k bigint PRIMARY KEY, id bigint, seller_id bigint, snapshot_id bigint)"
AT_ONCE = 100_000
RARE = 1000  # one claim in so many is about a design

NOTICES = """
INSERT INTO notices_notice (id, public_id, reference, filer_id, owner_id, right_id, work, claim_type, explanation,
    territories, signature_name, capacity, partner_reference, language, is_test, received_at, sealed, receipt)
SELECT n, 'ntc_' || lpad(n::text, 26, '0'), 'N-' || lpad(n::text, 8, '0'), o.id, o.id, r.id, '{}',
    CASE WHEN n %% %(rare)s = 0 THEN 'design' WHEN n %% 3 = 0 THEN 'counterfeit' ELSE 'trademark' END,
    'These goods carry our mark; we did not make them.', '["US"]', 'Bench Filer', 'owner', '', 'en', false,
    now() - make_interval(secs => (n * 7919) %% 864000), 'filler ' || n, encode(sha256(n::text::bytea), 'hex')
FROM generate_series(%(first)s::bigint, %(last)s::bigint) n
JOIN (SELECT id, row_number() OVER (ORDER BY id) - 1 AS k FROM accounts_organisation WHERE kind = 'partner') o
  ON o.k = n %% %(owners)s
JOIN rights_ipright r ON r.organisation_id = o.id
"""
CLAIMS = """
INSERT INTO notices_claim (id, public_id, notice_id, ordinal, listing_id, seller_id, snapshot_id, regime,
    regime_version, explanation, seller_told, question, answer, state, version)
SELECT n, 'clm_' || lpad(n::text, 26, '0'), n, 1, l.id, l.seller_id, l.snapshot_id, 'us-trademark-policy', '1', '',
    false, '', '', 'submitted', 1
FROM generate_series(%(first)s::bigint, %(last)s::bigint) n JOIN bench_listing l ON l.k = (n * 7919) %% %(listings)s
"""
ENTRIES = """
INSERT INTO docket_entry (subject_type, subject_id, n, step, source, target, role, organisation_id, request_id, facts)
SELECT 'claim', c.id, 1, 'submit', '', 'submitted', 'notifier', t.owner_id, '',
    jsonb_build_object('deed', md5(c.id::text), 'first_for', jsonb_build_array('notifier'), 'authority', 'owner',
                       'receipt', t.receipt)
FROM notices_claim c JOIN notices_notice t ON t.id = c.notice_id
WHERE c.id BETWEEN %(first)s AND %(last)s ORDER BY c.id
"""
DELIVERIES = """
INSERT INTO docket_delivery (entry_id, subscriber, lane, state, attempts, due_at, last_error, done_at)
SELECT e.id, 'notices.letters.tell', 'claim:' || e.subject_id, 'done', 1, e.at, '', e.at
FROM docket_entry e WHERE e.subject_type = 'claim' AND e.subject_id BETWEEN %(first)s AND %(last)s
"""
TIMERS = """
INSERT INTO notices_timer (claim_id, key, due_at, regime, rule_version, calendar, calendar_version, state, started_at)
SELECT n.id, 'decide', n.received_at + interval '10 days', 'us-trademark-policy', '1', '', '', 'running', n.received_at
FROM notices_notice n WHERE n.id BETWEEN %(first)s AND %(last)s
"""
DOSSIERS = """
INSERT INTO notices_dossier (notice_id, queue, waiting, due_at, severity, claim_type, received_at)
SELECT n.id, 'review', 1, n.received_at + interval '10 days', (n.claim_type = 'counterfeit')::int, n.claim_type,
    n.received_at
FROM notices_notice n WHERE n.id BETWEEN %(first)s AND %(last)s
"""
CATCHWORDS = """
INSERT INTO notices_catchwords (notice_id, words)
SELECT n.id, array_to_tsvector(ARRAY['n', lower(substr(n.reference, 3)), 'lang=en', 'market=us', 'tier=t3',
    'right=' || n.claim_type, 'owner=bench', 'owner=filer', 'seller=shop', 'us', 'mark', 'bench',
    'filer', 'shop', lower(replace(l.external_id, 'L-', ''))] || string_to_array(lower(l.title), ' '))
FROM notices_notice n JOIN notices_claim c ON c.notice_id = n.id JOIN listings_listing l ON l.id = c.listing_id
WHERE n.id BETWEEN %(first)s AND %(last)s
"""
UNCHECKED = (NOTICES, CLAIMS, TIMERS, DOSSIERS, CATCHWORDS, DELIVERIES)


EMPTY = {"character varying": "''", "text": "''", "boolean": "false", "jsonb": "'[]'", "integer": "0", "smallint": "0"}
NEEDED = """
SELECT table_name, column_name, data_type FROM information_schema.columns
WHERE table_name = ANY(%s) AND is_nullable = 'NO' AND column_default IS NULL AND is_identity = 'NO'
"""


def fill(people: People, first: int, last: int) -> Figure:
    """Rows first to last; the figure says how fast."""
    began = time.monotonic()
    if not Listing.objects.exists():
        _let_columns_be_left_out()
        _listings(people, most=max(1000, min(LISTINGS, last)))
    for start in range(first, last + 1, AT_ONCE):
        _chunk(len(people.owners), start, min(start + AT_ONCE - 1, last))
    _settle()
    rate = (last - first + 1) / (time.monotonic() - began)
    return Figure("M0 filling by SQL", "claims/s", [rate], note="set-based, triggers of the docket on")


@transaction.atomic
def _chunk(owners: int, first: int, last: int) -> None:
    facts = {"first": first, "last": last, "owners": owners, "rare": RARE, "listings": Listing.objects.count()}
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL synchronous_commit = off")
        for statement in (NOTICES, CLAIMS, ENTRIES, DELIVERIES, TIMERS, DOSSIERS, CATCHWORDS):
            cursor.execute(f"SET LOCAL session_replication_role = {'replica' if statement in UNCHECKED else 'origin'}")
            cursor.execute(statement, facts)


def _let_columns_be_left_out() -> None:
    """The models say what is empty at first, the database does not: a new field must not break the statements above."""
    tables = ["notices_notice", "notices_claim", "notices_timer", "notices_dossier", "docket_entry", "docket_delivery"]
    with connection.cursor() as cursor:
        cursor.execute(NEEDED, [tables])
        for table, column, kind in cursor.fetchall():
            if kind in EMPTY:
                cursor.execute(f"ALTER TABLE {table} ALTER {column} SET DEFAULT {EMPTY[kind]}")


def _listings(people: People, most: int) -> None:
    """Listings and their sealed copies through the product's own code; a table of both for the statements above."""
    listings = make_listings(people, "L-1", most)
    sealed = {}
    for start in range(0, len(listings), 2000):
        sealed |= snapshots.seal(listings[start : start + 2000])
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE UNLOGGED TABLE bench_listing {LISTING_TABLE}")
        rows = [(k, each.pk, each.seller_id, sealed[each.pk].pk) for k, each in enumerate(listings)]
        execute_values(cursor, "INSERT INTO bench_listing VALUES %s", rows, page_size=1000)


def make_listings(people: People, prefix: str, count: int) -> list[Listing]:
    shops = people.shops
    return Listing.objects.bulk_create(
        (
            Listing(
                external_id=f"{prefix}{number:06}", seller=shops[number // 5 % len(shops)],
                title=f"LAMP number {number}", description="Brass table lamp", brand="MARK",
                price="39.00", currency="USD", market="US", category="Lamps", url=f"https://fairmark.example/l/{prefix[2:]}{number:06}",
            )
            for number in range(count)
        ),
        batch_size=5000,
    )  # fmt: skip


def _settle() -> None:
    """Counters behind the ids, statistics, and nothing left for autovacuum to do in the middle of a measure."""
    with connection.cursor() as cursor:
        for table in ("notices_notice", "notices_claim"):
            cursor.execute(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT max(id) FROM {table}))")
        cursor.execute("VACUUM (ANALYZE)")
        cursor.execute("CHECKPOINT")
