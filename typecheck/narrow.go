package typecheck

import (
	"spc/primitives"
	"spc/syntax"
)

// test types a condition and returns what it tells when true and when false (SP
// §3.5). Evaluating it may change the state.
func (b *binder) test(e syntax.Expr) facts {
	switch e := e.(type) {
	case *syntax.UnaryOp:
		if e.Op == syntax.Not {
			f := b.test(e.Operand)
			t := b.info.TypeOf(e.Operand)
			b.info.Types[e] = notType(t)
			return facts{yes: f.no, no: f.yes}
		}
	case *syntax.BoolOp:
		f, _ := b.boolOp(e, nil)
		return f
	case *syntax.NamedExpr:
		t := b.expr(e, nil)
		if n, ok := e.Target.(*syntax.Name); ok {
			return b.truth(refKey{n.ID, ""}, t)
		}
		return facts{}
	case *syntax.Compare:
		t := b.expr(e, nil)
		_ = t
		return b.compareFacts(e)
	case *syntax.Call:
		b.expr(e, nil)
		return b.callFacts(e)
	case *syntax.Name:
		t := b.expr(e, nil)
		b.testKills(t)
		if b.narrowable(e.ID) {
			return b.truth(refKey{e.ID, ""}, t)
		}
		return facts{}
	}
	t := b.expr(e, nil)
	b.testKills(t)
	return facts{}
}

// testKills ends refinements when asking for the truth of a value may run code.
func (b *binder) testKills(t Type) {
	if PrimKind(t) != primitives.None || ClassOf(t) == boolClass || IsNone(t) {
		return
	}
	b.killRefs()
}

func (b *binder) truth(key refKey, t Type) facts {
	if _, ok := OptionalOf(t); ok {
		return facts{yes: []fact{{key, removeNone(t)}}}
	}
	if d, ok := t.(*Dynamic); ok && d.Hint != nil {
		if _, ok := OptionalOf(d.Hint); ok {
			return facts{yes: []fact{{key, removeNone(t)}}}
		}
	}
	return facts{}
}

// narrowable reports whether the type of a local name may be narrowed: not of
// names that other functions can change.
func (b *binder) narrowable(name string) bool {
	if b.captured[name] {
		return false
	}
	switch b.kind(name) {
	case nameLocal:
		return true
	case nameGlobal:
		return b.fn == nil && !b.inCls
	}
	return false
}

func (b *binder) apply(list []fact) {
	for _, f := range list {
		if f.typ == nil {
			continue
		}
		if f.key.attr != "" {
			b.st.setRef(f.key, f.typ)
			continue
		}
		if g := b.m.Names[f.key.name]; b.fn == nil && !b.inCls && !b.inOverlay(f.key.name) && g != nil && g.byGlobal {
			continue
		}
		b.st.vars[f.key.name] = f.typ
	}
}

// keyOf is the place that e reads, when its type can be narrowed: a local name, or
// a typed slot of one.
func (b *binder) keyOf(e syntax.Expr) (refKey, bool) {
	switch e := e.(type) {
	case *syntax.Name:
		return refKey{e.ID, ""}, b.narrowable(e.ID)
	case *syntax.NamedExpr:
		return b.keyOf(e.Target)
	case *syntax.Attribute:
		n, ok := e.Value.(*syntax.Name)
		if !ok || !b.narrowable(n.ID) {
			return refKey{}, false
		}
		a := b.info.Attrs[e]
		if a == nil {
			return refKey{}, false
		}
		if a.Kind == AttrField && !IsDynamic(a.Type) && PrimKind(a.Type) == primitives.None {
			return refKey{n.ID, e.Attr}, true
		}
	}
	return refKey{}, false
}

func isNoneExpr(e syntax.Expr) bool {
	k, ok := e.(*syntax.Constant)
	return ok && k.Value == syntax.ConstNone
}

// compareFacts handles x is None, x is not None and their mirror images.
func (b *binder) compareFacts(e *syntax.Compare) facts {
	if len(e.Ops) != 1 || e.Ops[0] != syntax.Is && e.Ops[0] != syntax.IsNot {
		return facts{}
	}
	subject := e.Left
	if isNoneExpr(e.Left) {
		subject = e.Comparators[0]
	} else if !isNoneExpr(e.Comparators[0]) {
		return facts{}
	}
	key, ok := b.keyOf(subject)
	if !ok {
		return facts{}
	}
	t := b.info.TypeOf(subject)
	if PrimKind(t) != primitives.None {
		return facts{}
	}
	f := facts{yes: []fact{{key, instNone}}, no: []fact{{key, removeNone(t)}}}
	if e.Ops[0] == syntax.IsNot {
		f.yes, f.no = f.no, f.yes
	}
	return f
}

