package emit

import (
	"fmt"

	"github.com/llir/llvm/ir"
	"github.com/llir/llvm/ir/constant"
	"github.com/llir/llvm/ir/enum"
	"github.com/llir/llvm/ir/types"
	"github.com/llir/llvm/ir/value"

	"spc/hir"
	"spc/rt"
)

// remake is the LLVM value of an instruction that is made anew at each use: constants, addresses, and loads of what
// never changes once the module is loaded; nil for others.
func (e *fn) remake(v *hir.Value) value.Value {
	switch v.Op {
	case hir.OpConst:
		return e.objectConst(v.Aux.(*hir.Const))
	case hir.OpFuncRef:
		return e.self
	case hir.OpGenRef:
		return e.gen
	case hir.OpCache:
		return e.m.cache(v)
	case hir.OpIntConst:
		switch {
		case v.Rep == rt.Tag:
			return i64(v.Int<<1 | 1)
		case v.Rep == rt.Bool:
			return constant.NewBool(v.Int != 0)
		}
		return constant.NewInt(llType(v.Rep).(*types.IntType), v.Int)
	case hir.OpFloatConst:
		return floatConst(llType(v.Rep).(*types.FloatType), v.Float)
	case hir.OpNull:
		if v.Rep == rt.Tag {
			return i64(0)
		}
		return constant.NewNull(ptrT)
	case hir.OpTypeRef:
		return e.typeObject(v.Aux.(*hir.Class))
	}
	return nil
}

// instr emits one instruction: operands, the operation, and the test of its error value.
func (e *fn) instr(v *hir.Value) {
	e.debugLoc(v.Loc)
	switch v.Op {
	case hir.OpConst, hir.OpIntConst, hir.OpFloatConst, hir.OpNull, hir.OpTypeRef, hir.OpFuncRef, hir.OpGenRef, hir.OpCache,
		hir.OpKeep:
		// made at each use, or no code
	case hir.OpStackSlots:
		e.stackSlots(v)
	case hir.OpLoadSlot:
		e.vals[v] = e.load(ptrT, e.gep(types.I64, e.use(v.Args[0]), v.Int))
	case hir.OpLoadGlobal:
		e.loadGlobal(v)
	case hir.OpStoreGlobal:
		e.storeGlobal(v)
	case hir.OpDelGlobal:
		g := v.Aux.(*hir.Global)
		e.rtInstr(v, rt.Get("spc_global_del"), e.m.globalCell(g), e.m.name(g.Name))
	case hir.OpCast:
		e.cast(v)
	case hir.OpIsType:
		e.vals[v] = e.typeTest(v.Args[0], v.Cast)
	case hir.OpRefine, hir.OpNotNone, hir.OpMaterialize:
		e.vals[v] = e.use(v.Args[0])
	case hir.OpIsNull:
		e.vals[v] = e.isNull(e.use(v.Args[0]))
	case hir.OpIs:
		e.vals[v] = e.icmp(enum.IPredEQ, e.use(v.Args[0]), e.use(v.Args[1]))
	case hir.OpBox, hir.OpToTag, hir.OpUnbox:
		e.boxing(v)
	case hir.OpToImm, hir.OpFromImm:
		e.vals[v] = e.immediate(v.Op, e.use(v.Args[0]))
	case hir.OpConvert:
		e.vals[v] = e.convert(e.use(v.Args[0]), v.Args[0].Rep, v.Rep)
	case hir.OpAddChecked, hir.OpSubChecked, hir.OpMulChecked, hir.OpShlChecked, hir.OpNegChecked:
		e.checkedOp(v)
	case hir.OpAdd, hir.OpSub, hir.OpMul, hir.OpDiv, hir.OpMod, hir.OpAnd, hir.OpOr, hir.OpXor,
		hir.OpShl, hir.OpShr, hir.OpNeg, hir.OpInvert, hir.OpNot:
		e.arith(v)
	case hir.OpCmp:
		e.vals[v] = e.compare(hir.CmpKind(v.Int), e.use(v.Args[0]), e.use(v.Args[1]), v.Args[0].Rep)
	case hir.OpLoadField:
		e.loadField(v)
	case hir.OpStoreField, hir.OpInitField:
		e.storeField(v)
	case hir.OpAlloc:
		e.alloc(v)
	case hir.OpLen:
		e.vals[v] = e.arrayLen(e.use(v.Args[0]))
	case hir.OpIndex:
		e.index(v)
	case hir.OpLoadElem:
		e.loadElem(v)
	case hir.OpStoreElem:
		e.storeElem(v)
	case hir.OpInvoke:
		e.invoke(v)
	case hir.OpHasClass:
		c := v.Aux.(*hir.Class)
		e.defined(e.load(ptrT, e.m.classSlot(c)), c.Name, v)
	case hir.OpDefined:
		c := v.Aux.(*hir.Callee)
		self, _ := e.m.callee(e, c)
		e.defined(self, c.Name, v)
	case hir.OpMethodBody:
		e.vals[v] = e.load(ptrT, e.vtableEntry(v.Args[0], v.Aux.(*hir.Method)))
	case hir.OpBodyRef:
		x := v.Aux.(*hir.Method)
		e.vals[v] = e.m.slotBody(x.Class, x)
	case hir.OpPropagate:
		e.raiseTo(v.Loc, v.Except)
		e.cur = e.block("dead")
	case hir.OpInvokeMethod:
		e.invokeMethod(v)
	case hir.OpRT:
		args := make([]value.Value, len(v.Args))
		for i, a := range v.Args {
			args[i] = e.use(a)
		}
		e.rtInstr(v, v.Aux.(*rt.Func), args...)
	case hir.OpMakeFunction:
		e.makeFunction(v)
	case hir.OpYield:
		e.yield(v)
	case hir.OpLoadSpill:
		e.vals[v] = e.loadSpill(v)
	case hir.OpStoreSpill:
		e.storeSpill(v)
	case hir.OpIncref, hir.OpDecref:
		e.count(v)
	default:
		panic(fmt.Sprintf("emit: %s: %s reached the back end", e.hir.Name, v.Op))
	}
}

