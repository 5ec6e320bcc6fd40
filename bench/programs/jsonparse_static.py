"""JSON: a document of records is cut into tokens, parsed and summed up."""

from __future__ import annotations
import __static__

import sys
from typing import Final

from __static__ import CheckedDict, CheckedList, box, clen, crange, int64

RECORDS: Final = 40

ESCAPES: Final[CheckedDict[str, str]] = {
    '"': '"',
    "\\": "\\",
    "/": "/",
    "b": "\b",
    "f": "\f",
    "n": "\n",
    "r": "\r",
    "t": "\t",
}


class ParseError(Exception):
    pass


class Token:
    """Its kind is a punctuation mark, string, number, word or end."""

    def __init__(self, kind: str, text: str) -> None:
        self.kind: str = kind
        self.text: str = text


class Tokenizer:
    def __init__(self, text: str) -> None:
        self.text: str = text
        self.position: int64 = 0

    def tokens(self) -> CheckedList[Token]:
        result: CheckedList[Token] = []
        text = self.text
        length: int64 = clen(text)
        while self.position < length:
            char = text[box(self.position)]
            if char in " \t\r\n":
                self.position += 1
            elif char in "{}[]:,":
                result.append(Token(char, char))
                self.position += 1
            elif char == '"':
                result.append(Token("string", self.read_string()))
            elif char == "-" or char.isdigit():
                result.append(Token("number", self.read_number()))
            elif char.isalpha():
                result.append(Token("word", self.read_word()))
            else:
                raise ParseError(f"unexpected {char!r} at {box(self.position)}")
        result.append(Token("end", ""))
        return result

    def read_string(self) -> str:
        text = self.text
        self.position += 1
        start: int64 = self.position
        parts: list[str] = []
        while True:
            char = text[box(self.position)]
            if char == '"':
                parts.append(text[box(start) : box(self.position)])
                self.position += 1
                return "".join(parts)
            if char == "\\":
                parts.append(text[box(start) : box(self.position)])
                escape = text[box(self.position + 1)]
                if escape == "u":
                    digits = text[box(self.position + 2) : box(self.position + 6)]
                    parts.append(chr(int(digits, 16)))
                    self.position += 6
                else:
                    parts.append(ESCAPES[escape])
                    self.position += 2
                start = self.position
            else:
                self.position += 1

    def read_number(self) -> str:
        text = self.text
        start: int64 = self.position
        self.position += 1
        while self.position < clen(text):
            if text[box(self.position)] not in "0123456789.eE+-":
                break
            self.position += 1
        return text[box(start) : box(self.position)]

    def read_word(self) -> str:
        text = self.text
        start: int64 = self.position
        while self.position < clen(text):
            if not text[box(self.position)].isalpha():
                break
            self.position += 1
        return text[box(start) : box(self.position)]


class Parser:
    def __init__(self, tokens: CheckedList[Token]) -> None:
        self.tokens: CheckedList[Token] = tokens
        self.position: int64 = 0

    def peek(self) -> str:
        return self.tokens[self.position].kind

    def take(self, kind: str) -> str:
        token = self.tokens[self.position]
        if token.kind != kind:
            raise ParseError(f"expected {kind}, found {token.text!r}")
        self.position += 1
        return token.text

    def parse_document(self) -> object:
        value = self.parse_value()
        self.take("end")
        return value

    def parse_value(self) -> object:
        kind = self.peek()
        if kind == "{":
            return self.parse_object()
        if kind == "[":
            return self.parse_array()
        if kind == "string":
            return self.take("string")
        if kind == "number":
            return self.parse_number()
        return self.parse_word()

    def parse_object(self) -> dict[str, object]:
        members: dict[str, object] = {}
        self.take("{")
        while self.peek() != "}":
            name = self.take("string")
            self.take(":")
            members[name] = self.parse_value()
            if self.peek() == ",":
                self.take(",")
        self.take("}")
        return members

    def parse_array(self) -> list[object]:
        items: list[object] = []
        self.take("[")
        while self.peek() != "]":
            items.append(self.parse_value())
            if self.peek() == ",":
                self.take(",")
        self.take("]")
        return items

    def parse_number(self) -> object:
        text = self.take("number")
        if "." in text or "e" in text or "E" in text:
            return float(text)
        return int(text)

    def parse_word(self) -> object:
        word = self.take("word")
        if word == "true":
            return True
        if word == "false":
            return False
        if word == "null":
            return None
        raise ParseError(f"unknown word {word!r}")


def summarize(value: object, names: dict[str, int]) -> int64:
    """Sums what the value holds, and counts its members by name."""
    if value is None:
        return 1
    if isinstance(value, bool):
        return 2 if value else 3
    if isinstance(value, int):
        return int64(value)
    if isinstance(value, float):
        return int64(int(value * 1000.0))
    if isinstance(value, str):
        return clen(value) + int64(ord(value[0]))
    total: int64 = 0
    if isinstance(value, list):
        for item in value:
            total += summarize(item, names)
    elif isinstance(value, dict):
        for name, item in value.items():
            names[name] = names.get(name, 0) + 1
            total += summarize(item, names)
    return total


def make_document(records: int) -> str:
    parts: list[str] = []
    for i in range(records):
        parts.append(
            f'{{"id": {i}, "name": "record \\"{i}\\"", "unit": "\\u00b5m\\t",\n'
            f'  "size": [{i * 3}, {-i}, {i}.25, {i}5e-1], "tags": ["a{i % 7}", "b"],\n'
            f'  "parent": {{"id": {i // 2}, "known": true, "last": false}},\n'
            f'  "next": null}}'
        )
    return "[" + ",\n ".join(parts) + "]"


def run(n: int) -> int:
    document = make_document(RECORDS)
    total: int64 = 0
    for _ in crange(int64(n)):
        names: dict[str, int] = {}
        tokens = Tokenizer(document).tokens()
        total += summarize(Parser(tokens).parse_document(), names)
        for name, count in names.items():
            total += int64(len(name) * count)
    return box(total)


if __name__ == "__main__":
    print(run(int(sys.argv[1])))
