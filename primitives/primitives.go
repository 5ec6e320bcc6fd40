// Package primitives is the table of Static Python's machine types: widths,
// ranges, implicit and explicit conversions, and the type of each operation.
// Checker, lowering and emitter share it, so that a rule stands in one place.
package primitives

import (
	"math/big"
	"math/bits"

	"spc/rt"
)

// Kind is a machine type. The zero Kind is none.
type Kind uint8

// The machine types (SP §7.1). size_t is UInt64, ssize_t is Int64, byte is Int8.
const (
	None Kind = iota
	Int8
	Int16
	Int32
	Int64
	UInt8
	UInt16
	UInt32
	UInt64
	CBool
	Char
	Double
	Single
)

// Info describes a Kind.
type Info struct {
	Name   string // as annotations spell it
	Bits   int
	Signed bool
	Int    bool // takes part in integer arithmetic
	Float  bool
	Rep    rt.Rep
	Boxed  string // the Python class that box() gives
}

var table = [...]Info{
	None:   {},
	Int8:   {"int8", 8, true, true, false, rt.I8, "int"},
	Int16:  {"int16", 16, true, true, false, rt.I16, "int"},
	Int32:  {"int32", 32, true, true, false, rt.I32, "int"},
	Int64:  {"int64", 64, true, true, false, rt.I64, "int"},
	UInt8:  {"uint8", 8, false, true, false, rt.U8, "int"},
	UInt16: {"uint16", 16, false, true, false, rt.U16, "int"},
	UInt32: {"uint32", 32, false, true, false, rt.U32, "int"},
	UInt64: {"uint64", 64, false, true, false, rt.U64, "int"},
	CBool:  {"cbool", 8, false, false, false, rt.Bool, "bool"},
	Char:   {"char", 8, true, true, false, rt.I8, "int"},
	Double: {"double", 64, true, false, true, rt.F64, "float"},
	Single: {"single", 32, true, false, true, rt.F32, "float"},
}

var byName = func() map[string]Kind {
	m := map[string]Kind{"size_t": UInt64, "ssize_t": Int64, "byte": Int8}
	for k := Int8; k <= Single; k++ {
		m[table[k].Name] = k
	}
	return m
}()

// Lookup finds the machine type that __static__ calls name; None if there is none.
func Lookup(name string) Kind { return byName[name] }

// Info describes k.
func (k Kind) Info() *Info { return &table[k] }

// String is the name of k: "int64".
func (k Kind) String() string { return table[k].Name }

// IsInt reports whether k is a machine integer; cbool is none.
func (k Kind) IsInt() bool { return table[k].Int }

// IsFloat reports whether k is double or single.
func (k Kind) IsFloat() bool { return table[k].Float }

// Signed reports whether k is signed.
func (k Kind) Signed() bool { return table[k].Signed }

// Bits is the width of k.
func (k Kind) Bits() int { return table[k].Bits }

// Rep is the machine representation of k.
func (k Kind) Rep() rt.Rep { return table[k].Rep }

// Code is the number by which the package __static__ and the runtime know k (TYPED_INT64 and its like): for integers bit 0
// says signed, bits 1 and 2 hold log2 of the bytes.
func (k Kind) Code() int {
	switch k {
	case Double:
		return 9
	case Single:
		return 10
	case Char:
		return 11
	case CBool:
		return 12
	}
	code := bits.Len(uint(k.Bits()/8)) - 1
	code *= 2
	if k.Signed() {
		code++
	}
	return code
}

// OfInt is the integer type of a width and signedness; None for widths that do not exist.
func OfInt(bits int, signed bool) Kind {
	for k := Int8; k <= UInt64; k++ {
		if table[k].Bits == bits && table[k].Signed == signed {
			return k
		}
	}
	return None
}

// Range is the smallest and the greatest value of an integer type.
func (k Kind) Range() (lo, hi *big.Int) {
	one := big.NewInt(1)
	if k.Signed() {
		hi = new(big.Int).Lsh(one, uint(k.Bits()-1))
		return new(big.Int).Neg(hi), new(big.Int).Sub(hi, one)
	}
	hi = new(big.Int).Lsh(one, uint(k.Bits()))
	return new(big.Int), hi.Sub(hi, one)
}

