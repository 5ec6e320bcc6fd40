package lower

import (
	"slices"
	"sort"
	"strings"

	"spc/hir"
	"spc/syntax"
)

// classDef evaluates decorators, bases and keywords, runs the body in a new namespace through the metaclass, and
// applies the decorators.
func (b *fn) classDef(s *syntax.ClassDef) {
	decorators := b.exprs(s.DecoratorList)
	var v *hir.Value
	if len(s.TypeParams) > 0 {
		v = b.genericClass(s)
	} else {
		v = b.buildClass(s, nil)
		b.enumeration(s, v)
	}
	v = b.decorate(s.DecoratorList, decorators, v)
	b.restoreSlots(s)
	b.made(s, v)
	b.store(s, s.Name, v)
}

// buildClass makes the class; generic is the additional base Generic[...] of a class with type parameters, or nil.
func (b *fn) buildClass(s *syntax.ClassDef, generic func() *hir.Value) *hir.Value {
	if v := b.staticClass(s); v != nil {
		return v
	}
	f := b.m.function(b, s, s, s.Name, func(g *fn) { g.classBody(s) })
	if f == nil {
		return b.lost(s)
	}
	body := b.makeFunction(s, f, b.null(), b.null(), b.null())
	name := b.konst(s.Name)
	plain := !hasStar(s.Bases) && !slices.ContainsFunc(s.Keywords, func(k *syntax.Keyword) bool { return k.Arg == "" })
	if plain {
		var base []*hir.Value
		var extra *hir.Value
		if generic != nil {
			extra = generic()
		}
		base = b.exprs(s.Bases)
		if extra != nil {
			base = append(base, extra)
		}
		if len(s.Keywords) == 0 {
			return b.rt(s, "build_class", append([]*hir.Value{body, name}, base...)...)
		}
		var names hir.ConstTuple
		for _, k := range s.Keywords {
			names = append(names, b.scope.Mangle(k.Arg))
			base = append(base, b.expr(k.Value))
		}
		return b.rt(s, "build_class_kw", append([]*hir.Value{body, name, b.konst(names)}, base...)...)
	}
	var extra *hir.Value
	if generic != nil {
		extra = generic()
	}
	list := b.list(s, s.Bases)
	if extra != nil {
		b.rt(s, "list_append", list, extra)
	}
	bases := b.rt(s, "list_to_tuple", list)
	return b.rt(s, "build_class_ex", body, name, bases, b.keywordDict(s, body, s.Keywords))
}

// classBody runs in the namespace that the metaclass prepared. It returns the cell of __class__ if methods
// need it.
func (b *fn) classBody(s *syntax.ClassDef) {
	store := func(name string, v *hir.Value) { b.rt(s, "store_name", b.ns, b.name(name), v) }
	if b.scope.NeedsClassClosure {
		b.ownCells["__class__"] = b.rt(s, "cell", b.null())
	}
	classDict := b.code != nil && slices.Contains(b.code.Cellvars, "__classdict__")
	if classDict {
		b.ownCells["__classdict__"] = b.rt(s, "cell", b.ns)
	}
	store("__module__", b.rt(s, "load_name", b.ns, b.name("__name__")))
	qualname := b.scope.Qualname
	if b.code != nil {
		qualname = b.code.Qualname
	}
	store("__qualname__", b.konst(qualname))
	latest := b.m.opts.Version.AtLeast(3, 13)
	if latest {
		store("__firstlineno__", b.konst(int64(b.f.Line)))
	}
	if i := slices.Index(b.freeVars(), ".type_params"); i >= 0 {
		store("__type_params__", b.rt(s, "cell_load_free", b.closureCell(i), b.name(".type_params")))
	}
	if hasAnnotations(s.Body) {
		b.rt(s, "setup_annotations", b.ns)
	}
	b.storeDoc(s.Body, func(n syntax.Node, doc *hir.Value) { b.rt(n, "store_name", b.ns, b.name("__doc__"), doc) })
	b.stmts(s.Body)
	if final := b.finalMethods(s); len(final) > 0 {
		store("__final_method_names__", b.konst(final))
	}
	if latest {
		store("__static_attributes__", b.konst(staticAttributes(s)))
	}
	if classDict {
		store("__classdictcell__", b.ownCells["__classdict__"])
	}
	result := b.none()
	if c := b.ownCells["__class__"]; c != nil {
		store("__classcell__", c)
		result = c
	}
	b.returnValue(nil, result)
}

