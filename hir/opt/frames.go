package opt

import (
	"slices"
	"strings"

	"spc/hir"
	"spc/rt"
)

// frames decides where interpreter frames are pushed: calls of code that is not known need them, so that
// sys._getframe, warnings and tracebacks of that code see the functions that called it. A function that makes such calls over
// and over has a frame from its start; one that makes them rarely, on the way to an exception say, has it while
// they run, and so have the functions that were inlined into it. Functions that only compute or call native bodies have
// none; of these the ones that can recurse count their depth all the same (Func.Recursive). A function that puts its variables
// into its frame has one, too.
func frames(m *hir.Module) {
	g := newCallGraph(m)
	for f := range native(m) {
		many := callsUnknown(f)
		f.NeedsFrame = f.Kind == hir.ModuleBody || f.Kind == hir.ClassBody || many || showsVariables(f)
		f.Recursive = !f.NeedsFrame && (g.cyclic[f] || leavesModule(f))
	}
}

// callsUnknown marks the calls in f of code that is not known, and reports whether they are so many that f
// is to have a frame from its start: two, or one in a loop, those on unlikely ways apart.
func callsUnknown(f *hir.Func) bool {
	order := f.ReversePostorder()
	cold := f.Cold()
	looped := cyclicBlocks(order)
	n := 0
	for _, b := range order {
		for _, v := range b.Instrs {
			if !unknown(v) {
				continue
			}
			v.Frames = true
			switch {
			case cold.Has(b.ID):
			case looped[b]:
				n += 2
			default:
				n++
			}
		}
	}
	return n >= 2
}

// showsVariables reports whether f puts variables into its frame.
func showsVariables(f *hir.Func) bool {
	for _, b := range f.Blocks {
		for _, v := range b.Instrs {
			if isRT(v, "spc_frame_set_local") {
				return true
			}
		}
	}
	return false
}

// unknown reports whether v may call code that is not known and that could miss a frame.
func unknown(v *hir.Value) bool {
	switch v.Op {
	case hir.OpInvoke, hir.OpInvokeMethod, hir.OpAlloc:
		return false
	case hir.OpRT:
		return v.Aux.(*rt.Func).Effects&rt.RunsPython != 0 && !quiet(v)
	}
	return v.Effects()&hir.RunsPython != 0
}

// cyclicBlocks are the blocks of loops.
func cyclicBlocks(order []*hir.Block) map[*hir.Block]bool {
	succs := func(b *hir.Block) (out []*hir.Block) {
		for e := range b.Succs {
			out = append(out, e.To)
		}
		return out
	}
	looped := map[*hir.Block]bool{}
	for _, members := range hir.Components(order, succs) {
		for _, b := range members {
			looped[b] = len(members) > 1 || slices.Contains(succs(b), b)
		}
	}
	return looped
}

// quiet reports whether a runtime call, though it could run Python code by its table entry, does so at most where a frame
// is not missed: a signal handler, or arithmetic on operands that are ints.
func quiet(v *hir.Value) bool {
	name := v.Aux.(*rt.Func).Name
	switch name {
	case "spc_check_breaker", "spc_math", "spc_math_int": // of math: unless somebody has replaced the function
		return true
	}
	if !strings.HasPrefix(name, "spc_tag_") && !strings.HasPrefix(name, "spc_f64_") {
		return false
	}
	for _, a := range v.Args {
		if a.Rep.IsRef() && !a.Type.Is(hir.Int) && !a.Type.Is(hir.Float) {
			return false
		}
	}
	return true
}

// leavesModule reports whether f calls native code of another module, which may come back: every cycle through several
// modules has such a function.
func leavesModule(f *hir.Func) bool {
	for _, b := range f.Blocks {
		for _, v := range b.Instrs {
			switch v.Op {
			case hir.OpInvoke:
				if v.Aux.(*hir.Callee).Func == nil {
					return true
				}
			case hir.OpInvokeMethod:
				if x := v.Aux.(*hir.Method); x.Impl == nil || x.Class.External {
					return true
				}
			}
		}
	}
	return false
}
