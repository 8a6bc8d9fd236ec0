"""The database's own part of the docket: time, chain, and the refusal to change what is written."""

CLOCK = """
CREATE TABLE docket_demo_clock (id int PRIMARY KEY CHECK (id = 1), ahead interval NOT NULL);

-- The demo's offset counts only on a connection that says it is a demo; production never says so.
CREATE FUNCTION docket_now() RETURNS timestamptz LANGUAGE sql VOLATILE AS $$
    SELECT clock_timestamp() + CASE WHEN current_setting('portal.demo', true) = 'on'
        THEN coalesce((SELECT ahead FROM docket_demo_clock), interval '0') ELSE interval '0' END
$$;
"""

# Fields are joined with the unit separator; time as microseconds, so that no time zone setting changes a hash.
CHAIN = """
CREATE FUNCTION docket_entry_hash(e docket_entry) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT encode(sha256(convert_to(concat_ws(chr(31), e.previous_hash, e.subject_type, e.subject_id, e.n, e.step,
        e.source, e.target, e.role, coalesce(e.actor_id, 0), coalesce(e.organisation_id, 0), coalesce(e.key_id, 0),
        e.request_id, e.facts::text, (extract(epoch FROM e.at) * 1000000)::bigint), 'UTF8')), 'hex')
$$;

-- The caller holds the subject's row lock, so no two entries can see the same predecessor.
CREATE FUNCTION docket_chain() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE before docket_entry;
BEGIN
    SELECT * INTO before FROM docket_entry
     WHERE subject_type = NEW.subject_type AND subject_id = NEW.subject_id AND n = NEW.n - 1;
    IF NEW.n > 1 AND before.id IS NULL THEN
        RAISE EXCEPTION 'entry % of % % has no predecessor', NEW.n, NEW.subject_type, NEW.subject_id;
    END IF;
    IF NEW.n > 1 AND before.target <> NEW.source THEN
        RAISE EXCEPTION 'entry % of % % starts from %, not from %', NEW.n, NEW.subject_type, NEW.subject_id,
            NEW.source, before.target;
    END IF;
    NEW.at := greatest(docket_now(), before.at);
    NEW.previous_hash := coalesce(before.hash, '');
    NEW.hash := docket_entry_hash(NEW);
    RETURN NEW;
END $$;
CREATE TRIGGER docket_chain BEFORE INSERT ON docket_entry FOR EACH ROW EXECUTE FUNCTION docket_chain();
"""

GUARD = """
CREATE FUNCTION docket_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'entries are never changed: % refused', TG_OP USING ERRCODE = 'insufficient_privilege'; END $$;
CREATE TRIGGER docket_keep BEFORE UPDATE OR DELETE ON docket_entry
    FOR EACH ROW EXECUTE FUNCTION docket_refuse();
CREATE TRIGGER docket_keep_all BEFORE TRUNCATE ON docket_entry
    FOR EACH STATEMENT EXECUTE FUNCTION docket_refuse();
"""

UNDO = """
DROP TRIGGER docket_keep_all ON docket_entry;
DROP TRIGGER docket_keep ON docket_entry;
DROP TRIGGER docket_chain ON docket_entry;
DROP FUNCTION docket_refuse();
DROP FUNCTION docket_chain();
DROP FUNCTION docket_entry_hash(docket_entry);
DROP FUNCTION docket_now();
DROP TABLE docket_demo_clock;
"""
