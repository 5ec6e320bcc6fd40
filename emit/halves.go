package emit

import (
	"github.com/llir/llvm/ir"
	"github.com/llir/llvm/ir/types"
	"github.com/llir/llvm/ir/value"

	"spc/hir"
	"spc/rt"
)

// Operations of untyped code come in two halves: what an inline cache or the operands' types answer at once,
// and a call for everything else. Only the second half can run Python code, so it alone needs
// to tell the frame where execution is.

// halves emits v as a call of f, whose first half is tried before. It gives f's raw result.
func (e *fn) halves(v *hir.Value, f *rt.Func, args []value.Value) value.Value {
	first := f.FirstHalf()
	r := e.callRT(first, args)
	missed := e.suspectOf(first, r)
	return e.orElse(missed, r, func() value.Value {
		e.setLasti(v.Loc)
		slow := e.showing(v, func() value.Value { return e.callRT(f, args) })
		e.check(e.errorTest(f, slow), v.Loc, v.Except)
		return slow
	})
}

// suspectOf holds when r is the error value of f, whether or not anything was raised.
func (e *fn) suspectOf(f *rt.Func, r value.Value) value.Value {
	if f.Err == rt.Minus1 {
		return e.icmp(sltPred, r, i32(0))
	}
	return e.suspect(f, r)
}

// orElse is r, or what other emits when missed holds, which is not expected.
func (e *fn) orElse(missed, r value.Value, other func() value.Value) value.Value {
	from, place := e.cur, e.place()
	miss, done := e.block("miss"), e.block("done")
	e.condBr(missed, miss, done, -1)
	e.enter(miss, place)
	r2 := other()
	phi := &ir.InstPhi{Typ: r.Type()}
	phi.Incs = []*ir.Incoming{ir.NewIncoming(r, from), ir.NewIncoming(r2, e.cur)}
	same := place.known && e.lastiIn == e.cur && e.lasti == place.lasti
	e.br(done)
	e.cur = done
	if same {
		e.lastiIn = done
	}
	e.add(phi)
	return phi
}

// pyCall emits a call of an object or a method: of its native body, with the arguments in registers, when the cache knows
// it, else of f, the runtime function for any callable. find gives the body or null, and function the object that it
// belongs to.
func (e *fn) pyCall(v *hir.Value, f *rt.Func, args []value.Value) {
	fixed := len(f.Params)
	var body, function value.Value
	operands := args[fixed:]
	e.setLasti(v.Loc)
	method := f.Name == "spc_call_method"
	switch {
	case method:
		body = e.rt("spc_method_body", args[fixed], args[1])
	case f.Name == "spc_call_loaded":
		function = args[0]
		body = e.rt("spc_loaded_body", function, operands[0], args[1])
	default:
		function = args[0]
		body = e.rt("spc_call_body", function, args[1])
	}
	hit, miss, done := e.block("native"), e.block("any"), e.block("called")
	place := e.place()
	e.condBr(e.isNull(body), miss, hit, -1)

	e.enter(hit, place)
	if method {
		function = e.rt("spc_method_func", args[1])
		e.rt("spc_incref", function) // the class may let go of it meanwhile
	}
	params := []types.Type{ptrT}
	for range operands {
		params = append(params, ptrT)
	}
	r1 := e.showing(v, func() value.Value {
		return e.call(asFunc(body, ptrT, params...), append([]value.Value{function}, operands...)...)
	})
	if method {
		e.rt("spc_decref", function)
	}
	from1 := e.cur
	e.br(done)

	e.enter(miss, place)
	r2 := e.showing(v, func() value.Value { return e.callRT(f, args) })
	from2 := e.cur
	e.br(done)

	e.enter(done, place)
	phi := &ir.InstPhi{Typ: ptrT}
	phi.Incs = []*ir.Incoming{ir.NewIncoming(r1, from1), ir.NewIncoming(r2, from2)}
	e.add(phi)
	e.result1(v, f, phi)
}
