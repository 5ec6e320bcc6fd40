package opt

import (
	"spc/hir"
	"spc/rt"
)

// What the passes that rewrite instructions share.

// eachUse calls visit for every place in f where a value is used: operands, arguments of edges, and the terminators'.
func eachUse(f *hir.Func, visit func(**hir.Value)) {
	for _, b := range f.Blocks {
		for _, v := range b.Instrs {
			for i := range v.Args {
				visit(&v.Args[i])
			}
		}
		exitUses(b, visit)
	}
}

// countUses counts, by value ID, the places where each value is used.
func countUses(f *hir.Func) []int {
	uses := make([]int, f.NumValues())
	eachUse(f, func(v **hir.Value) { uses[(*v).ID]++ })
	return uses
}

// reachable drops the blocks that the entry does not reach.
func reachable(f *hir.Func) {
	seen := hir.NewBits(f.NumBlocks())
	for _, b := range f.ReversePostorder() {
		seen.Set(b.ID)
	}
	live := f.Blocks[:0]
	for _, b := range f.Blocks {
		if seen.Has(b.ID) {
			live = append(live, b)
		}
	}
	clear(f.Blocks[len(live):])
	f.Blocks = live
}

// incoming lists, by block ID, the edges that lead to each block.
func incoming(f *hir.Func) [][]*hir.Edge {
	in := make([][]*hir.Edge, f.NumBlocks())
	for _, b := range f.Blocks {
		for e := range b.Succs {
			in[e.To.ID] = append(in[e.To.ID], e)
		}
	}
	return in
}

// setBool makes v, whose result is a bool, the constant x.
func setBool(v *hir.Value, x bool) {
	n := int64(0)
	if x {
		n = 1
	}
	become(v, hir.OpIntConst)
	v.Int = n
}

// become gives v another operation, which cannot raise, on these operands; its result stays what it was.
func become(v *hir.Value, op hir.Op, args ...*hir.Value) {
	v.Op, v.Args, v.Aux, v.Int, v.Except = op, args, nil, 0, nil
}

// toRT makes v a call of the runtime function of that name with its present operands.
func toRT(v *hir.Value, name string) {
	v.Op, v.Aux, v.Int = hir.OpRT, rt.Get(name), 0
}

// isRT reports whether v is a call of the runtime function of that name.
func isRT(v *hir.Value, name string) bool {
	return v.Op == hir.OpRT && v.Aux.(*rt.Func).Name == name
}

// peel looks through statements of fact to the value itself.
func peel(v *hir.Value) *hir.Value {
	for v.Op == hir.OpRefine || v.Op == hir.OpNotNone {
		v = v.Args[0]
	}
	return v
}

// splitBefore ends b before its i-th instruction; the rest goes on in a new block, which it gives.
func splitBefore(b *hir.Block, i int) *hir.Block {
	next := b.Func.NewBlock()
	for _, v := range b.Instrs[i:] {
		next.Add(v)
	}
	next.Term = b.Term
	b.Instrs = b.Instrs[:i:i]
	b.Term = hir.Term{Kind: hir.Jump, Edges: []*hir.Edge{{To: next}}}
	return next
}

// copyEdge is an edge of its own to the same place.
func copyEdge(e *hir.Edge) *hir.Edge {
	if e == nil {
		return nil
	}
	return &hir.Edge{To: e.To, Args: append([]*hir.Value(nil), e.Args...)}
}
