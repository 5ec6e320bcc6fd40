package opt

import (
	"spc/hir"
	"spc/rt"
)

// Limits on inlining, in instructions that do work (see cost).
const (
	maxInline      = 40   // of a callee that is not marked @inline
	maxInlineOnce  = 200  // of one that is called from one place only
	maxInlineGrown = 1500 // of a function that has taken others in
)

// inline puts the bodies of small functions in the place of their calls, callees first, so that what a callee has taken in
// comes along. Recursive functions stay calls, and so do those that need their own function object or suspend.
//
// The code keeps its locations, with a note of the call in whose place it stands (Func.Sites): from that
// emission tells which functions an exception leaves, and which frames are missing while unknown code runs.
func inline(m *hir.Module) {
	g := newCallGraph(m)
	in := &inliner{graph: g, calls: map[*hir.Func]int{}}
	for f := range native(m) {
		for _, c := range g.callees(f) {
			in.calls[c]++
		}
	}
	for _, f := range g.order {
		if f.Interpret == "" {
			in.function(f)
		}
	}
}

type inliner struct {
	graph *callGraph
	calls map[*hir.Func]int // how often a function is called, guesses included
}

// function inlines into f what is worth it.
func (in *inliner) function(f *hir.Func) {
	grown := cost(f)
	for i := 0; i < len(f.Blocks); i++ { // it grows
		b := f.Blocks[i]
		for j, v := range b.Instrs {
			if v.Op != hir.OpInvoke {
				continue
			}
			c := v.Aux.(*hir.Callee)
			if !in.worth(f, c, grown) {
				continue
			}
			grown += cost(c.Func)
			inlineCall(f, b, j)
			break // the rest of the block is in another one now
		}
	}
}

// worth reports whether the call of c in f, which has grown to that size, is to be inlined.
func (in *inliner) worth(f *hir.Func, c *hir.Callee, grown int) bool {
	g := c.Func
	if g == nil || g.Module != f.Module || g.Interpret != "" || !in.inlinable(g) || in.graph.component[f] == in.graph.component[g] {
		return false
	}
	size := cost(g)
	switch {
	case g.Inline:
		return true
	case grown+size > maxInlineGrown || f.Kind == hir.ModuleBody || f.Kind == hir.ClassBody || !returns(g):
		return false
	case size <= maxInline:
		return true
	}
	return size <= maxInlineOnce && in.calls[g] == 1
}

// inlinable reports whether g's body can stand elsewhere.
func (in *inliner) inlinable(g *hir.Func) bool {
	if g.Kind != hir.Plain || in.graph.cyclic[g] || len(g.Blocks) == 0 || showsVariables(g) {
		return false
	}
	for _, b := range g.Blocks {
		for e := range b.Succs {
			if e.To == g.Blocks[0] {
				return false
			}
		}
		for _, v := range b.Instrs {
			switch v.Op {
			case hir.OpFuncRef, hir.OpGenRef, hir.OpYield, hir.OpMakeFunction:
				return false
			}
		}
	}
	return true
}

// cost is the number of instructions in f that do work, those on the way to raising an exception apart.
func cost(f *hir.Func) int {
	n := 0
	cold := f.Cold()
	for _, b := range f.Blocks {
		if cold.Has(b.ID) {
			continue
		}
		for _, v := range b.Instrs {
			switch v.Op {
			case hir.OpConst, hir.OpIntConst, hir.OpFloatConst, hir.OpNull, hir.OpTypeRef, hir.OpCache, hir.OpRefine, hir.OpNotNone, hir.OpKeep,
				hir.OpBox, hir.OpToTag, hir.OpIs, hir.OpIsNull:
			default:
				n++
			}
		}
	}
	return n
}

// inlineCall puts the callee's body in the place of the j-th instruction of b, an OpInvoke.
func inlineCall(f *hir.Func, b *hir.Block, j int) {
	v := b.Instrs[j]
	c := v.Aux.(*hir.Callee)
	x := &inlining{f: f, g: c.Func, call: v.Loc, except: v.Except, blocks: map[*hir.Block]*hir.Block{}, values: map[*hir.Value]*hir.Value{}}
	x.done = splitAfter(f, b, j)
	b.Instrs = b.Instrs[:j]
	if !c.Defined {
		d := f.NewValue(hir.OpDefined, rt.Void, hir.Any)
		d.Aux, d.Loc, d.Except = c, v.Loc, copyEdge(v.Except)
		b.Add(d)
		if d.Except != nil {
			next := f.NewBlock()
			next.Site = b.Site
			b.Term = hir.Term{Kind: hir.Jump, Edges: []*hir.Edge{{To: next}}}
			b = next
		}
	}
	for i, p := range x.g.Blocks[0].Params {
		x.values[p] = v.Args[i]
	}
	becomeParam(v, x.done)
	first := x.locations()
	x.copy(first)
	b.Term = hir.Term{Kind: hir.Jump, Edges: []*hir.Edge{{To: x.blocks[x.g.Blocks[0]]}}}
}

