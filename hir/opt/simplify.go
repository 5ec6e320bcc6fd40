package opt

import (
	"spc/hir"
	"spc/rt"
)

// simplify makes functions smaller without knowing more than the instructions say: values that are known or equal to
// another are replaced (fold.go has the rules), branches on constants and detours through empty blocks go, blocks that
// follow each other become one, and what nothing needs is dropped, parameters of loops included.
//
// It is run after each pass that leaves such things behind, so the other passes need not tidy up.
func simplify(f *hir.Func) {
	s := &simplifier{f: f}
	for s.round() {
	}
}

type simplifier struct {
	f       *hir.Func
	same    []*hir.Value // by ID: the value that stands for another
	changed bool
}

// round does everything once and reports whether there is reason to do it again.
func (s *simplifier) round() bool {
	s.changed = false
	reachable(s.f)
	s.same = make([]*hir.Value, s.f.NumValues())
	s.params()
	for _, b := range s.f.ReversePostorder() {
		for _, v := range b.Instrs {
			for i, a := range v.Args {
				v.Args[i] = s.find(a)
			}
			s.instr(v)
		}
		s.dropReplaced(b)
	}
	eachUse(s.f, func(v **hir.Value) { *v = s.find(*v) })
	s.branches()
	reachable(s.f)
	s.thread()
	reachable(s.f)
	s.merge()
	s.dead()
	return s.changed
}

// find gives what stands for v now.
func (s *simplifier) find(v *hir.Value) *hir.Value {
	for v.ID < len(s.same) && s.same[v.ID] != nil {
		v = s.same[v.ID]
	}
	return v
}

func (s *simplifier) replace(v, by *hir.Value) {
	if by.Name == "" {
		by.Name = v.Name
	}
	s.same[v.ID] = by
	s.changed = true
}

// instr folds v; the value that it turns out to be is used in its place.
func (s *simplifier) instr(v *hir.Value) {
	if v.Except != nil && !v.MayRaise() {
		v.Except = nil
		s.changed = true
	}
	for {
		by, changed := fold(v)
		if by != nil {
			s.replace(v, s.find(by))
			return
		}
		if !changed {
			return
		}
		s.changed = true
	}
}

// dropReplaced takes the instructions out of b that another value stands for. They cannot raise: what
// replaces them would have.
func (s *simplifier) dropReplaced(b *hir.Block) {
	out := b.Instrs[:0]
	for _, v := range b.Instrs {
		if s.find(v) == v {
			out = append(out, v)
		}
	}
	clear(b.Instrs[len(out):])
	b.Instrs = out
}

// params replaces parameters that are always the same value, or the parameter itself round a loop.
func (s *simplifier) params() {
	in := incoming(s.f)
	for again := true; again; {
		again = false
		for _, b := range s.f.Blocks[1:] {
			for i, p := range b.Params {
				if s.same[p.ID] == nil {
					if only := s.onlyArg(p, i, in[b.ID]); only != nil {
						s.replace(p, only)
						again = true
					}
				}
			}
		}
	}
	for _, b := range s.f.Blocks[1:] {
		keepParams(b, in[b.ID], func(p *hir.Value) bool { return s.same[p.ID] == nil })
	}
}

// onlyArg is the one value that flows into p, its i-th parameter; nil when there are several. Equal constants of
// different instructions count as several only when they cannot be used for each other: the first may not be
// available everywhere.
func (s *simplifier) onlyArg(p *hir.Value, i int, edges []*hir.Edge) *hir.Value {
	var only *hir.Value
	for _, e := range edges {
		a := s.find(e.Args[i])
		if a == p || a == only {
			continue
		}
		if only != nil {
			return nil
		}
		only = a
	}
	return only
}

// keepParams takes the parameters out of b that ok does not hold for, with the arguments of the edges into it.
func keepParams(b *hir.Block, in []*hir.Edge, ok func(*hir.Value) bool) {
	kept := make([]bool, len(b.Params))
	all := true
	for i, p := range b.Params {
		kept[i] = ok(p)
		all = all && kept[i]
	}
	if all {
		return
	}
	pick := func(list []*hir.Value) []*hir.Value {
		var out []*hir.Value
		for i, v := range list {
			if kept[i] {
				out = append(out, v)
			}
		}
		return out
	}
	for _, e := range in {
		e.Args = pick(e.Args)
	}
	b.Params = pick(b.Params)
}

// branches makes jumps of branches that are decided.
func (s *simplifier) branches() {
	for _, b := range s.f.Blocks {
		t := &b.Term
		if t.Kind != hir.Branch {
			continue
		}
		for t.Arg.Op == hir.OpNot {
			t.Arg = t.Arg.Args[0]
			t.Edges[0], t.Edges[1] = t.Edges[1], t.Edges[0]
			t.Likely = -t.Likely
			s.changed = true
		}
		switch {
		case t.Arg.Op == hir.OpIntConst && t.Arg.Int != 0:
			s.jump(t, t.Edges[0])
		case t.Arg.Op == hir.OpIntConst:
			s.jump(t, t.Edges[1])
		case t.Edges[0].To == t.Edges[1].To && len(t.Edges[0].Args) == 0:
			s.jump(t, t.Edges[0])
		}
	}
}

func (s *simplifier) jump(t *hir.Term, e *hir.Edge) {
	*t = hir.Term{Kind: hir.Jump, Edges: []*hir.Edge{e}, Loc: t.Loc}
	s.changed = true
}

