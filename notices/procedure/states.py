"""Where a claim can stand, in words."""

STATES = {
    "submitted": "The notice is in; the listing waits for a decision.",
    "incomplete": "Something is missing; the notifier has been asked for it and the clock rests.",
    "awaiting_seller": "The seller is heard before anything is decided.",
    "escalated": "A reviewer has asked a senior reviewer or the legal team to decide; the clock goes on.",
    "held": "Decided by one person, waiting for a second because it weighs a lot.",
    "upheld": "The claim was right: the listing is hidden.",
    "mended": "The seller has changed the listing and asks for another look; it stays hidden until then.",
    "rejected": "The claim was not right, or could not be shown: the listing stays.",
    "forwarded": "Passed on to the seller, as this law asks; nothing is removed.",
    "countered": "The seller has answered under oath or declaration; the law's wait runs.",
    "in_court": "The notifier has gone to court or to an authority: the listing stays hidden until that ends.",
    "appealed_takedown": "The seller has asked for another look at the removal.",
    "appealed_rejection": "The notifier has asked for another look at the rejection.",
    "restored": "The listing is visible again.",
    "removed_for_good": "The removal is final.",
    "retracted": "The notifier has taken the claim back.",
    "paused": "The agent's mandate has ended; the owner, or a new mandate, goes on with the claim. All clocks rest.",
    "lapsed": "The missing information did not come in time, or nobody went on with a paused claim.",
}
FINAL = frozenset({"restored", "removed_for_good", "retracted", "lapsed", "forwarded"})
HIDDEN = frozenset({"upheld", "mended", "countered", "in_court", "appealed_takedown", "removed_for_good"})
ENDED = FINAL | {"rejected"}
UNDECIDED = ("submitted", "escalated")  # the merits are still to be looked at
OPEN = tuple(state for state in STATES if state not in ENDED)
