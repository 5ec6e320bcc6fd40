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
	e.guard("spc_frame_push", e.rt("spc_frame_push", e.thread, e.frame, e.self, e.code(), locals, n))
}

// code is the function's code object.
func (e *fn) code() value.Value { return e.codeOf(e.hir) }

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

// traceback is a block that adds a traceback entry of the function itself, for the location that comes by the
// phi, and goes on to a handler. All that raises to the handler shares it.
type traceback struct {
	block *ir.Block
	lasti *ir.InstPhi
}

// raiseTo ends the current block, in which the error indicator was just set by an instruction at loc: traceback entries for
// the functions that the exception leaves, and for the one that handles it, then the handler or out of the function.
func (e *fn) raiseTo(loc int32, except *hir.Edge) {
	for f, l := range e.hir.Inlined(loc) {
		if l.Site != 0 {
			e.rt("spc_traceback", e.load(ptrT, e.m.funcSlot(f.Code)), e.codeOf(f), i32(int64(l.Lasti)))
			if except == nil || except.To.Site != l.Site {
				continue
			}
			e.edge(except)
			return
		}
		if e.frame != nil {
			e.setLasti(loc)
		}
		switch lasti := i32(int64(l.Lasti)); {
		case except == nil:
			e.shareTraceback(nil, e.unwindBlock(), lasti)
		case len(except.Args) == 0:
			e.shareTraceback(except.To, e.starts[except.To], lasti)
		default:
			e.addTraceback(lasti)
			e.edge(except)
		}
	}
}

// shareTraceback goes to the block that adds the entry on the way to a handler.
func (e *fn) shareTraceback(handler *hir.Block, start *ir.Block, lasti value.Value) {
	t := e.tracebacks[handler]
	if t == nil {
		t = &traceback{block: e.block("traceback"), lasti: &ir.InstPhi{Typ: types.I32}}
		e.tracebacks[handler] = t
		saved := e.cur
		e.cur = t.block
		if e.frame == nil {
			e.add(t.lasti)
		}
		e.addTraceback(t.lasti)
		e.br(start)
		e.cur = saved
	}
	t.lasti.Incs = append(t.lasti.Incs, ir.NewIncoming(lasti, e.cur))
	e.br(t.block)
}

// addTraceback adds an entry of the function itself.
func (e *fn) addTraceback(lasti value.Value) {
	switch {
	case e.gen != nil:
		e.rt("spc_traceback_gen", e.gen, lasti)
	case e.frame != nil:
		e.rt("spc_traceback_frame", e.frame) // the place is in the frame
	default:
		e.rt("spc_traceback", e.self, e.code(), lasti)
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
