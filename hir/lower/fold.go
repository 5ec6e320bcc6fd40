package lower

import (
	"fmt"
	"math"
	"math/big"
	"strings"

	"spc/hir"
	"spc/syntax"
)

// fold gives the value of an expression that the interpreter's own compiler makes a constant: literals, signed numbers,
// arithmetic on small ints, complex literals, and tuples of constants.
func (m *module) fold(e syntax.Expr) (any, bool) {
	switch e := e.(type) {
	case *syntax.Constant:
		return constValue(e.Value), true
	case *syntax.Tuple:
		if e.Ctx != syntax.Load || len(e.Elts) == 0 {
			return nil, false
		}
		return m.foldAll(e.Elts)
	case *syntax.UnaryOp:
		v, ok := m.fold(e.Operand)
		if !ok {
			return nil, false
		}
		return foldUnary(e.Op, v)
	case *syntax.BinOp:
		l, ok := m.fold(e.Left)
		if !ok {
			return nil, false
		}
		r, ok := m.fold(e.Right)
		if !ok {
			return nil, false
		}
		return foldBinary(e.Op, l, r)
	}
	return nil, false
}

func (m *module) foldAll(list []syntax.Expr) (any, bool) {
	t := make(hir.ConstTuple, len(list))
	for i, x := range list {
		v, ok := m.fold(x)
		if !ok {
			return nil, false
		}
		t[i] = v
	}
	return t, true
}

// constContainer is the constant that stands for a list or set display of constants where only its items matter.
func (m *module) constContainer(e syntax.Expr) (any, bool) {
	switch e := e.(type) {
	case *syntax.List:
		return m.foldAll(e.Elts)
	case *syntax.Set:
		v, ok := m.foldAll(e.Elts)
		if !ok {
			return nil, false
		}
		return hir.ConstFrozenSet(v.(hir.ConstTuple)), true
	}
	return nil, false
}

// constTruth is bool() of a constant; ok is false when it is not looked into.
func constTruth(v any) (truth, ok bool) {
	switch v := v.(type) {
	case nil:
		return false, true
	case bool:
		return v, true
	case int64:
		return v != 0, true
	case *big.Int:
		return v.Sign() != 0, true
	case float64:
		return v != 0, true
	case string:
		return v != "", true
	case hir.Bytes:
		return v != "", true
	case hir.ConstTuple:
		return len(v) > 0, true
	case hir.Ellipsis:
		return true, true
	}
	return false, false
}

func foldUnary(op syntax.UnaryOpKind, v any) (any, bool) {
	switch op {
	case syntax.Not:
		if t, ok := constTruth(v); ok {
			return !t, true
		}
	case syntax.UAdd:
		switch v.(type) {
		case int64, *big.Int, float64, complex128:
			return v, true
		}
	case syntax.USub:
		switch v := v.(type) {
		case int64:
			if v == math.MinInt64 {
				return new(big.Int).Neg(big.NewInt(v)), true
			}
			return -v, true
		case *big.Int:
			return normal(new(big.Int).Neg(v)), true
		case float64:
			return -v, true
		case complex128:
			return complex(-real(v), -imag(v)), true
		}
	case syntax.Invert:
		if v, ok := v.(int64); ok {
			return ^v, true
		}
	}
	return nil, false
}

func normal(v *big.Int) any {
	if v.IsInt64() {
		return v.Int64()
	}
	return v
}

// foldBinary computes on small ints, floats and the parts of a complex literal; what could raise or grow stays.
func foldBinary(op syntax.BinOpKind, l, r any) (any, bool) {
	switch x := l.(type) {
	case int64:
		switch y := r.(type) {
		case int64:
			return foldInts(op, x, y)
		case float64:
			return foldFloats(op, float64(x), y, x == int64(float64(x)))
		case complex128:
			return foldComplex(op, float64(x), y, x == int64(float64(x)))
		}
	case float64:
		switch y := r.(type) {
		case float64:
			return foldFloats(op, x, y, true)
		case int64:
			return foldFloats(op, x, float64(y), y == int64(float64(y)))
		case complex128:
			return foldComplex(op, x, y, true)
		}
	case string:
		if y, ok := r.(string); ok && op == syntax.Add && len(x)+len(y) < 4096 {
			return x + y, true
		}
		if n, ok := r.(int64); ok && op == syntax.Mult && n >= 0 && int64(len(x))*n <= 4096 {
			return strings.Repeat(x, int(n)), true
		}
	}
	return nil, false
}

