// Float objects: points are made, brought to length one, and the outermost found.
#include "bench.h"

#include <cmath>
#include <memory>
#include <vector>

namespace {

constexpr long POINTS = 1000;

struct Point {
    double x, y, z;

    explicit Point(double angle) {
        double sine = std::sin(angle);
        x = sine;
        y = std::cos(angle) * 3.0;
        z = sine * sine / 2.0;
    }
    virtual ~Point() = default;

    virtual void normalize() {
        double length = std::sqrt(x * x + y * y + z * z);
        x /= length;
        y /= length;
        z /= length;
    }

    virtual Point *outermost(Point *other) {
        x = x > other->x ? x : other->x;
        y = y > other->y ? y : other->y;
        z = z > other->z ? z : other->z;
        return this;
    }
};

using Points = std::vector<std::unique_ptr<Point>>;

Point *outermost(Points &points) {
    Point *result = points[0].get();
    for (size_t i = 1; i < points.size(); i++) result = result->outermost(points[i].get());
    return result;
}

double measure(long count, double start) {
    Points points;
    for (long i = 0; i < count; i++) points.push_back(std::make_unique<Point>(start + i));
    for (auto &point : points) point->normalize();
    Point *corner = outermost(points);
    return corner->x + corner->y + corner->z;
}

double run(long n) {
    double total = 0;
    for (long i = 0; i < n; i++) total += measure(POINTS, i * 0.5);
    return total;
}

}  // namespace

int main(int argc, char **argv) { return bench_main(argc, argv, run); }
