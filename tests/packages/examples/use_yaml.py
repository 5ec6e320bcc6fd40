import yaml, datetime

doc = """
a: &x [1, 2.5, 0x1f, 1e3, true, ~, 'q', "d\\n\\u00e9"]
b: *x
c: {k: v, <<: {m: 1}}
d: |
  line 1
    line 2
e: >-
  folded
  text
f: 2001-12-14t21:59:43.10-05:00
g: !!set {p, q}
h: !!binary aGVsbG8=
? [complex, key]
: - nested
  - - deeper
"""
data = yaml.load(doc.replace("? [complex, key]\n: - nested\n  - - deeper\n", ""), Loader=yaml.SafeLoader)
print(data, data["a"] is data["b"])
print(yaml.dump(data, Dumper=yaml.SafeDumper, allow_unicode=True, default_flow_style=None, sort_keys=False))
print([type(t).__name__ for t in yaml.scan(doc, Loader=yaml.SafeLoader)][:40])
print([e for e in yaml.parse("- a\n- {b: c}", Loader=yaml.SafeLoader)])
print(yaml.compose("x: [1]", Loader=yaml.SafeLoader))
print(list(yaml.load_all("--- 1\n--- [a]\n...", Loader=yaml.SafeLoader)), yaml.dump_all([1, {"z": 1}]), yaml.safe_load("a: 1"))
for bad in ("a: b: c", "[1, 2", "\t- x", "a: *nope", "!!python/object:os.system x", "{a: 1"):
    try:
        print(yaml.load(bad, Loader=yaml.SafeLoader))
    except yaml.YAMLError as e:
        print(type(e).__name__, str(e).splitlines()[:4])


class Point(yaml.YAMLObject):
    yaml_tag = "!point"
    yaml_loader = yaml.SafeLoader

    def __init__(self, x):
        self.x = x

    def __repr__(self):
        return f"Point({self.x})"


print(yaml.safe_load("!point {x: 3}"), yaml.dump(Point(datetime.date(2020, 1, 2))))
