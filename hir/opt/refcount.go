package opt

import (
	"fmt"
	"slices"
	"strings"

	"spc/hir"
)

// refcount makes reference counts explicit, once, late, on the final SSA: an owned reference is released or given
// away exactly once on every path, errors included.
//
// Uses that take over a reference (a stolen operand, a returned value, an argument of a block parameter that owns) get
// the owned reference itself at its last use, a new one otherwise. What is live when an instruction raises
// and not wanted by its handler is released on the way there; for an instruction without a handler that
// way is a cleanup block that ends in Unwind, shared by all instructions with the same to release.
func refcount(f *hir.Func) {
	stealingTags(f)
	r := &counter{ownership: analyze(f), cleanups: map[string]*hir.Block{}}
	for _, b := range r.order {
		r.block(b)
	}
	f.Owned = hir.NewBits(len(r.values))
	for id, v := range r.values {
		if v != nil && r.root[id] == v && r.holds[id] == owned {
			f.Owned.Set(id)
		}
	}
	f.Blocks = f.ReversePostorder()
}

// stealingTags rewrites `totag x`, where x is an owned object with no other use, into the function that takes the
// object over: a small int is freed at once instead of living as long as its tag.
func stealingTags(f *hir.Func) {
	uses := make([]int, f.NumValues())
	count := func(v *hir.Value) {
		if v != nil {
			uses[v.ID]++
		}
	}
	for _, b := range f.Blocks {
		for _, v := range b.Instrs {
			for _, a := range v.Args {
				count(a)
			}
			if v.Except != nil {
				for _, a := range v.Except.Args {
					count(a)
				}
			}
		}
		count(b.Term.Arg)
		for _, e := range b.Term.Edges {
			for _, a := range e.Args {
				count(a)
			}
		}
	}
	for _, b := range f.Blocks {
		for _, v := range b.Instrs {
			if v.Op == hir.OpToTag && v.Args[0].Owned() && uses[v.Args[0].ID] == 1 {
				toRT(v, "spc_obj_to_tag_steal")
			}
		}
	}
}

// counter inserts the counts that an ownership analysis calls for.
type counter struct {
	*ownership
	cleanups map[string]*hir.Block
	cur      *hir.Block // where the rewritten block has got to
}

// block rewrites b. An instruction that gets an Except edge ends its block, so b may become several.
func (r *counter) block(b *hir.Block) {
	after := make([]hir.Bits, len(b.Instrs))
	atEnd := r.afterInstrs(b)
	start := atEnd.Copy()
	i := len(b.Instrs)
	r.backward(b, start, func(_ *hir.Value, live hir.Bits) {
		i--
		after[i] = live.Copy()
	})
	instrs, term := b.Instrs, b.Term
	b.Instrs, b.Term = make([]*hir.Value, 0, 2*len(instrs)), hir.Term{}
	r.cur = b
	for _, p := range b.Params {
		if r.root[p.ID] == p && r.holds[p.ID] == owned && !start.Has(p.ID) {
			r.count(hir.OpDecref, p, 0)
		}
	}
	for i, v := range instrs {
		r.instr(v, after[i])
	}
	r.terminator(term, atEnd)
}

// count appends an Incref or Decref of v; what may be null is counted with care.
func (r *counter) count(op hir.Op, v *hir.Value, loc int32) {
	c := r.f.NewValue(op, 0, hir.Any, v)
	if root := r.root[v.ID]; root != nil && r.null.Has(root.ID) {
		c.Int = 1
	}
	c.Loc = loc
	r.cur.Add(c)
}

// instr appends v with the counts around it; after is what is needed when it is done.
func (r *counter) instr(v *hir.Value, after hir.Bits) {
	moved := map[int]bool{}
	for i, a := range v.Args {
		if v.Steals(i) && a.Rep.IsRef() {
			r.giveAway(a, moved, func(root *hir.Value) bool { return after.Has(root.ID) || r.usedElsewhere(v, i) })
		}
	}
	var dead []*hir.Value // owned operands whose last use this is
	for _, a := range v.Args {
		root, ok := r.counted(a)
		if ok && r.holds[root.ID] == owned && !after.Has(root.ID) && !moved[root.ID] && !slices.Contains(dead, root) {
			dead = append(dead, root)
		}
	}
	r.cur.Add(v)
	if v.MayRaise() {
		r.raising(v, after, dead)
	}
	if r.root[v.ID] == v && r.holds[v.ID] == owned {
		if !v.Owned() {
			r.count(hir.OpIncref, v, v.Loc)
		}
		if !after.Has(v.ID) {
			r.count(hir.OpDecref, v, v.Loc)
		}
	}
	for _, d := range dead {
		r.count(hir.OpDecref, d, v.Loc)
	}
}

