"""Write blobs.h for hand.c: the marshalled code object of hand.py and the constants, each with its index."""
import marshal
import sys

source, target = sys.argv[1:]
consts = {
    "CLASS": "__class__", "SECOND": "second", "LEN": "len", "VERSION": "VERSION", "MISSING": "missing",
    "MODULE": "__module__", "NAME": "__name__", "QUALNAME": "__qualname__", "C": "C", "ATTR": "attr",
    "ADD": "add", "METHOD": "method", "CLASSCELL": "__classcell__", "FAIL": "fail", "LEAF": "leaf",
    "LOOP": "loop", "DEEP": "deep", "CALLER": "caller", "GEN": "gen", "CORO": "coro", "HANDLER": "handler",
    "NAMES": "names", "1": 1, "2": 2, "3": 3, "c": "c",
}
consts = {name: sys.intern(v) if isinstance(v, str) else v for name, v in consts.items()}
with open(source) as f:
    code = compile(f.read(), "elsewhere.py", "exec")


def text(data):
    return '"' + "".join(f"\\x{b:02x}" for b in data) + '"'


with open(target, "w") as f:
    print(f"enum {{ {', '.join('CONST_' + name for name in consts)}, NCONSTS }};", file=f)
    print(f"static const char code_blob[] = {text(marshal.dumps(code))};", file=f)
    print(f"static const char consts_blob[] = {text(marshal.dumps(tuple(consts.values())))};", file=f)
