package emit

import (
	"math"

	"github.com/llir/llvm/ir"
	"github.com/llir/llvm/ir/constant"
	"github.com/llir/llvm/ir/enum"
	"github.com/llir/llvm/ir/types"
	"github.com/llir/llvm/ir/value"

	"spc/hir"
	"spc/rt"
)

// boundArgs is what an entry gets for the number of arguments when they are bound already, a word for each parameter; again
// is what it gives when the native body does not take those (SPC_BOUND and SPC_AGAIN of rt/inline/module.h).
const (
	boundArgs = 1 << 62
	again     = 1
)

// entry emits the vectorcall function by which Python code calls f: it checks the annotations (CHECK_ARGS, specification
// 4.1), unboxes the arguments, calls the body and boxes the result. A call that is not just the right number of positional
// arguments goes to the binder, which calls the entry again; any call while the function must run interpreted goes to the
// interpreter.
func (m *module) entry(f *hir.Func) {
	e := m.newFn(f, m.entries[f])
	func_, args, nargsf, kwnames := e.ll.Params[0], e.ll.Params[1], e.ll.Params[2], e.ll.Params[3]
	e.self = func_
	p := &f.PyParams
	plain := !p.VarArgs && !p.VarKw && p.KwOnly == 0
	interp, native, bind, run := e.block("interpret"), e.block("native"), e.block("bind"), e.block("run")
	x := &entryArgs{fn: e, refuse: interp}
	if !plain {
		x.refuse = e.coldBlock("refuse")
		call := e.block("call")
		e.condBr(e.icmp(enum.IPredEQ, nargsf, i64(boundArgs)), run, call, 0)
		e.cur = call
	}
	e.condBr(e.rt("spc_must_interpret", func_, e.load(ptrT, e.m.codeSlot(f.Code))), interp, native, -1)
	e.cur = native
	if plain {
		n := bin(e, ir.NewAnd, value.Value(nargsf), value.Value(i64(math.MaxInt64)))
		right := e.icmp(enum.IPredEQ, n, i64(int64(p.Args)))
		e.condBr(bin(e, ir.NewAnd, right, e.isNull(kwnames)), run, bind, 1)
	} else {
		e.br(bind)
	}
	e.cur = bind
	e.ret(e.rt("spc_bind_call", func_, args, nargsf, kwnames, e.ll))
	e.cur = interp
	e.ret(e.rt("spc_interpret", func_, args, nargsf, kwnames))
	if !plain {
		e.cur = x.refuse
		sentinel := constant.NewIntToPtr(constant.NewInt(types.I64, again), ptrT)
		e.ret(sentinel)
	}

	e.cur = run
	ops := []value.Value{func_}
	for i, par := range f.Sig.Params {
		check := hir.Any
		if i < len(p.Checks) {
			check = p.Checks[i]
		}
		ops = append(ops, x.argument(e.load(ptrT, e.gep(ptrT, args, int64(i))), int64(i), par, check))
	}
	e.ret(x.box(e.call(m.bodies[f], ops...)))
	e.finish(e.ll.Blocks[0])
}

// takesObjects reports whether a call with the right number of positional arguments can go to f's body as it is: nothing to
// check, to unbox or to box.
func takesObjects(f *hir.Func) bool {
	p := &f.PyParams
	if p.VarArgs || p.VarKw || p.KwOnly > 0 || f.Kind == hir.Plain && f.Sig.Result != rt.Obj {
		return false
	}
	for i, par := range f.Sig.Params {
		if par.Rep != rt.Obj || i < len(p.Checks) && p.Checks[i] != hir.Any {
			return false
		}
	}
	return true
}

func directParams(f *hir.Func) []*ir.Param {
	ps := []*ir.Param{ir.NewParam("func", ptrT)}
	for range f.Sig.Params {
		ps = append(ps, ir.NewParam("", ptrT))
	}
	return ps
}

