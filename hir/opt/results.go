package opt

import (
	"spc/hir"
	"spc/rt"
)

// results finds what the functions of a module return, and has them return it as a machine value where it always is one:
// an exact float as f64, an exact bool as bool, an exact int as tag, None as nothing at all.
//
// Types are inferred over the whole module at once, from below: of a function of which nothing is known yet, a call gives
// nothing; what its returns give is joined until nothing changes. So recursion adds only what the other returns give.
// The signature of a method table's entry stays what it is; emission puts an adapter between.
func results(m *hir.Module) {
	if m.Mode != hir.Static {
		return
	}
	types := map[*hir.Func]*hir.Type{}
	var typers []*typer
	for f := range native(m) {
		if canReturn(f) {
			types[f] = nil
		}
	}
	for f := range native(m) {
		t := newTyper(f)
		t.results = types
		typers = append(typers, t)
	}
	for again := true; again; {
		again = false
		for _, t := range typers {
			t.run()
			if _, ok := types[t.f]; ok && t.noteResult() {
				again = true
			}
		}
	}
	for _, t := range typers {
		t.settle()
	}
	changed := map[*hir.Func]*hir.Signature{}
	for f, t := range types {
		if t != nil {
			if s := returning(f.Sig, *t); s != nil {
				changed[f] = s
			}
		}
	}
	for _, t := range typers {
		retarget(t.f, changed)
	}
	for _, t := range typers {
		if s := changed[t.f]; s != nil {
			t.f.Sig = s
			giveBack(t.f)
		}
	}
}

// canReturn reports whether what f returns may be found out and changed.
func canReturn(f *hir.Func) bool {
	return f.Kind == hir.Plain && (f.Sig.Result == rt.Obj || f.Sig.Result == rt.Tag)
}

// noteResult joins the types of what t's function returns; it reports whether that is news.
func (t *typer) noteResult() bool {
	var all *hir.Type
	for _, b := range t.order {
		v := b.Term.Arg
		if b.Term.Kind != hir.Return || v == nil || !t.known.Has(v.ID) {
			continue
		}
		typ := v.Type
		if declared := t.f.Sig.Type; declared.Within(typ) {
			typ = declared
		}
		if all != nil {
			typ = hir.Join(*all, typ)
		}
		all = &typ
	}
	old := t.results[t.f]
	if all == nil || old != nil && *old == *all {
		return false
	}
	t.results[t.f] = all
	return true
}

// returning is the signature like s for results that are all of type t; nil when that is s itself.
func returning(s *hir.Signature, t hir.Type) *hir.Signature {
	out := *s
	out.Type = t
	switch {
	case t.IsExact(hir.Float):
		out.Result = rt.F64
	case t.IsExact(hir.BoolClass):
		out.Result = rt.Bool
	case t.IsExact(hir.Int):
		out.Result = rt.Tag
	case t.IsNone():
		out.Result = rt.Void
	}
	if out.Result == s.Result && out.Type == s.Type {
		return nil
	}
	return &out
}

// retarget rewrites f's direct calls of functions whose signature changes.
func retarget(f *hir.Func, changed map[*hir.Func]*hir.Signature) {
	for _, b := range f.Blocks[:len(f.Blocks):len(f.Blocks)] {
		s := &specializer{f: f, cur: b}
		instrs, term := b.Instrs, b.Term
		b.Instrs = make([]*hir.Value, 0, len(instrs))
		for _, v := range instrs {
			s.v = v
			if v.Op == hir.OpInvoke {
				c := *v.Aux.(*hir.Callee)
				if sig := changed[c.Func]; sig != nil {
					c.Sig = sig
					s.retargetCall(&c)
				}
			}
			s.cur.Add(v)
		}
		s.cur.Term = term
	}
}

// retargetCall makes the instruction at hand a call of c, boxed to what it was before.
func (s *specializer) retargetCall(c *hir.Callee) {
	v := s.v
	if v.Rep == c.Sig.Result {
		v.Aux, v.Type = c, c.Sig.Type
		return
	}
	x := s.f.NewValue(hir.OpInvoke, c.Sig.Result, c.Sig.Type, v.Args...)
	x.Aux = c
	s.raising(x)
	switch {
	case c.Sig.Result == rt.Void:
		toConst(v, nil)
	case v.Rep == rt.Tag: // a bool, or a float that stands for an int
		o := s.f.NewValue(hir.OpBox, rt.Obj, hir.BoxedType(x.Rep), x)
		become(v, hir.OpToTag, s.raising(o))
	default:
		s.is(x)
	}
}

// giveBack has f return its results in the representation that its signature now has.
func giveBack(f *hir.Func) {
	rep := f.Sig.Result
	for _, b := range f.Blocks[:len(f.Blocks):len(f.Blocks)] {
		v := b.Term.Arg
		if b.Term.Kind != hir.Return || v == nil || v.Rep == rep {
			continue
		}
		if rep == rt.Void {
			b.Term.Arg = nil
			continue
		}
		at := b
		if b.LastExcept() != nil {
			at = f.NewBlock()
			at.Term, b.Term = b.Term, hir.Term{Kind: hir.Jump, Edges: []*hir.Edge{{To: at}}}
		}
		op := hir.OpUnbox
		if rep == rt.Tag {
			op = hir.OpToTag
		}
		at.Term.Arg = at.Add(f.NewValue(op, rep, f.Sig.Type, v))
	}
}
