"""Raytrace: spheres over a chequered floor, with shadows and reflections."""

from __future__ import annotations
import __static__

import sys
from math import floor, sqrt
from typing import Final, Optional

from __static__ import CheckedList, box, cbool, crange, double, inline, int64

WIDTH: Final = 16
HEIGHT: Final = 12
REFLECTIONS: Final = 3
NEAR: Final = 0.0001
FAR: Final = 1000000.0
AMBIENT: Final = 0.2


@inline
def root(number: double) -> double:
    return double(sqrt(box(number)))


@inline
def whole(number: double) -> int64:
    return int64(floor(box(number)))


class Vector:
    def __init__(self, x: double, y: double, z: double) -> None:
        self.x: double = x
        self.y: double = y
        self.z: double = z

    def plus(self, other: Vector) -> Vector:
        return Vector(self.x + other.x, self.y + other.y, self.z + other.z)

    def minus(self, other: Vector) -> Vector:
        return Vector(self.x - other.x, self.y - other.y, self.z - other.z)

    def times(self, factor: double) -> Vector:
        return Vector(self.x * factor, self.y * factor, self.z * factor)

    def dot(self, other: Vector) -> double:
        return self.x * other.x + self.y * other.y + self.z * other.z

    def unit(self) -> Vector:
        return self.times(1.0 / root(self.dot(self)))

    def mirrored(self, normal: Vector) -> Vector:
        return self.minus(normal.times(2.0 * self.dot(normal)))


class Ray:
    def __init__(self, origin: Vector, direction: Vector) -> None:
        self.origin: Vector = origin
        self.direction: Vector = direction

    def point(self, distance: double) -> Vector:
        return self.origin.plus(self.direction.times(distance))


class Surface:
    def __init__(self, colour: Vector, shine: double) -> None:
        self.colour: Vector = colour
        self.shine: double = shine

    def colour_at(self, point: Vector) -> Vector:
        return self.colour


class Chequers(Surface):
    def __init__(self, colour: Vector, other_colour: Vector, shine: double) -> None:
        super().__init__(colour, shine)
        self.other_colour: Vector = other_colour

    def colour_at(self, point: Vector) -> Vector:
        if (whole(point.x) + whole(point.z)) & 1 == 0:
            return self.colour
        return self.other_colour


class Shape:
    def __init__(self, surface: Surface) -> None:
        self.surface: Surface = surface

    def distance(self, ray: Ray) -> double:
        """How far along the ray it meets this shape; FAR if it does not."""
        raise NotImplementedError

    def normal(self, point: Vector) -> Vector:
        raise NotImplementedError


class Sphere(Shape):
    def __init__(self, centre: Vector, radius: double, surface: Surface) -> None:
        super().__init__(surface)
        self.centre: Vector = centre
        self.radius: double = radius

    def distance(self, ray: Ray) -> double:
        to_centre = self.centre.minus(ray.origin)
        along: double = to_centre.dot(ray.direction)
        rest: double = self.radius * self.radius + along * along
        rest -= to_centre.dot(to_centre)
        if rest < 0.0:
            return FAR
        distance: double = along - root(rest)
        return distance if distance > NEAR else FAR

    def normal(self, point: Vector) -> Vector:
        return point.minus(self.centre).unit()


class Floor(Shape):
    def __init__(self, height: double, surface: Surface) -> None:
        super().__init__(surface)
        self.height: double = height

    def distance(self, ray: Ray) -> double:
        fall: double = ray.direction.y
        if fall == 0.0:
            return FAR
        distance: double = (self.height - ray.origin.y) / fall
        return distance if distance > NEAR else FAR

    def normal(self, point: Vector) -> Vector:
        return Vector(0.0, 1.0, 0.0)


class Scene:
    def __init__(self) -> None:
        self.shapes: CheckedList[Shape] = []
        self.lights: CheckedList[Vector] = []
        self.sky: Vector = Vector(0.3, 0.5, 0.9)

    def is_lit(self, point: Vector, direction: Vector) -> cbool:
        ray = Ray(point, direction)
        for shape in self.shapes:
            if shape.distance(ray) < FAR:
                return False
        return True

    def brightness(self, point: Vector, normal: Vector) -> double:
        total: double = AMBIENT
        for light in self.lights:
            direction = light.minus(point).unit()
            angle: double = direction.dot(normal)
            if angle > 0.0 and self.is_lit(point, direction):
                total += 0.4 * angle
        return total

    def trace(self, ray: Ray, reflections: int64) -> Vector:
        nearest: double = FAR
        hit: Optional[Shape] = None
        for shape in self.shapes:
            distance: double = shape.distance(ray)
            if distance < nearest:
                nearest = distance
                hit = shape
        if hit is None:
            return self.sky

        point = ray.point(nearest)
        normal = hit.normal(point)
        surface = hit.surface
        colour = surface.colour_at(point).times(self.brightness(point, normal))
        if reflections == 0 or surface.shine == 0.0:
            return colour
        mirrored = Ray(point, ray.direction.mirrored(normal))
        reflected = self.trace(mirrored, reflections - 1)
        return colour.times(1.0 - surface.shine).plus(reflected.times(surface.shine))


def make_scene() -> Scene:
    scene = Scene()
    scene.lights.append(Vector(30.0, 30.0, -20.0))
    scene.lights.append(Vector(-10.0, 20.0, -10.0))
    black = Vector(0.1, 0.1, 0.1)
    white = Vector(0.9, 0.9, 0.9)
    scene.shapes.append(Floor(0.0, Chequers(black, white, 0.1)))
    for i in crange(5):
        place: double = double(i)
        centre = Vector(place * 1.5 - 3.0, 0.7 + place * 0.2, 3.0 + double(i % 2))
        colour = Vector(0.2 * place, 1.0 - 0.2 * place, 0.5)
        scene.shapes.append(Sphere(centre, 0.7, Surface(colour, 0.3)))
    return scene


def render(scene: Scene, camera: Vector) -> int64:
    """Traces one picture; returns the sum of its pixels."""
    total: int64 = 0
    for row in crange(HEIGHT):
        for column in crange(WIDTH):
            x: double = (double(column) + 0.5) / double(WIDTH) - 0.5
            y: double = (double(row) + 0.5) / double(HEIGHT) - 0.5
            ray = Ray(camera, Vector(x * 1.6, y * -1.2, 1.0).unit())
            colour = scene.trace(ray, REFLECTIONS)
            total += whole(colour.x * 255.0)
            total += whole(colour.y * 255.0)
            total += whole(colour.z * 255.0)
    return total


def run(n: int) -> int:
    scene = make_scene()
    total: int64 = 0
    for frame in crange(int64(n)):
        total += render(scene, Vector(0.1 * double(frame % 10), 1.5, -3.0))
    return box(total)


if __name__ == "__main__":
    print(run(int(sys.argv[1])))
