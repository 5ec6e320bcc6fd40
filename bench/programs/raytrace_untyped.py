"""Raytrace: spheres over a chequered floor, with shadows and reflections."""

import sys
from math import floor, sqrt

WIDTH = 16
HEIGHT = 12
REFLECTIONS = 3
NEAR = 0.0001
FAR = 1000000.0
AMBIENT = 0.2


class Vector:
    def __init__(self, x, y, z):
        self.x = x
        self.y = y
        self.z = z

    def plus(self, other):
        return Vector(self.x + other.x, self.y + other.y, self.z + other.z)

    def minus(self, other):
        return Vector(self.x - other.x, self.y - other.y, self.z - other.z)

    def times(self, factor):
        return Vector(self.x * factor, self.y * factor, self.z * factor)

    def dot(self, other):
        return self.x * other.x + self.y * other.y + self.z * other.z

    def unit(self):
        return self.times(1.0 / sqrt(self.dot(self)))

    def mirrored(self, normal):
        return self.minus(normal.times(2.0 * self.dot(normal)))


class Ray:
    def __init__(self, origin, direction):
        self.origin = origin
        self.direction = direction

    def point(self, distance):
        return self.origin.plus(self.direction.times(distance))


class Surface:
    def __init__(self, colour, shine):
        self.colour = colour
        self.shine = shine

    def colour_at(self, point):
        return self.colour


class Chequers(Surface):
    def __init__(self, colour, other_colour, shine):
        super().__init__(colour, shine)
        self.other_colour = other_colour

    def colour_at(self, point):
        if (floor(point.x) + floor(point.z)) % 2 == 0:
            return self.colour
        return self.other_colour


class Shape:
    def __init__(self, surface):
        self.surface = surface

    def distance(self, ray):
        """How far along the ray it meets this shape; FAR if it does not."""
        raise NotImplementedError

    def normal(self, point):
        raise NotImplementedError


class Sphere(Shape):
    def __init__(self, centre, radius, surface):
        super().__init__(surface)
        self.centre = centre
        self.radius = radius

    def distance(self, ray):
        to_centre = self.centre.minus(ray.origin)
        along = to_centre.dot(ray.direction)
        rest = self.radius * self.radius + along * along
        rest -= to_centre.dot(to_centre)
        if rest < 0.0:
            return FAR
        distance = along - sqrt(rest)
        return distance if distance > NEAR else FAR

    def normal(self, point):
        return point.minus(self.centre).unit()


class Floor(Shape):
    def __init__(self, height, surface):
        super().__init__(surface)
        self.height = height

    def distance(self, ray):
        fall = ray.direction.y
        if fall == 0.0:
            return FAR
        distance = (self.height - ray.origin.y) / fall
        return distance if distance > NEAR else FAR

    def normal(self, point):
        return Vector(0.0, 1.0, 0.0)


class Scene:
    def __init__(self):
        self.shapes = []
        self.lights = []
        self.sky = Vector(0.3, 0.5, 0.9)

    def is_lit(self, point, direction):
        ray = Ray(point, direction)
        for shape in self.shapes:
            if shape.distance(ray) < FAR:
                return False
        return True

    def brightness(self, point, normal):
        total = AMBIENT
        for light in self.lights:
            direction = light.minus(point).unit()
            angle = direction.dot(normal)
            if angle > 0.0 and self.is_lit(point, direction):
                total += 0.4 * angle
        return total

    def trace(self, ray, reflections):
        nearest = FAR
        hit = None
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


def make_scene():
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


def render(scene, camera):
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


def run(n):
    scene = make_scene()
    total = 0
    for frame in range(n):
        total += render(scene, Vector(0.1 * (frame % 10), 1.5, -3.0))
    return total


if __name__ == "__main__":
    print(run(int(sys.argv[1])))