// inlining is the state of putting the body of g in the place of a call in f.
type inlining struct {
	f, g   *hir.Func
	call   int32     // location of the call
	except *hir.Edge // of the call
	done   *hir.Block
	leave  *hir.Block // see leaving; nil until needed
	blocks map[*hir.Block]*hir.Block
	values map[*hir.Value]*hir.Value
	loc    []int32 // by location of g
}

// locations copies g's locations, each with the call in whose place its code stands, and gives the index of that call.
func (x *inlining) locations() int32 {
	f, g := x.f, x.g
	if len(f.Sites) == 0 {
		f.Sites = []hir.Site{{Func: f}}
	}
	first := int32(len(f.Sites))
	start := int32(len(f.Locs))
	x.loc = make([]int32, len(g.Locs))
	for i, l := range g.Locs {
		l.Site += first
		x.loc[i] = start + int32(i)
		f.Locs = append(f.Locs, l)
	}
	f.Sites = append(f.Sites, hir.Site{Func: g, Call: x.call})
	for i, s := range g.Sites {
		if i > 0 {
			f.Sites = append(f.Sites, hir.Site{Func: s.Func, Call: x.loc[s.Call]})
		}
	}
	return first
}

// copy makes f's copies of g's blocks.
func (x *inlining) copy(first int32) {
	order := x.g.ReversePostorder()
	for i, b := range order {
		nb := x.f.NewBlock()
		nb.Site, nb.Fallback = first+b.Site, b.Fallback
		x.blocks[b] = nb
		if i > 0 {
			for _, p := range b.Params {
				q := nb.AddParam(p.Rep, p.Type)
				q.Name = p.Name
				x.values[p] = q
			}
		}
		for _, v := range b.Instrs {
			n := x.f.NewValue(v.Op, v.Rep, v.Type)
			n.Aux, n.Int, n.Float, n.Cast, n.Name = v.Aux, v.Int, v.Float, v.Cast, v.Name
			n.Loc = x.loc[v.Loc]
			x.values[v] = n
		}
	}
	for _, b := range order {
		x.fill(b)
	}
}

func (x *inlining) list(vs []*hir.Value) []*hir.Value {
	out := make([]*hir.Value, len(vs))
	for i, v := range vs {
		out[i] = x.values[v]
	}
	return out
}

func (x *inlining) edge(e *hir.Edge) *hir.Edge {
	return &hir.Edge{To: x.blocks[e.To], Args: x.list(e.Args)}
}

// fill copies the instructions of b. Where the call has a handler, what leaves g by an exception goes there.
func (x *inlining) fill(b *hir.Block) {
	at := x.blocks[b]
	for _, v := range b.Instrs {
		n := x.values[v]
		n.Args = x.list(v.Args)
		if v.Except != nil {
			n.Except = x.edge(v.Except)
			at.Add(n)
			continue
		}
		x.put(&at, n)
	}
	t := hir.Term{Kind: b.Term.Kind, Likely: b.Term.Likely, Loc: x.loc[b.Term.Loc]}
	switch t.Kind {
	case hir.Return:
		t = hir.Term{Kind: hir.Jump, Edges: []*hir.Edge{{To: x.done}}}
		if len(x.done.Params) > 0 {
			t.Edges[0].Args = []*hir.Value{x.values[b.Term.Arg]}
		}
	case hir.Unwind:
		if len(b.Term.Edges) > 0 {
			t.Edges = []*hir.Edge{x.edge(b.Term.Edges[0])}
		} else {
			t.Edges = []*hir.Edge{{To: x.leaving()}}
		}
	default:
		if b.Term.Arg != nil {
			t.Arg = x.values[b.Term.Arg]
		}
		for _, e := range b.Term.Edges {
			t.Edges = append(t.Edges, x.edge(e))
		}
	}
	at.Term = t
}

// put appends v, which has no handler in g, to the block that at points to. If it may raise into a handler of the
// call, its block ends, and *at becomes the next.
func (x *inlining) put(at **hir.Block, v *hir.Value) {
	(*at).Add(v)
	if x.except == nil || !v.MayRaise() {
		return
	}
	v.Except = copyEdge(x.except)
	next := x.f.NewBlock()
	next.Site = (*at).Site
	(*at).Term = hir.Term{Kind: hir.Jump, Edges: []*hir.Edge{{To: next}}}
	*at = next
}

// leaving is the block in which the call raises on what g raised again, without an entry of its own.
func (x *inlining) leaving() *hir.Block {
	if x.leave == nil {
		x.leave = x.f.NewBlock()
		x.leave.Site = x.done.Site
		v := x.f.NewValue(hir.OpPropagate, rt.Void, hir.Any)
		v.Loc, v.Except = x.call, copyEdge(x.except)
		x.leave.Add(v)
		x.leave.Term.Kind = hir.Unreachable
	}
	return x.leave
}
