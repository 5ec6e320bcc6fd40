package strict

import (
	"strings"

	"spc/diag"
	"spc/syntax"
)

func set(words string) map[string]bool {
	m := map[string]bool{}
	for _, w := range strings.Fields(words) {
		m[w] = true
	}
	return m
}

var (
	// builtinTypes are classes of the interpreter. Calling one computes, with known values.
	builtinTypes = set(`bool bytearray bytes classmethod complex dict enumerate filter float frozenset int list map memoryview object
		property range reversed set slice staticmethod str super tuple type zip
		BaseException BaseExceptionGroup Exception ExceptionGroup ArithmeticError AssertionError AttributeError BlockingIOError
		BrokenPipeError BufferError BytesWarning ChildProcessError ConnectionAbortedError ConnectionError ConnectionRefusedError
		ConnectionResetError DeprecationWarning EOFError EncodingWarning EnvironmentError FileExistsError FileNotFoundError
		FloatingPointError FutureWarning GeneratorExit IOError ImportError ImportWarning IndentationError IndexError
		InterruptedError IsADirectoryError KeyError KeyboardInterrupt LookupError MemoryError ModuleNotFoundError NameError
		NotADirectoryError NotImplementedError OSError OverflowError PendingDeprecationWarning PermissionError ProcessLookupError
		RecursionError ReferenceError ResourceWarning RuntimeError RuntimeWarning StopAsyncIteration StopIteration SyntaxError
		SyntaxWarning SystemError SystemExit TabError TimeoutError TypeError UnboundLocalError UnicodeDecodeError
		UnicodeEncodeError UnicodeError UnicodeTranslateError UnicodeWarning UserWarning ValueError Warning ZeroDivisionError`)
	// pureFunctions compute, with known values.
	pureFunctions = set(`abs all any ascii bin callable chr delattr divmod format getattr hasattr hash hex id isinstance issubclass iter
		len max min next oct ord pow print repr round setattr sorted sum`)
	// harmlessWithUnknown may be given unknown values: they do not look inside, or (print) are seen by nobody here.
	harmlessWithUnknown = set("callable id isinstance issubclass type print property staticmethod classmethod tuple list set dict object bool str")
	builtinConstants    = set("NotImplemented Ellipsis")
	// prohibited have effects, or results that depend on the world.
	prohibited = set("__build_class__ __import__ aiter anext breakpoint compile copyright credits dir eval exec exit globals help input license locals open quit vars")
	// mutators change the object whose methods they are.
	mutators = set("append extend insert remove pop clear sort reverse add discard update setdefault popitem __setitem__ __delitem__ __setattr__ __delattr__ __iadd__ __ior__")
	// strictNames are those of __strict__.
	strictNames = set("mutable strict_slots loose_slots extra_slot freeze_type set_freeze_enabled")
)

func isBuiltin(name string) bool {
	return builtinTypes[name] || pureFunctions[name] || prohibited[name] || builtinConstants[name] || name == "__debug__"
}

// callBuiltin calls a function, class or method of the interpreter.
func (r *runner) callBuiltin(n syntax.Node, f *builtin, args []value, kw map[string]value) value {
	if f.self != nil {
		return r.callMethod(n, f, args)
	}
	if strictNames[f.name] {
		if f.name == "set_freeze_enabled" {
			r.report(n, diag.UnsafeTop, "Call 'set_freeze_enabled()' may have side effects and is prohibited at module level.")
		}
		if len(args) > 0 {
			return args[0]
		}
		return harmless
	}
	if prohibited[f.name] {
		r.report(n, diag.UnsafeTop, "Call to built-in '%s' is prohibited at module level.", f.name)
		return harmless
	}
	if !harmlessWithUnknown[f.name] && !builtinTypes[f.name] {
		for _, a := range args {
			if u, bad := a.(*unknown); bad && !u.told {
				r.report(n, diag.UnsafeTop, "Call '%s()' may have side effects and is prohibited at module level.", f.name)
				return harmless
			}
		}
	}
	if special := specials[f.name]; special != nil {
		return special(r, n, args)
	}
	for _, a := range args { // what the argument computes for itself
		if i, ok := a.(*instance); ok {
			if m := conversions[f.name]; m != "" {
				if g, _ := i.class.lookup(m, nil); g != nil {
					return r.call(n, &method{i, g}, nil, nil)
				}
			}
		}
	}
	return &opaque{f.name}
}

