package emit

import (
	"github.com/llir/llvm/ir"
	"github.com/llir/llvm/ir/constant"
	"github.com/llir/llvm/ir/types"
	"github.com/llir/llvm/ir/value"

	"spc/hir"
	"spc/rt"
)

// Interpreter frames and traceback entries.

// prologue pushes the interpreter frame of a function that needs one.
func (e *fn) prologue() {
	if e.hir.Recursive {
		e.guard("spc_enter_recursion", e.rt("spc_enter_recursion"))
	}
	if !e.hir.NeedsFrame {
		return
	}
	e.frame = e.alloca(types.I64, frameHeaderWords+int64(e.m.nLocalsPlus(e.hir)))
	locals := value.Value(constant.NewNull(ptrT))
	if e.hir.Kind == hir.ClassBody || e.hir.Kind == hir.ModuleBody {
		locals = e.namespace()
	}
	e.thread = e.rt("spc_thread_state")
	n := i32(e.m.nLocalsPlus(e.hir))
	e.frameCode = e.code()
	e.guard("spc_frame_push", e.rt("spc_frame_push", e.thread, e.frame, e.self, e.code(), locals, n))
}

// code is the function's code object.
func (e *fn) code() value.Value {
	if e.frameCode != nil {
		return e.frameCode
	}
	return e.codeOf(e.hir)
}

func (e *fn) codeOf(f *hir.Func) value.Value { return e.invariantLoad(e.m.codeSlot(f.Code)) }

// guard leaves the function with the error that the named runtime function, called before anything else, set.
func (e *fn) guard(name string, r value.Value) {
	ok, fail := e.block("entered"), e.block("recursion")
	e.condBr(e.errorTest(rt.Get(name), r), fail, ok, -1)
	e.cur = fail
	e.returnError()
	e.cur = ok
}

func (e *fn) popFrame() {
	if e.frame != nil {
		e.rt("spc_frame_pop", e.thread, e.frame)
	}
	if e.hir.Recursive && e.gen == nil {
		e.rt("spc_leave_recursion")
	}
}

// lastiOf is the bytecode offset of a location in the function itself, if inlined code is there, that of the call; -1 when the
// interpreter has none for it.
func (e *fn) lastiOf(loc int32) int32 {
	lasti := int32(-1)
	for _, l := range e.hir.Inlined(loc) {
		lasti = l.Lasti
	}
	return lasti
}

// setLasti tells the frame where execution is, before a call that may look at it.
func (e *fn) setLasti(loc int32) {
	if e.frame == nil && e.gen == nil {
		return
	}
	lasti := e.lastiOf(loc)
	if lasti < 0 || e.lastiIn == e.cur && e.lasti == lasti {
		return
	}
	if e.gen != nil {
		e.rt("spc_gen_set_lasti", e.gen, i32(int64(lasti)))
	} else {
		e.rt("spc_frame_set_lasti", e.frame, e.code(), i32(int64(lasti)))
	}
	e.lasti, e.lastiIn = lasti, e.cur
}

// passing is a frame that is there for one call only.
type passing struct {
	f    *hir.Func
	self value.Value
	l    hir.Loc
}

// showing makes the call by which v does its work. If v calls code that is not known, the frames that are missing
// are there meanwhile.
func (e *fn) showing(v *hir.Value, call func() value.Value) value.Value {
	if !v.Frames {
		return call()
	}
	var missing []passing
	for f, l := range e.hir.Inlined(v.Loc) {
		switch {
		case l.Site != 0:
			missing = append(missing, passing{f, e.load(ptrT, e.m.funcSlot(f.Code)), l})
		case e.frame == nil && e.gen == nil:
			missing = append(missing, passing{f, e.self, l})
		}
	}
	for i := len(missing) - 1; i >= 0; i-- {
		p := missing[i]
		e.rt("spc_frame_enter", e.passingFrame(i, p.f), p.self, e.codeOf(p.f), i32(int64(p.l.Lasti)), i32(e.m.nLocalsPlus(p.f)))
	}
	r := call()
	for i, p := range missing {
		e.rt("spc_frame_leave", e.passingFrame(i, p.f))
	}
	return r
}

// passingFrame is the memory of the i-th of several frames that are there for one call.
func (e *fn) passingFrame(i int, f *hir.Func) value.Value {
	for len(e.passing) <= i {
		a := &ir.InstAlloca{Align: 16}
		e.passing, e.allocas = append(e.passing, a), append(e.allocas, a)
	}
	a, n := e.passing[i], uint64(frameHeaderWords+e.m.nLocalsPlus(f))
	if at, ok := a.ElemType.(*types.ArrayType); !ok || at.Len < n {
		at = types.NewArray(n, types.I64)
		a.ElemType, a.Typ = at, namedPtr(at)
	}
	return a
}