// rt calls a runtime function; no error test. Variadic items are appended to args by the caller.
func (e *fn) rt(name string, args ...value.Value) value.Value {
	return e.callRT(rt.Get(name), args)
}

func (e *fn) callRT(f *rt.Func, args []value.Value) value.Value {
	callee := e.m.runtime(f)
	if f.Variadic {
		n := len(f.Params)
		items := args[n:]
		args = append(append([]value.Value{}, args[:n]...), e.spread(items), i64(int64(len(items))))
	}
	call := e.call(callee, args...)
	if e.cold[e.cur] && !f.Tiny {
		call.(*ir.InstCall).FuncAttrs = []ir.FuncAttribute{enum.FuncAttrNoInline}
	}
	return call
}

// spread stores items into the scratch array and gives its address; the word before it is free for the
// callee (PY_VECTORCALL_ARGUMENTS_OFFSET).
func (e *fn) spread(items []value.Value) value.Value {
	if len(items) == 0 {
		return constant.NewNull(ptrT)
	}
	if e.args == nil {
		e.args = e.alloca(types.I64, 0)
	}
	if n := int64(len(items)) + 1; n > e.nargs {
		e.nargs = n
	}
	for i, x := range items {
		e.store(x, e.gep(types.I64, e.args, int64(i)+1))
	}
	return e.gep(types.I64, e.args, 1)
}

// patchArgs gives the scratch array the size that the function turned out to need.
func (e *fn) patchArgs() {
	if e.args == nil {
		return
	}
	a := e.args.(*ir.InstAlloca)
	at := types.NewArray(uint64(e.nargs), types.I64)
	a.ElemType, a.Typ = at, namedPtr(at)
}

// rtInstr emits v as a call of f with its error test and result.
func (e *fn) rtInstr(v *hir.Value, f *rt.Func, args ...value.Value) {
	switch {
	case f.Fast:
		e.give(v, f, e.halves(v, f, args))
		return
	case f.Name == "spc_call" || f.Name == "spc_call_method" || f.Name == "spc_call_loaded":
		e.pyCall(v, f, args)
		return
	}
	if f.Effects&rt.RunsPython != 0 || f.Err != rt.Never {
		e.setLasti(v.Loc)
	}
	e.result1(v, f, e.showing(v, func() value.Value { return e.callRT(f, args) }))
}

// result1 tests r, what f returned, and makes it v's value.
func (e *fn) result1(v *hir.Value, f *rt.Func, r value.Value) {
	if f.Err == rt.Always {
		e.raiseTo(v.Loc, v.Except)
		e.cur = e.block("dead")
		return
	}
	if f.Err != rt.Never {
		e.check(e.errorTest(f, r), v.Loc, v.Except)
	}
	e.give(v, f, r)
}

