package strict

import (
	"strings"

	"spc/diag"
	"spc/syntax"
)

// attribute is v.name.
func (r *runner) attribute(n syntax.Node, v value, name string) value {
	switch v := v.(type) {
	case *unknown:
		r.prohibit(n, v, "Module-level attribute access on non-strict value '%s.%s' is prohibited.", v.name, name)
		return &unknown{v.name + "." + name, true}
	case *moduleValue:
		if x, ok := v.m.globals[name]; ok {
			return x
		}
		if sub := r.a.module(v.m.src.Name + "." + name); sub != nil {
			return &moduleValue{sub}
		}
		if !v.m.done || strings.HasPrefix(name, "__") {
			return harmless
		}
		return r.missing(n, v.m, name, "AttributeError")
	case *function:
		if x := v.attrs[name]; x != nil {
			return x
		}
		return harmless
	case *class:
		x, _ := v.lookup(name, nil)
		switch x := x.(type) {
		case nil:
			return &builtin{name: name, self: v}
		case *wrapper:
			switch x.typ {
			case "classmethod":
				return &method{v, x.f}
			case "staticmethod":
				return x.f
			}
		}
		return x
	case *instance:
		return r.instanceAttribute(n, v, name)
	case *superOf:
		return r.superAttribute(v, name)
	}
	return &builtin{name: name, self: v}
}

func (r *runner) instanceAttribute(n syntax.Node, v *instance, name string) value {
	x, _ := v.class.lookup(name, nil)
	if w, ok := x.(*wrapper); ok && w.typ == "property" {
		return r.call(n, &method{v, w.f}, nil, nil)
	}
	if d, ok := x.(*instance); ok {
		if get, _ := d.class.lookup("__get__", nil); get != nil {
			return r.call(n, &method{d, get}, []value{v, v.class}, nil)
		}
	}
	if own := v.attrs[name]; own != nil {
		return own
	}
	if x != nil {
		return bind(v, v.class, x)
	}
	if name == "__class__" {
		return v.class
	}
	if hook, _ := v.class.lookup("__getattr__", nil); hook != nil {
		return r.call(n, &method{v, hook}, []value{&constant{syntax.Str(name)}}, nil)
	}
	return &builtin{name: name, self: v}
}

func bind(self value, c *class, x value) value {
	switch x := x.(type) {
	case *function:
		return &method{self, x}
	case *wrapper:
		switch x.typ {
		case "classmethod":
			return &method{c, x.f}
		case "staticmethod":
			return x.f
		}
	}
	return x
}

func (r *runner) superAttribute(s *superOf, name string) value {
	if s.class == nil {
		return &builtin{name: name, self: harmless}
	}
	c := classOf(s.self)
	if c == nil {
		c = s.class
	}
	if x, _ := c.lookup(name, s.class); x != nil {
		if name == "__new__" || name == "__init_subclass__" {
			return bind(c, c, x)
		}
		return bind(s.self, c, x)
	}
	return &builtin{name: name, self: s.self}
}

func (r *runner) setAttribute(n syntax.Node, v value, name string, x value) {
	switch v := v.(type) {
	case *unknown:
		r.prohibit(n, v, "Module-level attribute assignment to non-strict value '%s.%s' is prohibited.", v.name, name)
	case *moduleValue:
		r.report(n, diag.ForeignMutation, "<module> from module %s is modified by %s; this is prohibited.", v.m.src.Name, r.m.src.Name)
	case *function:
		if r.mutate(n, v) {
			v.attrs = with(v.attrs, name, x)
		}
	case *class:
		if r.mutate(n, v) {
			v.attrs = with(v.attrs, name, x)
		}
	case *instance:
		if f, _ := v.class.lookup("__setattr__", nil); f != nil {
			r.call(n, &method{v, f}, []value{&constant{syntax.Str(name)}, x}, nil)
			return
		}
		if d, _ := v.class.lookup(name, nil); d != nil {
			if p, ok := d.(*instance); ok {
				if set, _ := p.class.lookup("__set__", nil); set != nil {
					r.call(n, &method{p, set}, []value{v, x}, nil)
					return
				}
			}
		}
		if r.mutate(n, v) {
			v.attrs = with(v.attrs, name, x)
		}
	}
}

func with(m map[string]value, name string, x value) map[string]value {
	if m == nil {
		m = map[string]value{}
	}
	m[name] = x
	return m
}
