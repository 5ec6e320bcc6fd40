package opt

import (
	"slices"

	"spc/hir"
)

// callGraph is the native calls between the functions of a module. A call through a vtable counts as one of every body
// that is known to stand there.
type callGraph struct {
	order     []*hir.Func        // callees before their callers, as far as there are no cycles
	component map[*hir.Func]int  // functions on one cycle have one number
	cyclic    map[*hir.Func]bool // on a cycle of calls
	impls     map[methodKey][]*hir.Func
}

type methodKey struct {
	class *hir.Class
	slot  int
}

func newCallGraph(m *hir.Module) *callGraph {
	g := &callGraph{component: map[*hir.Func]int{}, cyclic: map[*hir.Func]bool{}, impls: implementations(m)}
	for i, members := range hir.Components(m.Funcs, g.callees) {
		for _, f := range members {
			g.component[f] = i
			g.cyclic[f] = len(members) > 1 || slices.Contains(g.callees(f), f)
			g.order = append(g.order, f)
		}
	}
	return g
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

// callees lists the functions that f calls natively.
func (g *callGraph) callees(f *hir.Func) (out []*hir.Func) {
	for _, b := range f.Blocks {
		for _, v := range b.Instrs {
			switch v.Op {
			case hir.OpInvoke:
				if c := v.Aux.(*hir.Callee); c.Func != nil {
					out = append(out, c.Func)
				}
			case hir.OpInvokeMethod:
				x := v.Aux.(*hir.Method)
				out = append(out, g.impls[methodKey{x.Class, x.Slot}]...)
			}
		}
	}
	return out
}
