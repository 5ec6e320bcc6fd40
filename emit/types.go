package emit

import (
	"github.com/llir/llvm/ir"
	"github.com/llir/llvm/ir/constant"
	"github.com/llir/llvm/ir/enum"
	"github.com/llir/llvm/ir/types"
	"github.com/llir/llvm/ir/value"

	"spc/rt"
)

// Modern LLVM has only opaque pointers, llir/llvm prints typed ones. Every pointer
// type here is named "ptr", which prints as %ptr, and the module defines
// "%ptr = type ptr" (opaquePtr). The element type is kept for the library's own needs: a
// callee's must be its function type.
var ptrT = namedPtr(types.I8)

// opaquePtr is the definition behind the name %ptr.
type opaquePtr struct{}

func (opaquePtr) String() string          { return "%ptr" }
func (opaquePtr) LLString() string        { return "ptr" }
func (opaquePtr) Equal(u types.Type) bool { return u == types.Type(opaquePtr{}) }
func (opaquePtr) Name() string            { return "ptr" }
func (opaquePtr) SetName(string)          {}

func namedPtr(elem types.Type) *types.PointerType {
	p := types.NewPointer(elem)
	p.SetName("ptr")
	return p
}

// llType is the LLVM type of a value of representation r in registers.
func llType(r rt.Rep) types.Type {
	switch r {
	case rt.Void:
		return types.Void
	case rt.Obj, rt.Ptr:
		return ptrT
	case rt.Bool:
		return types.I1
	case rt.I8, rt.U8:
		return types.I8
	case rt.I16, rt.U16:
		return types.I16
	case rt.I32, rt.U32:
		return types.I32
	case rt.F32:
		return types.Float
	case rt.F64:
		return types.Double
	}
	return types.I64 // Tag, I64, U64
}

// resultType is the LLVM type that a native body or a fallible runtime function
// returns for representation r: void and bool need room for the error value.
func resultType(r rt.Rep) types.Type {
	switch r {
	case rt.Void:
		return types.I32
	case rt.Bool:
		return types.I32
	}
	return llType(r)
}

// sentinel is the error value of results that have no value to spare; it means an
// error only when the error indicator is set.
const sentinel = -113

// errorValue is what a native body returns for "raised".
func errorValue(r rt.Rep) constant.Constant {
	switch r {
	case rt.Void, rt.Bool:
		return constant.NewInt(types.I32, -1)
	case rt.Obj, rt.Ptr:
		return constant.NewNull(ptrT)
	case rt.Tag:
		return constant.NewInt(types.I64, 0)
	case rt.F64:
		return constant.NewFloat(types.Double, sentinel)
	case rt.F32:
		return constant.NewFloat(types.Float, sentinel)
	}
	return constant.NewInt(llType(r).(*types.IntType), sentinel)
}

func i64(n int64) constant.Constant { return constant.NewInt(types.I64, n) }
func i32(n int64) constant.Constant { return constant.NewInt(types.I32, n) }

// fnPtr gives v, an opaque pointer, the function type that calls through it need.
type fnPtr struct {
	value.Value
	typ *types.PointerType
}

func asFunc(v value.Value, ret types.Type, params ...types.Type) fnPtr {
	return fnPtr{v, namedPtr(types.NewFunc(ret, params...))}
}

// Type is the pointer type with the function type as its element.
func (p fnPtr) Type() types.Type { return p.typ }

// String prints the value with its type, as an operand.
func (p fnPtr) String() string { return p.typ.String() + " " + p.Ident() }

// newGlobal adds a hidden global variable to m.
func newGlobal(m *ir.Module, name string, t types.Type, init constant.Constant) *ir.Global {
	g := &ir.Global{ContentType: t, Init: init, Typ: namedPtr(t), Visibility: enum.VisibilityHidden}
	g.SetName(name)
	if init == nil {
		g.Linkage = enum.LinkageExternal
	} else {
		g.Linkage = enum.LinkageInternal
		g.Visibility = enum.VisibilityNone
	}
	m.Globals = append(m.Globals, g)
	return g
}

// newFunc adds a function (a declaration until it gets blocks) to m.
func newFunc(m *ir.Module, name string, ret types.Type, params ...*ir.Param) *ir.Func {
	f := m.NewFunc(name, ret, params...)
	f.Typ = namedPtr(f.Sig)
	return f
}