// direct emits the function that callers who know f by its cached function object call, with the arguments in
// registers: the body, unless f must run interpreted.
func (m *module) direct(f *hir.Func) {
	e := m.newFn(f, m.directs[f])
	e.self = e.ll.Params[0]
	args := make([]value.Value, len(e.ll.Params))
	for i, p := range e.ll.Params {
		args[i] = p
	}
	interp, native := e.block("interpret"), e.block("native")
	e.condBr(e.rt("spc_must_interpret", e.self, e.code()), interp, native, -1)
	e.cur = native
	call := e.call(m.bodies[f], args...)
	call.(*ir.InstCall).Tail = enum.TailTail
	e.ret(call)
	e.cur = interp
	e.ret(e.rt("spc_interpret", e.self, e.spread(args[1:]), i64(int64(len(args)-1)), constant.NewNull(ptrT)))
	e.finish(e.ll.Blocks[0])
}

// entryArgs converts the arguments of a bound call.
type entryArgs struct {
	*fn
	refuse *ir.Block // where a call goes that the native body does not take
}

// unlessRefuse leaves the native way when ok is false.
func (x *entryArgs) unlessRefuse(ok value.Value) {
	good := x.block("match")
	x.condBr(ok, good, x.refuse, 1)
	x.cur = good
}

// argument checks and unboxes one argument. A parameter declared float, int or list takes exactly these; an instance
// of a subclass is legal there and runs in the interpreter, which has the generic body.
func (x *entryArgs) argument(o value.Value, i int64, p hir.Param, check hir.Type) value.Value {
	if p.Rep == rt.F64 && check == hir.Any {
		ok := x.rt("spc_is_type", o, x.m.external("PyFloat_Type"), i32(1))
		x.unlessRefuse(ok)
		return x.rt("spc_exact_f64", o)
	}
	if check != hir.Any {
		ok := x.isType(o, check)
		x.unlessRaise(ok, func() {
			x.rt("spc_raise_argument", x.self, i32(i), o, x.typeObject(check.Class))
		})
	}
	if p.Promised() && p.Rep.IsRef() {
		ok := x.rt("spc_is_type", o, x.typeObject(p.Type.Class), i32(1))
		x.unlessRefuse(ok)
	}
	switch p.Rep {
	case rt.Obj:
		return o
	case rt.Tag:
		return x.rt("spc_obj_to_tag", o)
	case rt.F64, rt.Bool:
		return x.rt("spc_exact_"+p.Rep.String(), o)
	}
	f := rt.Get("spc_unbox_" + p.Rep.String())
	v := x.callRT(f, []value.Value{o})
	if f.Err != rt.Never {
		bad := x.errorTest(f, v)
		x.unlessRaise(bin(x.fn, ir.NewXor, bad, value.Value(constant.True)), func() {})
	}
	return v
}

// unlessRaise returns the error value when ok is false, with the error that raise sets.
func (x *entryArgs) unlessRaise(ok value.Value, raise func()) {
	bad, good := x.block("mismatch"), x.block("match")
	x.condBr(ok, good, bad, 1)
	x.cur = bad
	raise()
	x.ret(constant.NewNull(ptrT))
	x.cur = good
}

// box turns the body's result into an object; null stays the error.
func (x *entryArgs) box(r value.Value) value.Value {
	rep := x.hir.Sig.Result
	if x.hir.Kind != hir.Plain || rep == rt.Obj {
		return r
	}
	var failed value.Value
	switch {
	case rep == rt.Tag:
		failed = x.isNull(r)
	case rep == rt.Void || rep == rt.Bool:
		failed = x.icmp(sltPred, r, i32(0))
	default:
		failed = x.confirm(x.isSentinel(r, rep))
	}
	bad, good, done := x.block("raised"), x.block("box"), x.block("boxed")
	x.condBr(failed, bad, good, -1)
	x.cur = bad
	x.br(done)
	x.cur = good
	var o value.Value
	switch rep {
	case rt.Void:
		o = x.objectConst(&hir.Const{Value: nil})
		x.rt("spc_incref", o)
	case rt.Bool:
		o = x.rt("spc_box_bool", conv(x.fn, newTrunc, r, types.I1))
	case rt.Tag:
		o = x.rt("spc_tag_to_obj_steal", r)
	default:
		o = x.rt("spc_box_"+rep.String(), r)
	}
	from := x.cur
	x.br(done)
	x.cur = done
	phi := &ir.InstPhi{Typ: ptrT, Incs: []*ir.Incoming{ir.NewIncoming(constant.NewNull(ptrT), bad), ir.NewIncoming(o, from)}}
	x.add(phi)
	return phi
}
