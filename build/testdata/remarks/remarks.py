"""What is said of each line, in a comment at its end; of all others nothing may be said."""
import __static__
import json
from __static__ import Array, int64


class Point:
    def __init__(self, x: float, y: float) -> None:
        self.x: float = x
        self.y: float = y
        self.tag: object = None

    def dot(self, other: "Point") -> float:
        return self.x * other.x + self.y * other.y


def lookups(o: object, p: Point) -> object:
    p.tag = o.name  # SPC805 Attribute `name` is looked up by name: the parameter `o` has no annotation
    o.size = 1  # SPC805 Attribute `size` is set by name: the parameter `o`
    return p.x


def calls(f: object, p: Point, text: str) -> float:
    f(1)  # SPC806 The call goes through the object protocol: the parameter `f`
    p.tag.run()  # SPC806 Method `run` is looked up by name: the field `tag` has no declared type
    json.dumps(None)  # SPC806 Method `dumps` is looked up by name: `json` comes from a module that is not static
    return p.dot(p)


def operators(a: object, b: float, n: int) -> float:
    a + b  # SPC807 `+` goes through the object protocol: the parameter `a`  SPC810 An object is made of the float number
    b**b  # SPC807 `**` goes through the object protocol: a power of floats may be complex
    c = b**2 + b * 0.5
    for i in range(n):
        c += b * i
    return c


def items(o: object, numbers: list[int], table: dict[str, Point]) -> float:
    o[0]  # SPC808 The item is found by the object protocol: the parameter `o`
    for n in numbers:
        pass
    return table["a"].x


def loops(o: object, points: list[Point]) -> float:
    for x in o:  # SPC809 The loop asks an iterator for each item: the parameter `o`
        pass
    s = 0.0
    for p in points:
        s += p.dot(p)
    return s


def boxes(f: object, b: float) -> None:
    f(b * 2.0)  # SPC806 The call goes  SPC810 An object is made of the float number: a dynamic operation uses it


def arrays(a: Array[int64]) -> int64:
    s: int64 = 0
    i: int64 = 0
    while i < 10:
        s += a[i] * a[i]
        i += 1
    return s


def counted(n: int, text: str) -> int:
    for x in sorted([3, 1, 2]):
        pass
    for word in text.split():
        pass
    return len([None for i in range(n)]) + sum([1 for i in range(0, n, 3) if i > 5])
