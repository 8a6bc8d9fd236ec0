"""Each listing knows the transaction that last changed what it offers, so that readers go on where they stopped.

A transaction's number is given before it commits. Whoever reads takes only numbers below the oldest transaction that
still runs (pg_snapshot_xmin), and so passes over nothing that commits late.
"""

from django.db import migrations, models

TRIGGERS = """
CREATE FUNCTION listings_note_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.changed_in := pg_current_xact_id()::text::bigint;
    RETURN NEW;
END $$;

CREATE TRIGGER listing_is_new BEFORE INSERT ON listings_listing
    FOR EACH ROW EXECUTE FUNCTION listings_note_change();

-- Whoever stores a row as it was read must not turn the number back.
CREATE FUNCTION listings_note_update() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (OLD.title, OLD.description, OLD.brand, OLD.seller_id, OLD.market, OLD.state)
       IS DISTINCT FROM (NEW.title, NEW.description, NEW.brand, NEW.seller_id, NEW.market, NEW.state) THEN
        NEW.changed_in := pg_current_xact_id()::text::bigint;
    ELSE
        NEW.changed_in := greatest(OLD.changed_in, NEW.changed_in);
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER listing_offers_something_else BEFORE UPDATE ON listings_listing
    FOR EACH ROW EXECUTE FUNCTION listings_note_update();

CREATE FUNCTION listings_note_pictures() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE listings_listing SET changed_in = pg_current_xact_id()::text::bigint
    WHERE id IN (SELECT listing_id FROM shown) AND changed_in <> pg_current_xact_id()::text::bigint;
    RETURN NULL;
END $$;

CREATE TRIGGER listing_shows_more AFTER INSERT ON listings_listingimage
    REFERENCING NEW TABLE AS shown FOR EACH STATEMENT EXECUTE FUNCTION listings_note_pictures();

CREATE TRIGGER listing_shows_others AFTER UPDATE ON listings_listingimage
    REFERENCING NEW TABLE AS shown FOR EACH STATEMENT EXECUTE FUNCTION listings_note_pictures();
"""
AWAY = """
DROP TRIGGER listing_shows_others ON listings_listingimage;
DROP TRIGGER listing_shows_more ON listings_listingimage;
DROP TRIGGER listing_offers_something_else ON listings_listing;
DROP TRIGGER listing_is_new ON listings_listing;
DROP FUNCTION listings_note_pictures();
DROP FUNCTION listings_note_update();
DROP FUNCTION listings_note_change();
"""


class Migration(migrations.Migration):
    dependencies = [("listings", "0004_sealed_pictures")]
    operations = [
        migrations.AddField(
            "listing",
            "changed_in",
            models.BigIntegerField(db_default=0, editable=False),
        ),
        migrations.AddIndex(
            "listing",
            models.Index(fields=["changed_in", "id"], name="listing_by_change"),
        ),
        migrations.RunSQL(TRIGGERS, AWAY),
    ]
