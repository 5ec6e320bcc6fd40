"""Float objects: points are made, brought to length one, and the outermost found."""

import sys
from math import cos, sin, sqrt

POINTS = 1000


class Point:
    def __init__(self, angle):
        sine = sin(angle)
        self.x = sine
        self.y = cos(angle) * 3.0
        self.z = sine * sine / 2.0

    def normalize(self):
        length = sqrt(self.x * self.x + self.y * self.y + self.z * self.z)
        self.x /= length
        self.y /= length
        self.z /= length

    def outermost(self, other):
        """Takes from each direction the greater of the two."""
        self.x = self.x if self.x > other.x else other.x
        self.y = self.y if self.y > other.y else other.y
        self.z = self.z if self.z > other.z else other.z
        return self


def outermost(points):
    result = points[0]
    for point in points[1:]:
        result = result.outermost(point)
    return result


def measure(count, start):
    points = [Point(start + i) for i in range(count)]
    for point in points:
        point.normalize()
    corner = outermost(points)
    return corner.x + corner.y + corner.z


def run(n):
    total = 0.0
    for i in range(n):
        total += measure(POINTS, i * 0.5)
    return total


if __name__ == "__main__":
    print(run(int(sys.argv[1])))
