package strict

import (
	"spc/diag"
	"spc/syntax"
)

func (r *runner) expr(e syntax.Expr) value {
	r.step()
	switch e := e.(type) {
	case nil:
		return none
	case *syntax.Constant:
		return &constant{e.Value}
	case *syntax.Name:
		return r.name(e)
	case *syntax.Attribute:
		return r.attribute(e, r.expr(e.Value), e.Attr)
	case *syntax.Call:
		return r.callExpr(e)
	case *syntax.Subscript:
		return r.item(e, r.expr(e.Value), r.expr(e.Slice))
	case *syntax.BinOp:
		return r.binary(e, e.Op, r.expr(e.Left), r.expr(e.Right))
	case *syntax.UnaryOp:
		return r.unary(e)
	case *syntax.BoolOp:
		return r.boolOp(e)
	case *syntax.Compare:
		return r.compare(e)
	case *syntax.IfExp:
		if b, known := r.test(e.Test, r.expr(e.Test)); known {
			if b {
				return r.expr(e.Body)
			}
			return r.expr(e.OrElse)
		}
		return join(r.expr(e.Body), r.expr(e.OrElse))
	case *syntax.NamedExpr:
		v := r.expr(e.Value)
		saved := r.env
		for r.env != nil && r.env.scope == nil {
			r.env = r.env.parent
		}
		r.assign(e.Target, v)
		r.env = saved
		return v
	case *syntax.Lambda:
		f := r.function(e, "<lambda>", e.Args, nil, nil, false).(*function)
		f.expr = e.Body
		return f
	case *syntax.Tuple:
		items, exact := r.elements(e.Elts)
		if !exact {
			return &opaque{"tuple"}
		}
		return &tuple{items}
	case *syntax.List:
		items, exact := r.elements(e.Elts)
		return &list{typ: "list", owner: r.m, items: items, exact: exact}
	case *syntax.Set:
		items, _ := r.elements(e.Elts)
		return &list{typ: "set", owner: r.m, items: items}
	case *syntax.Dict:
		return r.dict(e)
	case *syntax.ListComp:
		return r.comprehension("list", e.Generators, e.Elt)
	case *syntax.SetComp:
		return r.comprehension("set", e.Generators, e.Elt)
	case *syntax.DictComp:
		return r.comprehension("dict", e.Generators, e.Key, e.Value)
	case *syntax.GeneratorExp:
		return r.comprehension("list", e.Generators, e.Elt)
	case *syntax.JoinedStr:
		for _, v := range e.Values {
			if f, ok := v.(*syntax.FormattedValue); ok {
				if u, bad := r.expr(f.Value).(*unknown); bad && !u.told {
					r.report(f, diag.UnsafeTop, "Call 'format(%s)' may have side effects and is prohibited at module level.", u.name)
				}
				if f.FormatSpec != nil {
					r.expr(f.FormatSpec)
				}
			}
		}
		return &opaque{"str"}
	case *syntax.Slice:
		for _, x := range []syntax.Expr{e.Lower, e.Upper, e.Step} {
			if x != nil {
				r.expr(x)
			}
		}
		return &opaque{"slice"}
	case *syntax.Starred:
		return r.expr(e.Value)
	case *syntax.Await:
		return r.expr(e.Value)
	case *syntax.Yield:
		if e.Value != nil {
			r.expr(e.Value)
		}
	case *syntax.YieldFrom:
		r.expr(e.Value)
	}
	return harmless
}

// elements evaluates the parts of a display.
func (r *runner) elements(elts []syntax.Expr) (items []value, exact bool) {
	exact = true
	for _, x := range elts {
		if s, ok := x.(*syntax.Starred); ok {
			more, all := r.iterate(s, r.expr(s.Value))
			items, exact = append(items, more...), exact && all
			continue
		}
		items = append(items, r.expr(x))
	}
	return items, exact
}

func (r *runner) dict(e *syntax.Dict) value {
	d := &list{typ: "dict", owner: r.m, keys: map[string]value{}, exact: true}
	for i, v := range e.Values {
		if e.Keys[i] == nil { // **mapping
			if u, ok := r.expr(v).(*unknown); ok {
				r.prohibit(v, u, "Module-level iteration over non-strict value '%s' is prohibited.", u.name)
			}
			d.keys, d.exact = nil, false
			d.items = append(d.items, harmless)
			continue
		}
		k, x := r.expr(e.Keys[i]), r.expr(v)
		d.items = append(d.items, x)
		if s, ok := keyOf(k); ok && d.keys != nil {
			d.keys[s] = x
		} else {
			d.keys = nil
		}
	}
	return d
}

