package opt

import (
	"spc/hir"
	"spc/rt"
)

// unbox chooses representations for block parameters, so that the numbers that a loop carries stay in registers: f64 for
// floats, bool for bools, tagged words for what is likely an int. A parameter is changed when what flows into it is
// there in that form anyway and something wants it, or when all its uses want it. Parameters that flow into each other are
// decided together: all are assumed to change, and those for which it does not pay or cannot be done are taken
// out until the rest stands.
//
// Where an object is needed after all it is made at the use, which moves allocation off the common way when the use is. A box
// may fail for want of memory, so it needs the handler of the place where it stands; only an instruction that can
// itself raise tells which one that is. In a function with handlers a parameter with other uses as an object stays one.
func unbox(f *hir.Func) {
	u := &unboxer{f: f, to: map[*hir.Value]rt.Rep{}, handlers: hasHandlers(f), nullable: nullableParams(f)}
	u.candidates()
	for u.drop() {
	}
	if len(u.to) > 0 {
		u.convert()
	}
}

type unboxer struct {
	f        *hir.Func
	handlers bool
	nullable map[*hir.Value]bool
	to       map[*hir.Value]rt.Rep // the parameters that change
	order    []*hir.Value          // its keys, in order
	uses     map[*hir.Value][]use
	args     map[*hir.Value][]*hir.Value // what flows into a parameter
}

// use is one place where a parameter is used: by an instruction, as an argument of an edge, or by the terminator.
type use struct {
	instr  *hir.Value // the instruction; for an argument of an Except edge the one that it belongs to; else nil
	edge   *hir.Edge  // nil for operands
	target *hir.Value // the parameter that the argument is for
}

func hasHandlers(f *hir.Func) bool {
	for _, b := range f.Blocks {
		if b.LastExcept() != nil || b.Term.Kind == hir.Unwind && len(b.Term.Edges) > 0 {
			return true
		}
	}
	return false
}

// candidates finds the parameters that could change, and their uses.
func (u *unboxer) candidates() {
	likely := likelyInts(u.f)
	nullable := u.nullable
	read := newWordReader(u.f)
	for _, b := range u.f.Blocks[1:] {
		for _, p := range b.Params {
			if p.Rep != rt.Obj {
				continue
			}
			rep := rt.Void
			switch {
			case p.Type.IsExact(hir.Float) && !nullable[p]:
				rep = rt.F64
			case p.Type.IsExact(hir.BoolClass) && !nullable[p]:
				rep = rt.Bool
			case likely.Has(p.ID), p.Type.Class == nil && read.asWord(p): // an item of a list of ints
				rep = rt.Tag
			default:
				continue
			}
			u.to[p] = rep
			u.order = append(u.order, p)
		}
	}
	u.uses, u.args = map[*hir.Value][]use{}, map[*hir.Value][]*hir.Value{}
	note := func(v *hir.Value, x use) {
		if u.to[v] != rt.Void {
			u.uses[v] = append(u.uses[v], x)
		}
	}
	for _, b := range u.f.Blocks {
		for _, v := range b.Instrs {
			for _, a := range v.Args {
				note(a, use{instr: v})
			}
		}
		if b.Term.Arg != nil {
			note(b.Term.Arg, use{})
		}
		for e := range b.Succs {
			x := use{edge: e}
			if last := b.LastExcept(); last != nil && last.Except == e {
				x.instr = last
			}
			for i, a := range e.Args {
				x.target = e.To.Params[i]
				note(a, x)
				if u.to[x.target] != rt.Void {
					u.args[x.target] = append(u.args[x.target], a)
				}
			}
		}
	}
}

// nullableParams finds the parameters into which a null may flow.
func nullableParams(f *hir.Func) map[*hir.Value]bool {
	null := map[*hir.Value]bool{}
	for again := true; again; {
		again = false
		for _, b := range f.Blocks {
			for e := range b.Succs {
				for i, a := range e.Args {
					if p := e.To.Params[i]; !null[p] && (null[a] || a.MayBeNull()) {
						null[p], again = true, true
					}
				}
			}
		}
	}
	return null
}

