"""Words for describing answers in the schema: short to write, strict to check."""

from typing import Any

Schema = dict[str, Any]
TEXT: Schema = {"type": "string"}
WHOLE: Schema = {"type": "integer"}
FLAG: Schema = {"type": "boolean"}
MOMENT: Schema = {"type": "string", "format": "date-time"}
DAY: Schema = {"type": "string", "format": "date"}
TEXTS: Schema = {"type": "array", "items": TEXT}
OPEN: Schema = {"type": "object"}


def record(title: str = "", /, **properties: Schema) -> Schema:
    """An object with exactly these members, all of them always there."""
    told: Schema = {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }
    return {"title": title, **told} if title else told


def maybe(schema: Schema) -> Schema:
    """This, or null."""
    return {"anyOf": [schema, {"type": "null"}]}


def listed(schema: Schema) -> Schema:
    return {"type": "array", "items": schema}


def paged(schema: Schema) -> Schema:
    """A page of a list."""
    title = f"{schema['title']}Page" if "title" in schema else ""
    return record(title, items=listed(schema), next=maybe({"type": "string", "format": "uri"}))


def catalogue(title: str, schema: Schema) -> Schema:
    """A short list that is given whole."""
    return record(title, items=listed(schema))
