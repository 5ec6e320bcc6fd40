"""Raytrace: spheres over a chequered floor, with shadows and reflections."""

import sys
from math import floor, sqrt
from typing import Optional

WIDTH = 16
HEIGHT = 12
REFLECTIONS = 3
NEAR = 0.0001
FAR = 1000000.0
AMBIENT = 0.2


class Vector:
    def __init__(self, x: float, y: float, z: float) -> None:
        self.x: float = x
        self.y: float = y
        self.z: float = z

    def plus(self, other: "Vector") -> "Vector":
        return Vector(self.x + other.x, self.y + other.y, self.z + other.z)

    def minus(self, other: "Vector") -> "Vector":
        return Vector(self.x - other.x, self.y - other.y, self.z - other.z)

    def times(self, factor: float) -> "Vector":
        return Vector(self.x * factor, self.y * factor, self.z * factor)

    def dot(self, other: "Vector") -> float:
        return self.x * other.x + self.y * other.y + self.z * other.z

    def unit(self) -> "Vector":
        return self.times(1.0 / sqrt(self.dot(self)))

    def mirrored(self, normal: "Vector") -> "Vector":
        return self.minus(normal.times(2.0 * self.dot(normal)))


class Ray:
    def __init__(self, origin: Vector, direction: Vector) -> None:
        self.origin: Vector = origin
        self.direction: Vector = direction

    def point(self, distance: float) -> Vector:
        return self.origin.plus(self.direction.times(distance))


class Surface:
    def __init__(self, colour: Vector, shine: float) -> None:
        self.colour: Vector = colour
        self.shine: float = shine

    def colour_at(self, point: Vector) -> Vector:
        return self.colour


class Chequers(Surface):
    def __init__(self, colour: Vector, other_colour: Vector, shine: float) -> None:
        super().__init__(colour, shine)
        self.other_colour: Vector = other_colour

    def colour_at(self, point: Vector) -> Vector:
        if (floor(point.x) + floor(point.z)) % 2 == 0:
            return self.colour
        return self.other_colour


class Shape:
    def __init__(self, surface: Surface) -> None:
        self.surface: Surface = surface

    def distance(self, ray: Ray) -> float:
        """How far along the ray it meets this shape; FAR if it does not."""
        raise NotImplementedError

    def normal(self, point: Vector) -> Vector:
        raise NotImplementedError


class Sphere(Shape):
    def __init__(self, centre: Vector, radius: float, surface: Surface) -> None:
        super().__init__(surface)
        self.centre: Vector = centre
        self.radius: float = radius

    def distance(self, ray: Ray) -> float:
        to_centre = self.centre.minus(ray.origin)
        along = to_centre.dot(ray.direction)
        rest = self.radius * self.radius + along * along
        rest -= to_centre.dot(to_centre)
        if rest < 0.0:
            return FAR
        distance = along - sqrt(rest)
        return distance if distance > NEAR else FAR

    def normal(self, point: Vector) -> Vector:
        return point.minus(self.centre).unit()


class Floor(Shape):
    def __init__(self, height: float, surface: Surface) -> None:
        super().__init__(surface)
        self.height: float = height

    def distance(self, ray: Ray) -> float:
        fall = ray.direction.y
        if fall == 0.0:
            return FAR
        distance = (self.height - ray.origin.y) / fall
        return distance if distance > NEAR else FAR

    def normal(self, point: Vector) -> Vector:
        return Vector(0.0, 1.0, 0.0)


class Scene:
    def __init__(self) -> None:
        self.shapes: list[Shape] = []
        self.lights: list[Vector] = []
        self.sky: Vector = Vector(0.3, 0.5, 0.9)

    def is_lit(self, point: Vector, direction: Vector) -> bool:
        ray = Ray(point, direction)
        for shape in self.shapes:
            if shape.distance(ray) < FAR:
                return False
        return True

    def brightness(self, point: Vector, normal: Vector) -> float:
        total = AMBIENT
        for light in self.lights:
            direction = light.minus(point).unit()
            angle = direction.dot(normal)
            if angle > 0.0 and self.is_lit(point, direction):
                total += 0.4 * angle
        return total

    def trace(self, ray: Ray, reflections: int) -> Vector:
        nearest = FAR
        hit: Optional[Shape] = None
        for shape in self.shapes:
            distance = shape.distance(ray)
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
    for i in range(5):
        centre = Vector(i * 1.5 - 3.0, 0.7 + i * 0.2, 3.0 + i % 2)
        colour = Vector(0.2 * i, 1.0 - 0.2 * i, 0.5)
        scene.shapes.append(Sphere(centre, 0.7, Surface(colour, 0.3)))
    return scene


def render(scene: Scene, camera: Vector) -> int:
    """Traces one picture; returns the sum of its pixels."""
    total = 0
    for row in range(HEIGHT):
        for column in range(WIDTH):
            x = (column + 0.5) / WIDTH - 0.5
            y = (row + 0.5) / HEIGHT - 0.5
            ray = Ray(camera, Vector(x * 1.6, y * -1.2, 1.0).unit())
            colour = scene.trace(ray, REFLECTIONS)
            total += int(colour.x * 255.0)
            total += int(colour.y * 255.0)
            total += int(colour.z * 255.0)
    return total


def run(n: int) -> int:
    scene = make_scene()
    total = 0
    for frame in range(n):
        total += render(scene, Vector(0.1 * (frame % 10), 1.5, -3.0))
    return total


if __name__ == "__main__":
    print(run(int(sys.argv[1])))
