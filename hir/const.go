package hir

import (
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