// staticAttributes lists the names X of assignments to self.X in the functions of a class (3.13).
func staticAttributes(s *syntax.ClassDef) hir.ConstTuple {
	found := map[string]bool{}
	var visit func(n syntax.Node, inside bool)
	visit = func(n syntax.Node, inside bool) {
		switch x := n.(type) {
		case *syntax.ClassDef:
			return
		case *syntax.FunctionDef, *syntax.AsyncFunctionDef, *syntax.Lambda, *syntax.GeneratorExp:
			inside = true
		case *syntax.Attribute:
			if self, ok := x.Value.(*syntax.Name); ok && inside && x.Ctx == syntax.Store && self.ID == "self" {
				found[x.Attr] = true
			}
		}
		syntax.EachChild(n, func(c syntax.Node) { visit(c, inside) })
	}
	for _, st := range s.Body {
		visit(st, false)
	}
	names := make([]string, 0, len(found))
	for n := range found {
		names = append(names, n)
	}
	sort.Strings(names)
	t := make(hir.ConstTuple, len(names))
	for i, n := range names {
		t[i] = n
	}
	return t
}

// storeDoc stores the docstring of a body unless the program runs under -OO.
func (b *fn) storeDoc(body []syntax.Stmt, store func(n syntax.Node, doc *hir.Value)) {
	doc, n := b.m.docstring(body)
	if n == nil {
		return
	}
	keep, done := b.newBlock(), b.newBlock()
	b.branch(b.rt(n, "docs"), keep, done, 1)
	b.open(keep)
	store(n, b.konst(doc))
	b.jump(done)
	b.open(done)
}

// docstring gives the docstring of a body and its node; nil when there is none.
func (m *module) docstring(body []syntax.Stmt) (string, syntax.Node) {
	if len(body) == 0 {
		return "", nil
	}
	e, ok := body[0].(*syntax.ExprStmt)
	if !ok {
		return "", nil
	}
	c, ok := e.Value.(*syntax.Constant)
	if !ok {
		return "", nil
	}
	s, ok := c.Value.(syntax.Str)
	if !ok {
		return "", nil
	}
	if m.opts.Version.AtLeast(3, 13) {
		return cleanDoc(string(s)), c
	}
	return string(s), c
}

// cleanDoc removes the common indentation of a docstring's lines, as the compiler of 3.13 does: tabs become spaces,
// and the first line only loses its own indentation.
func cleanDoc(doc string) string {
	lines := strings.Split(expandTabs(doc), "\n")
	margin := -1
	for _, l := range lines[1:] {
		if t := strings.TrimLeft(l, " "); t != "" && (margin < 0 || len(l)-len(t) < margin) {
			margin = len(l) - len(t)
		}
	}
	lines[0] = strings.TrimLeft(lines[0], " ")
	for i, l := range lines[1:] {
		if t := strings.TrimLeft(l, " "); t == "" && margin < 0 || len(l) < margin {
			lines[i+1] = t
		} else if margin > 0 {
			lines[i+1] = l[margin:]
		}
	}
	return strings.Join(lines, "\n")
}

// expandTabs is str.expandtabs().
func expandTabs(s string) string {
	if !strings.Contains(s, "\t") {
		return s
	}
	var out strings.Builder
	col := 0
	for _, r := range []byte(s) {
		switch {
		case r == '\t':
			n := 8 - col%8
			out.WriteString(strings.Repeat(" ", n))
			col += n
			continue
		case r == '\n' || r == '\r':
			col = -1
		case r&0xC0 == 0x80:
			col-- // the rest of a character
		}
		out.WriteByte(r)
		col++
	}
	return out.String()
}
