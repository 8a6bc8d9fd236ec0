"""How long a statement, a lock and a transaction may last, by what a process is for."""

from ipr_portal import environment as env

# Milliseconds: one statement; waiting for a lock; idle inside a transaction; a whole transaction.
LIMITS: dict[str, tuple[int, int, int, int]] = {
    "web": (5_000, 1_000, 10_000, 10_000),
    "worker": (30_000, 2_000, 30_000, 60_000),
    "sweeper": (30_000, 2_000, 30_000, 60_000),
    "command": (15_000, 4_000, 30_000, 0),  # manage.py, tests, the demo
}


def statement(role: str) -> int:
    """Milliseconds that one statement of such a process may last."""
    return env.whole_number("STATEMENT_TIMEOUT_MS", LIMITS[role][0])


def options(role: str, *, demo: bool) -> str:
    """What is told to PostgreSQL with the connection. The demo's clock moves only where this says so."""
    _, lock, idle, _ = LIMITS[role]
    told = {
        "portal.demo": "on" if demo else "off",
        "statement_timeout": statement(role),
        "lock_timeout": env.whole_number("LOCK_TIMEOUT_MS", lock),
        "idle_in_transaction_session_timeout": idle,
        "application_name": f"portal-{role}",
    }
    return " ".join(f"-c {name}={value}" for name, value in told.items())
