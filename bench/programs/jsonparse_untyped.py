"""JSON: a document of records is cut into tokens, parsed and summed up."""

import sys

RECORDS = 40

ESCAPES = {
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

    def __init__(self, kind, text):
        self.kind = kind
        self.text = text


class Tokenizer:
    def __init__(self, text):
        self.text = text
        self.position = 0

    def tokens(self):
        result = []
        text = self.text
        length = len(text)
        while self.position < length:
            char = text[self.position]
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
                raise ParseError(f"unexpected {char!r} at {self.position}")
        result.append(Token("end", ""))
        return result

    def read_string(self):
        text = self.text
        self.position += 1
        start = self.position
        parts = []
        while True:
            char = text[self.position]
            if char == '"':
                parts.append(text[start : self.position])
                self.position += 1
                return "".join(parts)
            if char == "\\":
                parts.append(text[start : self.position])
                escape = text[self.position + 1]
                if escape == "u":
                    code = int(text[self.position + 2 : self.position + 6], 16)
                    parts.append(chr(code))
                    self.position += 6
                else:
                    parts.append(ESCAPES[escape])
                    self.position += 2
                start = self.position
            else:
                self.position += 1

    def read_number(self):
        text = self.text
        start = self.position
        self.position += 1
        while self.position < len(text) and text[self.position] in "0123456789.eE+-":
            self.position += 1
        return text[start : self.position]

    def read_word(self):
        text = self.text
        start = self.position
        while self.position < len(text) and text[self.position].isalpha():
            self.position += 1
        return text[start : self.position]


class Parser:
    def __init__(self, tokens):
        self.tokens = tokens
        self.position = 0

    def peek(self):
        return self.tokens[self.position].kind

    def take(self, kind):
        token = self.tokens[self.position]
        if token.kind != kind:
            raise ParseError(f"expected {kind}, found {token.text!r}")
        self.position += 1
        return token.text

    def parse_document(self):
        value = self.parse_value()
        self.take("end")
        return value

    def parse_value(self):
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

    def parse_object(self):
        members = {}
        self.take("{")
        while self.peek() != "}":
            name = self.take("string")
            self.take(":")
            members[name] = self.parse_value()
            if self.peek() == ",":
                self.take(",")
        self.take("}")
        return members

    def parse_array(self):
        items = []
        self.take("[")
        while self.peek() != "]":
            items.append(self.parse_value())
            if self.peek() == ",":
                self.take(",")
        self.take("]")
        return items

    def parse_number(self):
        text = self.take("number")
        if "." in text or "e" in text or "E" in text:
            return float(text)
        return int(text)

    def parse_word(self):
        word = self.take("word")
        if word == "true":
            return True
        if word == "false":
            return False
        if word == "null":
            return None
        raise ParseError(f"unknown word {word!r}")


def summarize(value, names):
    """Sums what the value holds, and counts its members by name."""
    if value is None:
        return 1
    if isinstance(value, bool):
        return 2 if value else 3
    if isinstance(value, int):
        return value
    if isinstance(value, float):
        return int(value * 1000.0)
    if isinstance(value, str):
        return len(value) + ord(value[0])
    total = 0
    if isinstance(value, list):
        for item in value:
            total += summarize(item, names)
    elif isinstance(value, dict):
        for name, item in value.items():
            names[name] = names.get(name, 0) + 1
            total += summarize(item, names)
    return total


def make_document(records):
    parts = []
    for i in range(records):
        parts.append(
            f'{{"id": {i}, "name": "record \\"{i}\\"", "unit": "\\u00b5m\\t",\n'
            f'  "size": [{i * 3}, {-i}, {i}.25, {i}5e-1], "tags": ["a{i % 7}", "b"],\n'
            f'  "parent": {{"id": {i // 2}, "known": true, "last": false}},\n'
            f'  "next": null}}'
        )
    return "[" + ",\n ".join(parts) + "]"


def run(n):
    document = make_document(RECORDS)
    total = 0
    for _ in range(n):
        names = {}
        tokens = Tokenizer(document).tokens()
        total += summarize(Parser(tokens).parse_document(), names)
        for name, count in names.items():
            total += len(name) * count
    return total


if __name__ == "__main__":
    print(run(int(sys.argv[1])))
