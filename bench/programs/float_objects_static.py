"""Float objects: points are made, brought to length one, and the outermost found."""

from __future__ import annotations
import __static__

import sys
from math import cos, sin, sqrt
from typing import Final

from __static__ import CheckedList, box, crange, double, int64

POINTS: Final = 1000


class Point:
    def __init__(self, angle: double) -> None:
        sine: double = double(sin(box(angle)))
        self.x: double = sine
        self.y: double = double(cos(box(angle))) * 3.0
        self.z: double = sine * sine / 2.0

    def normalize(self) -> None:
        square: double = self.x * self.x + self.y * self.y + self.z * self.z
        length: double = double(sqrt(box(square)))
        self.x /= length
        self.y /= length
        self.z /= length

    def outermost(self, other: Point) -> Point:
        """Takes from each direction the greater of the two."""
        self.x = self.x if self.x > other.x else other.x
        self.y = self.y if self.y > other.y else other.y
        self.z = self.z if self.z > other.z else other.z
        return self


def outermost(points: CheckedList[Point]) -> Point:
    result = points[0]
    for point in points[1:]:
        result = result.outermost(point)
    return result


def measure(count: int64, start: double) -> double:
    points: CheckedList[Point] = []
    for i in crange(count):
        points.append(Point(start + double(i)))
    for point in points:
        point.normalize()
    corner = outermost(points)
    return corner.x + corner.y + corner.z


def run(n: int) -> float:
    total: double = 0.0
    for i in crange(int64(n)):
        total += measure(POINTS, double(i) * 0.5)
    return box(total)


if __name__ == "__main__":
    print(run(int(sys.argv[1])))
