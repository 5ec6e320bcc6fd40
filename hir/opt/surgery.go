package opt

import (
	"spc/hir"
	"spc/rt"
)

// What passes that rearrange blocks have in common.

// splitAfter moves what follows the i-th instruction of b, its terminator included, into a new block and gives that. b is
// left without a terminator.
func splitAfter(f *hir.Func, b *hir.Block, i int) *hir.Block {
	rest := f.NewBlock()
	rest.Site = b.Site
	for _, v := range b.Instrs[i+1:] {
		rest.Add(v)
	}
	rest.Term = b.Term
	b.Instrs, b.Term = b.Instrs[:i+1], hir.Term{}
	return rest
}

// becomeParam makes v, an instruction that is taken out of its block, the parameter of b by which its result arrives.
func becomeParam(v *hir.Value, b *hir.Block) {
	v.Op, v.Args, v.Aux, v.Int, v.Except, v.Block = hir.OpParam, nil, nil, 0, nil, b
	if v.Rep != rt.Void {
		b.Params = append(b.Params, v)
	}
}
