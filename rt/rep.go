// Package rt holds the C runtime of spc, the recipe that compiles it for an
// interpreter, and the typed table of the functions that emitted code may call.
package rt

// Rep is the machine representation of a value: what hir computes with, what
// runtime functions take and give, and what emit maps to LLVM types.
type Rep uint8

const (
	Void Rep = iota // no value
	Obj             // PyObject *
	Tag             // tagged word: (v<<1)|1 for an exact 63-bit int, else PyObject *
	Bool            // truth value: i1 in registers, one byte in memory
	I8
	I16
	I32
	I64
	U8
	U16
	U32
	U64
	F32
	F64
	Ptr // raw pointer that is not a counted object
)

var repNames = [...]string{"void", "obj", "tag", "bool", "i8", "i16", "i32", "i64",
	"u8", "u16", "u32", "u64", "f32", "f64", "ptr"}

// String gives the name that hir's text form and the documentation use.
func (r Rep) String() string { return repNames[r] }

// ParseRep is the inverse of String; ok is false for an unknown name.
func ParseRep(s string) (r Rep, ok bool) {
	for i, n := range repNames {
		if n == s {
			return Rep(i), true
		}
	}
	return Void, false
}

// IsInt reports whether r is a machine integer (bool is not one).
func (r Rep) IsInt() bool { return r >= I8 && r <= U64 }

// IsSigned reports whether r is a signed machine integer.
func (r Rep) IsSigned() bool { return r >= I8 && r <= I64 }

// IsFloat reports whether r is a machine floating-point number.
func (r Rep) IsFloat() bool { return r == F32 || r == F64 }

// IsRef reports whether r may hold a counted reference.
func (r Rep) IsRef() bool { return r == Obj || r == Tag }

// Bits is the width of a machine integer, bool or float; 0 for the others.
func (r Rep) Bits() int {
	switch r {
	case Bool:
		return 1
	case I8, U8:
		return 8
	case I16, U16:
		return 16
	case I32, U32, F32:
		return 32
	case I64, U64, F64:
		return 64
	}
	return 0
}
