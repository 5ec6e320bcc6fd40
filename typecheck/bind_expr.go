package typecheck

import (
	"spc/diag"
	"spc/primitives"
	"spc/syntax"
)

// expr types an expression. want is the type of the place it is for, nil when none
// is expected: literals, displays and machine arithmetic adapt to it. The caller
// checks that the result fits.
func (b *binder) expr(e syntax.Expr, want Type) Type {
	if e == nil {
		return D
	}
	t := b.exprType(e, want)
	if t == nil {
		t = D
	}
	b.info.Types[e] = t
	return t
}

func (b *binder) exprType(e syntax.Expr, want Type) Type {
	switch e := e.(type) {
	case *syntax.Constant:
		return typeOfConst(e.Value)
	case *syntax.Name:
		delete(b.info.Folded, e)
		return b.loadName(e)
	case *syntax.Attribute:
		return b.attribute(e)
	case *syntax.Call:
		return b.call(e, want)
	case *syntax.BinOp:
		return b.binOp(e, want)
	case *syntax.UnaryOp:
		return b.unaryOp(e, want)
	case *syntax.BoolOp:
		_, t := b.boolOp(e, want)
		return t
	case *syntax.Compare:
		return b.compare(e)
	case *syntax.IfExp:
		return b.ifExp(e, want)
	case *syntax.NamedExpr:
		w := want
		if d := b.declaredType(e.Target); d != nil {
			w = d
		}
		t := b.expr(e.Value, w)
		b.store(e.Target, t, e.Value, e)
		if n, ok := e.Target.(*syntax.Name); ok {
			if v, ok := b.st.vars[n.ID]; ok && !b.captured[n.ID] {
				return v
			}
		}
		return t
	case *syntax.Lambda:
		return b.lambda(e)
	case *syntax.Subscript:
		return b.subscript(e, want)
	case *syntax.List:
		return b.listDisplay(e, want)
	case *syntax.Tuple:
		return b.tupleDisplay(e)
	case *syntax.Set:
		for _, x := range e.Elts {
			t := b.element(x, nil)
			b.object(x, t, "set members cannot be primitives")
		}
		b.killRefs()
		return instSetExact
	case *syntax.Dict:
		return b.dictDisplay(e, want)
	case *syntax.ListComp, *syntax.SetComp, *syntax.DictComp, *syntax.GeneratorExp:
		return b.comprehension(e, want)
	case *syntax.JoinedStr:
		b.joinedStr(e)
		return instStrExact
	case *syntax.FormattedValue:
		t := b.expr(e.Value, nil)
		b.object(e.Value, t, "cannot use primitive in formatted value")
		if e.FormatSpec != nil {
			b.expr(e.FormatSpec, nil)
		}
		b.killRefs()
		return instStrExact
	case *syntax.Await:
		return b.await(e)
	case *syntax.Yield:
		if e.Value != nil {
			t := b.expr(e.Value, nil)
			b.object(e.Value, t, "cannot yield a primitive value")
		}
		b.killRefs()
		return D
	case *syntax.YieldFrom:
		t := b.expr(e.Value, nil)
		b.object(e.Value, t, "cannot yield from a primitive value")
		b.killRefs()
		return D
	case *syntax.Starred:
		t := b.expr(e.Value, nil)
		b.object(e.Value, t, "cannot use primitive in starred expression")
		b.killRefs()
		return D
	case *syntax.Slice:
		for _, x := range []syntax.Expr{e.Lower, e.Upper, e.Step} {
			if x != nil {
				t := b.expr(x, nil)
				b.object(x, t, "slice indices cannot be primitives")
			}
		}
		return &Instance{Class: sliceClass, Exact: true}
	}
	return D
}

func (b *binder) await(e *syntax.Await) Type {
	t := b.expr(e.Value, nil)
	if !b.object(e.Value, t, "cannot await a primitive value") {
		return D
	}
	b.killRefs()
	if a, ok := t.(*Awaitable); ok {
		if call, ok := e.Value.(*syntax.Call); ok {
			if i := b.info.Calls[call]; i != nil {
				i.Awaited = true
			}
		}
		return a.Result
	}
	return D
}

