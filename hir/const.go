package hir

import (
	"fmt"
	"math"
	"math/big"

	"spc/rt"
)

// Object constants are the values that a Python constant can have:
// nil (None), bool, Ellipsis{}, int64, *big.Int, float64, complex128, string (str,
// WTF-8 so that lone surrogates survive), Bytes, ConstTuple, ConstFrozenSet, and NotImplemented{}.
type (
	Ellipsis       struct{}
	NotImplemented struct{}
	Bytes          string
	ConstTuple     []any
	ConstFrozenSet []any
)

// ConstType is the type of a constant.
func ConstType(v any) Type {
	switch v.(type) {
	case nil:
		return Type{Class: NoneType, Exact: true}
	case bool:
		return ExactOf(BoolClass)
	case int64, *big.Int:
		return ExactOf(Int)
	case float64:
		return ExactOf(Float)
	case complex128:
		return ExactOf(Complex)
	case string:
		return ExactOf(Str)
	case Bytes:
		return ExactOf(Bytes_)
	case ConstTuple:
		return ExactOf(Tuple)
	case ConstFrozenSet:
		return ExactOf(FrozenSet)
	}
	return Any
}

// rtEffects translates the runtime table's effects.
func rtEffects(f *rt.Func) Effects {
	var e Effects
	if f.Effects&rt.Reads != 0 {
		e |= ReadsMemory
	}
	if f.Effects&rt.Writes != 0 {
		e |= WritesMemory
	}
	if f.Effects&rt.Frees != 0 {
		e |= Frees
	}
	if f.Effects&rt.RunsPython != 0 {
		e |= ReadsMemory | WritesMemory | RunsPython | Frees
	}
	if f.Err != rt.Never {
		e |= MayRaise
	}
	return e
}

// Const gives the constant of the module with that value, adding it when it is new. Equal values of one type share an
// entry; 0.0 and -0.0, and 1 and True, do not.
func (m *Module) Const(v any) *Const {
	key := constKey(v)
	if m.constIndex == nil {
		m.constIndex = map[string]*Const{}
		for _, c := range m.Consts {
			m.constIndex[constKey(c.Value)] = c
		}
	}
	c := m.constIndex[key]
	if c == nil {
		c = &Const{Index: len(m.Consts), Value: v}
		m.Consts = append(m.Consts, c)
		m.constIndex[key] = c
	}
	return c
}

// constKey tells constants apart that Python code can tell apart.
func constKey(v any) string {
	switch v := v.(type) {
	case float64:
		return fmt.Sprintf("f%x", math.Float64bits(v))
	case complex128:
		return fmt.Sprintf("j%x,%x", math.Float64bits(real(v)), math.Float64bits(imag(v)))
	case ConstTuple:
		return "(" + constKeys(v) + ")"
	case ConstFrozenSet:
		return "{" + constKeys(v) + "}"
	case string:
		return fmt.Sprintf("s%d:%s", len(v), v)
	case Bytes:
		return fmt.Sprintf("b%d:%s", len(v), string(v))
	}
	return fmt.Sprintf("%T %v", v, v)
}

func constKeys(vs []any) string {
	s := ""
	for _, v := range vs {
		s += constKey(v) + ";"
	}
	return s
}
