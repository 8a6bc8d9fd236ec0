"""demo.json: where the demo is, who may sign in, and a notice that can be sent with the printed key."""

import json
import os
from pathlib import Path
from typing import Any

from django.conf import settings

from ipr_portal.demo import cast, catalogue, vault, words
from notices.filing import declarations_for, regimes_of
from policy import regimes

SAMPLE_LISTINGS = 2


def write() -> Path:
    """It holds passwords, so only this user may read it."""
    path = Path(settings.HOME) / "demo.json"
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        json.dump(content(), file, indent=2, ensure_ascii=False)
        file.write("\n")
    path.chmod(0o600)
    return path


def content() -> dict[str, Any]:
    key, secret = cast.key()
    return {
        "url": settings.PORTAL_URL,
        "sandbox_url": settings.SANDBOX_URL,
        "accounts": [
            {
                "role": told["role"],
                "email": told["email"],
                "password": words.password(told["email"]),
                "name": told.get("person") or told["name"],
            }
            for told in cast.printed()
        ],
        "api_keys": [{"organisation": key.organisation.name, "scopes": key.scopes, "key": secret}],
        "sample_notice": sample_notice(),
    }


def sample_notice() -> dict[str, Any]:
    """Ready for POST /api/v1/notices: listings that nobody has reported, in the words now in force."""
    right = vault.find("linde-eu")
    reported = catalogue.unreported("LINDE", "fake lookalike resale part genuine", "DE FR NL", "", SAMPLE_LISTINGS)
    governing = {each.code for each in regimes_of(reported, "counterfeit").values()}
    return {
        "right": right.public_id,
        "claim_type": "counterfeit",
        "listings": [{"url": reported[0].url}, *({"id": each.external_id} for each in reported[1:])],
        "explanation": "These lamps carry the mark LINDE. Studio Linde did not make them and did not allow the mark.",
        "territories": ["DE", "FR"],
        "declarations": [
            {"code": each.code, "version": each.version}
            for each in declarations_for(regimes.get(code) for code in sorted(governing))
        ],
        "signature": {"name": "Vera Quill", "capacity": "agent"},
        "partner_reference": "sample 1",
    }
