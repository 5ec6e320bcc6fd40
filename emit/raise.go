package emit

import (
	"fmt"
	"slices"
	"strings"

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
	lasti *ir.InstPhi   // where the innermost function was, when the traceback entry needs to be told
	args  []*ir.InstPhi // for the parameters of the handler, when all that raises to it shares the step
}

// exitKey names a step.
type exitKey struct {
	handler *hir.Block // nil: out of the function
	site    int32      // the inlined call whose function the exception leaves first; 0: the function itself
	before  string     // the counts before it, and what the handler then gets: IDs of values
}

// raiseTo ends the current block, in which the error indicator was just set by an instruction at loc.
func (e *fn) raiseTo(loc int32, except *hir.Edge) {
	counts, handler := cleanups(except)
	l := e.hir.Loc(loc)
	if e.frame != nil && l.Site == 0 {
		e.setLasti(loc)
	}
	e.leave(e.exit(counts, handler, l.Site), i32(int64(l.Lasti)), handler)
}

// cleanups follows the way of an exception through blocks that only count references: the counts, with releases last and in
// reverse order, and where it goes on; nil: out of the function.
func cleanups(except *hir.Edge) (counts []*hir.Value, handler *hir.Edge) {
	for handler = except; handler != nil && len(handler.To.Params) == 0; {
		b := handler.To
		if len(b.Instrs) == 0 || slices.ContainsFunc(b.Instrs, func(v *hir.Value) bool { return v.Op != hir.OpDecref && v.Op != hir.OpIncref }) {
			break
		}
		switch {
		case b.Term.Kind == hir.Unwind && len(b.Term.Edges) == 0:
			handler = nil
		case b.Term.Kind == hir.Jump && b.Term.Edges[0].To.Site == b.Site:
			handler = b.Term.Edges[0]
		default:
			return counts, handler
		}
		for _, v := range b.Instrs {
			if v.Op == hir.OpIncref {
				counts = append(counts, v)
			}
		}
		for _, v := range slices.Backward(b.Instrs) {
			if v.Op == hir.OpDecref {
				counts = append(counts, v)
			}
		}
	}
	return counts, handler
}

// exit is the step that makes these counts and then leaves the function of an inlined call.
func (e *fn) exit(counts []*hir.Value, handler *hir.Edge, site int32) *exit {
	key := exitKey{site: site}
	if handler != nil {
		key.handler = handler.To
	}
	if len(counts) > 0 {
		key.before = beforeKey(counts, handler)
	}
	if x := e.exits[key]; x != nil {
		return x
	}
	name := map[bool]string{true: "release", false: "traceback"}[len(counts) > 0]
	x := &exit{block: e.coldBlock(name)}
	e.exits[key] = x
	saved := e.cur
	defer func() { e.cur = saved }()
	e.cur = x.block
	if site != 0 || e.frame == nil { // else the place is in the frame
		x.lasti = e.phi(types.I32)
	}
	if len(counts) > 0 {
		e.count(counts[0])
		e.leave(e.exit(counts[1:], handler, site), x.lasti, handler)
		return x
	}
	if handler != nil {
		for _, p := range handler.To.Params {
			x.args = append(x.args, e.phi(llType(p.Rep)))
		}
	}
	e.addTraceback(e.functionAt(site), site, x.lasti)
	switch {
	case handler != nil && handler.To.Site == site:
		for i, p := range handler.To.Params {
			e.phis[p].Incs = append(e.phis[p].Incs, ir.NewIncoming(x.args[i], e.cur))
		}
		e.br(e.starts[handler.To])
	case site == 0:
		e.br(e.unwindBlock())
	default:
		call := e.hir.Sites[site].Call
		l := e.hir.Loc(call)
		if l.Site == 0 && e.frame != nil {
			e.setLasti(call)
		}
		next := e.exit(nil, handler, l.Site)
		for i, a := range next.args {
			a.Incs = append(a.Incs, ir.NewIncoming(x.args[i], e.cur))
		}
		e.enterExit(next, i32(int64(l.Lasti)))
	}
	return x
}

func beforeKey(counts []*hir.Value, handler *hir.Edge) string {
	var key strings.Builder
	for _, v := range counts {
		fmt.Fprintf(&key, "%d %d ", v.Op, v.Args[0].ID)
	}
	if handler != nil {
		for _, v := range handler.Args {
			fmt.Fprintf(&key, ", %d", v.ID)
		}
	}
	return key.String()
}

func (e *fn) phi(t types.Type) *ir.InstPhi {
	p := &ir.InstPhi{Typ: t}
	e.add(p)
	return p
}

// leave goes to x, on the way to handler, from the current block.
func (e *fn) leave(x *exit, lasti value.Value, handler *hir.Edge) {
	for i, a := range x.args {
		a.Incs = append(a.Incs, ir.NewIncoming(e.use(handler.Args[i]), e.cur))
	}
	e.enterExit(x, lasti)
}

func (e *fn) enterExit(x *exit, lasti value.Value) {
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