// giveAway hands the reference of a over: the owned one when nothing needs it any more, else a new one.
func (r *counter) giveAway(a *hir.Value, moved map[int]bool, needed func(root *hir.Value) bool) {
	root := r.root[a.ID]
	if root == nil || root.IsUncounted() {
		return
	}
	if r.holds[root.ID] == owned && !moved[root.ID] && root.Rep == a.Rep && !needed(root) {
		moved[root.ID] = true
		return
	}
	r.count(hir.OpIncref, a, 0)
}

// usedElsewhere reports whether another operand of v than the i-th, not itself taken over, has the same root.
func (r *counter) usedElsewhere(v *hir.Value, i int) bool {
	root := r.root[v.Args[i].ID]
	for j, a := range v.Args {
		if j != i && r.root[a.ID] == root && !v.Steals(j) {
			return true
		}
	}
	return false
}

// raising arranges what is released when v, just appended, raises: all that is owned and live and that its handler does
// not want. The block ends there; emission of code goes on in a new one.
func (r *counter) raising(v *hir.Value, after hir.Bits, dead []*hir.Value) {
	var have []*hir.Value
	for id := range after.Each {
		if r.holds[id] == owned && id != v.ID {
			have = append(have, r.values[id])
		}
	}
	have = append(have, dead...)
	if v.Except == nil {
		if len(have) == 0 {
			return
		}
		v.Except = &hir.Edge{To: r.cleanup(have)}
	} else {
		v.Except = r.edge(v.Except, have)
	}
	next := r.f.NewBlock()
	r.cur.Term = hir.Term{Kind: hir.Jump, Edges: []*hir.Edge{{To: next}}}
	r.cur = next
}

// cleanup is the block that releases these roots and leaves the function by the error path.
func (r *counter) cleanup(release []*hir.Value) *hir.Block {
	slices.SortFunc(release, func(a, b *hir.Value) int { return a.ID - b.ID })
	var key strings.Builder
	for _, v := range release {
		fmt.Fprintf(&key, "%d ", v.ID)
	}
	b := r.cleanups[key.String()]
	if b == nil {
		b = r.f.NewBlock()
		saved := r.cur
		r.cur = b
		for _, v := range release {
			r.count(hir.OpDecref, v, 0)
		}
		r.cur = saved
		b.Term = hir.Term{Kind: hir.Unwind}
		r.cleanups[key.String()] = b
	}
	return b
}

// edge gives the way along e, on which the roots in have are held: its counts stand in a block of their own, when
// there are any.
func (r *counter) edge(e *hir.Edge, have []*hir.Value) *hir.Edge {
	saved := r.cur
	b := &hir.Block{Func: r.f}
	r.cur = b
	r.edgeCounts(e, have)
	r.cur = saved
	if len(b.Instrs) == 0 {
		return e
	}
	split := r.f.NewBlock()
	split.Site = e.To.Site
	for _, v := range b.Instrs {
		split.Add(v)
	}
	split.Term = hir.Term{Kind: hir.Jump, Edges: []*hir.Edge{e}}
	return &hir.Edge{To: split}
}

// edgeCounts appends what has to happen on the way along e.
func (r *counter) edgeCounts(e *hir.Edge, have []*hir.Value) {
	moved := map[int]bool{}
	wanted := r.liveIn[e.To.ID]
	for i, a := range e.Args {
		p := e.To.Params[i]
		if r.root[p.ID] == p && r.holds[p.ID] == owned {
			r.giveAway(a, moved, func(root *hir.Value) bool { return wanted.Has(root.ID) })
		}
	}
	for _, v := range have {
		if !wanted.Has(v.ID) && !moved[v.ID] {
			r.count(hir.OpDecref, v, 0)
		}
	}
}

// terminator ends the rewritten block as t ended the old one; atEnd is what was live before it.
func (r *counter) terminator(t hir.Term, atEnd hir.Bits) {
	var have []*hir.Value
	for id := range atEnd.Each {
		if r.holds[id] == owned {
			have = append(have, r.values[id])
		}
	}
	if n := len(r.cur.Instrs); n > 0 && r.cur.Instrs[n-1].Except != nil {
		panic("opt: refcount: nothing may follow an instruction with a handler in its block")
	}
	switch {
	case t.Kind == hir.Return && t.Arg != nil && t.Arg.Rep.IsRef():
		moved := map[int]bool{}
		r.giveAway(t.Arg, moved, func(*hir.Value) bool { return false })
		for _, v := range have {
			if !moved[v.ID] {
				r.count(hir.OpDecref, v, 0)
			}
		}
	case len(t.Edges) == 1:
		r.edgeCounts(t.Edges[0], have)
	default:
		for i, e := range t.Edges {
			t.Edges[i] = r.edge(e, have)
		}
	}
	r.cur.Term = t
}
