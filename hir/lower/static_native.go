package lower

import (
	"spc/hir"
	"spc/primitives"
	"spc/rt"
	"spc/syntax"
	"spc/typecheck"
)

// maxNative is how many arguments a @native function can be called with: those that travel in registers.
const maxNative = 6

// callNative calls a C function with machine arguments (specification 4.7).
func (b *fn) callNative(e *syntax.Call, c *typecheck.CallInfo) *hir.Value {
	if len(c.Args) > maxNative {
		return nil
	}
	params := make([]hir.Param, len(c.Args))
	for i, a := range c.Args {
		params[i].Rep = typecheck.PrimKind(a.Param.Type).Rep()
	}
	args := []*hir.Value{b.konst(c.Callee.Native), b.konst(c.Callee.Name)}
	for i, v := range b.arguments(e, c, params) {
		args = append(args, b.toMachine(e, b.toMachine(e, v, params[i].Rep), rt.I64))
	}
	for len(args) < 2+maxNative {
		args = append(args, b.i64(0))
	}
	v := b.rt(e, "native_call", args...)
	if k := typecheck.PrimKind(c.Result); k != primitives.None {
		return b.toMachine(e, v, k.Rep())
	}
	return b.none()
}
