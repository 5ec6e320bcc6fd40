package opt

import (
	"slices"

	"spc/hir"
)

// maxSplit is how large a function may be for split, in instructions.
const maxSplit = 2500

// split keeps the ways that are expected free of what happened on the others. Where a guard failed (the class of a receiver was
// not what it was expected to be), the call is made by name or through the vtable, and used to come back to where the
// guarded call ends. There everything that the guard had found out was lost. Now what follows is there twice: the way that
// fell back goes on in a copy of the rest of the function, to its end. On the expected way a guard decides for good: the
// receiver is of its class, what the call gave is what the body that was inlined gave.
//
// A new object that the fallback uses is marked there (OpMaterialize): if it is only seen on fallbacks, escape makes it
// there.
func split(f *hir.Func) {
	if f.Kind != hir.Plain || f.NumValues() > maxSplit {
		return
	}
	s := &splitter{f: f, dom: f.Dominators(), copies: map[*hir.Block]*hir.Block{}}
	if s.find(); len(s.entries) == 0 {
		return
	}
	s.liveness()
	for _, b := range s.entries {
		s.mark(b)
	}
	s.liveness()
	s.copyRest()
	for _, b := range s.entries {
		b.Fallback = false
		s.leave(b)
	}
	reachable(f)
}

type splitter struct {
	f       *hir.Func
	dom     *hir.Dom
	live    *hir.Liveness
	values  []*hir.Value // by ID
	entries []*hir.Block // where fallbacks begin, none inside another
	rest    []*hir.Block // the blocks that are copied
	copies  map[*hir.Block]*hir.Block
	marks   map[*hir.Block]map[*hir.Value]*hir.Value // by entry: what stands for new objects in a fallback
}

func (s *splitter) liveness() {
	s.live = s.f.ComputeLiveness(s.dom.Order, s.f.NumValues(), func(v *hir.Value) int {
		if isConstant(v) {
			return -1
		}
		return v.ID
	})
	s.values = make([]*hir.Value, s.f.NumValues())
	for _, b := range s.dom.Order {
		for _, p := range b.Params {
			s.values[p.ID] = p
		}
		for _, v := range b.Instrs {
			s.values[v.ID] = v
		}
	}
}

// find collects the fallbacks that come back, and what follows them.
func (s *splitter) find() {
	order := s.dom.Order
	for _, b := range order {
		inner := slices.ContainsFunc(s.entries, func(e *hir.Block) bool { return s.dom.Dominates(e, b) })
		if b.Fallback && !inner && len(s.exits(b)) > 0 {
			s.entries = append(s.entries, b)
		}
	}
	seen := map[*hir.Block]bool{}
	var visit func(b *hir.Block)
	visit = func(b *hir.Block) {
		if seen[b] {
			return
		}
		seen[b] = true
		for e := range b.Succs {
			visit(e.To)
		}
	}
	for _, b := range s.entries {
		for _, e := range s.exits(b) {
			visit(e.To)
		}
	}
	for _, b := range order {
		if seen[b] {
			s.rest = append(s.rest, b)
		}
	}
}

// exits are the edges by which the fallback that begins with b comes back; handlers of exceptions are common to all ways.
func (s *splitter) exits(b *hir.Block) (out []*hir.Edge) {
	for _, x := range s.dom.Order {
		if !s.dom.Dominates(b, x) {
			continue
		}
		for _, e := range x.Term.Edges {
			if !s.dom.Dominates(b, e.To) {
				out = append(out, e)
			}
		}
	}
	return out
}