// keyOf is a constant as a key.
func keyOf(v value) (string, bool) {
	if c, ok := v.(*constant); ok {
		switch k := c.v.(type) {
		case syntax.Str:
			return "s" + string(k), true
		case syntax.Int:
			if k.Big == nil {
				return "i" + string(rune(k.Small)), true
			}
		}
	}
	return "", false
}

// comprehension evaluates the elements for all items or, when they are not known, once.
func (r *runner) comprehension(typ string, gens []*syntax.Comprehension, elts ...syntax.Expr) value {
	out := &list{typ: typ, owner: r.m, exact: typ == "list"}
	first, exact := r.iterate(gens[0].Iter, r.expr(gens[0].Iter))
	saved := r.env
	r.env = &env{vars: map[string]value{}, parent: saved}
	defer func() { r.env = saved }()
	var each func(i int, items []value, exact bool)
	each = func(i int, items []value, exact bool) {
		if !exact {
			out.exact = false
			items = []value{join(items...)}
		}
		for _, x := range items {
			r.step()
			r.assign(gens[i].Target, x)
			pass := true
			for _, cond := range gens[i].Ifs {
				b, known := r.test(cond, r.expr(cond))
				out.exact = out.exact && known
				pass = pass && (b || !known)
			}
			switch {
			case !pass:
			case i+1 < len(gens):
				next, all := r.iterate(gens[i+1].Iter, r.expr(gens[i+1].Iter))
				each(i+1, next, all)
			default:
				var v value
				for _, e := range elts {
					v = r.expr(e)
				}
				out.items = append(out.items, v)
			}
		}
	}
	each(0, first, exact)
	return out
}

// iterate gives the items of a value; exact when they are all, in order.
func (r *runner) iterate(n syntax.Node, v value) (items []value, exact bool) {
	switch v := v.(type) {
	case *unknown:
		r.prohibit(n, v, "Module-level iteration over non-strict value '%s' is prohibited.", v.name)
		return []value{v}, false
	case *tuple:
		return v.items, true
	case *list:
		if v.typ == "dict" {
			if v.keys == nil || !v.exact {
				return []value{harmless}, false
			}
			return nil, len(v.items) == 0 // keys are not kept in order
		}
		return append([]value(nil), v.items...), v.exact
	case *instance:
		if f, _ := v.class.lookup("__iter__", nil); f != nil {
			return r.iterate(n, r.call(n, &method{v, f}, nil, nil))
		}
	}
	return []value{harmless}, false
}

func (r *runner) unary(e *syntax.UnaryOp) value {
	v := r.expr(e.Operand)
	if e.Op == syntax.Not {
		if b, known := r.test(e.Operand, v); known {
			return boolean(!b)
		}
		return &opaque{"bool"}
	}
	if u, ok := v.(*unknown); ok {
		r.prohibit(e, u, "Module-level unary operation on non-strict value '%s' is prohibited.", u.name)
		return &unknown{u.name, true}
	}
	if k, ok := smallInt(v); ok && e.Op == syntax.USub {
		return &constant{syntax.Int{Small: -k}}
	}
	return &opaque{v.kind()}
}

func (r *runner) boolOp(e *syntax.BoolOp) value {
	var seen []value
	for i, x := range e.Values {
		v := r.expr(x)
		if i == len(e.Values)-1 {
			return join(append(seen, v)...)
		}
		b, known := r.test(x, v)
		if known && b == (e.Op == syntax.Or) {
			return join(append(seen, v)...)
		}
		if !known {
			seen = append(seen, v)
		}
	}
	return harmless
}

var operators = [...]struct{ sign, method string }{syntax.Add: {"+", "add"}, syntax.Sub: {"-", "sub"}, syntax.Mult: {"*", "mul"},
	syntax.MatMult: {"@", "matmul"}, syntax.Div: {"/", "truediv"}, syntax.Mod: {"%", "mod"}, syntax.Pow: {"**", "pow"},
	syntax.LShift: {"<<", "lshift"}, syntax.RShift: {">>", "rshift"}, syntax.BitOr: {"|", "or"}, syntax.BitXor: {"^", "xor"},
	syntax.BitAnd: {"&", "and"}, syntax.FloorDiv: {"//", "floordiv"}}