// callFacts handles isinstance and prod_assert.
func (b *binder) callFacts(e *syntax.Call) facts {
	info := b.info.Calls[e]
	if info == nil || info.Kind != CallIsinstance || len(e.Args) != 2 {
		return facts{}
	}
	key, ok := b.keyOf(e.Args[0])
	if !ok {
		return facts{}
	}
	t := b.info.TypeOf(e.Args[0])
	classes, known := b.testedClasses(e.Args[1])
	if !known {
		return facts{yes: []fact{{key, D}}}
	}
	var yes []Type
	for _, k := range classes {
		yes = append(yes, narrowTo(t, k))
	}
	var f facts
	if len(yes) > 0 {
		f.yes = []fact{{key, unionOf(yes...)}}
	}
	if no := removeClasses(t, classes); no != nil && !sameType(no, t) {
		f.no = []fact{{key, no}}
	}
	return f
}

// testedClasses lists the classes that the second argument of isinstance names.
func (b *binder) testedClasses(e syntax.Expr) ([]*ClassType, bool) {
	switch e := e.(type) {
	case *syntax.Tuple:
		var out []*ClassType
		for _, x := range e.Elts {
			ks, ok := b.testedClasses(x)
			if !ok {
				return nil, false
			}
			out = append(out, ks...)
		}
		return out, true
	case *syntax.BinOp:
		if e.Op == syntax.BitOr {
			l, ok1 := b.testedClasses(e.Left)
			r, ok2 := b.testedClasses(e.Right)
			return append(l, r...), ok1 && ok2
		}
	case *syntax.Constant:
		if e.Value == syntax.ConstNone {
			return []*ClassType{noneClass}, true
		}
	}
	if co, ok := b.info.TypeOf(e).(*ClassObj); ok {
		if i, ok := co.Inst.(*Instance); ok {
			return []*ClassType{i.Class}, true
		}
	}
	return nil, false
}

// narrowTo is t after isinstance(x, k) was true: the narrower of the two where they
// are related.
func narrowTo(t Type, k *ClassType) Type {
	inst := &Instance{Class: k, Exact: k.alwaysExact()}
	switch t := t.(type) {
	case *Dynamic:
		if t.Hint != nil {
			if n, ok := narrowTo(t.Hint, k).(*Instance); ok && n.Class == k {
				return &Instance{Class: k, Exact: k.alwaysExact(), Args: n.Args}
			}
		}
		return inst
	case *Union:
		var out []Type
		for _, m := range t.Members {
			if c := classOfValue(m); c != nil && (c.IsSubclass(k) || k.IsSubclass(c)) {
				out = append(out, narrowTo(m, k))
			}
		}
		if len(out) > 0 {
			return unionOf(out...)
		}
		return inst
	case *Instance:
		if t.Class.IsSubclass(k) {
			return t
		}
	case *Literal:
		if ClassOf(t).IsSubclass(k) {
			return t
		}
	}
	return inst
}

// removeClasses is t after isinstance was false; nil when nothing can be left.
func removeClasses(t Type, ks []*ClassType) Type {
	gone := func(m Type) bool {
		c := classOfValue(m)
		for _, k := range ks {
			if c != nil && c.IsSubclass(k) {
				return true
			}
		}
		return false
	}
	switch t := t.(type) {
	case *Union:
		return filterUnion(t, func(m Type) bool { return !gone(m) })
	case *Dynamic:
		if t.Hint != nil {
			if h := removeClasses(t.Hint, ks); h != nil {
				return Hinted(h)
			}
			return D
		}
	}
	return t
}

