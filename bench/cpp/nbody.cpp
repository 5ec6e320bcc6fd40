// N-body: the sun and the four large planets, moved step by step.
#include "bench.h"

#include <cmath>
#include <memory>
#include <vector>

namespace {

constexpr double PI = 3.14159265358979323846;
constexpr double SOLAR_MASS = 4 * PI * PI;
constexpr double DAYS_PER_YEAR = 365.24;
constexpr double TIME_STEP = 0.01;

struct Body {
    double x, y, z, vx, vy, vz, mass;

    Body(double x, double y, double z, double vx, double vy, double vz, double mass)
        : x(x), y(y), z(z), vx(vx * DAYS_PER_YEAR), vy(vy * DAYS_PER_YEAR),
          vz(vz * DAYS_PER_YEAR), mass(mass * SOLAR_MASS) {}
};

using Bodies = std::vector<std::unique_ptr<Body>>;

Bodies make_bodies() {
    Bodies bodies;
    bodies.push_back(std::make_unique<Body>(0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 1.0));
    bodies.push_back(std::make_unique<Body>(
        4.84143144246472090, -1.16032004402742839, -0.103622044471123109,
        0.00166007664274403694, 0.00769901118419740425, -0.0000690460016972063023,
        0.000954791938424326609));
    bodies.push_back(std::make_unique<Body>(
        8.34336671824457987, 4.12479856412430479, -0.403523417114321381,
        -0.00276742510726411021, 0.00499852801234917238, 0.0000230417297573763929,
        0.000285885980666130812));
    bodies.push_back(std::make_unique<Body>(
        12.8943695621391310, -15.1111514016986312, -0.223307578892655734,
        0.00296460137564761618, 0.00237847173959480950, -0.0000296589568540237556,
        0.0000436624404335156298));
    bodies.push_back(std::make_unique<Body>(
        15.3796971148509165, -25.9193146099879641, 0.179258772950371181,
        0.00268067772490389322, 0.00162824170038242295, -0.0000951592254519715870,
        0.0000515138902046611451));
    return bodies;
}

void stop_drift(Bodies &bodies) {
    double px = 0, py = 0, pz = 0;
    for (auto &body : bodies) {
        px += body->vx * body->mass;
        py += body->vy * body->mass;
        pz += body->vz * body->mass;
    }
    Body &sun = *bodies[0];
    sun.vx = -px / SOLAR_MASS;
    sun.vy = -py / SOLAR_MASS;
    sun.vz = -pz / SOLAR_MASS;
}

void advance(Bodies &bodies, double dt, long steps) {
    size_t count = bodies.size();
    for (long step = 0; step < steps; step++) {
        for (size_t i = 0; i < count; i++) {
            Body &body = *bodies[i];
            for (size_t j = i + 1; j < count; j++) {
                Body &other = *bodies[j];
                double dx = body.x - other.x;
                double dy = body.y - other.y;
                double dz = body.z - other.z;
                double force = dt * std::pow(dx * dx + dy * dy + dz * dz, -1.5);
                double pull = other.mass * force;
                body.vx -= dx * pull;
                body.vy -= dy * pull;
                body.vz -= dz * pull;
                pull = body.mass * force;
                other.vx += dx * pull;
                other.vy += dy * pull;
                other.vz += dz * pull;
            }
        }
        for (auto &body : bodies) {
            body->x += dt * body->vx;
            body->y += dt * body->vy;
            body->z += dt * body->vz;
        }
    }
}

double energy(Bodies &bodies) {
    double total = 0;
    for (size_t i = 0; i < bodies.size(); i++) {
        Body &body = *bodies[i];
        double speed = body.vx * body.vx + body.vy * body.vy + body.vz * body.vz;
        total += 0.5 * body.mass * speed;
        for (size_t j = i + 1; j < bodies.size(); j++) {
            Body &other = *bodies[j];
            double dx = body.x - other.x;
            double dy = body.y - other.y;
            double dz = body.z - other.z;
            total -= body.mass * other.mass / std::sqrt(dx * dx + dy * dy + dz * dz);
        }
    }
    return total;
}

double run(long n) {
    Bodies bodies = make_bodies();
    stop_drift(bodies);
    advance(bodies, TIME_STEP, n);
    return energy(bodies);
}

}  // namespace

int main(int argc, char **argv) { return bench_main(argc, argv, run); }
