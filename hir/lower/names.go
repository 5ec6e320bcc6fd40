package lower

import (
	"slices"

	"spc/hir"
	"spc/rt"
	"spc/symtable"
	"spc/syntax"
)

// env is the names of a function, or of a comprehension that runs inline in it.
type env struct {
	scope *symtable.Scope
	outer *env // of a comprehension: the names around it
	vars  map[string]*local
	world *world // nil in dynamic modules
}

// local is a variable of an env; a captured one lives in a cell, which is what v holds.
type local struct {
	v      *variable
	isCell bool
}

func newEnv(s *symtable.Scope, outer *env, w *world) *env {
	return &env{scope: s, outer: outer, vars: map[string]*local{}, world: w}
}

// local gives the variable of a (mangled) name that e's scope binds.
func (e *env) local(name string) *local {
	l := e.vars[name]
	if l == nil {
		l = &local{v: &variable{name, e.world.localRep(e.scope, name)}, isCell: captured(e.scope, name)}
		e.vars[name] = l
	}
	return l
}

// captured reports whether a function object made inside s needs the variable as a cell. Comprehensions
// other than generator expressions run inline and share the variable itself.
func captured(s *symtable.Scope, name string) bool {
	if s.Symbols[name] == nil || s.Symbols[name].Res != symtable.Cell {
		return false
	}
	return neededBy(s, name)
}

func neededBy(s *symtable.Scope, name string) bool {
	for _, c := range s.Children {
		y := c.Symbols[name]
		if y == nil || y.Res != symtable.Free && !y.FreeClass {
			continue
		}
		if !inline(c.Kind) || neededBy(c, name) {
			return true
		}
	}
	return false
}

// inline reports whether code of a scope runs in the function around it.
func inline(k symtable.Kind) bool {
	return k == symtable.ListCompScope || k == symtable.SetCompScope || k == symtable.DictCompScope
}

// place is where a name lives.
type place struct {
	kind  placeKind
	name  string // mangled
	local *local // placeLocal
	cell  int    // placeFree: index in the closure
}

type placeKind uint8

const (
	placeLocal         placeKind = iota
	placeFree                    // a cell of the closure
	placeClassFree               // a class body's own name if it has one, else a cell of the closure
	placeClass                   // namespace of a class body, then globals, then builtins
	placeClassDict               // annotation scopes in a class: its namespace first, then globals
	placeClassDictFree           // likewise, then a cell
	placeGlobal
)

// place resolves a name as written.
func (b *fn) place(name string) place {
	name = b.env.scope.Mangle(name)
	for e := b.env; e != nil; e = e.outer {
		res := symtable.Unknown
		if y := e.scope.Symbols[name]; y != nil {
			res = y.Res
		}
		switch res {
		case symtable.GlobalExplicit:
			return place{kind: placeGlobal, name: name}
		case symtable.Free:
			if e.outer != nil {
				continue
			}
			kind := placeFree
			switch {
			case e.scope.Kind == symtable.ClassScope && e == b.env:
				kind = placeClassFree
			case b.classDict() >= 0:
				kind = placeClassDictFree
			}
			return place{kind: kind, name: name, cell: b.freeIndex(name)}
		case symtable.Local, symtable.Cell:
			switch e.scope.Kind {
			case symtable.ModuleScope:
				return place{kind: placeGlobal, name: name}
			case symtable.ClassScope:
				if e != b.env { // a free variable of a comprehension that the class binds too
					return place{kind: placeFree, name: name, cell: b.freeIndex(name)}
				}
				return place{kind: placeClass, name: name}
			}
			return place{kind: placeLocal, name: name, local: e.local(name)}
		}
		if e.scope.Kind == symtable.ClassScope && e == b.env {
			return place{kind: placeClass, name: name}
		}
		if e.outer == nil && b.classDict() >= 0 {
			return place{kind: placeClassDict, name: name}
		}
		return place{kind: placeGlobal, name: name}
	}
	return place{kind: placeGlobal, name: name}
}

// classDict is the index of __classdict__ in the closure of an annotation scope (PEP 695) inside a class; -1 for others.
func (b *fn) classDict() int {
	if !isAnnotationScope(b.scope.Kind) {
		return -1
	}
	return slices.Index(b.freeVars(), "__classdict__")
}

func isAnnotationScope(k symtable.Kind) bool {
	return k == symtable.TypeParamsScope || k == symtable.TypeVarScope || k == symtable.TypeAliasScope
}

// freeVars lists the closure of the function, in order.
func (b *fn) freeVars() []string {
	return b.m.freeNames[b.f]
}

func (b *fn) freeIndex(name string) int {
	i := slices.Index(b.freeVars(), name)
	if i < 0 {
		b.unsupported("free variable " + name + " is missing in the closure")
	}
	return i
}

// closureCell is a cell of the running function's closure.
func (b *fn) closureCell(i int) *hir.Value {
	self := b.cur.Add(b.f.NewValue(hir.OpFuncRef, rt.Obj, hir.Any))
	return b.rt(nil, "closure_cell", self, b.i32(int64(i)))
}

// load reads a variable.
func (b *fn) load(n syntax.Node, name string) *hir.Value {
	if name == "__debug__" {
		return b.box(n, b.rt(n, "debug"))
	}
	return b.loadPlace(n, b.place(name))
}