// mark puts new names for new objects into the fallback that begins with b.
func (s *splitter) mark(b *hir.Block) {
	if s.marks == nil {
		s.marks = map[*hir.Block]map[*hir.Value]*hir.Value{}
	}
	names := map[*hir.Value]*hir.Value{}
	var made []*hir.Value
	for id := range s.live.In[b.ID].Each {
		v := s.values[id]
		if v == nil || peel(v).Op != hir.OpAlloc {
			continue
		}
		m := s.f.NewValue(hir.OpMaterialize, v.Rep, v.Type, v)
		m.Name, m.Block = v.Name, b
		names[v] = m
		made = append(made, m)
	}
	s.marks[b] = names
	if len(made) == 0 {
		return
	}
	for _, x := range s.dom.Order {
		if !s.dom.Dominates(b, x) {
			continue
		}
		for _, v := range x.Instrs {
			for i, a := range v.Args {
				if m := names[a]; m != nil {
					v.Args[i] = m
				}
			}
		}
		exitUses(x, func(u **hir.Value) {
			if m := names[*u]; m != nil {
				*u = m
			}
		})
	}
	b.Instrs = append(made, b.Instrs...)
}

// wanted lists the values that b needs from before, its parameters apart.
func (s *splitter) wanted(b *hir.Block) (out []*hir.Value) {
	for id := range s.live.In[b.ID].Each {
		out = append(out, s.values[id])
	}
	return out
}

// copyRest makes the copy of what follows the fallbacks. Its blocks get all that they need as parameters; simplify takes
// away those that are the same on all ways.
func (s *splitter) copyRest() {
	for _, b := range s.rest {
		c := s.f.NewBlock()
		c.Site = b.Site
		s.copies[b] = c
	}
	for _, b := range s.rest {
		s.copyBlock(b, s.copies[b])
	}
}

func (s *splitter) copyBlock(b, c *hir.Block) {
	now := map[*hir.Value]*hir.Value{}
	var constants []*hir.Value // they come first: nothing may follow an instruction with a handler
	for _, p := range b.Params {
		q := c.AddParam(p.Rep, p.Type)
		q.Name = p.Name
		now[p] = q
	}
	for _, v := range s.wanted(b) {
		q := c.AddParam(v.Rep, v.Type)
		q.Name = v.Name
		now[v] = q
	}
	name := func(v *hir.Value) *hir.Value {
		if n := now[v]; n != nil {
			return n
		}
		if isConstant(v) {
			n := s.f.NewValue(v.Op, v.Rep, v.Type)
			n.Aux, n.Int, n.Float, n.Name, n.Loc = v.Aux, v.Int, v.Float, v.Name, v.Loc
			n.Block, now[v] = c, n
			constants = append(constants, n)
			return n
		}
		panic("opt: split: a value is used that is not live")
	}
	edge := func(e *hir.Edge) *hir.Edge {
		out := &hir.Edge{To: s.copies[e.To]}
		for _, a := range e.Args {
			out.Args = append(out.Args, name(a))
		}
		for _, v := range s.wanted(e.To) {
			out.Args = append(out.Args, name(v))
		}
		return out
	}
	for _, v := range b.Instrs {
		n := s.f.NewValue(v.Op, v.Rep, v.Type)
		n.Aux, n.Int, n.Float, n.Cast, n.Name, n.Loc = v.Aux, v.Int, v.Float, v.Cast, v.Name, v.Loc
		for _, a := range v.Args {
			n.Args = append(n.Args, name(a))
		}
		if v.Except != nil {
			n.Except = edge(v.Except)
		}
		c.Add(n)
		now[v] = n
	}
	c.Term = hir.Term{Kind: b.Term.Kind, Likely: b.Term.Likely, Loc: b.Term.Loc}
	if b.Term.Arg != nil {
		c.Term.Arg = name(b.Term.Arg)
	}
	for _, e := range b.Term.Edges {
		c.Term.Edges = append(c.Term.Edges, edge(e))
	}
	c.Instrs = append(constants, c.Instrs...)
}

// leave sends the fallback that begins with b to the copy.
func (s *splitter) leave(b *hir.Block) {
	for _, e := range s.exits(b) {
		for _, v := range s.wanted(e.To) {
			if m := s.marks[b][v]; m != nil {
				v = m
			}
			e.Args = append(e.Args, v)
		}
		e.To = s.copies[e.To]
	}
}
