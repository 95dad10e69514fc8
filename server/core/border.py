"""What comes in from outside is made clean before anybody looks at it."""

from typing import Any, TypeVar

import msgspec

from common.kernel.validation import clean_text

Value = TypeVar("Value")


def cleaned(value: Value) -> Value:
    """The same value with every text in it composed and free of NUL and control characters."""
    result: Any = value
    if isinstance(value, str):
        result = value if value.isascii() and value.isprintable() else clean_text(value)
    elif isinstance(value, msgspec.Struct):
        result = _struct(value)
    elif isinstance(value, list):
        result = [cleaned(item) for item in value]
    elif isinstance(value, dict):
        result = {cleaned(key): cleaned(item) for key, item in value.items()}
    cleaned_value: Value = result
    return cleaned_value


def _struct(struct: msgspec.Struct) -> msgspec.Struct:
    fresh = {}
    for name in struct.__struct_fields__:
        before = getattr(struct, name)
        after = cleaned(before)
        if after is not before and after != before:
            fresh[name] = after
    return msgspec.structs.replace(struct, **fresh) if fresh else struct