// drop takes out parameters that should not change; it reports whether there were any.
func (u *unboxer) drop() bool {
	dropped := false
	for _, p := range u.order {
		if rep := u.to[p]; rep != rt.Void && !(u.can(p) && u.pays(p, rep)) {
			delete(u.to, p)
			dropped = true
		}
	}
	return dropped
}

// wants reports whether the use x of p takes it as rep.
func (u *unboxer) wants(x use, rep rt.Rep) bool {
	if x.edge != nil {
		return u.to[x.target] == rep
	}
	if x.instr == nil {
		return false
	}
	switch x.instr.Op {
	case hir.OpUnbox:
		return x.instr.Rep == rep || rep == rt.Tag
	case hir.OpToTag:
		return rep == rt.Tag
	case hir.OpTruth:
		return true
	case hir.OpIsNull, hir.OpCast:
		return rep == rt.Tag
	}
	return false
}

// can reports whether every use of p as an object is where an object can be made, and all that flows into it can be taken apart.
func (u *unboxer) can(p *hir.Value) bool {
	rep := u.to[p]
	for _, a := range u.args[p] {
		if a.Op == hir.OpParam && u.nullable[a] && u.to[a] != rep {
			return false // it would be taken apart where it may be null
		}
	}
	for _, x := range u.uses[p] {
		if u.wants(x, rep) {
			continue
		}
		if x.edge != nil && x.instr != nil {
			return false // the box would be made on the way to the handler
		}
		if x.edge != nil && u.nullable[p] {
			return false // it would be made of what may be null there
		}
		if u.handlers && (x.instr == nil || !x.instr.MayRaise()) {
			return false
		}
	}
	return true
}

// pays reports whether p is better as rep.
func (u *unboxer) pays(p *hir.Value, rep rt.Rep) bool {
	some, all := false, true
	for _, x := range u.uses[p] {
		if u.wants(x, rep) {
			some = true
		} else {
			all = false
		}
	}
	if !some {
		return false
	}
	if all {
		return true
	}
	for _, a := range u.args[p] {
		if u.to[a] == rep || a.Op == hir.OpNull {
			continue
		}
		if _, isConst := objConst(a); isConst {
			continue
		}
		if from := peel(a); from.Op != hir.OpBox || from.Args[0].Rep != rep && !(rep == rt.Tag && from.Args[0].Rep == rt.I64) {
			return false
		}
	}
	return true
}

// convert changes the parameters that are left.
func (u *unboxer) convert() {
	for _, b := range u.f.Blocks[:len(u.f.Blocks):len(u.f.Blocks)] {
		u.edges(b)
	}
	for _, p := range u.order {
		if rep := u.to[p]; rep != rt.Void {
			p.Rep = rep
			if rep != rt.Tag {
				p.Type = hir.BoxedType(rep)
			}
		}
	}
	same := map[*hir.Value]*hir.Value{}
	for _, b := range u.f.Blocks[:len(u.f.Blocks):len(u.f.Blocks)] {
		u.block(b, same)
	}
	eachUse(u.f, func(v **hir.Value) {
		for same[*v] != nil {
			*v = same[*v]
		}
	})
}

// edges gives the arguments for changed parameters their form at the end of b.
func (u *unboxer) edges(b *hir.Block) {
	reform(b, func(p *hir.Value) rt.Rep { return u.to[p] }, func(a *hir.Value, rep rt.Rep) *hir.Value {
		if u.to[a] == rep {
			return a
		}
		return u.machine(a, rep)
	})
}

