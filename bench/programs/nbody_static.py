"""N-body: the sun and the four large planets, moved step by step.

Lengths are astronomical units, times days, masses in units where the sun's is
4 pi**2. The result is the energy of the system after the last step.
"""

from __future__ import annotations
import __static__

import sys
from typing import Final

from __static__ import CheckedList, box, clen, crange, double, int64

SOLAR_MASS: Final = 39.47841760435743
DAYS_PER_YEAR: Final = 365.24
TIME_STEP: Final = 0.01


class Body:
    def __init__(
        self,
        x: double,
        y: double,
        z: double,
        vx: double,
        vy: double,
        vz: double,
        mass: double,
    ) -> None:
        self.x: double = x
        self.y: double = y
        self.z: double = z
        self.vx: double = vx * DAYS_PER_YEAR
        self.vy: double = vy * DAYS_PER_YEAR
        self.vz: double = vz * DAYS_PER_YEAR
        self.mass: double = mass * SOLAR_MASS


def make_bodies() -> CheckedList[Body]:
    return [
        Body(0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 1.0),  # sun
        Body(  # Jupiter
            4.84143144246472090,
            -1.16032004402742839,
            -0.103622044471123109,
            0.00166007664274403694,
            0.00769901118419740425,
            -0.0000690460016972063023,
            0.000954791938424326609,
        ),
        Body(  # Saturn
            8.34336671824457987,
            4.12479856412430479,
            -0.403523417114321381,
            -0.00276742510726411021,
            0.00499852801234917238,
            0.0000230417297573763929,
            0.000285885980666130812,
        ),
        Body(  # Uranus
            12.8943695621391310,
            -15.1111514016986312,
            -0.223307578892655734,
            0.00296460137564761618,
            0.00237847173959480950,
            -0.0000296589568540237556,
            0.0000436624404335156298,
        ),
        Body(  # Neptune
            15.3796971148509165,
            -25.9193146099879641,
            0.179258772950371181,
            0.00268067772490389322,
            0.00162824170038242295,
            -0.0000951592254519715870,
            0.0000515138902046611451,
        ),
    ]


def stop_drift(bodies: CheckedList[Body]) -> None:
    """Gives the sun the speed that keeps the whole system in its place."""
    px: double = 0.0
    py: double = 0.0
    pz: double = 0.0
    for body in bodies:
        px += body.vx * body.mass
        py += body.vy * body.mass
        pz += body.vz * body.mass
    sun = bodies[0]
    sun.vx = -px / SOLAR_MASS
    sun.vy = -py / SOLAR_MASS
    sun.vz = -pz / SOLAR_MASS


def advance(bodies: CheckedList[Body], dt: double, steps: int64) -> None:
    count: int64 = clen(bodies)
    for _ in crange(steps):
        for i in crange(count):
            body = bodies[i]
            for j in crange(i + 1, count):
                other = bodies[j]
                dx: double = body.x - other.x
                dy: double = body.y - other.y
                dz: double = body.z - other.z
                force: double = dt * (dx * dx + dy * dy + dz * dz) ** -1.5
                pull: double = other.mass * force
                body.vx -= dx * pull
                body.vy -= dy * pull
                body.vz -= dz * pull
                pull = body.mass * force
                other.vx += dx * pull
                other.vy += dy * pull
                other.vz += dz * pull
        for body in bodies:
            body.x += dt * body.vx
            body.y += dt * body.vy
            body.z += dt * body.vz


def energy(bodies: CheckedList[Body]) -> double:
    total: double = 0.0
    count: int64 = clen(bodies)
    for i in crange(count):
        body = bodies[i]
        speed: double = body.vx * body.vx + body.vy * body.vy + body.vz * body.vz
        total += 0.5 * body.mass * speed
        for j in crange(i + 1, count):
            other = bodies[j]
            dx: double = body.x - other.x
            dy: double = body.y - other.y
            dz: double = body.z - other.z
            total -= body.mass * other.mass / (dx * dx + dy * dy + dz * dz) ** 0.5
    return total


def run(n: int) -> float:
    bodies = make_bodies()
    stop_drift(bodies)
    advance(bodies, TIME_STEP, int64(n))
    return box(energy(bodies))


if __name__ == "__main__":
    print(run(int(sys.argv[1])))
