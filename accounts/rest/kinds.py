"""Every kind of problem the API may answer with: its status, its title and the help page behind its address."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Words = str | Promise


@dataclass(frozen=True)
class Kind:
    """One problem type of RFC 9457."""

    status: int
    title: Words
    help: Words


KINDS: dict[str, Kind] = {
    # The request could not be read.
    "malformed-json": Kind(
        400,
        _("The body is not JSON"),
        _("Send one JSON document. NaN, Infinity and numbers beyond 64 bits are not JSON numbers that we can keep."),
    ),
    "json-too-deep": Kind(400, _("The JSON is nested too deep"), _("Nest at most 32 levels of objects and lists.")),
    "duplicate-key": Kind(400, _("A key stands twice"), _("Name each key of an object once: we will not guess.")),
    "invalid-encoding": Kind(
        400, _("The text is not UTF-8"), _("Send UTF-8 without a byte order mark, in the body and in the address.")
    ),
    "invalid-character": Kind(
        400,
        _("A character cannot be kept"),
        _("NUL, half surrogates, control characters and characters that turn the direction of text are refused."),
    ),
    "unknown-field": Kind(
        400,
        _("A field is not known"),
        _("Fields we do not know are refused, so that a typing mistake cannot lose what you meant to say."),
    ),
    "validation-error": Kind(
        400, _("Something in the request is not valid"), _("`errors` names each place by a JSON pointer.")
    ),
    "invalid-parameter": Kind(
        400, _("A parameter is not valid"), _("The address may carry only the parameters that the schema names.")
    ),
    "repeated-parameter": Kind(400, _("A parameter is given twice"), _("Give each parameter of an address once.")),
    "invalid-cursor": Kind(
        400,
        _("This cursor is not from this list"),
        _("Follow `next` as it was given. A cursor belongs to one list with one set of filters."),
    ),
    "too-many-items": Kind(400, _("Too many items"), _("Send fewer items at once; the detail names the limit.")),
    "too-many-fields": Kind(400, _("Too many fields"), _("A form may have up to 1,000 fields and 20 files.")),
    "duplicate-item": Kind(400, _("The same item twice"), _("Name each item once.")),
    "payload-too-large": Kind(
        413,
        _("The body is too large"),
        _("JSON may have up to 2.5 MB, a file of rows up to 20 MB, evidence up to 25 MB."),
    ),
    "unsupported-media-type": Kind(
        415,
        _("This kind of body is not read here"),
        _("Send application/json in UTF-8; for files send multipart/form-data."),
    ),
    "not-acceptable": Kind(406, _("We answer in JSON"), _("Accept application/json or leave the header out.")),
    "method-not-allowed": Kind(
        405, _("This method is not open here"), _("The header Allow names the methods that are.")
    ),
    # Who asks.
    "unauthenticated": Kind(
        401,
        _("A valid key is needed"),
        _("Send `Authorization: Bearer ipr_live_…`. The key may have ended or been revoked; make another."),
    ),
    "credentials-in-url": Kind(
        401,
        _("A key was sent in the address"),
        _("Addresses are logged on their way. Send the key in a header, and revoke this one: others may have read it."),
    ),
    "insufficient-scope": Kind(
        403, _("This key may not do this"), _("The detail names the scope that the key lacks. Make a key that has it.")
    ),
    "not-found": Kind(
        404,
        _("Nothing here, or not yours"),
        _("The id is unknown, or the thing belongs to somebody else. We do not say which."),
    ),
    "not-allowed": Kind(403, _("This step is not yours to take"), _("The detail says what it would take.")),
    "mandate-required": Kind(
        403,
        _("You need a mandate"),
        _("To act for another owner you need a mandate that is in force today and covers the right."),
    ),
    # The state of things.
    "invalid-transition": Kind(
        409, _("This step is not open now"), _("`state` says where it stands; `steps` of the claim says what is open.")
    ),
    "already-filed": Kind(409, _("This was filed before"), _("It can be filed once for each claim.")),
    "window-closed": Kind(
        409, _("The time for this is over"), _("The law or our rules set a last day, and it has passed.")
    ),
    "precondition-failed": Kind(
        412,
        _("Something happened since you looked"),
        _("Fetch it again, look at it, and send your request with its new ETag in If-Match."),
    ),
    "precondition-required": Kind(
        428,
        _("Say which version you looked at"),
        _("Send the ETag of what you saw in If-Match, so that nobody decides on what has changed."),
    ),
    "idempotency-key-missing": Kind(
        400,
        _("An Idempotency-Key is needed"),
        _("Send a new random key with each deed, and the same key when you try the same deed again."),
    ),
    "idempotency-key-invalid": Kind(
        400, _("The Idempotency-Key cannot be used"), _("Use 1 to 255 visible ASCII characters, for example a UUID.")
    ),
    "idempotency-key-reused": Kind(
        422, _("This Idempotency-Key was used for something else"), _("Use a new key for a new request.")
    ),
    "idempotency-in-progress": Kind(
        409,
        _("The first request with this key still runs"),
        _("Wait as long as Retry-After says and send the same request again: you will get its answer."),
    ),
    "rate-limited": Kind(429, _("Too many requests"), _("Wait as long as Retry-After says.")),
    "limit-reached": Kind(
        429,
        _("As many notices as a day allows are sent"),
        _("Your tier sets how many notices you may send in a day (UTC). Retry-After says when the next day begins."),
    ),
    "tier-limit": Kind(
        403,
        _("Your tier does not allow so many listings in a notice"),
        _("Send them in several notices. The page “Your standing” in the portal says what would allow more."),
    ),
    # What a notice must contain.
    "listing-not-found": Kind(
        400, _("We do not know this listing"), _("Check the link or the id. The listing may be too new: try later.")
    ),
    "already-removed": Kind(
        400, _("This listing is gone"), _("The seller or the marketplace has taken it down already.")
    ),
    "invalid-url": Kind(400, _("This is not a web address"), _("Give the https address of the listing.")),
    "not-a-marketplace-url": Kind(
        400, _("This is an address of another site"), _("Give the address of a listing on this marketplace.")
    ),
    "conflict-of-interest": Kind(400, _("This is your own listing"), _("A shop cannot report its own listings.")),
    "right-invalid": Kind(400, _("The right cannot carry a notice"), _("It was refused, withdrawn or has expired.")),
    "allowed-seller": Kind(
        409,
        _("This seller is authorised"),
        _("The owner has put the seller on the right's list. If you mean it, send `confirm_allowed_sellers`: true."),
    ),
    "wrong-right-type": Kind(
        400, _("The claim does not fit the right"), _("See /api/v1/reference/claim-types for what fits.")
    ),
    "declaration-required": Kind(
        400,
        _("A declaration is missing"),
        _("See /api/v1/reference/declarations. `POST /notices/validate` says which ones your listings call for."),
    ),
    "declaration-outdated": Kind(
        409,
        _("A declaration has new words"),
        _("Show the newest version to the person who signs, and send that version."),
    ),
    # Evidence.
    "file-empty": Kind(400, _("The file is empty"), _("Send the bytes of the file in the field `file`.")),
    "file-too-large": Kind(413, _("The file is too large"), _("A file may have up to 25 MB.")),
    "file-type-not-allowed": Kind(
        400, _("This type of file is not taken"), _("Send PDF, PNG, JPEG, WebP, GIF, plain text or a saved email.")
    ),
    "file-type-mismatch": Kind(
        400, _("The content is of another type than the name says"), _("Name the file by what it is.")
    ),
    "file-damaged": Kind(400, _("The picture cannot be read"), _("Save it again and send that.")),
    "image-too-large": Kind(400, _("The picture has too many pixels"), _("Send a picture of up to 40 megapixels.")),
    "digest-mismatch": Kind(
        400,
        _("The file arrived changed"),
        _("Its SHA-256 is not the one in Content-Digest. Send it again."),
    ),
    # Imports.
    "csv-empty": Kind(
        400, _("The file holds no rows"), _("Send a first row with the names of the columns, then rows.")
    ),
    "csv-header": Kind(
        400,
        _("The columns cannot be read"),
        _("`errors` names each: missing, twice there, or not known. Rename them, or say in `columns` what they are."),
    ),
    "csv-encoding": Kind(400, _("The file is not UTF-8"), _("Save it as CSV UTF-8; a byte order mark does no harm.")),
    "csv-malformed": Kind(
        400,
        _("A row cannot be split into cells"),
        _("The detail names the row: a quotation mark left open, a NUL character, or a cell without end."),
    ),
    "csv-dialect": Kind(400, _("No separator was found"), _("Put a comma, a semicolon or a tab between the columns.")),
    "csv-too-many-rows": Kind(413, _("The file has too many rows"), _("An import can have up to 50,000; send parts.")),
    # Webhooks, from us and to us.
    "webhook-url-not-allowed": Kind(
        400,
        _("No webhook can go to this address"),
        _("Give an https address on port 443 or 8443, with a host name that leads to public addresses only."),
    ),
    "invalid-signature": Kind(
        401,
        _("The signature does not fit"),
        _("Sign id, timestamp and body with the secret we share (Standard Webhooks, `v1`), and send them as signed."),
    ),
    "stale-timestamp": Kind(
        401,
        _("This was signed too long ago, or in the future"),
        _("`webhook-timestamp` is in whole seconds and at most five minutes from our time. Sign anew at each try."),
    ),
    "event-conflict": Kind(
        409,
        _("This id was used for another event"),
        _("An event keeps its id and its content at every try; a new event has a new id."),
    ),
    # Our side.
    "dependency-unavailable": Kind(
        503, _("Try again shortly"), _("A part of the portal is away. Nothing was stored; Retry-After says when.")
    ),
    "storage-unavailable": Kind(
        507,
        _("There is no room for files"),
        _("The file was not kept. Everything without a file goes on; try later."),
    ),
    "internal-error": Kind(
        500,
        _("We made a mistake"),
        _("It was written down with the request id. Trying again is safe with the same key."),
    ),
}