// boolOp types "a and b", "a or b" (SP-028, SP-078).
func (b *binder) boolOp(e *syntax.BoolOp, want Type) (facts, Type) {
	var out facts
	var types []Type
	var shortcut *state
	for i, v := range e.Values {
		last := i == len(e.Values)-1
		var f facts
		if last && want != nil && PrimKind(want) == primitives.None {
			f = b.testWant(v, want)
		} else {
			f = b.test(v)
		}
		t := b.info.TypeOf(v)
		if !last {
			b.killsByTruth(t)
			leave := b.st.copy()
			shortcut = join(shortcut, leave, false)
			t = b.shortcutType(e.Op, t)
		}
		types = append(types, t)
		if e.Op == syntax.And {
			if !last {
				b.apply(f.yes)
			}
			out.yes = mergeFacts(out.yes, f.yes)
			if i == 0 {
				out.no = f.no
			} else {
				out.no = eitherFacts(out.no, f.no)
			}
		} else {
			if !last {
				b.apply(f.no)
			}
			out.no = mergeFacts(out.no, f.no)
			if i == 0 {
				out.yes = f.yes
			} else {
				out.yes = eitherFacts(out.yes, f.yes)
			}
		}
	}
	b.st = join(shortcut, b.st, false)
	t := b.boolOpType(e, types, want)
	b.info.Types[e] = t
	return out, t
}

// testWant is test for an operand whose value is used with an expected type.
func (b *binder) testWant(e syntax.Expr, want Type) facts {
	switch e.(type) {
	case *syntax.Compare, *syntax.Name, *syntax.NamedExpr, *syntax.BoolOp, *syntax.UnaryOp:
		return b.test(e)
	case *syntax.Call:
		b.expr(e, want)
		return b.callFacts(e.(*syntax.Call))
	}
	b.expr(e, want)
	return facts{}
}

func (b *binder) killsByTruth(t Type) { b.testKills(t) }

// shortcutType is the part of t that leaves the chain at an operand: for "or" what
// may be true, for "and" what may be false.
func (b *binder) shortcutType(op syntax.BoolOpKind, t Type) Type {
	if op == syntax.Or {
		if n := removeNone(t); n != nil {
			return n
		}
	}
	return t
}

func (b *binder) boolOpType(e *syntax.BoolOp, types []Type, want Type) Type {
	allPrim, anyPrim := true, false
	for _, t := range types {
		if PrimKind(t) != primitives.None {
			anyPrim = true
		} else {
			allPrim = false
		}
	}
	if anyPrim {
		kind := primitives.None
		for _, t := range types {
			if k := PrimKind(t); k != primitives.None {
				kind = k
			}
		}
		same := true
		for i, t := range types {
			if PrimKind(t) == kind {
				continue
			}
			if assignable(Prim(kind), t) == fitCast && PrimKind(t) == primitives.None {
				b.info.Coerce[e.Values[i]] = Prim(kind)
				continue
			}
			same = false
		}
		if same {
			return Prim(kind)
		}
		_ = allPrim
		b.mixedPrimitives(e, types)
		return D
	}
	return unionOf(types...)
}

func mergeFacts(a, c []fact) []fact {
	out := append([]fact(nil), a...)
	for _, f := range c {
		replaced := false
		for i := range out {
			if out[i].key == f.key {
				out[i] = f
				replaced = true
			}
		}
		if !replaced {
			out = append(out, f)
		}
	}
	return out
}

// eitherFacts keeps what both lists tell, as unions.
func eitherFacts(a, c []fact) []fact {
	var out []fact
	for _, f := range a {
		for _, g := range c {
			if f.key == g.key && f.typ != nil && g.typ != nil {
				out = append(out, fact{f.key, unionOf(f.typ, g.typ)})
			}
		}
	}
	return out
}

// narrowed lists the places in test of which it tells something.
func narrowed(test syntax.Expr, told []fact) []Narrowed {
	var list []Narrowed
	for _, f := range told {
		place := firstMention(test, f.key)
		if place == nil || f.typ == nil {
			continue
		}
		list = append(list, Narrowed{place, f.typ})
	}
	return list
}

// firstMention is the first expression in e that reads or binds the place.
func firstMention(e syntax.Expr, key refKey) (found syntax.Expr) {
	syntax.Inspect(e, func(n syntax.Node) bool {
		switch n := n.(type) {
		case *syntax.Lambda, *syntax.GeneratorExp, *syntax.ListComp, *syntax.SetComp, *syntax.DictComp:
			return false // names of its own
		case *syntax.Name:
			if key == (refKey{n.ID, ""}) && found == nil {
				found = n
			}
		case *syntax.Attribute:
			if base, ok := n.Value.(*syntax.Name); ok && key == (refKey{base.ID, n.Attr}) && found == nil {
				found = n
			}
		}
		return found == nil
	})
	return found
}
