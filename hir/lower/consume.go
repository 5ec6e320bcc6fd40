package lower

import (
	"spc/hir"
	"spc/rt"
	"spc/symtable"
	"spc/syntax"
)

// Generator expressions of static code that are the only argument of a built-in function which draws all it wants from them
// at once: they run in place, as comprehensions do. The order of what happens stays the same. What a generator makes of a
// StopIteration that is raised in it would be missing, so nothing in the expression may call code that is not known.

// consumers are the functions that draw all, or all they want, from their argument before they return.
var consumers = map[string]bool{"list": true, "tuple": true, "set": true, "sorted": true, "any": true, "all": true, "max": true,
	"min": true, "sum": true}

// consume lowers the call of a built-in function on a generator expression; nil for other calls.
func (b *fn) consume(e *syntax.Call) *hir.Value {
	n, ok := e.Func.(*syntax.Name)
	if !ok || !consumers[n.ID] || !b.isBuiltin(n, n.ID) {
		return nil
	}
	g := b.onlyGenerator(e)
	if g == nil {
		return nil
	}
	switch n.ID {
	case "tuple":
		return b.rt(e, "list_to_tuple", b.items(g))
	case "set":
		return b.setItems(g)
	case "sorted":
		list := b.items(g)
		b.rt(e, "list_sort", list)
		return list
	case "any", "all":
		return b.found(e, g, n.ID == "any")
	case "max":
		return b.extreme(e, g, n.ID, hir.CmpGT)
	case "min":
		return b.extreme(e, g, n.ID, hir.CmpLT)
	case "sum":
		return b.sum(e, g)
	}
	return b.items(g)
}

// onlyGenerator is the generator expression that is the only argument of a call and can run in place; else nil.
func (b *fn) onlyGenerator(e *syntax.Call) *syntax.GeneratorExp {
	if b.m.w == nil || len(e.Args) != 1 || len(e.Keywords) > 0 || b.scope.Kind == symtable.ClassScope {
		return nil
	}
	g, ok := e.Args[0].(*syntax.GeneratorExp)
	if !ok || !b.callsNothingUnknown(g.Elt) {
		return nil
	}
	for i, c := range g.Generators {
		if c.IsAsync || i > 0 && !b.callsNothingUnknown(c.Iter) {
			return nil
		}
		for _, test := range c.Ifs {
			if !b.callsNothingUnknown(test) {
				return nil
			}
		}
	}
	return g
}

// harmless are built-in functions that raise no StopIteration of their own.
var harmless = map[string]bool{"len": true, "isinstance": true, "range": true, "enumerate": true, "zip": true, "repr": true, "bool": true}

// callsNothingUnknown reports whether e calls nothing but built-in functions and methods of built-in classes.
func (b *fn) callsNothingUnknown(e syntax.Expr) bool {
	known := true
	syntax.Inspect(e, func(n syntax.Node) bool {
		switch n := n.(type) {
		case *syntax.Call:
			known = known && b.isHarmless(n.Func)
		case *syntax.Await, *syntax.Yield, *syntax.YieldFrom:
			known = false
		}
		return known
	})
	return known
}

func (b *fn) isHarmless(f syntax.Expr) bool {
	switch f := f.(type) {
	case *syntax.Name:
		return (hir.KnownBuiltins[f.ID] || harmless[f.ID]) && b.isBuiltin(f, f.ID)
	case *syntax.Attribute:
		t := b.m.w.typeOf(b.m.w.info.TypeOf(f.Value))
		return t.Class != nil && t.Class != hir.Object && t.Class.CName != "" && !t.Optional
	}
	return false
}

// items makes a list of what g gives.
func (b *fn) items(g *syntax.GeneratorExp) *hir.Value {
	list := b.rt(g, "list")
	b.comprehension(g, "<genexpr>", g.Generators, func() { b.rt(g.Elt, "list_append", list, b.box(g.Elt, b.expr(g.Elt))) })
	return list
}

func (b *fn) setItems(g *syntax.GeneratorExp) *hir.Value {
	set := b.rt(g, "set")
	b.comprehension(g, "<genexpr>", g.Generators, func() { b.rt(g.Elt, "set_add", set, b.box(g.Elt, b.expr(g.Elt))) })
	return set
}

// found looks for an item of that truth; the result is it, or the opposite when there is none.
func (b *fn) found(e *syntax.Call, g *syntax.GeneratorExp, truth bool) *hir.Value {
	result := &variable{name: ".found", rep: rt.Bool}
	done := b.newBlock()
	b.comprehension(g, "<genexpr>", g.Generators, func() {
		hit, miss := b.newBlock(), b.newBlock()
		if truth {
			b.cond(g.Elt, hit, miss)
		} else {
			b.cond(g.Elt, miss, hit)
		}
		b.open(hit)
		b.write(result, b.cur, b.boolean(truth))
		b.jump(done)
		b.open(miss)
	})
	b.write(result, b.cur, b.boolean(!truth))
	b.jump(done)
	b.open(done)
	return b.box(e, b.read(result, b.cur))
}

// extreme is the first item that no other precedes. Without items the function itself says what is wrong.
func (b *fn) extreme(e *syntax.Call, g *syntax.GeneratorExp, name string, precedes hir.CmpKind) *hir.Value {
	best := b.carried(".best", rt.Obj, b.null())
	b.comprehension(g, "<genexpr>", g.Generators, func() {
		item, former := b.box(g.Elt, b.expr(g.Elt)), b.read(best, b.cur)
		compare, take, next := b.newBlock(), b.newBlock(), b.newBlock()
		b.branch(b.isNull(former), take, compare, -1)
		b.open(compare)
		b.branch(b.opInt(e, hir.OpCompareBool, rt.Bool, int64(precedes), item, former), take, next, 0)
		b.open(take)
		b.write(best, b.cur, item)
		b.jump(next)
		b.open(next)
	})
	none, some := b.newBlock(), b.newBlock()
	b.branch(b.isNull(b.read(best, b.cur)), none, some, -1)
	b.open(none)
	b.rt(e, "raise_empty", b.konst(name))
	b.open(some)
	return b.read(best, b.cur)
}

// sum adds up ints. Floats are for the function itself, whose way of adding them depends on the interpreter.
func (b *fn) sum(e *syntax.Call, g *syntax.GeneratorExp) *hir.Value {
	if !b.m.w.typeOf(b.m.w.info.TypeOf(g.Elt)).Is(hir.Int) {
		return nil
	}
	total := b.carried(".total", rt.Obj, b.konst(int64(0)))
	b.comprehension(g, "<genexpr>", g.Generators, func() {
		item := b.box(g.Elt, b.expr(g.Elt))
		b.write(total, b.cur, b.opInt(e, hir.OpBinary, rt.Obj, int64(hir.BinAdd), b.read(total, b.cur), item))
	})
	return b.read(total, b.cur)
}

// joinItems is the list that a string joins in place of a generator expression; nil for other calls.
func (b *fn) joinItems(e *syntax.Call, o *hir.Value, name string) *hir.Value {
	if name != "join" || !o.Type.IsExact(hir.Str) {
		return nil
	}
	if g := b.onlyGenerator(e); g != nil {
		return b.items(g)
	}
	return nil
}