func foldComplex(op syntax.BinOpKind, x float64, y complex128, exact bool) (any, bool) {
	switch {
	case !exact:
	case op == syntax.Add:
		return complex(x+real(y), imag(y)), true
	case op == syntax.Sub:
		return complex(x-real(y), 0-imag(y)), true
	}
	return nil, false
}

func foldFloats(op syntax.BinOpKind, x, y float64, exact bool) (any, bool) {
	if !exact {
		return nil, false
	}
	switch op {
	case syntax.Add:
		return x + y, true
	case syntax.Sub:
		return x - y, true
	case syntax.Mult:
		return x * y, true
	case syntax.Div:
		if y != 0 {
			return x / y, true
		}
	}
	return nil, false
}

func foldInts(op syntax.BinOpKind, x, y int64) (any, bool) {
	const limit = 1 << 31
	a, c := big.NewInt(x), big.NewInt(y)
	z := new(big.Int)
	switch op {
	case syntax.Add:
		z.Add(a, c)
	case syntax.Sub:
		z.Sub(a, c)
	case syntax.Mult:
		z.Mul(a, c)
	case syntax.BitAnd:
		z.And(a, c)
	case syntax.BitOr:
		z.Or(a, c)
	case syntax.BitXor:
		z.Xor(a, c)
	case syntax.LShift:
		if y < 0 || y > 128 {
			return nil, false
		}
		z.Lsh(a, uint(y))
	case syntax.RShift:
		if y < 0 {
			return nil, false
		}
		z.Rsh(a, uint(min(y, 64)))
	case syntax.Pow:
		if y < 0 || y > 128 || x > limit || x < -limit {
			return nil, false
		}
		z.Exp(a, c, nil)
		if z.BitLen() > 128 {
			return nil, false
		}
	case syntax.FloorDiv, syntax.Mod:
		if y == 0 {
			return nil, false
		}
		q, m := new(big.Int), new(big.Int)
		q.QuoRem(a, c, m)
		if m.Sign() != 0 && m.Sign() != c.Sign() { // toward minus infinity
			q.Sub(q, big.NewInt(1))
			m.Add(m, c)
		}
		z = q
		if op == syntax.Mod {
			z = m
		}
	case syntax.Div:
		if y != 0 && x < limit && x > -limit && y < limit && y > -limit {
			return float64(x) / float64(y), true
		}
		return nil, false
	default:
		return nil, false
	}
	return normal(z), true
}

// constant gives the pool entry of a constant.
func (m *module) constant(v any) *hir.Const {
	k := constKey(v)
	c := m.consts[k]
	if c == nil {
		c = &hir.Const{Index: len(m.hir.Consts), Value: v}
		m.consts[k] = c
		m.hir.Consts = append(m.hir.Consts, c)
	}
	return c
}

// constKey tells constants apart as the interpreter's compiler does: by type and value, and floats by their bits.
func constKey(v any) string {
	switch v := v.(type) {
	case float64:
		return fmt.Sprintf("f%x", math.Float64bits(v))
	case complex128:
		return fmt.Sprintf("c%x,%x", math.Float64bits(real(v)), math.Float64bits(imag(v)))
	case *big.Int:
		return "i" + v.String()
	case int64:
		return fmt.Sprintf("i%d", v)
	case string:
		return "s" + v
	case hir.Bytes:
		return "b" + string(v)
	case hir.ConstTuple:
		return "(" + constKeys(v) + ")"
	case hir.ConstFrozenSet:
		return "{" + constKeys(v) + "}"
	}
	return fmt.Sprintf("%T%v", v, v)
}

func constKeys(list []any) string {
	var s strings.Builder
	for _, v := range list {
		k := constKey(v)
		fmt.Fprintf(&s, "%d:%s", len(k), k)
	}
	return s.String()
}
