import copy
import functools
import pickle

import attr
import attrs


@attr.s(auto_attribs=True)
class Point:
    x: int = attr.ib(validator=attr.validators.instance_of(int))
    y: int = attr.ib(default=2, converter=int)
    tags: list = attr.Factory(list)

    @x.validator
    def check(self, attribute, value):
        if value < 0:
            raise ValueError(f"{attribute.name} negative")


@attrs.define(frozen=True, order=True)
class Frozen:
    a: int
    b: str = attrs.field(default="b", kw_only=True, metadata={"m": 1})
    c: list = attrs.field(factory=list, eq=False, repr=lambda v: f"<{len(v)}>")

    def __attrs_post_init__(self):
        self.c.append(self.a)

    @functools.cached_property
    def twice(self):
        return self.a * 2


p = Point(1, "3")
print(p, p == Point(1, 3), attr.asdict(p), attr.astuple(p), attr.evolve(p, x=5), attr.fields(Point).y.default)
for bad in (lambda: Point("1"), lambda: Point(-1), lambda: Frozen(), lambda: setattr(Frozen(1), "a", 2), lambda: Frozen(1) < 3):
    try:
        bad()
    except Exception as e:
        print(type(e).__name__, e)
f = Frozen(2, b="x")
print(f, hash(f) == hash(Frozen(2, b="x")), f < Frozen(3), f.twice, pickle.loads(pickle.dumps(f)), copy.copy(f), Frozen.__slots__)
print([a.name for a in attrs.fields(Frozen)], attrs.fields_dict(Frozen)["b"].metadata, attrs.has(Frozen), Frozen.__init__.__annotations__)
C = attr.make_class("C", {"u": attr.ib(), "v": attr.ib(default=1)}, bases=(object,))
print(C(1), [a.name for a in attr.fields(C)])
print(attrs.asdict(Frozen(1), filter=attrs.filters.exclude(attrs.fields(Frozen).c)))
