package strict

import (
	"spc/symtable"
	"spc/syntax"
)

// value is what the analysis knows of an object.
type value interface{ kind() string }

type (
	// unknown comes from a module that is not strict: nothing may be done with it. told: it is the result of something
	// that was reported, and what follows from that is not.
	unknown struct {
		name string
		told bool
	}

	// opaque is a harmless object whose contents nobody knows: the result of computing with known values.
	opaque struct{ typ string }

	// constant is an immutable object that is known.
	constant struct{ v syntax.ConstValue }

	// tuple is a tuple of known length.
	tuple struct{ items []value }

	// list is a list, set or dict. items are what it may contain; exact says that they are all, in order.
	list struct {
		typ   string // "list", "set", "dict"
		owner *module
		items []value
		keys  map[string]value // of a dict with constant keys
		exact bool
	}

	// function is a function that the program defines.
	function struct {
		name  string
		owner *module
		node  syntax.Node
		args  *syntax.Arguments
		body  []syntax.Stmt // nil: a lambda, whose value is expr
		expr  syntax.Expr
		scope *symtable.Scope
		env   *env
		deflt map[string]value
		attrs map[string]value
		lazy  bool    // a generator or coroutine: calling it runs nothing
		class *class  // in whose body it is defined, for super()
		home  *module // whose globals it sees
	}

	// builtin is a function or class of the interpreter, or a method of a built-in object.
	builtin struct {
		name string
		self value // of a method
	}

	// class is a class that the program defines.
	class struct {
		name      string
		owner     *module
		bases     []value
		metaclass value // nil: not given
		attrs     map[string]value
	}

	// instance is an instance of a class that the program defines.
	instance struct {
		class *class
		owner *module
		attrs map[string]value
	}

	// method is a function bound to its first argument.
	method struct {
		self value
		f    value
	}

	// wrapper is what staticmethod, classmethod and property make.
	wrapper struct {
		typ string
		f   value
	}

	// superOf is super(): the attributes that the classes after class have.
	superOf struct {
		class *class
		self  value
	}

	// moduleValue is a strict module.
	moduleValue struct{ m *module }
)

func (*unknown) kind() string     { return "unknown" }
func (o *opaque) kind() string    { return o.typ }
func (*tuple) kind() string       { return "tuple" }
func (l *list) kind() string      { return l.typ }
func (*function) kind() string    { return "function" }
func (*builtin) kind() string     { return "builtin" }
func (*class) kind() string       { return "type" }
func (i *instance) kind() string  { return i.class.name }
func (*method) kind() string      { return "method" }
func (w *wrapper) kind() string   { return w.typ }
func (*superOf) kind() string     { return "super" }
func (*moduleValue) kind() string { return "module" }

func (c *constant) kind() string {
	switch v := c.v.(type) {
	case syntax.Int:
		return "int"
	case syntax.Float:
		return "float"
	case syntax.Imag:
		return "complex"
	case syntax.Str:
		return "str"
	case syntax.Bytes:
		return "bytes"
	case syntax.Singleton:
		return [...]string{"NoneType", "bool", "bool", "ellipsis"}[v]
	}
	return "object"
}

var (
	none     value = &constant{syntax.ConstNone}
	harmless value = &opaque{"object"}
)

func boolean(b bool) value {
	if b {
		return &constant{syntax.ConstTrue}
	}
	return &constant{syntax.ConstFalse}
}

// truth is the truth value of v; known is false when it depends on what is not known.
func truth(v value) (b, known bool) {
	switch v := v.(type) {
	case *constant:
		switch k := v.v.(type) {
		case syntax.Singleton:
			return k == syntax.ConstTrue || k == syntax.ConstEllipsis, true
		case syntax.Int:
			return k.Big != nil || k.Small != 0, true
		case syntax.Float:
			return k != 0, true
		case syntax.Str:
			return k != "", true
		case syntax.Bytes:
			return k != "", true
		}
	case *tuple:
		return len(v.items) > 0, true
	case *list:
		return len(v.items) > 0, v.exact
	case *function, *class, *moduleValue, *builtin:
		return true, true
	}
	return false, false
}

// join is what is known of a value that is one of these.
func join(vs ...value) value {
	var out value
	for _, v := range vs {
		if u, ok := v.(*unknown); ok {
			return u
		}
		switch {
		case out == nil || out == v:
			out = v
		default:
			out = harmless
		}
	}
	if out == nil {
		return harmless
	}
	return out
}

// owner is the module that a mutable object belongs to; nil for immutable ones.
func owner(v value) *module {
	switch v := v.(type) {
	case *list:
		return v.owner
	case *function:
		return v.owner
	case *class:
		return v.owner
	case *instance:
		return v.owner
	case *moduleValue:
		return v.m
	}
	return nil
}

// mro lists a class and its bases, depth first; whole is false when a base is not known.
func (c *class) mro() (list []*class, whole bool) {
	whole = true
	seen := map[*class]bool{}
	var visit func(c *class)
	visit = func(c *class) {
		if seen[c] {
			return
		}
		seen[c] = true
		list = append(list, c)
		for _, b := range c.bases {
			switch b := b.(type) {
			case *class:
				visit(b)
			case *builtin:
				if b.name != "object" {
					whole = false
				}
			default:
				whole = false
			}
		}
	}
	visit(c)
	return list, whole
}

// lookup finds an attribute of the class or its bases, behind the class after when that is given.
func (c *class) lookup(name string, after *class) (v value, whole bool) {
	classes, whole := c.mro()
	skip := after != nil
	for _, k := range classes {
		if skip {
			skip = k != after
			continue
		}
		if v := k.attrs[name]; v != nil {
			return v, whole
		}
	}
	return nil, whole
}

// env is the variables of a running function or comprehension, or of a class body.
type env struct {
	vars   map[string]value
	scope  *symtable.Scope // nil: a comprehension, which sees what is around it
	parent *env            // nil: the module is around
	class  bool
	fn     *function
}
