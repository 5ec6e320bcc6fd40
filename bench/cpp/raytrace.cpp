// Raytrace: spheres over a chequered floor, with shadows and reflections.
#include "bench.h"

#include <cmath>
#include <memory>
#include <vector>

namespace {

constexpr long WIDTH = 16, HEIGHT = 12, REFLECTIONS = 3;
constexpr double NEAR = 0.0001, FAR = 1000000.0, AMBIENT = 0.2;

struct Vector;
using VectorRef = std::unique_ptr<Vector>;

struct Vector {
    double x, y, z;

    Vector(double x, double y, double z) : x(x), y(y), z(z) {}

    VectorRef plus(const Vector &other) const {
        return std::make_unique<Vector>(x + other.x, y + other.y, z + other.z);
    }
    VectorRef minus(const Vector &other) const {
        return std::make_unique<Vector>(x - other.x, y - other.y, z - other.z);
    }
    VectorRef times(double factor) const {
        return std::make_unique<Vector>(x * factor, y * factor, z * factor);
    }
    double dot(const Vector &other) const { return x * other.x + y * other.y + z * other.z; }
    VectorRef unit() const { return times(1.0 / std::sqrt(dot(*this))); }
    VectorRef mirrored(const Vector &normal) const {
        return minus(*normal.times(2.0 * dot(normal)));
    }
};

struct Ray {
    const Vector &origin, &direction;

    Ray(const Vector &origin, const Vector &direction) : origin(origin), direction(direction) {}
    VectorRef point(double distance) const { return origin.plus(*direction.times(distance)); }
};

struct Surface {
    VectorRef colour;
    double shine;

    Surface(VectorRef colour, double shine) : colour(std::move(colour)), shine(shine) {}
    virtual ~Surface() = default;
    virtual const Vector &colour_at(const Vector &) const { return *colour; }
};

struct Chequers : Surface {
    VectorRef other_colour;

    Chequers(VectorRef colour, VectorRef other_colour, double shine)
        : Surface(std::move(colour), shine), other_colour(std::move(other_colour)) {}
    const Vector &colour_at(const Vector &point) const override {
        long squares = (long)std::floor(point.x) + (long)std::floor(point.z);
        return floor_mod(squares, 2) == 0 ? *colour : *other_colour;
    }
};

struct Shape {
    std::unique_ptr<Surface> surface;

    Shape(std::unique_ptr<Surface> surface) : surface(std::move(surface)) {}
    virtual ~Shape() = default;
    virtual double distance(const Ray &ray) const = 0;
    virtual VectorRef normal(const Vector &point) const = 0;
};

struct Sphere : Shape {
    VectorRef centre;
    double radius;

    Sphere(VectorRef centre, double radius, std::unique_ptr<Surface> surface)
        : Shape(std::move(surface)), centre(std::move(centre)), radius(radius) {}
    double distance(const Ray &ray) const override {
        VectorRef to_centre = centre->minus(ray.origin);
        double along = to_centre->dot(ray.direction);
        double rest = radius * radius + along * along;
        rest -= to_centre->dot(*to_centre);
        if (rest < 0.0) return FAR;
        double distance = along - std::sqrt(rest);
        return distance > NEAR ? distance : FAR;
    }
    VectorRef normal(const Vector &point) const override { return point.minus(*centre)->unit(); }
};

struct Floor : Shape {
    double height;

    Floor(double height, std::unique_ptr<Surface> surface)
        : Shape(std::move(surface)), height(height) {}
    double distance(const Ray &ray) const override {
        double fall = ray.direction.y;
        if (fall == 0.0) return FAR;
        double distance = (height - ray.origin.y) / fall;
        return distance > NEAR ? distance : FAR;
    }
    VectorRef normal(const Vector &) const override {
        return std::make_unique<Vector>(0.0, 1.0, 0.0);
    }
};

struct Scene {
    std::vector<std::unique_ptr<Shape>> shapes;
    std::vector<VectorRef> lights;
    VectorRef sky = std::make_unique<Vector>(0.3, 0.5, 0.9);

    bool is_lit(const Vector &point, const Vector &direction) const {
        auto ray = std::make_unique<Ray>(point, direction);
        for (auto &shape : shapes)
            if (shape->distance(*ray) < FAR) return false;
        return true;
    }

    double brightness(const Vector &point, const Vector &normal) const {
        double total = AMBIENT;
        for (auto &light : lights) {
            VectorRef direction = light->minus(point)->unit();
            double angle = direction->dot(normal);
            if (angle > 0.0 && is_lit(point, *direction)) total += 0.4 * angle;
        }
        return total;
    }

    VectorRef trace(const Ray &ray, long reflections) const {
        double nearest = FAR;
        const Shape *hit = nullptr;
        for (auto &shape : shapes) {
            double distance = shape->distance(ray);
            if (distance < nearest) {
                nearest = distance;
                hit = shape.get();
            }
        }
        if (!hit) return std::make_unique<Vector>(*sky);

        VectorRef point = ray.point(nearest);
        VectorRef normal = hit->normal(*point);
        const Surface &surface = *hit->surface;
        VectorRef colour = surface.colour_at(*point).times(brightness(*point, *normal));
        if (reflections == 0 || surface.shine == 0.0) return colour;
        VectorRef direction = ray.direction.mirrored(*normal);
        auto mirrored = std::make_unique<Ray>(*point, *direction);
        VectorRef reflected = trace(*mirrored, reflections - 1);
        return colour->times(1.0 - surface.shine)->plus(*reflected->times(surface.shine));
    }
};

std::unique_ptr<Scene> make_scene() {
    auto vector = [](double x, double y, double z) { return std::make_unique<Vector>(x, y, z); };
    auto scene = std::make_unique<Scene>();
    scene->lights.push_back(vector(30.0, 30.0, -20.0));
    scene->lights.push_back(vector(-10.0, 20.0, -10.0));
    scene->shapes.push_back(std::make_unique<Floor>(
        0.0, std::make_unique<Chequers>(vector(0.1, 0.1, 0.1), vector(0.9, 0.9, 0.9), 0.1)));
    for (long i = 0; i < 5; i++) {
        scene->shapes.push_back(std::make_unique<Sphere>(
            vector(i * 1.5 - 3.0, 0.7 + i * 0.2, 3.0 + i % 2), 0.7,
            std::make_unique<Surface>(vector(0.2 * i, 1.0 - 0.2 * i, 0.5), 0.3)));
    }
    return scene;
}

long render(const Scene &scene, const Vector &camera) {
    long total = 0;
    for (long row = 0; row < HEIGHT; row++) {
        for (long column = 0; column < WIDTH; column++) {
            double x = (column + 0.5) / WIDTH - 0.5;
            double y = (row + 0.5) / HEIGHT - 0.5;
            VectorRef direction = Vector(x * 1.6, y * -1.2, 1.0).unit();
            auto ray = std::make_unique<Ray>(camera, *direction);
            VectorRef colour = scene.trace(*ray, REFLECTIONS);
            total += (long)(colour->x * 255.0);
            total += (long)(colour->y * 255.0);
            total += (long)(colour->z * 255.0);
        }
    }
    return total;
}

long run(long n) {
    auto scene = make_scene();
    long total = 0;
    for (long frame = 0; frame < n; frame++) {
        auto camera = std::make_unique<Vector>(0.1 * (frame % 10), 1.5, -3.0);
        total += render(*scene, *camera);
    }
    return total;
}

}  // namespace

int main(int argc, char **argv) { return bench_main(argc, argv, run); }
