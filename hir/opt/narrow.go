package opt

import (
	"spc/hir"
	"spc/rt"
)

// narrow states what tests and checks have found out, where it holds: behind `x is not None`, `isinstance(x, C)` and a
// cast of x, x is used under a new name that has the type. So a check that an equal one dominates falls away,
// and inference knows the class of what a loop has tested.
func narrow(f *hir.Func) {
	n := &renamer{f: f, dom: f.Dominators(), now: map[*hir.Value]*hir.Value{}, facts: map[*hir.Block][]fact{}}
	kids := map[*hir.Block][]*hir.Block{}
	blocks := map[int]*hir.Block{}
	for _, b := range n.dom.Order {
		blocks[b.ID] = b
	}
	for _, b := range n.dom.Order[1:] {
		p := n.dom.Idom(f, b)
		kids[p] = append(kids[p], b)
	}
	n.walk(f.Blocks[0], kids)
}

// fact is what is known of a value from the start of a block.
type fact struct {
	x  *hir.Value
	by *hir.Value // a cast of x, or nil: an instruction is made
	t  hir.Type   // x is of it; the zero Type: x is not None
}

type renamer struct {
	f     *hir.Func
	dom   *hir.Dom
	now   map[*hir.Value]*hir.Value // what stands for a value where the walk is
	facts map[*hir.Block][]fact
}

// walk renames in b and in what it dominates.
func (n *renamer) walk(b *hir.Block, kids map[*hir.Block][]*hir.Block) {
	var undo []func()
	set := func(x, by *hir.Value) {
		old, had := n.now[x]
		n.now[x] = by
		undo = append(undo, func() {
			if had {
				n.now[x] = old
			} else {
				delete(n.now, x)
			}
		})
	}
	var stated []*hir.Value
	for _, k := range n.facts[b] {
		by := k.by
		if by == nil {
			by = n.state(b, k)
			stated = append(stated, by)
		}
		set(k.x, by)
	}
	replace := func(v **hir.Value) {
		for by := n.now[*v]; by != nil && by != *v; by = n.now[*v] {
			*v = by
		}
	}
	for _, v := range b.Instrs {
		for i := range v.Args {
			replace(&v.Args[i])
		}
		if v.Op == hir.OpCast && v.Except == nil {
			set(v.Args[0], v)
		}
	}
	b.Instrs = append(stated, b.Instrs...)
	exitUses(b, replace)
	n.learn(b)
	for _, kid := range kids[b] {
		n.walk(kid, kids)
	}
	for i := len(undo) - 1; i >= 0; i-- {
		undo[i]()
	}
}

// state makes the value that a fact is stated by.
func (n *renamer) state(b *hir.Block, k fact) *hir.Value {
	x := k.x
	for by := n.now[x]; by != nil && by != x; by = n.now[x] {
		x = by
	}
	op, t := hir.OpRefine, k.t
	if t == hir.Any {
		op, t = hir.OpNotNone, x.Type
		t.Optional = false
	}
	v := n.f.NewValue(op, x.Rep, t, x)
	v.Cast, v.Block, v.Name = k.t, b, x.Name
	return v
}

// learn notes what holds where b's terminator leads.
func (n *renamer) learn(b *hir.Block) {
	if last := b.LastExcept(); last != nil && last.Op == hir.OpCast && b.Term.Kind == hir.Jump {
		n.note(b.Term.Edges[0], fact{x: last.Args[0], by: last})
	}
	if b.Term.Kind != hir.Branch {
		return
	}
	test, yes, no := b.Term.Arg, b.Term.Edges[0], b.Term.Edges[1]
	for test.Op == hir.OpNot {
		test, yes, no = test.Args[0], no, yes
	}
	switch test.Op {
	case hir.OpIs:
		x, y := test.Args[0], test.Args[1]
		if x.Type.IsNone() {
			x, y = y, x
		}
		if y.Type.IsNone() && x.Rep == rt.Obj && !x.Type.IsNone() && !isConstant(x) {
			n.note(no, fact{x: x})
		}
	case hir.OpIsType:
		if x := test.Args[0]; !x.Type.Within(test.Cast) && !isConstant(x) {
			n.note(yes, fact{x: x, t: test.Cast})
		}
	}
}

// isConstant reports whether v is made anew wherever it is used, so that there is nothing to find out of it.
func isConstant(v *hir.Value) bool {
	return v.Op == hir.OpConst || v.Op == hir.OpTypeRef || v.IsUncounted()
}

// note adds a fact that holds on an edge, when nothing else leads where it leads.
func (n *renamer) note(e *hir.Edge, k fact) {
	if len(n.dom.Preds[e.To.ID]) == 1 {
		n.facts[e.To] = append(n.facts[e.To], k)
	}
}
