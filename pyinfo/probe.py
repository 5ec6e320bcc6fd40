# Prints what spc needs to know about the interpreter that runs it: a dict,
# marshalled in format 0, which has neither references nor interned strings.
import builtins, marshal, opcode, sys, sysconfig, types

def config(name):
    value = sysconfig.get_config_var(name)
    return "" if value is None else str(value)

sizes = {}
for space in (builtins, types):
    for t in vars(space).values():
        if isinstance(t, type) and t.__module__ in ("builtins", "types"):
            sizes[t.__name__] = (t.__basicsize__, t.__itemsize__)

names = [""] * 256
for name, op in opcode.opmap.items():
    if op < 256:
        names[op] = name

paths = sysconfig.get_paths()
facts = {
    "executable": sys.executable or "",
    "prefix": sys.prefix,
    "implementation": sys.implementation.name,
    "version": tuple(sys.version_info),
    "build": sys.version,
    "cache_tag": sys.implementation.cache_tag or "",
    "platform": sysconfig.get_platform(),
    "bits": sys.maxsize.bit_length() + 1,
    "byteorder": sys.byteorder,
    "ext_suffix": config("EXT_SUFFIX"),
    "soabi": config("SOABI"),
    "config_args": config("CONFIG_ARGS"),
    "gil_disabled": config("Py_GIL_DISABLED"),
    "debug": hasattr(sys, "gettotalrefcount"),
    "include": [paths.get("include", ""), paths.get("platinclude", "")],
    "opnames": names,
    "sizes": [(name, b, i) for name, (b, i) in sorted(sizes.items())],
}
sys.stdout.buffer.write(marshal.dumps(facts, 0))