// reform changes the arguments of b's edges for the parameters that want another representation: machine gives the
// instruction, which cannot raise, that makes it of the argument (or the argument itself, when it is to stay). What may be
// null is known not to be only where control takes the edge.
func reform(b *hir.Block, wanted func(p *hir.Value) rt.Rep, machine func(a *hir.Value, rep rt.Rep) *hir.Value) {
	last := b.LastExcept()
	if last != nil {
		for i, a := range last.Except.Args {
			if rep := wanted(last.Except.To.Params[i]); rep != rt.Void {
				x := machine(a, rep)
				if x != a {
					insertBefore(last, x)
				}
				last.Except.Args[i] = x
			}
		}
	}
	for _, e := range b.Term.Edges {
		at := b
		for i, a := range e.Args {
			rep := wanted(e.To.Params[i])
			if rep == rt.Void {
				continue
			}
			x := machine(a, rep)
			if x == a {
				continue
			}
			if at == b && (last != nil || len(b.Term.Edges) > 1 && a.MayBeNull()) { // nothing follows an instruction with a handler
				at = b.Func.NewBlock()
				at.Term = hir.Term{Kind: hir.Jump, Edges: []*hir.Edge{{To: e.To, Args: e.Args}}}
				e.To, e.Args = at, nil
				e = at.Term.Edges[0]
			}
			e.Args[i] = at.Add(x)
		}
	}
}

// machine is an instruction that gives the object a as rep; simplify finds the value that it was made from.
func (u *unboxer) machine(a *hir.Value, rep rt.Rep) *hir.Value {
	switch {
	case a.Op == hir.OpNull:
		return u.f.NewValue(hir.OpNull, rep, hir.Any)
	case rep == rt.Tag:
		return u.f.NewValue(hir.OpToTag, rep, a.Type, a)
	}
	return u.f.NewValue(hir.OpUnbox, rep, hir.BoxedType(rep), a)
}

// block rewrites the uses of changed parameters in b. same gets the instructions that only took the object apart.
func (u *unboxer) block(b *hir.Block, same map[*hir.Value]*hir.Value) {
	instrs, term := b.Instrs, b.Term
	b.Instrs = make([]*hir.Value, 0, len(instrs)+4)
	s := &specializer{f: u.f, cur: b}
	for _, v := range instrs {
		s.v = v
		if !u.takesApart(v, same) {
			for i, a := range v.Args {
				if u.to[a] != rt.Void {
					v.Args[i] = s.raising(u.box(a))
				}
			}
			if v.Op == hir.OpCast {
				s.cast()
			}
		}
		if same[v] == nil {
			s.cur.Add(v)
		}
	}
	s.v = &hir.Value{} // at the end there is no handler: see can
	if term.Arg != nil && u.to[term.Arg] != rt.Void {
		term.Arg = s.raising(u.box(term.Arg))
	}
	for _, e := range term.Edges {
		for i, a := range e.Args {
			if u.to[a] != rt.Void && u.to[e.To.Params[i]] == rt.Void {
				e.Args[i] = s.raising(u.box(a))
			}
		}
	}
	s.cur.Term = term
}

func (u *unboxer) box(p *hir.Value) *hir.Value {
	t := hir.BoxedType(p.Rep)
	if p.Rep == rt.Tag {
		t = p.Type
	}
	return u.f.NewValue(hir.OpBox, rt.Obj, t, p)
}

// takesApart rewrites v when it wants its operand, a changed parameter, in the form that it now has.
func (u *unboxer) takesApart(v *hir.Value, same map[*hir.Value]*hir.Value) bool {
	if len(v.Args) == 0 {
		return false
	}
	p := v.Args[0]
	rep := u.to[p]
	if rep == rt.Void || !u.wants(use{instr: v}, rep) {
		return false
	}
	switch v.Op {
	case hir.OpUnbox, hir.OpToTag:
		if v.Rep == rep {
			same[v] = p
		}
	case hir.OpTruth:
		switch rep {
		case rt.Bool:
			same[v] = p
		case rt.F64:
			become(v, hir.OpConvert, p)
		}
	case hir.OpCast:
		return false // of the box, which turns it into one of the tag
	}
	return true
}
