package lower

import (
	"spc/hir"
	"spc/syntax"
)

// Generic functions, classes and aliases (PEP 695, 3.12). The type parameters belong to a function of their own, which
// the interpreter calls on the spot: it makes them and returns the object they are for. Bounds, defaults and the values
// of aliases are functions too, called when somebody asks.

func (b *fn) genericFunction(d *funcDef) *hir.Value {
	defaults := b.defaults(d, d.args)
	kwdefaults := b.kwDefaults(d, d.args)
	var args []*hir.Value
	for _, v := range []*hir.Value{defaults, kwdefaults} {
		if v.Op != hir.OpNull {
			args = append(args, v)
		}
	}
	return b.inTypeParams(d.Node, d.name, d.typeParams, args, func(g *fn, params *hir.Value) *hir.Value {
		given := g.f.Blocks[0].Params
		pass := func(outer *hir.Value) *hir.Value {
			if outer.Op == hir.OpNull {
				return g.null()
			}
			v := given[0]
			given = given[1:]
			return v
		}
		dv := pass(defaults)
		kv := pass(kwdefaults)
		v := g.functionObject(d, dv, kv)
		g.rt(d, "set_type_params", v, params)
		return v
	})
}

func (b *fn) genericClass(s *syntax.ClassDef) *hir.Value {
	return b.inTypeParams(s, s.Name, s.TypeParams, nil, func(g *fn, params *hir.Value) *hir.Value {
		g.ownCells[".type_params"] = g.rt(s, "cell", params)
		return g.buildClass(s, func() *hir.Value { return g.rt(s, "subscript_generic", params) })
	})
}

// typeAlias is `type X[T] = value`.
func (b *fn) typeAlias(s *syntax.TypeAlias) {
	name := s.Name.(*syntax.Name)
	make := func(g *fn, params *hir.Value) *hir.Value {
		f := g.m.function(g, s, s, name.ID, func(h *fn) { h.returnValue(s.Value, h.expr(s.Value)) })
		if f == nil {
			return g.lost(s)
		}
		return g.rt(s, "typealias", g.konst(name.ID), params, g.makeFunction(s, f, g.null(), g.null(), g.null()))
	}
	var v *hir.Value
	if len(s.TypeParams) > 0 {
		v = b.inTypeParams(s, name.ID, s.TypeParams, nil, make)
	} else {
		v = make(b, b.none())
	}
	b.store(name, name.ID, v)
}

// inTypeParams builds and calls the function around something generic. body gets its builder and the tuple of type
// parameters. The function takes the defaults of a generic function as arguments.
func (b *fn) inTypeParams(n syntax.Node, name string, list []syntax.TypeParam, args []*hir.Value,
	body func(*fn, *hir.Value) *hir.Value) *hir.Value {
	f := b.m.function(b, n, n, "<generic parameters of "+name+">", func(g *fn) {
		params := make([]*hir.Value, len(list))
		for i, p := range list {
			params[i] = g.typeParam(p)
		}
		g.returnValue(n, body(g, g.rt(n, "tuple", params...)))
	})
	if f == nil {
		return b.lost(n)
	}
	if len(f.Sig.Params) == 0 && f.Interpret == "" && len(args) > 0 { // no code object to take the parameters from
		b.unsupported("generic function without a code object")
	}
	return b.call(n, b.makeFunction(n, f, b.null(), b.null(), b.null()), args...)
}

func (b *fn) typeParam(p syntax.TypeParam) *hir.Value {
	name := b.konst(b.scope.Mangle(p.ParamName()))
	var v *hir.Value
	switch p := p.(type) {
	case *syntax.TypeVar:
		switch bound := p.Bound.(type) {
		case nil:
			v = b.rt(p, "typevar", name)
		case *syntax.Tuple:
			v = b.rt(p, "typevar_constraints", name, b.lazily(p, p, p.Name, bound))
		default:
			v = b.rt(p, "typevar_bound", name, b.lazily(p, p, p.Name, bound))
		}
	case *syntax.ParamSpec:
		v = b.rt(p, "paramspec", name)
	case *syntax.TypeVarTuple:
		v = b.rt(p, "typevartuple", name)
	}
	if d := p.Default(); d != nil {
		v = b.rt(p, "set_type_default", v, b.lazily(d, p, p.ParamName(), d))
	}
	b.store(p, p.ParamName(), v)
	return v
}

// lazily makes the function that evaluates e when asked. key is the node that opens its scope.
func (b *fn) lazily(key, n syntax.Node, name string, e syntax.Expr) *hir.Value {
	f := b.m.function(b, key, n, name, func(g *fn) {
		if s, ok := e.(*syntax.Starred); ok { // the default of *Ts may be starred
			slots := g.slots(1)
			g.rt(s, "unpack", g.expr(s.Value), g.i64(1), slots)
			g.returnValue(e, g.slot(slots, 0))
			return
		}
		g.returnValue(e, g.expr(e))
	})
	if f == nil {
		return b.lost(n)
	}
	return b.makeFunction(n, f, b.null(), b.null(), b.null())
}
