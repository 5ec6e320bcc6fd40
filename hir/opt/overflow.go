package opt

import (
	"math/big"

	"spc/hir"
)

// overflow makes plain operations of those that would raise OverflowError, but cannot: their operands are in ranges that leave no
// room for it.
func overflow(f *hir.Func) {
	if !hasChecked(f) {
		return
	}
	r := analyzeRanges(f)
	for _, b := range f.Blocks {
		for _, v := range b.Instrs {
			if v.Op != v.Op.Unchecked() && r.fits(v, b) {
				v.Op, v.Except = v.Op.Unchecked(), nil
			}
		}
	}
}

func hasChecked(f *hir.Func) bool {
	for _, b := range f.Blocks {
		for _, v := range b.Instrs {
			if v.Op != v.Op.Unchecked() {
				return true
			}
		}
	}
	return false
}

// fits reports whether the number that v, an operation on signed machine ints, computes in b is always one of v's representation. Each
// operation grows or falls with each operand, so that the corners of the ranges tell.
func (r *ranges) fits(v *hir.Value, b *hir.Block) bool {
	x, y := r.at(v.Args[0], b), interval{}
	if len(v.Args) > 1 {
		y = r.at(v.Args[1], b)
	}
	if x.empty() || y.empty() {
		return true // never reached
	}
	if v.Op == hir.OpShlChecked && (y.lo < 0 || y.hi >= int64(v.Rep.Bits())) {
		return false
	}
	for _, p := range []int64{x.lo, x.hi} {
		for _, q := range []int64{y.lo, y.hi} {
			n := compute(v.Op.Unchecked(), big.NewInt(p), big.NewInt(q))
			if n.Cmp(big.NewInt(-1<<(v.Rep.Bits()-1))) < 0 || n.Cmp(big.NewInt(1<<(v.Rep.Bits()-1)-1)) > 0 {
				return false
			}
		}
	}
	return true
}

// compute is op on numbers of any size.
func compute(op hir.Op, x, y *big.Int) *big.Int {
	switch op {
	case hir.OpAdd:
		return x.Add(x, y)
	case hir.OpSub:
		return x.Sub(x, y)
	case hir.OpMul:
		return x.Mul(x, y)
	case hir.OpShl:
		return x.Lsh(x, uint(y.Int64()))
	}
	return x.Neg(x)
}
