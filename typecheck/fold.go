package typecheck

import (
	"math/big"

	"spc/primitives"
	"spc/syntax"
)

type namedKind struct {
	name string
	kind primitives.Kind
}

func allKinds() []namedKind {
	var out []namedKind
	for k := primitives.Int8; k <= primitives.Double; k++ {
		out = append(out, namedKind{k.String(), k})
	}
	return append(out, namedKind{"size_t", primitives.UInt64}, namedKind{"ssize_t", primitives.Int64})
}

func intConst(v int64) syntax.ConstValue { return syntax.Int{Small: v} }

// bigOf is the value of an int constant.
func bigOf(v syntax.Int) *big.Int {
	if v.Big != nil {
		return v.Big
	}
	return big.NewInt(v.Small)
}

func constOf(v *big.Int) syntax.ConstValue {
	if v.IsInt64() {
		return syntax.Int{Small: v.Int64()}
	}
	return syntax.Int{Big: v}
}

// maxFoldBits bounds the size of folded ints, maxFoldLen that of folded strings.
const (
	maxFoldBits = 512
	maxFoldLen  = 4096
)

// foldBinary computes an operator on two constants, nil when it is not to be
// folded: the types do not fit, Python would raise, or the result is too large.
func foldBinary(op syntax.BinOpKind, a, b syntax.ConstValue) syntax.ConstValue {
	switch x := a.(type) {
	case syntax.Int:
		switch y := b.(type) {
		case syntax.Int:
			return foldInts(op, bigOf(x), bigOf(y))
		case syntax.Float:
			if f, ok := exactFloat(x); ok {
				return foldFloats(op, f, float64(y))
			}
		}
	case syntax.Float:
		switch y := b.(type) {
		case syntax.Float:
			return foldFloats(op, float64(x), float64(y))
		case syntax.Int:
			if f, ok := exactFloat(y); ok {
				return foldFloats(op, float64(x), f)
			}
		}
	case syntax.Str:
		if y, ok := b.(syntax.Str); ok && op == syntax.Add && len(x)+len(y) <= maxFoldLen {
			return x + y
		}
	case syntax.Bytes:
		if y, ok := b.(syntax.Bytes); ok && op == syntax.Add && len(x)+len(y) <= maxFoldLen {
			return x + y
		}
	}
	return nil
}

// exactFloat converts a small int to float without rounding.
func exactFloat(v syntax.Int) (float64, bool) {
	if v.Big != nil || v.Small > 1<<53 || v.Small < -1<<53 {
		return 0, false
	}
	return float64(v.Small), true
}

func foldFloats(op syntax.BinOpKind, a, b float64) syntax.ConstValue {
	switch op {
	case syntax.Add:
		return syntax.Float(a + b)
	case syntax.Sub:
		return syntax.Float(a - b)
	case syntax.Mult:
		return syntax.Float(a * b)
	case syntax.Div:
		if b != 0 {
			return syntax.Float(a / b)
		}
	}
	return nil
}

func foldInts(op syntax.BinOpKind, a, b *big.Int) syntax.ConstValue {
	r := new(big.Int)
	switch op {
	case syntax.Add:
		r.Add(a, b)
	case syntax.Sub:
		r.Sub(a, b)
	case syntax.Mult:
		r.Mul(a, b)
	case syntax.FloorDiv, syntax.Mod:
		if b.Sign() == 0 {
			return nil
		}
		q, m := new(big.Int).QuoRem(a, b, new(big.Int))
		if m.Sign() != 0 && (m.Sign() < 0) != (b.Sign() < 0) {
			q.Sub(q, big.NewInt(1))
			m.Add(m, b)
		}
		if op == syntax.Mod {
			q = m
		}
		r = q
	case syntax.Pow:
		if b.Sign() < 0 || !b.IsInt64() || int64(a.BitLen())*b.Int64() > maxFoldBits {
			return nil
		}
		r.Exp(a, b, nil)
	case syntax.LShift:
		if b.Sign() < 0 || !b.IsInt64() || int64(a.BitLen())+b.Int64() > maxFoldBits {
			return nil
		}
		r.Lsh(a, uint(b.Int64()))
	case syntax.RShift:
		if b.Sign() < 0 || !b.IsInt64() {
			return nil
		}
		r.Rsh(a, uint(min(b.Int64(), 1<<20)))
	case syntax.BitOr:
		r.Or(a, b)
	case syntax.BitXor:
		r.Xor(a, b)
	case syntax.BitAnd:
		r.And(a, b)
	default:
		return nil
	}
	if r.BitLen() > maxFoldBits {
		return nil
	}
	return constOf(r)
}

// foldUnary computes an operator on a constant; nil when it is not to be folded.
func foldUnary(op syntax.UnaryOpKind, v syntax.ConstValue) syntax.ConstValue {
	switch x := v.(type) {
	case syntax.Int:
		b := bigOf(x)
		switch op {
		case syntax.USub:
			return constOf(new(big.Int).Neg(b))
		case syntax.UAdd:
			return x
		case syntax.Invert:
			return constOf(new(big.Int).Not(b))
		case syntax.Not:
			return boolConst(b.Sign() == 0)
		}
	case syntax.Float:
		switch op {
		case syntax.USub:
			return -x
		case syntax.UAdd:
			return x
		}
	case syntax.Singleton:
		if op == syntax.Not && (x == syntax.ConstTrue || x == syntax.ConstFalse) {
			return boolConst(x == syntax.ConstFalse)
		}
	}
	return nil
}

func boolConst(b bool) syntax.ConstValue {
	if b {
		return syntax.ConstTrue
	}
	return syntax.ConstFalse
}

// typeOfConst is the type of a constant (SP §2.4).
func typeOfConst(v syntax.ConstValue) Type {
	switch v := v.(type) {
	case syntax.Int:
		return &Literal{Int: bigOf(v)}
	case syntax.Float:
		return instFloatExact
	case syntax.Imag:
		return &Instance{Class: complexClass, Exact: true}
	case syntax.Str:
		return instStrExact
	case syntax.Bytes:
		return instBytes
	case syntax.Singleton:
		switch v {
		case syntax.ConstNone:
			return instNone
		case syntax.ConstTrue, syntax.ConstFalse:
			return &Literal{IsBool: true, Bool: v == syntax.ConstTrue}
		case syntax.ConstEllipsis:
			return &Instance{Class: ellipsisClass, Exact: true}
		}
	}
	return D
}