func (r *runner) binary(n syntax.Node, op syntax.BinOpKind, a, b value) value {
	o := operators[op]
	for _, v := range []value{a, b} {
		if u, ok := v.(*unknown); ok {
			r.prohibit(n, u, "Module-level binary operation on non-strict value '%s %s ...' is prohibited.", u.name, o.sign)
			return u
		}
	}
	if i, ok := a.(*instance); ok {
		if f, _ := i.class.lookup("__"+o.method+"__", nil); f != nil {
			return r.call(n, &method{i, f}, []value{b}, nil)
		}
	}
	if i, ok := b.(*instance); ok {
		if f, _ := i.class.lookup("__r"+o.method+"__", nil); f != nil {
			return r.call(n, &method{i, f}, []value{a}, nil)
		}
	}
	x, ok1 := smallInt(a)
	y, ok2 := smallInt(b)
	if ok1 && ok2 {
		switch {
		case op == syntax.Add:
			return &constant{syntax.Int{Small: x + y}}
		case op == syntax.Sub:
			return &constant{syntax.Int{Small: x - y}}
		case op == syntax.Mult:
			return &constant{syntax.Int{Small: x * y}}
		case (op == syntax.FloorDiv || op == syntax.Mod || op == syntax.Div) && y == 0:
			panic(raised{n, &builtin{name: "ZeroDivisionError"}})
		case op == syntax.FloorDiv && x >= 0 && y > 0:
			return &constant{syntax.Int{Small: x / y}}
		case op == syntax.Mod && x >= 0 && y > 0:
			return &constant{syntax.Int{Small: x % y}}
		}
	}
	switch a := a.(type) {
	case *constant:
		if t, ok := b.(*constant); ok && op == syntax.Add {
			s1, ok1 := a.v.(syntax.Str)
			s2, ok2 := t.v.(syntax.Str)
			if ok1 && ok2 {
				return &constant{s1 + s2}
			}
		}
	case *tuple:
		if t, ok := b.(*tuple); ok && op == syntax.Add {
			return &tuple{append(append([]value(nil), a.items...), t.items...)}
		}
	case *list:
		l := &list{typ: a.typ, owner: r.m, items: append([]value(nil), a.items...)}
		if t, ok := b.(*list); ok {
			l.items = append(l.items, t.items...)
			l.exact = op == syntax.Add && a.exact && t.exact
		}
		return l
	}
	if isClass(a) && op == syntax.BitOr {
		return &opaque{"type"} // int | None
	}
	return &opaque{a.kind()}
}

// smallInt is a known int within 32 bits.
func smallInt(v value) (int64, bool) {
	c, ok := v.(*constant)
	if !ok {
		return 0, false
	}
	k, ok := c.v.(syntax.Int)
	return k.Small, ok && k.Big == nil && k.Small == int64(int32(k.Small))
}

func isClass(v value) bool {
	switch v := v.(type) {
	case *class:
		return true
	case *builtin:
		return builtinTypes[v.name]
	}
	return false
}

func (r *runner) compare(e *syntax.Compare) value {
	left := r.expr(e.Left)
	out := value(nil)
	for i, op := range e.Ops {
		right := r.expr(e.Comparators[i])
		v := r.compareOne(e, op, left, right)
		if out = v; len(e.Ops) > 1 {
			out = &opaque{"bool"}
		}
		left = right
	}
	return out
}