// thread leads edges past blocks that do nothing: to where the block jumps, or, when it branches by a parameter
// that is a constant on the edge, to where that takes it.
func (s *simplifier) thread() {
	escapes := s.escaping()
	for _, b := range s.f.Blocks {
		for e := range b.Succs {
			for range 8 { // a ring of empty blocks has no end
				next := s.through(e, escapes)
				if next == nil || next.To == e.To {
					break
				}
				if last := b.LastExcept(); last != nil && last.Except == e && next.To.Site != e.To.Site {
					break // where an exception is handled says which functions it leaves
				}
				e.To, e.Args = next.To, next.Args
				s.changed = true
			}
		}
	}
}

// escaping says for each parameter whether it is used outside the exit of its own block.
func (s *simplifier) escaping() hir.Bits {
	out := hir.NewBits(s.f.NumValues())
	for _, b := range s.f.Blocks {
		for _, v := range b.Instrs {
			for _, a := range v.Args {
				out.Set(a.ID)
			}
		}
		exitUses(b, func(v **hir.Value) {
			if (*v).Block != b {
				out.Set((*v).ID)
			}
		})
	}
	return out
}

// through is the edge on which control that takes e leaves e's target at once; nil when that is not certain.
func (s *simplifier) through(e *hir.Edge, escapes hir.Bits) *hir.Edge {
	b := e.To
	if len(b.Instrs) > 0 {
		return nil
	}
	bound := map[*hir.Value]*hir.Value{}
	for i, p := range b.Params {
		if escapes.Has(p.ID) {
			return nil
		}
		bound[p] = e.Args[i]
	}
	var out *hir.Edge
	switch b.Term.Kind {
	case hir.Jump:
		out = b.Term.Edges[0]
	case hir.Branch:
		c := bound[b.Term.Arg]
		if c == nil || c.Op != hir.OpIntConst {
			return nil
		}
		out = b.Term.Edges[0]
		if c.Int == 0 {
			out = b.Term.Edges[1]
		}
	default:
		return nil
	}
	next := copyEdge(out)
	for i, a := range next.Args {
		if x := bound[a]; x != nil {
			next.Args[i] = x
		}
	}
	return next
}

// merge joins blocks that only follow each other.
func (s *simplifier) merge() {
	in := incoming(s.f)
	var same map[*hir.Value]*hir.Value
	gone := hir.NewBits(s.f.NumBlocks())
	for _, b := range s.f.Blocks {
		if gone.Has(b.ID) {
			continue
		}
		for b.Term.Kind == hir.Jump && b.LastExcept() == nil {
			e := b.Term.Edges[0]
			c := e.To
			if len(in[c.ID]) != 1 || c == b || c == s.f.Blocks[0] {
				break
			}
			for i, p := range c.Params {
				if same == nil {
					same = map[*hir.Value]*hir.Value{}
				}
				same[p] = e.Args[i]
			}
			for _, v := range c.Instrs {
				b.Add(v)
			}
			b.Term = c.Term
			gone.Set(c.ID)
			s.changed = true
		}
	}
	live := s.f.Blocks[:0]
	for _, b := range s.f.Blocks {
		if !gone.Has(b.ID) {
			live = append(live, b)
		}
	}
	clear(s.f.Blocks[len(live):])
	s.f.Blocks = live
	if same != nil {
		eachUse(s.f, func(v **hir.Value) {
			for same[*v] != nil {
				*v = same[*v]
			}
		})
	}
}

// dead drops instructions and parameters that nothing needs.
func (s *simplifier) dead() {
	in := incoming(s.f)
	needed := hir.NewBits(s.f.NumValues())
	index := map[*hir.Value]int{}
	var work []*hir.Value
	need := func(v *hir.Value) {
		if v != nil && needed.Set(v.ID) {
			work = append(work, v)
		}
	}
	for _, b := range s.f.Blocks {
		for i, p := range b.Params {
			index[p] = i
		}
		for _, v := range b.Instrs {
			if !removable(v) {
				need(v)
			}
		}
		need(b.Term.Arg)
	}
	for _, p := range s.f.Blocks[0].Params {
		need(p)
	}
	for len(work) > 0 {
		v := work[len(work)-1]
		work = work[:len(work)-1]
		if v.Op != hir.OpParam {
			for _, a := range v.Args {
				need(a)
			}
			continue
		}
		for _, e := range in[v.Block.ID] {
			if e.To == v.Block {
				need(e.Args[index[v]])
			}
		}
	}
	for i, b := range s.f.Blocks {
		if i > 0 {
			keepParams(b, in[b.ID], func(p *hir.Value) bool { return needed.Has(p.ID) })
		}
		out := b.Instrs[:0]
		for _, v := range b.Instrs {
			if needed.Has(v.ID) {
				out = append(out, v)
			} else {
				s.changed = true
			}
		}
		clear(b.Instrs[len(out):])
		b.Instrs = out
	}
}

// removable reports whether v can go when nobody uses its result. That memory could run out in making an object
// is no reason to make it.
func removable(v *hir.Value) bool {
	switch v.Op {
	case hir.OpParam, hir.OpBox:
		return true
	case hir.OpKeep, hir.OpStackSlots, hir.OpIncref, hir.OpDecref, hir.OpStoreSpill:
		return false
	case hir.OpRT:
		f := v.Aux.(*rt.Func)
		return f.Effects&^rt.Reads == 0 && f.Result != rt.Void && (f.Err == rt.Never || allocates[f.Name])
	}
	return v.Effects()&^hir.ReadsMemory == 0 && v.Rep != rt.Void
}

// allocates names the runtime functions that fail only when memory runs out.
var allocates = map[string]bool{"spc_i64_to_tag": true, "spc_u64_to_tag": true}
