"""One measurement of code from the interpreter's own library, in a process of its own.

    python stdlib_sample.py FOLDER NAME N WARM

NAME is a job below. When FOLDER is not "-", the modules that the job uses come
from there, compiled, and the sample fails when one does not. Prints the seconds that
importing them took, the seconds of the job with size N and its check value, one
a line. Imports nothing else before, so that the library's modules are not there yet.
"""

import sys
from time import process_time


def json_encode(n):
    import json.encoder

    json.encoder.c_make_encoder = None
    json.encoder.encode_basestring_ascii = json.encoder.py_encode_basestring_ascii
    encoder = json.encoder.JSONEncoder(sort_keys=True)
    data = {"rows": [{"id": i, "name": f"row {i}", "tags": ["a", None, True], "x": i / 7} for i in range(40)]}
    return sum(len(encoder.encode(data)) for _ in range(n))


def json_decode(n):
    import json.decoder
    import json.scanner

    decoder = json.decoder.JSONDecoder()
    decoder.parse_string = json.decoder.py_scanstring
    decoder.scan_once = json.scanner.py_make_scanner(decoder)
    row = '{"id": 17, "name": "a \\"quoted\\" name", "tags": ["a", null, true], "x": -1.5e3}'
    text = "[" + ", ".join([row] * 30) + "]"
    return sum(len(decoder.decode(text)) for _ in range(n))


def difflib_compare(n):
    import difflib

    a = [f"line {i % 37} of {i // 5}\n" for i in range(150)]
    b = [line.replace("7", "8") for line in a if not line.startswith("line 3")]
    return sum(len(list(difflib.unified_diff(a, b))) + len(difflib.get_close_matches("lines", a[:20])) for _ in range(n))


def pydecimal(n):
    import _pydecimal

    context = _pydecimal.Context(prec=40)
    x, total = _pydecimal.Decimal("1.5"), _pydecimal.Decimal(0)
    for i in range(1, n * 20):
        total = context.add(total, context.divide(x, _pydecimal.Decimal(i)))
        x = context.multiply(x, _pydecimal.Decimal("1.01"))
    return str(total.sqrt(context))


def toml_parse(n):
    import tomllib

    table = '[server.{}]\nhost = "example.org"\nports = [80, 443, 8_080]\nratio = 0.75\nwhen = 1979-05-27T07:32:00Z\n'
    text = "title = 'test'\n" + "".join(table.format(f"s{i}") for i in range(20))
    return sum(len(tomllib.loads(text)["server"]) for _ in range(n))


def tokenize_source(n):
    import io
    import tokenize

    source = "def f(a, b=1):\n    # a comment\n    return [x ** 2 for x in range(a) if x % 3 == b]  # more\n\n" * 25
    return sum(len(list(tokenize.generate_tokens(io.StringIO(source).readline))) for _ in range(n))


def pretty_print(n):
    import pprint

    data = {f"key {i}": [list(range(i % 9)), {"nested": ("text " * (i % 7), i, None)}] for i in range(30)}
    return sum(len(pprint.pformat(data)) for _ in range(n))


def deep_copy(n):
    import copy

    class Node:
        def __init__(self, k):
            self.k, self.items, self.links = k, [k, (k, "x")], {}

    nodes = [Node(k) for k in range(30)]
    for node in nodes:
        node.links["next"] = nodes[(node.k * 7 + 1) % 30]
    return sum(len(copy.deepcopy(nodes)) for _ in range(n))


def describe(n):
    import statistics

    data = [(i * 7919 % 1009) / 8 for i in range(150)]
    return [(statistics.mean(data), statistics.pstdev(data), statistics.median(data)) for _ in range(n)][-1]


# The modules that each job uses, and the n with which CPython 3.11 takes about half a second.
JOBS = {
    "json encoder": (json_encode, ["json.encoder", "json"], 400),
    "json decoder": (json_decode, ["json.decoder", "json.scanner", "json"], 600),
    "difflib": (difflib_compare, ["difflib"], 500),
    "_pydecimal": (pydecimal, ["_pydecimal", "numbers"], 250),
    "tomllib": (toml_parse, ["tomllib", "tomllib._parser", "tomllib._re"], 300),
    "tokenize": (tokenize_source, ["tokenize", "token"], 150),
    "pprint": (pretty_print, ["pprint"], 250),
    "copy.deepcopy": (deep_copy, ["copy"], 500),
    "statistics": (describe, ["statistics", "fractions", "numbers"], 700),
}


def main():
    folder, name, n, warm = sys.argv[1:]
    job, modules, _ = JOBS[name]
    if folder != "-":
        sys.path.insert(0, folder)
    for module in [m for m in sys.modules if m.partition(".")[0] in {x.partition(".")[0] for x in modules}]:
        del sys.modules[module]
    start = process_time()
    for module in modules:
        __import__(module)
    importing = process_time() - start
    if folder != "-":
        for module in modules:
            file = sys.modules[module].__file__
            assert file.endswith(".so"), f"{module} comes from {file}"
    job(int(warm))
    start = process_time()
    value = job(int(n))
    print(importing, process_time() - start, repr(value), sep="\n")


if __name__ == "__main__":
    main()