func (r *runner) compareOne(e *syntax.Compare, op syntax.CmpOpKind, a, b value) value {
	if op == syntax.Is || op == syntax.IsNot {
		if same, known := identical(a, b); known {
			return boolean(same == (op == syntax.Is))
		}
		return &opaque{"bool"}
	}
	for _, v := range []value{a, b} {
		if u, ok := v.(*unknown); ok {
			r.prohibit(e, u, "Module-level comparison of non-strict value '%s' is prohibited.", u.name)
			return u
		}
	}
	if op == syntax.In || op == syntax.NotIn {
		if l, ok := b.(*list); ok && l.keys != nil && l.exact {
			if k, ok := keyOf(a); ok {
				return boolean((l.keys[k] != nil) == (op == syntax.In))
			}
		}
		return &opaque{"bool"}
	}
	if i, ok := a.(*instance); ok {
		name := [...]string{syntax.Eq: "__eq__", syntax.NotEq: "__ne__", syntax.Lt: "__lt__", syntax.LtE: "__le__", syntax.Gt: "__gt__", syntax.GtE: "__ge__"}[op]
		if f, _ := i.class.lookup(name, nil); f != nil {
			return r.call(e, &method{i, f}, []value{b}, nil)
		}
	}
	if x, ok := smallInt(a); ok {
		if y, ok := smallInt(b); ok {
			return boolean([...]bool{syntax.Eq: x == y, syntax.NotEq: x != y, syntax.Lt: x < y, syntax.LtE: x <= y, syntax.Gt: x > y, syntax.GtE: x >= y}[op])
		}
	}
	if x, ok := stringOf(a); ok {
		if y, ok := stringOf(b); ok && (op == syntax.Eq || op == syntax.NotEq) {
			return boolean((x == y) == (op == syntax.Eq))
		}
	}
	return &opaque{"bool"}
}

func stringOf(v value) (string, bool) {
	if c, ok := v.(*constant); ok {
		s, ok := c.v.(syntax.Str)
		return string(s), ok
	}
	return "", false
}

// identical reports whether two values are one object.
func identical(a, b value) (same, known bool) {
	x, ok1 := a.(*constant)
	y, ok2 := b.(*constant)
	if ok1 && ok2 {
		s, ok1 := x.v.(syntax.Singleton)
		t, ok2 := y.v.(syntax.Singleton)
		return ok1 && ok2 && s == t, ok1 || ok2
	}
	switch a.(type) {
	case *class, *function, *instance, *list, *moduleValue:
		switch b.(type) {
		case *opaque, *unknown:
			return false, false
		}
		return a == b, true
	}
	if _, ok := a.(*opaque); !ok && ok2 {
		if _, bad := a.(*unknown); !bad {
			return false, true
		}
	}
	return false, false
}

// item is v[key].
func (r *runner) item(n syntax.Node, v, key value) value {
	switch v := v.(type) {
	case *unknown:
		r.prohibit(n, v, "Module-level index access on non-strict value '%s[...]' is prohibited.", v.name)
		return &unknown{v.name + "[...]", true}
	case *builtin:
		return v // list[int]
	case *class:
		if f, _ := v.lookup("__class_getitem__", nil); f != nil {
			return r.call(n, &method{v, f}, []value{key}, nil)
		}
		return v // Generic[T]
	case *instance:
		if f, _ := v.class.lookup("__getitem__", nil); f != nil {
			return r.call(n, &method{v, f}, []value{key}, nil)
		}
	case *tuple:
		if i, ok := smallInt(key); ok && i >= 0 && int(i) < len(v.items) {
			return v.items[i]
		}
		return join(v.items...)
	case *list:
		if k, ok := keyOf(key); ok && v.keys != nil && v.keys[k] != nil {
			return v.keys[k]
		}
		if i, ok := smallInt(key); ok && v.exact && v.typ == "list" && i >= 0 && int(i) < len(v.items) {
			return v.items[i]
		}
		return join(append(v.items[:len(v.items):len(v.items)], harmless)...)
	}
	return harmless
}

func (r *runner) setItem(n syntax.Node, v, key, x value) {
	switch v := v.(type) {
	case *unknown:
		r.prohibit(n, v, "Module-level item assignment to non-strict value '%s' is prohibited.", v.name)
	case *list:
		if !r.mutate(n, v) {
			return
		}
		v.items = append(v.items, x)
		if k, ok := keyOf(key); ok && v.keys != nil {
			v.keys[k] = x
		} else {
			v.keys = nil
			v.exact = v.exact && v.typ != "list"
		}
	case *instance:
		if f, _ := v.class.lookup("__setitem__", nil); f != nil {
			r.call(n, &method{v, f}, []value{key, x}, nil)
		} else {
			r.mutate(n, v)
		}
	case *moduleValue:
		r.mutate(n, v)
	}
}