func (b *binder) joinedStr(e *syntax.JoinedStr) {
	for _, v := range e.Values {
		b.expr(v, nil)
	}
}

func (b *binder) ifExp(e *syntax.IfExp, want Type) Type {
	f := b.test(e.Test)
	before := b.st
	b.st = before.copy()
	b.apply(f.yes)
	t1 := b.expr(e.Body, want)
	then := b.st
	b.st = before
	b.apply(f.no)
	t2 := b.expr(e.OrElse, want)
	b.st = join(then, b.st, false)
	k1, k2 := PrimKind(t1), PrimKind(t2)
	if w := PrimKind(want); w != primitives.None {
		if b.fitsHere(e.Body, t1, want) && b.fitsHere(e.OrElse, t2, want) {
			b.assign(e.Body, t1, want)
			b.assign(e.OrElse, t2, want)
			return want
		}
	}
	if k1 == primitives.None && k2 == primitives.None {
		return unionOf(t1, t2)
	}
	if k1 == k2 {
		return t1
	}
	if k1 != primitives.None && assignable(t1, t2) == fitCast && k2 == primitives.None {
		b.info.Coerce[e.OrElse] = t1
		return t1
	}
	if k2 != primitives.None && assignable(t2, t1) == fitCast && k1 == primitives.None {
		b.info.Coerce[e.Body] = t2
		return t2
	}
	if k, ok := primitives.Common(k1, k2); ok {
		b.assign(e.Body, t1, Prim(k))
		b.assign(e.OrElse, t2, Prim(k))
		return Prim(k)
	}
	b.mixedPrimitives(e, []Type{t1, t2})
	return D
}

// fitsHere reports whether the value of e may go where want is declared.
func (b *binder) fitsHere(e syntax.Expr, t, want Type) bool {
	if _, ok := b.constOf(e).(syntax.Float); ok && PrimKind(want).IsFloat() {
		return true
	}
	return assignable(want, t) != fitNo
}

func (b *binder) mixedPrimitives(e syntax.Expr, types []Type) {
	names := ""
	for i, t := range types {
		if i > 0 {
			names += ", "
		}
		names += t.String()
	}
	b.errorf(e, diag.PrimitiveMisuse, "invalid union type Union[%s]; unions cannot include primitive types", names)
}

func (b *binder) lambda(e *syntax.Lambda) Type {
	f := b.c.funcs[e]
	if f == nil {
		f = newFunc(b.m, nil, e)
		f.Nested = b.fn != nil
		f.signatureDone = true
		b.c.params(f, &annScope{m: b.m}, e.Args)
		b.c.funcs[e] = f
	}
	b.info.Funcs[e] = f
	for _, p := range f.Params {
		if p.Default != nil {
			t := b.expr(p.Default, nil)
			b.object(p.Default, t, "type mismatch: %s cannot be assigned to dynamic", t)
		}
	}
	lb := &binder{c: b.c, m: b.m, info: b.info, fn: f, class: b.class, outer: b, scope: b.scopeOf(e), st: newState(), queue: b.queue}
	if lb.scope == nil {
		return D
	}
	lb.enter()
	t := lb.expr(e.Body, nil)
	lb.object(e.Body, t, "lambda cannot return primitive value")
	return D
}

// element types an element of a display, which may be starred.
func (b *binder) element(e syntax.Expr, want Type) Type {
	return b.expr(e, want)
}

// checkedWant is the checked list or dict type that a display takes from its
// context.
func checkedWant(want Type, k *ClassType) *Instance {
	if o, ok := OptionalOf(want); ok {
		want = o
	}
	if i, ok := want.(*Instance); ok && i.Class == k && len(i.Args) == k.Generic.Params {
		return i
	}
	return nil
}

