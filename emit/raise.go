package emit

import (
	"fmt"
	"slices"

	"github.com/llir/llvm/ir"
	"github.com/llir/llvm/ir/types"
	"github.com/llir/llvm/ir/value"

	"spc/hir"
	"spc/rt"
)

// What happens when something raises: the references that nobody wants any more are released, the last first, a traceback
// entry is added for each function that the exception leaves and for the one that handles it, and control goes to the
// handler or out of the function. Functions have many places that raise, so these steps are blocks that they share: one per
// reference and those that are released after it, one per inlined call.

// exit is a step on the way out.
type exit struct {
	block *ir.Block
	lasti *ir.InstPhi // where the innermost function was, when the traceback entry needs to be told
}

// exitKey names a step.
type exitKey struct {
	handler *hir.Block // nil: out of the function
	site    int32      // the inlined call whose function the exception leaves first; 0: the function itself
	release string     // what is released before: IDs of values
}

// raiseTo ends the current block, in which the error indicator was just set by an instruction at loc.
func (e *fn) raiseTo(loc int32, except *hir.Edge) {
	release, handler := cleanups(except)
	l := e.hir.Loc(loc)
	if e.frame != nil && l.Site == 0 {
		e.setLasti(loc)
	}
	if handler == nil || len(handler.Args) == 0 {
		e.leave(e.exit(release, handler, l.Site), i32(int64(l.Lasti)))
		return
	}
	for _, v := range release {
		e.release(v)
	}
	for f, l := range e.hir.Inlined(loc) {
		if l.Site == 0 && e.frame != nil {
			e.setLasti(loc)
		}
		e.addTraceback(f, l.Site, i32(int64(l.Lasti)))
		if l.Site == handler.To.Site {
			break
		}
	}
	e.edge(handler)
}

// cleanups follows the way of an exception through blocks that only release references: what they release, the last first,
// and where it goes on; nil: out of the function.
func cleanups(except *hir.Edge) (release []*hir.Value, handler *hir.Edge) {
	for handler = except; handler != nil && len(handler.To.Params) == 0; {
		b := handler.To
		if len(b.Instrs) == 0 || slices.ContainsFunc(b.Instrs, func(v *hir.Value) bool { return v.Op != hir.OpDecref }) {
			break
		}
		switch {
		case b.Term.Kind == hir.Unwind && len(b.Term.Edges) == 0:
			handler = nil
		case b.Term.Kind == hir.Jump && b.Term.Edges[0].To.Site == b.Site:
			handler = b.Term.Edges[0]
		default:
			return release, handler
		}
		for _, v := range slices.Backward(b.Instrs) {
			release = append(release, v.Args[0])
		}
	}
	return release, handler
}

// exit is the step that releases these values and then leaves the function of an inlined call.
func (e *fn) exit(release []*hir.Value, handler *hir.Edge, site int32) *exit {
	key := exitKey{site: site}
	if handler != nil {
		key.handler = handler.To
	}
	for _, v := range release {
		key.release += fmt.Sprintf("%d ", v.ID)
	}
	if x := e.exits[key]; x != nil {
		return x
	}
	x := &exit{}
	e.exits[key] = x
	saved := e.cur
	defer func() { e.cur = saved }()
	if len(release) > 0 {
		x.block = e.coldBlock("release")
	} else {
		x.block = e.coldBlock("traceback")
	}
	e.cur = x.block
	if site != 0 || e.frame == nil { // else the place is in the frame
		x.lasti = &ir.InstPhi{Typ: types.I32}
		e.add(x.lasti)
	}
	if len(release) > 0 {
		e.release(release[0])
		e.leave(e.exit(release[1:], handler, site), x.lasti)
		return x
	}
	e.addTraceback(e.functionAt(site), site, x.lasti)
	switch {
	case handler != nil && handler.To.Site == site:
		e.br(e.starts[handler.To])
	case site == 0:
		e.br(e.unwindBlock())
	default:
		call := e.hir.Sites[site].Call
		l := e.hir.Loc(call)
		if l.Site == 0 && e.frame != nil {
			e.setLasti(call)
		}
		e.leave(e.exit(nil, handler, l.Site), i32(int64(l.Lasti)))
	}
	return x
}

// leave goes to x from the current block.
func (e *fn) leave(x *exit, lasti value.Value) {
	if x.lasti != nil {
		x.lasti.Incs = append(x.lasti.Incs, ir.NewIncoming(lasti, e.cur))
	}
	e.br(x.block)
}

func (e *fn) functionAt(site int32) *hir.Func {
	if site == 0 {
		return e.hir
	}
	return e.hir.Sites[site].Func
}

// addTraceback adds an entry of f, whose code stands in the place of an inlined call or is the function's own.
func (e *fn) addTraceback(f *hir.Func, site int32, lasti value.Value) {
	switch {
	case site != 0:
		e.rt("spc_traceback", e.load(ptrT, e.m.funcSlot(f.Code)), e.codeOf(f), lasti)
	case e.gen != nil:
		e.rt("spc_traceback_gen", e.gen, lasti)
	case e.frame != nil:
		e.rt("spc_traceback_frame", e.frame) // the place is in the frame
	default:
		e.rt("spc_traceback", e.self, e.code(), lasti)
	}
}

// release drops a reference where that is a call.
func (e *fn) release(v *hir.Value) {
	x := e.use(v)
	if v.Rep == rt.Obj {
		x = conv(e, ir.NewPtrToInt, x, types.I64)
	}
	e.rt("spc_release", x)
}
