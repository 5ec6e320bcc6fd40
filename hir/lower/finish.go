package lower

import (
	"spc/hir"
	"spc/rt"
)

// finish cleans up a function after its last block is sealed: blocks that nothing reaches go, tests of variables that are
// always bound where they are read go, and so do parameters with only one value.
func (b *fn) finish() {
	f := b.f
	dropUnreachable(f)
	b.dropBoundTests()
	dropUnreachable(f)
	removeTrivial(f)
	b.fuseMethodCalls()
}

// dropUnreachable removes the blocks that no path from the entry leads to.
func dropUnreachable(f *hir.Func) {
	seen := map[*hir.Block]bool{f.Blocks[0]: true}
	work := []*hir.Block{f.Blocks[0]}
	for len(work) > 0 {
		b := work[len(work)-1]
		work = work[:len(work)-1]
		b.Succs(func(e *hir.Edge) bool {
			if !seen[e.To] {
				seen[e.To] = true
				work = append(work, e.To)
			}
			return true
		})
	}
	live := f.Blocks[:0]
	for _, b := range f.Blocks {
		if seen[b] {
			live = append(live, b)
		}
	}
	clear(f.Blocks[len(live):])
	f.Blocks = live
}

// edgesInto lists, per block, the edges that lead to it.
func edgesInto(f *hir.Func) map[*hir.Block][]*hir.Edge {
	in := make(map[*hir.Block][]*hir.Edge, len(f.Blocks))
	for _, b := range f.Blocks {
		b.Succs(func(e *hir.Edge) bool {
			in[e.To] = append(in[e.To], e)
			return true
		})
	}
	return in
}

// dropBoundTests makes jumps of the tests whether a variable is bound where it always is: where no null
// reaches the value that is tested.
func (b *fn) dropBoundTests() {
	if len(b.boundTests) == 0 {
		return
	}
	users := map[*hir.Value][]*hir.Value{} // value -> parameters that it flows into
	var work []*hir.Value
	nullable := map[*hir.Value]bool{}
	mark := func(v *hir.Value) {
		if !nullable[v] {
			nullable[v] = true
			work = append(work, v)
		}
	}
	for _, blk := range b.f.Blocks {
		blk.Succs(func(e *hir.Edge) bool {
			for i, a := range e.Args {
				p := e.To.Params[i]
				users[a] = append(users[a], p)
				if a.Op == hir.OpNull || b.mayBeNull[a] {
					mark(p)
				}
			}
			return true
		})
	}
	for len(work) > 0 {
		v := work[len(work)-1]
		work = work[:len(work)-1]
		for _, p := range users[v] {
			mark(p)
		}
	}
	for _, t := range b.boundTests {
		v := t.test.Args[0]
		if v.Op == hir.OpNull || b.mayBeNull[v] || nullable[v] {
			continue
		}
		blk := t.test.Block
		blk.Instrs = blk.Instrs[:len(blk.Instrs)-1]
		blk.Term = hir.Term{Kind: hir.Jump, Edges: []*hir.Edge{t.bound}}
	}
}

// removeTrivial removes each parameter whose arguments are all one value (or the parameter itself), until
// there is none left.
func removeTrivial(f *hir.Func) {
	in := edgesInto(f)
	same := map[*hir.Value]*hir.Value{}
	find := func(v *hir.Value) *hir.Value {
		r := v
		for same[r] != nil {
			r = same[r]
		}
		for v != r {
			v, same[v] = same[v], r
		}
		return r
	}
	for changed := true; changed; {
		changed = false
		for _, b := range f.Blocks {
			edges := in[b]
			if b == f.Blocks[0] || len(edges) == 0 {
				continue
			}
			for i, p := range b.Params {
				if same[p] != nil {
					continue
				}
				var only *hir.Value
				trivial, nulls := true, false // several nulls are one value, but of another place
				for _, e := range edges {
					a := find(e.Args[i])
					if a == p || a == only {
						continue
					}
					if only != nil && !(only.Op == hir.OpNull && a.Op == hir.OpNull) {
						trivial = false
						break
					}
					nulls = nulls || only != nil
					only = a
				}
				if trivial && nulls {
					only = entryNull(f, p.Rep)
				}
				if trivial && only != nil {
					same[p] = only
					if only.Name == "" && only.Op != hir.OpNull {
						only.Name = p.Name
					}
					changed = true
				}
			}
		}
	}
	if len(same) == 0 {
		return
	}
	for _, b := range f.Blocks {
		if b != f.Blocks[0] {
			for _, e := range in[b] {
				e.Args = keep(e.Args, func(i int) bool { return same[b.Params[i]] == nil })
			}
			b.Params = keep(b.Params, func(i int) bool { return same[b.Params[i]] == nil })
		}
		for _, v := range b.Instrs {
			for i, a := range v.Args {
				v.Args[i] = find(a)
			}
		}
		if b.Term.Arg != nil {
			b.Term.Arg = find(b.Term.Arg)
		}
		b.Succs(func(e *hir.Edge) bool {
			for i, a := range e.Args {
				e.Args[i] = find(a)
			}
			return true
		})
	}
}

// entryNull is a null at the start of f, good everywhere; nil when there is none.
func entryNull(f *hir.Func, r rt.Rep) *hir.Value {
	for _, v := range f.Blocks[0].Instrs {
		if v.Op == hir.OpNull && v.Rep == r {
			return v
		}
	}
	return nil
}

// keep gives the elements of list whose index satisfies ok.
func keep(list []*hir.Value, ok func(int) bool) []*hir.Value {
	out := make([]*hir.Value, 0, len(list))
	for i, v := range list {
		if ok(i) {
			out = append(out, v)
		}
	}
	return out
}

// fuseMethodCalls turns the pair "get attribute, call it" into a method call where the receiver's class is built in and
// known: there nobody can tell that the lookup then comes after the arguments.
func (b *fn) fuseMethodCalls() {
	uses := map[*hir.Value]int{}
	count := func(list []*hir.Value) {
		for _, a := range list {
			uses[a]++
		}
	}
	for _, blk := range b.f.Blocks {
		for _, v := range blk.Instrs {
			count(v.Args)
		}
		if blk.Term.Arg != nil {
			uses[blk.Term.Arg]++
		}
		blk.Succs(func(e *hir.Edge) bool { count(e.Args); return true })
	}
	gone := map[*hir.Value]bool{}
	for _, blk := range b.f.Blocks {
		for _, v := range blk.Instrs {
			if v.Op != hir.OpCall || v.Args[0].Op != hir.OpGetAttr || uses[v.Args[0]] != 1 {
				continue
			}
			m := v.Args[0]
			c := m.Args[0].Type
			if c.Class == nil || !c.IsExact(c.Class) || c.Class.CName == "" {
				continue
			}
			kw, _ := v.Aux.([]string)
			v.Op, v.Aux = hir.OpCallMethod, &hir.MethodCall{Name: m.Aux.(string), KwNames: kw}
			v.Args = append([]*hir.Value{m.Args[0]}, v.Args[1:]...)
			gone[m] = true
		}
	}
	if len(gone) == 0 {
		return
	}
	for _, blk := range b.f.Blocks {
		out := blk.Instrs[:0]
		for _, v := range blk.Instrs {
			if !gone[v] {
				out = append(out, v)
			}
		}
		blk.Instrs = out
	}
	dropUnreachable(b.f)
}