// Fits reports whether the int literal v takes the type k (SP §7.3): any integer
// type whose range holds it, and the floating-point types.
func (k Kind) Fits(v *big.Int) bool {
	if k.IsFloat() {
		return true
	}
	if !k.IsInt() {
		return false
	}
	lo, hi := k.Range()
	return v.Cmp(lo) >= 0 && v.Cmp(hi) <= 0
}

// Widens reports whether a value of type from flows into k without a written
// conversion: the same type, the same signedness to a greater width, unsigned to
// a strictly wider signed type (SP §7.3).
func (k Kind) Widens(from Kind) bool {
	switch {
	case k == from:
		return true
	case k.IsFloat() && from.IsFloat():
		return k.Bits() >= from.Bits()
	case !k.IsInt() || !from.IsInt():
		return false
	case k.Signed() == from.Signed():
		return k.Bits() >= from.Bits()
	}
	return k.Signed() && k.Bits() > from.Bits()
}

// Common is the type in which operands of types a and b meet when no type is
// expected of them: of one signedness the wider, of mixed signedness the signed
// type one step wider than the unsigned one. ok is false for uint64 with a
// signed type and for types of different nature (SP §7.5).
func Common(a, b Kind) (k Kind, ok bool) {
	if a == b {
		return a, a != None
	}
	if a.IsFloat() && b.IsFloat() {
		return Double, true
	}
	if !a.IsInt() || !b.IsInt() {
		return None, false
	}
	if a.Signed() == b.Signed() {
		if a.Bits() >= b.Bits() {
			return a, true
		}
		return b, true
	}
	if a.Signed() {
		a, b = b, a
	}
	// a is unsigned, b signed.
	k = OfInt(max(2*a.Bits(), b.Bits()), true)
	return k, k != None
}

// Op is a binary operator on machine values.
type Op uint8

// The operators. TrueDiv and FloorDiv are the same truncating division on integers.
const (
	Add Op = iota
	Sub
	Mul
	TrueDiv
	FloorDiv
	Mod
	Pow
	LShift
	RShift
	Or
	Xor
	And
	MatMul // never valid; here so that every syntax operator maps
)

var opWords = [...]string{"add", "subtract", "multiply", "divide", "divide", "modulus", "pow", "left shift",
	"right shift", "bitwise or", "xor", "bitwise and", "matrix multiply"}

// Word is how messages name the operator: "cannot {word} int64 and dynamic".
func (o Op) Word() string { return opWords[o] }

// Binary is the type in which an operation on operands of types a and b is done
// and the type of its result, without an expected type. ok is false when there is
// no such operation.
func Binary(o Op, a, b Kind) (operand, result Kind, ok bool) {
	switch {
	case o == MatMul || a == CBool || b == CBool:
		return None, None, false
	case o == Pow:
		if a.IsInt() && b.IsInt() && a.Signed() == b.Signed() || a.IsFloat() && b.IsFloat() {
			return Double, Double, true
		}
		return None, None, false
	}
	k, ok := Common(a, b)
	if !ok {
		return None, None, false
	}
	if k.IsFloat() {
		switch o {
		case Add, Sub, Mul, TrueDiv, Mod:
			return k, k, true
		}
		return None, None, false
	}
	return k, k, true
}

// Compare is the type in which values of types a and b are compared; ok is false
// when they cannot be (SP §7.6). The result is always CBool.
func Compare(a, b Kind) (operand Kind, ok bool) { return Common(a, b) }

// Converts reports whether the written conversion k(x) of a machine value of type
// from exists. Beyond SP §7.4 integers and double convert into each other.
func (k Kind) Converts(from Kind) bool {
	switch {
	case k == from:
		return true
	case k == CBool || k == None || from == None:
		return false
	case from == CBool:
		return k.IsInt()
	}
	return true
}

// Wrap reduces v to the range of the integer type k in two's complement.
func (k Kind) Wrap(v *big.Int) *big.Int {
	m := new(big.Int).Lsh(big.NewInt(1), uint(k.Bits()))
	r := new(big.Int).Mod(v, m)
	if _, hi := k.Range(); r.Cmp(hi) > 0 {
		r.Sub(r, m)
	}
	return r
}