// give makes r, what f returned and is no error, v's value.
func (e *fn) give(v *hir.Value, f *rt.Func, r value.Value) {
	switch {
	case v.Rep == rt.Void:
	case v.Rep == rt.Bool && f.Err == rt.Minus1:
		e.vals[v] = conv(e, ir.NewTrunc, r, types.I1)
	default:
		e.vals[v] = r
	}
}

// errorTest is the i1 that holds when r, the result of f, means that f raised.
func (e *fn) errorTest(f *rt.Func, r value.Value) value.Value {
	switch f.Err {
	case rt.Null:
		return e.isNull(r)
	case rt.Minus1:
		return e.icmp(enum.IPredSLT, r, i32(0))
	}
	return e.confirm(e.suspect(f, r))
}

func (e *fn) suspect(f *rt.Func, r value.Value) value.Value {
	if f.Err == rt.NullDone {
		return e.isNull(r)
	}
	return e.isSentinel(r, f.Result)
}

func (e *fn) isSentinel(r value.Value, rep rt.Rep) value.Value {
	if rep.IsFloat() {
		i := ir.NewFCmp(enum.FPredOEQ, r, errorValue(rep))
		e.add(i)
		return i
	}
	return e.icmp(enum.IPredEQ, r, errorValue(rep))
}

// confirm asks the error indicator, but only when the result is a suspect.
func (e *fn) confirm(suspect value.Value) value.Value {
	from, ask, done := e.cur, e.block("ask"), e.block("asked")
	e.condBr(suspect, ask, done, -1)
	place := e.place()
	e.enter(ask, place)
	raised := e.rt("spc_err_occurred")
	asked := e.cur
	e.br(done)
	e.enter(done, place)
	phi := &ir.InstPhi{Typ: types.I1}
	phi.Incs = []*ir.Incoming{ir.NewIncoming(constant.False, from), ir.NewIncoming(raised, asked)}
	e.add(phi)
	return phi
}

// count emits a reference count change; where code is rarely reached, a release is a call.
func (e *fn) count(v *hir.Value) {
	if v.Op == hir.OpDecref && e.cold[e.cur] {
		e.setLasti(v.Loc)
		e.release(v.Args[0])
		return
	}
	names := map[bool]string{false: "incref", true: "decref"}
	name := "spc_"
	if v.Int != 0 {
		name += "x"
	}
	name += names[v.Op == hir.OpDecref]
	if v.Args[0].Rep == rt.Tag {
		name += "_tag"
	}
	if v.Op == hir.OpDecref {
		e.setLasti(v.Loc)
	}
	e.rt(name, e.use(v.Args[0]))
}

// stackSlots reserves zeroed words for results of a runtime function.
func (e *fn) stackSlots(v *hir.Value) {
	p := e.alloca(types.I64, max(v.Int, 1))
	for i := int64(0); i < v.Int; i++ {
		e.store(i64(0), e.gep(types.I64, p, i))
	}
	e.vals[v] = p
}

// loadGlobal reads a module variable out of its cell; of an empty one the runtime knows what it means.
func (e *fn) loadGlobal(v *hir.Value) {
	g := v.Aux.(*hir.Global)
	x := e.load(llType(v.Rep), e.m.globalCell(g))
	e.vals[v] = x
	if v.Int != 0 {
		return
	}
	unset, set := e.block("unset"), e.block("set")
	from := e.cur
	e.condBr(e.isNull(x), unset, set, -1)
	known := e.lastiIn == e.cur
	e.cur = unset
	typ, flags := value.Value(constant.NewNull(ptrT)), value.Value(i32(0))
	if v.Type.Class != nil {
		typ, flags = e.typeObject(v.Type.Class), typeFlags(v.Type)
	}
	e.setLasti(v.Loc)
	found := e.rt("spc_global_unset", e.m.name(g.Name), typ, flags)
	e.check(e.isNull(found), v.Loc, v.Except)
	foundIn := e.cur
	e.br(set)
	e.cur = set
	if known {
		e.lastiIn = set
	}
	phi := &ir.InstPhi{Typ: ptrT, Incs: []*ir.Incoming{ir.NewIncoming(x, from), ir.NewIncoming(found, foundIn)}}
	e.add(phi)
	e.vals[v] = phi
}

func (e *fn) storeGlobal(v *hir.Value) {
	g := v.Aux.(*hir.Global)
	e.setLasti(v.Loc)
	f := rt.Get("spc_global_set")
	r := e.callRT(f, []value.Value{e.m.globalCell(g), e.m.name(g.Name), e.use(v.Args[0])})
	e.result1(v, f, r)
}
