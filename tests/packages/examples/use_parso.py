import parso, inspect, textwrap, argparse

for version in ("3.8", "3.11"):
    source = inspect.getsource(textwrap) + inspect.getsource(argparse)
    tree = parso.parse(source, version=version)
    print(tree.get_code() == source, len(list(tree.iter_funcdefs())), [c.name.value for c in tree.iter_classdefs()][:6])
grammar = parso.load_grammar(version="3.10")
bad = "def f(:\n  x = = 3\nclass C\n  pass\nprint(f'{x!z}')\nreturn 1\n"
module = grammar.parse(bad)
print([(e.code, e.message, e.start_pos) for e in grammar.iter_errors(module)])
print(module.dump(indent=None) if hasattr(module, "dump") else module)
leaf = tree.get_leaf_for_position((10, 3))
print(leaf, leaf.get_next_leaf(), leaf.parent.type, leaf.get_start_pos_of_prefix())
names = tree.get_used_names()
print(sorted(names, key=str)[:10] if not hasattr(names, "_dict") else sorted(names._dict)[:10])