var conversions = map[string]string{"len": "__len__", "str": "__str__", "repr": "__repr__", "hash": "__hash__", "int": "__int__", "float": "__float__",
	"bool": "__bool__", "abs": "__abs__", "iter": "__iter__", "next": "__next__", "format": "__format__", "bytes": "__bytes__"}

// specials are built-in functions whose result or effect the analysis follows.
var specials map[string]func(r *runner, n syntax.Node, args []value) value

func init() {
	specials = map[string]func(r *runner, n syntax.Node, args []value) value{
		"staticmethod": wrap("staticmethod"),
		"classmethod":  wrap("classmethod"),
		"property":     wrap("property"),
		"list":         collect("list"),
		"set":          collect("set"),
		"tuple": func(r *runner, n syntax.Node, args []value) value {
			if len(args) == 0 {
				return &tuple{}
			}
			if items, exact := r.iterate(n, args[0]); exact {
				return &tuple{items}
			}
			return &opaque{"tuple"}
		},
		"dict": func(r *runner, n syntax.Node, args []value) value {
			d := &list{typ: "dict", owner: r.m, exact: len(args) == 0}
			if d.exact {
				d.keys = map[string]value{}
			} else {
				d.items = []value{harmless}
			}
			return d
		},
		"object": func(r *runner, n syntax.Node, args []value) value { return &opaque{"object"} },
		"callable": func(r *runner, n syntax.Node, args []value) value {
			if len(args) == 1 {
				switch args[0].(type) {
				case *function, *class, *method, *builtin:
					return boolean(true)
				case *constant, *tuple, *list:
					return boolean(false)
				}
			}
			return &opaque{"bool"}
		},
		"isinstance": func(r *runner, n syntax.Node, args []value) value {
			if len(args) == 2 {
				if i, ok := args[0].(*instance); ok {
					if c, ok := args[1].(*class); ok {
						classes, whole := i.class.mro()
						for _, k := range classes {
							if k == c {
								return boolean(true)
							}
						}
						if whole {
							return boolean(false)
						}
					}
				}
			}
			return &opaque{"bool"}
		},
		"len": func(r *runner, n syntax.Node, args []value) value {
			if len(args) == 1 {
				switch v := args[0].(type) {
				case *tuple:
					return &constant{syntax.Int{Small: int64(len(v.items))}}
				case *list:
					if v.exact && v.typ == "list" {
						return &constant{syntax.Int{Small: int64(len(v.items))}}
					}
				case *instance:
					if f, _ := v.class.lookup("__len__", nil); f != nil {
						return r.call(n, &method{v, f}, nil, nil)
					}
				}
			}
			return &opaque{"int"}
		},
		"range": func(r *runner, n syntax.Node, args []value) value {
			l := &list{typ: "range", owner: r.m, items: []value{&opaque{"int"}}}
			if k, ok := int64(0), false; len(args) == 1 {
				if k, ok = smallInt(args[0]); ok && k <= 1000 {
					l.items, l.exact = nil, true
					for i := int64(0); i < k; i++ {
						l.items = append(l.items, &constant{syntax.Int{Small: i}})
					}
				}
			}
			return l
		},
		"type": func(r *runner, n syntax.Node, args []value) value {
			if len(args) == 1 {
				if c := classOf(args[0]); c != nil {
					return c
				}
				return &opaque{"type"}
			}
			c := &class{name: "type", owner: r.m, attrs: map[string]value{}}
			if len(args) > 1 {
				c.bases, _ = r.iterate(n, args[1])
			}
			return c
		},
		"getattr": func(r *runner, n syntax.Node, args []value) value {
			if len(args) >= 2 {
				if name, ok := stringOf(args[1]); ok {
					return r.attribute(n, args[0], name)
				}
			}
			return harmless
		},
		"setattr": func(r *runner, n syntax.Node, args []value) value {
			if len(args) == 3 {
				name, _ := stringOf(args[1])
				r.setAttribute(n, args[0], name, args[2])
			}
			return none
		},
		"delattr": func(r *runner, n syntax.Node, args []value) value {
			if len(args) == 2 {
				r.mutate(n, args[0])
			}
			return none
		},
	}
	for _, name := range []string{"sorted", "map", "filter", "max", "min"} {
		specials[name] = applying(name)
	}
}