func (b *fn) loadPlace(n syntax.Node, p place) *hir.Value {
	name := p.name
	switch p.kind {
	case placeLocal:
		if p.local.isCell {
			return b.rt(n, "cell_load_local", b.read(p.local.v, b.cur), b.name(name))
		}
		return b.loadLocal(n, p.local.v)
	case placeFree:
		return b.rt(n, "cell_load_free", b.closureCell(p.cell), b.name(name))
	case placeClassFree:
		return b.rt(n, "load_classderef", b.ns, b.closureCell(p.cell), b.name(name))
	case placeClass:
		return b.rt(n, "load_name", b.ns, b.name(name))
	case placeClassDict, placeClassDictFree:
		ns := b.rt(n, "cell_load_free", b.closureCell(b.classDict()), b.name("__classdict__"))
		if p.kind == placeClassDict {
			return b.rt(n, "load_name", ns, b.name(name))
		}
		return b.rt(n, "load_classderef", ns, b.closureCell(p.cell), b.name(name))
	}
	return b.rt(n, "load_global", b.name(name), b.cache(rt.GlobalCacheWords))
}

// loadLocal reads a variable that lives in SSA; finish.go removes the test where it cannot fail.
func (b *fn) loadLocal(n syntax.Node, v *variable) *hir.Value {
	x := b.read(v, b.cur)
	b.checkBound(n, x, v.name)
	return x
}

// isBound reports whether x, what a variable holds, is known not to be null.
func (b *fn) isBound(x *hir.Value) bool {
	switch {
	case !x.Rep.IsRef():
		return true
	case x.Op == hir.OpNull:
		return false
	case x.Op != hir.OpParam:
		return !b.mayBeNull[x]
	}
	return x.Block == b.f.Blocks[0] && !b.phis[x] // an argument
}

// checkBound raises UnboundLocalError when x is null.
func (b *fn) checkBound(n syntax.Node, x *hir.Value, name string) {
	switch {
	case b.dead, b.isBound(x):
		return
	case x.Op == hir.OpNull:
		b.rt(n, "raise_unbound_local", b.name(name))
		return
	}
	unbound, bound := b.newBlock(), b.newBlock()
	test := b.isNull(x)
	t := hir.Term{Kind: hir.Branch, Arg: test, Likely: -1,
		Edges: []*hir.Edge{b.edge(b.cur, unbound), b.edge(b.cur, bound)}}
	b.boundTests = append(b.boundTests, boundTest{test, t.Edges[1]})
	b.end(t)
	b.open(unbound)
	b.rt(n, "raise_unbound_local", b.name(name))
	b.open(bound)
}

// store binds a variable.
func (b *fn) store(n syntax.Node, name string, x *hir.Value) { b.storePlace(n, b.place(name), x) }

func (b *fn) storePlace(n syntax.Node, p place, x *hir.Value) {
	if p.kind != placeLocal || p.local.isCell {
		x = b.box(n, x)
	}
	switch p.kind {
	case placeLocal:
		if p.local.isCell {
			b.rt(n, "cell_set", b.read(p.local.v, b.cur), x)
			return
		}
		b.storeLocal(p.local.v, x)
	case placeFree, placeClassFree, placeClassDictFree:
		b.rt(n, "cell_set", b.closureCell(p.cell), x)
	case placeClass, placeClassDict:
		b.rt(n, "store_name", b.ns, b.name(p.name), x)
	default:
		if b.m.w == nil || !b.storeCell(n, p.name, x) {
			b.rt(n, "store_global", b.name(p.name), x)
		}
	}
}

func (b *fn) storeLocal(v *variable, x *hir.Value) {
	if x.Rep != v.rep {
		x = b.pass(b.scope.Node, x, v.rep)
	}
	if b.m.w == nil {
		b.hold(v) // static code may let go of an object after its last use
	}
	if x.Name == "" && x.Op != hir.OpConst {
		x.Name = v.name
	}
	b.write(v, b.cur, x)
}

// del unbinds a variable, which must be bound.
func (b *fn) del(n syntax.Node, name string) {
	p := b.place(name)
	switch p.kind {
	case placeLocal:
		if p.local.isCell {
			cell := b.read(p.local.v, b.cur)
			b.rt(n, "cell_load_local", cell, b.name(p.name))
			b.rt(n, "cell_set", cell, b.null())
			return
		}
		b.loadLocal(n, p.local.v)
		b.unset(p)
	case placeFree, placeClassFree, placeClassDictFree:
		b.rt(n, "cell_load_free", b.closureCell(p.cell), b.name(p.name))
		b.unset(p)
	case placeClass, placeClassDict:
		b.rt(n, "del_name", b.ns, b.name(p.name))
	default:
		if b.m.w == nil || !b.deleteCell(n, p.name) {
			b.rt(n, "del_global", b.name(p.name))
		}
	}
}

// unset makes a local or free variable unbound whatever it is now.
func (b *fn) unset(p place) {
	switch {
	case p.kind == placeLocal && !p.local.isCell:
		b.hold(p.local.v)
		b.write(p.local.v, b.cur, b.null())
	case p.kind == placeLocal:
		b.rt(nil, "cell_set", b.read(p.local.v, b.cur), b.null())
	default:
		b.rt(nil, "cell_set", b.closureCell(p.cell), b.null())
	}
}

// hold notes at a rebinding of v that the variable has held its old value up to here, so that the object dies
// no earlier than under the interpreter.
func (b *fn) hold(v *variable) {
	if b.dead {
		return
	}
	if !b.held[v] {
		b.held[v] = true
		b.holds = append(b.holds, v)
	}
	b.keep(v)
}

func (b *fn) keep(v *variable) {
	x := b.read(v, b.cur)
	switch x.Op {
	case hir.OpNull, hir.OpConst:
		return
	}
	k := b.f.NewValue(hir.OpKeep, rt.Void, hir.Any, x)
	b.cur.Add(k)
}

// keepAll is hold for all variables, where the function returns.
func (b *fn) keepAll() {
	if b.dead {
		return
	}
	for _, v := range b.holds {
		b.keep(v)
	}
}
