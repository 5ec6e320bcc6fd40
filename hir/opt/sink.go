package opt

import "spc/hir"

// sink moves boxes to where they are needed, off the ways on which nobody wants the object: a parameter whose object only
// a rare path uses is not made into one at the start of every call. A box goes to the block that dominates all its uses, but
// not into a loop that it is not in already.
//
// A box may fail for want of memory, with the handler of the place where it stands. So nothing moves in a function with
// handlers.
func sink(f *hir.Func) {
	if hasHandlers(f) {
		return
	}
	d := f.Dominators()
	uses := useBlocks(f)
	for i := len(d.Order) - 1; i >= 0; i-- {
		b := d.Order[i]
		for _, v := range append([]*hir.Value(nil), b.Instrs...) {
			if v.Op != hir.OpBox || len(uses[v]) == 0 {
				continue
			}
			to := uses[v][0]
			for _, u := range uses[v][1:] {
				to = commonDominator(d, f, to, u)
			}
			if to != b && !loops(to, b) {
				remove(v)
				v.Block = to
				to.Instrs = append([]*hir.Value{v}, to.Instrs...)
				uses[v.Args[0]] = append(uses[v.Args[0]], to)
			}
		}
	}
}

// useBlocks lists the blocks in which each value is used; an argument of an edge is used where the edge begins.
func useBlocks(f *hir.Func) map[*hir.Value][]*hir.Block {
	uses := map[*hir.Value][]*hir.Block{}
	for _, b := range f.Blocks {
		note := func(v *hir.Value) {
			if list := uses[v]; len(list) == 0 || list[len(list)-1] != b {
				uses[v] = append(list, b)
			}
		}
		for _, v := range b.Instrs {
			for _, a := range v.Args {
				note(a)
			}
		}
		exitUses(b, func(v **hir.Value) { note(*v) })
	}
	return uses
}

// commonDominator is the last block that every way to x and every way to y leads through.
func commonDominator(d *hir.Dom, f *hir.Func, x, y *hir.Block) *hir.Block {
	for !d.Dominates(x, y) {
		x = d.Idom(f, x)
	}
	return x
}

// loops reports whether control can come back to x without passing through around.
func loops(x, around *hir.Block) bool {
	seen := map[*hir.Block]bool{around: true}
	work := []*hir.Block{x}
	for len(work) > 0 {
		b := work[len(work)-1]
		work = work[:len(work)-1]
		for e := range b.Succs {
			if e.To == x {
				return true
			}
			if !seen[e.To] {
				seen[e.To] = true
				work = append(work, e.To)
			}
		}
	}
	return false
}
