package opt

import (
	"slices"

	"spc/hir"
)

// globals finds the variables of the module that are bound once and for good before anybody can read them: by one statement
// of the module's body that comes, on all ways, before the reading function is made (or before the reading itself, in the
// body). Such a read needs no test, and what is read lives as long as the module. A constant takes its place.
//
// A function that is made inside another one, or in a class body, exists after that one.
func globals(m *hir.Module) {
	if m.Mode != hir.Static || len(m.Funcs) == 0 || m.Funcs[0].Kind != hir.ModuleBody || m.Funcs[0].Interpret != "" {
		return
	}
	g := &fixing{body: m.Funcs[0], stores: map[*hir.Global][]*hir.Value{}, makers: map[*hir.Func][]*hir.Value{}, in: map[*hir.Value]*hir.Func{}}
	g.dom = g.body.Dominators()
	for f := range native(m) {
		for _, b := range f.Blocks {
			for _, v := range b.Instrs {
				g.note(f, v)
			}
		}
	}
	looped := cyclicBlocks(g.body.ReversePostorder())
	for f := range native(m) {
		for _, b := range f.Blocks {
			for _, v := range b.Instrs {
				if v.Op != hir.OpLoadGlobal {
					continue
				}
				if s := g.stores[v.Aux.(*hir.Global)]; len(s) == 1 && g.in[s[0]] == g.body && s[0].Except == nil && !looped[s[0].Block] && g.before(s[0], f, v) {
					fix(v, s[0].Args[0])
				}
			}
		}
	}
}

// fixing is what globals finds out about a module.
type fixing struct {
	body   *hir.Func
	dom    *hir.Dom
	stores map[*hir.Global][]*hir.Value
	makers map[*hir.Func][]*hir.Value // the instructions that make function objects of it
	in     map[*hir.Value]*hir.Func   // the function in which a store or maker is
}

func (g *fixing) note(f *hir.Func, v *hir.Value) {
	switch v.Op {
	case hir.OpStoreGlobal:
		if x := v.Aux.(*hir.Global); x.Fixed {
			g.stores[x] = append(g.stores[x], v)
			g.in[v] = f
		}
	case hir.OpMakeFunction:
		x := v.Aux.(*hir.Func)
		g.makers[x] = append(g.makers[x], v)
		g.in[v] = f
	}
}

// before reports whether s, an instruction of the module's body, has run for sure when v, one of f, does.
func (g *fixing) before(s *hir.Value, f *hir.Func, v *hir.Value) bool {
	for depth := 0; f != g.body; depth++ {
		if len(g.makers[f]) != 1 || depth > 20 {
			return false
		}
		v = g.makers[f][0]
		f = g.in[v]
	}
	if s.Block == v.Block {
		return slices.Index(s.Block.Instrs, s) < slices.Index(v.Block.Instrs, v)
	}
	return g.dom.Dominates(s.Block, v.Block)
}

// fix makes v the read of a variable that holds what x was in the module's body.
func fix(v, x *hir.Value) {
	if x = peel(x); x.Op == hir.OpConst {
		become(v, hir.OpConst)
		v.Aux, v.Type = x.Aux, x.Type
		return
	}
	v.Int, v.Except = 1, nil
	if x.Type.Within(v.Type) {
		v.Type = x.Type
	}
}