func (b *binder) listDisplay(e *syntax.List, want Type) Type {
	if w := checkedWant(want, chklistClass); w != nil {
		for _, x := range e.Elts {
			t := b.element(x, w.Args[0])
			if _, ok := x.(*syntax.Starred); !ok {
				b.assign(x, t, w.Args[0])
			}
		}
		b.killRefs()
		return w
	}
	var elem Type
	hint := elemHint(want)
	for _, x := range e.Elts {
		t := b.element(x, nil)
		b.object(x, t, "type mismatch: %s cannot be assigned to dynamic", t)
		elem = joinHint(elem, t, x)
	}
	if hint == nil {
		hint = elem
	}
	if checked := b.inferChecked(e, "list", chklistClass, elem); checked != nil {
		return checked
	}
	return &Instance{Class: listClass, Exact: true, Args: hintArgs(hint)}
}

// inferChecked is the checked type of a display in a module whose compiler flags ask for it: of what its elements have in
// common. nil when the flag is off, or nothing is known of the elements.
func (b *binder) inferChecked(e syntax.Expr, name string, k *ClassType, elems ...Type) Type {
	if b.m.renamed[name] == nil || hintArgs(elems...) == nil {
		return nil
	}
	args := mapTypes(elems, func(t Type) Type {
		if u, ok := t.(*Union); ok {
			if _, ok := OptionalOf(u); !ok {
				return D
			}
		}
		return t
	})
	return &Instance{Class: k, Exact: true, Args: args}
}

// elemHint is the element type that an expected plain container claims.
func elemHint(want Type) Type {
	if want == nil {
		return nil
	}
	if i, ok := Trust(want).(*Instance); ok && i.Class == listClass && len(i.Args) == 1 {
		return i.Args[0]
	}
	return nil
}

func hintArgs(ts ...Type) []Type {
	for _, t := range ts {
		if t == nil || IsDynamic(t) && t.(*Dynamic).Hint == nil {
			return nil
		}
	}
	return ts
}

// joinHint collects what the elements of a display have in common.
func joinHint(acc, t Type, e syntax.Expr) Type {
	if _, ok := e.(*syntax.Starred); ok {
		return D
	}
	if d, ok := t.(*Dynamic); ok && d.Hint == nil {
		return D
	}
	t = inexact(Trust(t))
	switch t.(type) {
	case *Instance, *Union:
	default:
		return D
	}
	if acc == nil {
		return t
	}
	if IsDynamic(acc) {
		return acc
	}
	return joinTypes(acc, t)
}

func (b *binder) tupleDisplay(e *syntax.Tuple) Type {
	args := make([]Type, 0, len(e.Elts))
	known := len(e.Elts) > 0
	for _, x := range e.Elts {
		t := b.element(x, nil)
		b.object(x, t, "type mismatch: %s cannot be assigned to dynamic", t)
		if _, ok := x.(*syntax.Starred); ok || PrimKind(t) != primitives.None {
			known = false
		}
		args = append(args, Trust(t))
	}
	if !known {
		args = nil
	}
	return &Instance{Class: tupleClass, Exact: true, Args: args}
}

func (b *binder) dictDisplay(e *syntax.Dict, want Type) Type {
	w := checkedWant(want, chkdictClass)
	var key, val Type
	for i, v := range e.Values {
		if e.Keys[i] == nil {
			t := b.expr(v, want)
			b.object(v, t, "dict splat cannot be a primitive")
			key, val = D, D
			continue
		}
		var wk, wv Type
		if w != nil {
			wk, wv = w.Args[0], w.Args[1]
		}
		kt := b.expr(e.Keys[i], wk)
		vt := b.expr(v, wv)
		ok := b.object(e.Keys[i], kt, "dict keys cannot be primitives")
		ok = b.object(v, vt, "dict values cannot be primitives") && ok
		if w != nil && ok {
			b.assign(e.Keys[i], kt, wk)
			b.assign(v, vt, wv)
		}
		key, val = joinHint(key, kt, e.Keys[i]), joinHint(val, vt, v)
	}
	b.killRefs()
	if w != nil {
		return w
	}
	if checked := b.inferChecked(e, "dict", chkdictClass, key, val); checked != nil {
		return checked
	}
	return &Instance{Class: dictClass, Exact: true, Args: hintArgs(key, val)}
}

