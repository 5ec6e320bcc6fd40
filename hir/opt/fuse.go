package opt

import (
	"spc/hir"
	"spc/rt"
)

// fuse joins pairs of operations for which the runtime has one function: reading an item and taking a number out of it, so
// that no reference to the item is counted.
func fuse(f *hir.Func) {
	uses := countUses(f)
	in := incoming(f)
	for _, b := range f.Blocks {
		instrs := b.Instrs
		for i, v := range instrs {
			if isRT(v, "spc_slice_set") {
				moveSlice(v, uses)
			}
			if v.Op != hir.OpUnbox || v.Rep != rt.F64 {
				continue
			}
			x := v.Args[0]
			if x.Op != hir.OpRT || uses[x.ID] != 1 || x.Loc != v.Loc || !follows(instrs, i, x, in) || !sameHandler(x, v) {
				continue
			}
			if name := asFloat[x.Aux.(*rt.Func).Name]; name != "" {
				v.Args = x.Args
				toRT(v, name)
				remove(x)
			}
		}
	}
}

// asFloat names, for functions that give an item, those that give it as a float.
var asFloat = map[string]string{"spc_seq_get": "spc_seq_get_f64", "spc_list_get": "spc_list_get_f64"}

// follows reports whether the i-th of the instructions of a block comes right after x: in its block, or, when x has a
// handler and so ends its block, first in the block that control then goes to.
func follows(instrs []*hir.Value, i int, x *hir.Value, in [][]*hir.Edge) bool {
	if i > 0 {
		return instrs[i-1] == x
	}
	b := instrs[0].Block
	return x.Except != nil && x.Block.Term.Kind == hir.Jump && x.Block.Term.Edges[0].To == b && len(in[b.ID]) == 1
}

// sameHandler reports whether an exception of x or of y goes to the same place with the same values.
func sameHandler(x, y *hir.Value) bool {
	if x.Except == nil || y.Except == nil {
		return x.Except == y.Except
	}
	if x.Except.To != y.Except.To {
		return false
	}
	for i, a := range x.Except.Args {
		if y.Except.Args[i] != a {
			return false
		}
	}
	return true
}

// remove takes v, whose result nobody uses, out of its block.
func remove(v *hir.Value) {
	b := v.Block
	for i, w := range b.Instrs {
		if w == v {
			b.Instrs = append(b.Instrs[:i:i], b.Instrs[i+1:]...)
			return
		}
	}
}
