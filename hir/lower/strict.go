package lower

import (
	"sort"
	"strings"

	"spc/hir"
	"spc/syntax"
)

// Strict modules: classes cannot change once the module body has ended, those that a function makes once it has
// returned or raised (strict modules, section 3). Classes nested in classes are frozen with the outer ones.

// freezing keeps the classes that a module body or function of a strict module makes until they are frozen.
type freezing struct {
	classes *hir.Value // list
	exempt  hir.ConstTuple
}

// freezeAtExit builds a function body; its classes are frozen however it ends. Functions that make none are built as
// they are.
func (b *fn) freezeAtExit(n syntax.Node, list []syntax.Stmt, body func()) {
	if b.m.opts.Mode != hir.Strict || !makesClass(list) {
		body()
		return
	}
	b.collectClasses(n, list)
	b.tryFinally(n, body, func() { b.freeze(n) })
}

func (b *fn) collectClasses(n syntax.Node, list []syntax.Stmt) {
	b.freezing = &freezing{classes: b.list(n, nil)}
	for _, name := range b.m.mutableClasses(list) {
		b.freezing.exempt = append(b.freezing.exempt, name)
	}
}

// made notes a class that has been made and decorated.
func (b *fn) made(s *syntax.ClassDef, v *hir.Value) {
	if b.freezing != nil && !b.m.isMutable(s) {
		b.rt(s, "list_append", b.freezing.classes, v)
	}
}

func (b *fn) freeze(n syntax.Node) {
	b.rt(n, "freeze_classes", b.freezing.classes, b.konst(b.freezing.exempt))
}

// makesClass reports whether statements make a class, not counting those of functions inside.
func makesClass(list []syntax.Stmt) bool {
	found := false
	eachClass(list, func(*syntax.ClassDef) { found = true })
	return found
}

// eachClass visits the classes that statements make, and those in their bodies.
func eachClass(list []syntax.Stmt, visit func(*syntax.ClassDef)) {
	for _, s := range list {
		syntax.Inspect(s, func(n syntax.Node) bool {
			switch n := n.(type) {
			case *syntax.FunctionDef, *syntax.AsyncFunctionDef, *syntax.Lambda:
				return false
			case *syntax.ClassDef:
				visit(n)
			}
			return true
		})
	}
}

// mutableClasses are the qualified names of the classes among statements that are exempt from freezing.
func (m *module) mutableClasses(list []syntax.Stmt) (names []string) {
	eachClass(list, func(c *syntax.ClassDef) {
		if m.isMutable(c) {
			if s := m.table.ScopeOf(c); s != nil {
				names = append(names, s.Qualname)
			}
		}
	})
	sort.Strings(names)
	return names
}

// isMutable reports whether a class has the decorator mutable of __strict__, under whatever name.
func (m *module) isMutable(c *syntax.ClassDef) bool {
	for _, d := range c.DecoratorList {
		if m.mutable()[syntax.Unparse(d)] {
			return true
		}
	}
	return false
}

// mutable are the dotted names under which the module can say mutable.
func (m *module) mutable() map[string]bool {
	if m.mutableNames != nil {
		return m.mutableNames
	}
	m.mutableNames = map[string]bool{}
	top, ok := m.table.Top.Node.(*syntax.Module)
	if !ok {
		return m.mutableNames
	}
	syntax.Inspect(top, func(n syntax.Node) bool {
		switch n := n.(type) {
		case *syntax.ImportFrom:
			for _, a := range n.Names {
				if isStrictModule(n.Module) && a.Name == "mutable" {
					m.mutableNames[boundName(a)] = true
				}
			}
		case *syntax.Import:
			for _, a := range n.Names {
				if isStrictModule(a.Name) {
					m.mutableNames[boundName(a)+".mutable"] = true
				}
			}
		}
		return true
	})
	return m.mutableNames
}

func isStrictModule(name string) bool { return name == "__strict__" || name == "strict_modules" }

func boundName(a *syntax.Alias) string {
	if a.AsName != "" {
		return a.AsName
	}
	name, _, _ := strings.Cut(a.Name, ".")
	return name
}