// comprehension types a comprehension: its targets are names of their own.
func (b *binder) comprehension(e syntax.Expr, want Type) Type {
	var gens []*syntax.Comprehension
	var elts []syntax.Expr
	switch e := e.(type) {
	case *syntax.ListComp:
		gens, elts = e.Generators, []syntax.Expr{e.Elt}
	case *syntax.SetComp:
		gens, elts = e.Generators, []syntax.Expr{e.Elt}
	case *syntax.GeneratorExp:
		gens, elts = e.Generators, []syntax.Expr{e.Elt}
	case *syntax.DictComp:
		gens, elts = e.Generators, []syntax.Expr{e.Key, e.Value}
	}
	names := map[string]bool{}
	saved := map[string]Type{}
	pushed := false
	savedSt := b.st
	for i, g := range gens {
		t := b.expr(g.Iter, nil)
		elem := b.iterate(g.Iter, t, g.Target)
		if g.IsAsync {
			elem = D
		}
		if PrimKind(elem) != primitives.None {
			// The target is an object in a scope of its own: box the elements.
			elem = boxed(PrimKind(elem))
		}
		b.info.IterElem[g.Iter] = elem
		if i == 0 {
			b.overlay = append(b.overlay, names)
			pushed = true
			b.st = b.st.copy()
		}
		for _, n := range targetNames(g.Target) {
			if _, ok := saved[n]; !ok {
				saved[n] = savedSt.vars[n]
			}
			names[n] = true
			delete(b.st.vars, n)
		}
		b.store(g.Target, elem, nil, g.Target)
		for _, cond := range g.Ifs {
			f := b.test(cond)
			b.apply(f.yes)
		}
	}
	kind, w := instListExact, (*Instance)(nil)
	var words []string
	switch e.(type) {
	case *syntax.ListComp:
		w = checkedWant(want, chklistClass)
		words = []string{"generator element cannot be a primitive"}
	case *syntax.SetComp:
		kind, words = instSetExact, []string{"generator element cannot be a primitive"}
	case *syntax.DictComp:
		w = checkedWant(want, chkdictClass)
		kind, words = instDictExact, []string{"dictionary comprehension key cannot be a primitive", "dictionary comprehension value cannot be a primitive"}
	default:
		kind, words = D, []string{"generator element cannot be a primitive"}
	}
	var hints []Type
	for i, x := range elts {
		var we Type
		if w != nil {
			we = w.Args[i]
		}
		t := b.expr(x, we)
		if b.object(x, t, "%s", words[i]) && w != nil {
			b.assign(x, t, we)
		}
		hints = append(hints, joinHint(nil, t, x))
	}
	if pushed {
		b.overlay = b.overlay[:len(b.overlay)-1]
	}
	inner := b.st
	b.st = savedSt
	for name := range b.st.vars {
		// Assignment expressions inside bind names of the function.
		if t, ok := inner.vars[name]; ok && !names[name] {
			b.st.vars[name] = joinTypes(b.st.vars[name], t)
		}
	}
	for name, t := range inner.vars {
		if _, ok := b.st.vars[name]; !ok && !names[name] {
			b.st.vars[name] = t
		}
	}
	b.killRefs()
	if w != nil {
		return w
	}
	switch e.(type) {
	case *syntax.ListComp:
		if checked := b.inferChecked(e, "list", chklistClass, hints...); checked != nil {
			return checked
		}
	case *syntax.DictComp:
		if checked := b.inferChecked(e, "dict", chkdictClass, hints...); checked != nil {
			return checked
		}
	}
	if i, ok := kind.(*Instance); ok {
		return &Instance{Class: i.Class, Exact: true, Args: hintArgs(hints...)}
	}
	if args := hintArgs(hints...); args != nil {
		return Hinted(&Instance{Class: protocolClasses["typing.Iterator"], Args: args})
	}
	return D
}

// targetNames lists the names that a target binds.
func targetNames(e syntax.Expr) []string {
	switch e := e.(type) {
	case *syntax.Name:
		return []string{e.ID}
	case *syntax.Starred:
		return targetNames(e.Value)
	case *syntax.Tuple:
		var out []string
		for _, x := range e.Elts {
			out = append(out, targetNames(x)...)
		}
		return out
	case *syntax.List:
		var out []string
		for _, x := range e.Elts {
			out = append(out, targetNames(x)...)
		}
		return out
	}
	return nil
}