func wrap(typ string) func(*runner, syntax.Node, []value) value {
	return func(_ *runner, _ syntax.Node, args []value) value {
		if len(args) == 0 {
			return &wrapper{typ, harmless}
		}
		return &wrapper{typ, args[0]}
	}
}

func collect(typ string) func(*runner, syntax.Node, []value) value {
	return func(r *runner, n syntax.Node, args []value) value {
		l := &list{typ: typ, owner: r.m, exact: true}
		if len(args) > 0 {
			l.items, l.exact = r.iterate(n, args[0])
		}
		l.exact = l.exact && typ == "list"
		return l
	}
}

// applying calls the function that map or filter is given with an item.
func applying(name string) func(*runner, syntax.Node, []value) value {
	return func(r *runner, n syntax.Node, args []value) value {
		if (name == "map" || name == "filter") && len(args) >= 2 {
			items, _ := r.iterate(n, args[1])
			if args[0] != none && len(items) > 0 {
				return &list{typ: "list", owner: r.m, items: []value{r.call(n, args[0], []value{join(items...)}, nil)}}
			}
		}
		return &opaque{name}
	}
}

// callMethod calls a method of a built-in object, or one that a class inherits from the interpreter.
func (r *runner) callMethod(n syntax.Node, f *builtin, args []value) value {
	target := f.self
	if isClass(target) && len(args) > 0 && (strings.HasPrefix(f.name, "__") || mutators[f.name]) {
		target = args[0] // dict.update(d, ...), object.__setattr__(o, ...)
	}
	if f.name == "__init_subclass__" || f.name == "__init__" || f.name == "__enter__" || f.name == "__exit__" {
		return harmless
	}
	if f.name == "setter" || f.name == "deleter" || f.name == "getter" {
		return f.self // of a property
	}
	if u, bad := target.(*unknown); bad {
		r.prohibit(n, u, "Module-level call of non-strict value '%s.%s()' is prohibited.", u.name, f.name)
		return u
	}
	if !mutators[f.name] {
		return r.readMethod(f, args)
	}
	if !r.mutate(n, target) {
		return harmless
	}
	l, ok := target.(*list)
	if !ok {
		if i, ok := target.(*instance); ok && f.name == "__setattr__" && len(args) >= 2 {
			name, _ := stringOf(args[len(args)-2])
			i.attrs = with(i.attrs, name, args[len(args)-1])
		}
		return harmless
	}
	out := join(append(l.items[:len(l.items):len(l.items)], harmless)...)
	l.exact = l.exact && f.name == "append"
	l.keys = nil
	for _, a := range args {
		if f.name == "extend" || f.name == "update" {
			items, _ := r.iterate(n, a)
			l.items = append(l.items, items...)
		} else if f.name != "pop" {
			l.items = append(l.items, a)
		}
	}
	return out
}

// readMethod is the result of a method that changes nothing.
func (r *runner) readMethod(f *builtin, args []value) value {
	if f.name == "__new__" {
		if len(args) > 0 {
			if c, ok := args[0].(*class); ok {
				return &instance{class: c, owner: r.m}
			}
		}
		return harmless
	}
	switch v := f.self.(type) {
	case *list:
		switch f.name {
		case "get", "values", "items", "keys", "copy", "__getitem__":
			if len(args) > 0 {
				if k, ok := keyOf(args[0]); ok && v.keys != nil && v.keys[k] != nil {
					return v.keys[k]
				}
			}
			if f.name == "copy" {
				return &list{typ: v.typ, owner: r.m, items: append([]value(nil), v.items...), exact: v.exact}
			}
			if f.name == "get" {
				return join(append(append(v.items[:len(v.items):len(v.items)], args[min(1, len(args)):]...), harmless)...)
			}
			return &list{typ: "list", owner: r.m, items: []value{harmless}}
		}
	case *constant, *opaque:
		return &opaque{"object"}
	}
	return harmless
}
