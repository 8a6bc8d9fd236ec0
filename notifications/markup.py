"""The HTML of a letter, made of its text: headings, lists, quotes, paragraphs and links to this portal only."""

import re

from django.conf import settings
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe


def to_html(text: str) -> SafeString:
    """Blocks stand one blank line apart. What a person typed is quoted (“> ”), so it cannot pose as our words."""
    blocks = re.split(r"\n\s*\n", text.strip())
    return mark_safe("\n".join(_block(block.splitlines()) for block in blocks if block.strip()))  # noqa: S308


def linked(text: str) -> SafeString:
    """Escaped text in which addresses of this portal are links; any other address stays plain text."""
    ours = re.escape(escape(settings.PORTAL_URL))
    found = rf"({ours}/[\w\-./?=&;%#]*[\w/])"
    return mark_safe(re.sub(found, r'<a href="\1">\1</a>', escape(text)))  # noqa: S308


def _block(lines: list[str]) -> str:
    if all(line.startswith(">") for line in lines):
        return (
            f'<blockquote dir="auto">{_lines([line[1:].removeprefix(" ") for line in lines], link=False)}</blockquote>'
        )
    if len(lines) > 1 and set(lines[1].strip()) == {"-"}:
        rest = _block(lines[2:]) if lines[2:] else ""
        return f"<h2>{escape(lines[0])}</h2>\n{rest}".rstrip()
    if len(lines) == 2 and is_address(lines[1]):
        return _way(lines[0], lines[1])
    if all(line.startswith("- ") for line in lines):
        return "<ul>" + "".join(f"<li><bdi>{linked(line[2:])}</bdi></li>" for line in lines) + "</ul>"
    return f"<p>{_lines(lines)}</p>"


def is_address(line: str) -> bool:
    """Whether the line is one address of this portal and nothing else."""
    return re.fullmatch(rf"{re.escape(settings.PORTAL_URL)}/[\w\-./?=&;%#]*", line) is not None


def _way(words: str, url: str) -> str:
    """Words above an address stand on a button; the address stays readable below, for whoever does not press any."""
    button = f'<p class="go"><a class="button" href="{escape(url)}">{escape(words.rstrip(":："))}</a></p>'
    return f'{button}\n<p class="at"><bdi dir="ltr">{linked(url)}</bdi></p>'


def _lines(lines: list[str], *, link: bool = True) -> str:
    return "<br>\n".join(linked(line) if link else escape(line) for line in lines)
