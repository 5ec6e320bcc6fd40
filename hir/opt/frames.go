package opt

import (
	"strings"

	"spc/hir"
	"spc/rt"
)

// frames decides which functions push an interpreter frame: those that call code they do not know, so that
// sys._getframe, warnings and tracebacks of that code see them, and those that put their variables into it. Functions that only compute or call native
// bodies push none; of these the ones that can recurse count their depth all the same (Func.Recursive).
func frames(m *hir.Module) {
	for _, f := range m.Funcs {
		f.NeedsFrame = f.Kind == hir.ModuleBody || f.Kind == hir.ClassBody || callsUnknown(f)
	}
	recursion(m)
}

func callsUnknown(f *hir.Func) bool {
	for _, b := range f.Blocks {
		for _, v := range b.Instrs {
			switch v.Op {
			case hir.OpInvoke, hir.OpInvokeMethod, hir.OpAlloc:
				continue
			case hir.OpRT:
				r := v.Aux.(*rt.Func)
				if r.Effects&rt.RunsPython != 0 && !quiet(v) || r.Name == "spc_frame_set_local" {
					return true
				}
			default:
				if v.Effects()&hir.RunsPython != 0 {
					return true
				}
			}
		}
	}
	return false
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

// recursion finds the frame-less functions that lie on a cycle of native calls, by Tarjan's algorithm for
// strongly connected components.
func recursion(m *hir.Module) {
	impls := implementations(m)
	s := &scc{index: map[*hir.Func]int{}, low: map[*hir.Func]int{}, onStack: map[*hir.Func]bool{}, leaves: leavesModule}
	s.callees = func(f *hir.Func) (out []*hir.Func) {
		for _, b := range f.Blocks {
			for _, v := range b.Instrs {
				switch v.Op {
				case hir.OpInvoke:
					if c := v.Aux.(*hir.Callee); c.Func != nil {
						out = append(out, c.Func)
					}
				case hir.OpInvokeMethod:
					x := v.Aux.(*hir.Method)
					out = append(out, impls[methodKey{x.Class, x.Slot}]...)
				}
			}
		}
		return out
	}
	for _, f := range m.Funcs {
		if _, seen := s.index[f]; !seen {
			s.visit(f)
		}
	}
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

type methodKey struct {
	class *hir.Class
	slot  int
}

// implementations lists, for each vtable entry of a class, the bodies that may stand there in it and its subclasses.
func implementations(m *hir.Module) map[methodKey][]*hir.Func {
	out := map[methodKey][]*hir.Func{}
	for _, c := range m.Classes {
		for base := c; base != nil && base.CName == ""; base = base.Base {
			for _, x := range c.Methods {
				if x.Impl != nil && x.Slot < len(base.Methods) {
					k := methodKey{base, x.Slot}
					out[k] = append(out[k], x.Impl)
				}
			}
		}
	}
	return out
}

type scc struct {
	callees    func(*hir.Func) []*hir.Func
	leaves     func(*hir.Func) bool // it counts as a cycle of its own
	index, low map[*hir.Func]int
	stack      []*hir.Func
	onStack    map[*hir.Func]bool
}

func (s *scc) visit(f *hir.Func) {
	s.index[f] = len(s.index)
	s.low[f] = s.index[f]
	s.stack = append(s.stack, f)
	s.onStack[f] = true
	self := s.leaves(f)
	for _, g := range s.callees(f) {
		self = self || g == f
		if _, seen := s.index[g]; !seen {
			s.visit(g)
			s.low[f] = min(s.low[f], s.low[g])
		} else if s.onStack[g] {
			s.low[f] = min(s.low[f], s.index[g])
		}
	}
	if s.low[f] != s.index[f] {
		return
	}
	for i := len(s.stack) - 1; ; i-- {
		if s.stack[i] == f {
			component := s.stack[i:]
			s.stack = s.stack[:i]
			for _, g := range component {
				s.onStack[g] = false
				g.Recursive = !g.NeedsFrame && (self || len(component) > 1)
			}
			return
		}
	}
}
