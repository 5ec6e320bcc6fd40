package classloader

import (
	"strings"

	"spc/syntax"
)

// Unit is a module as the graph sees it.
type Unit struct {
	Name    string // dotted
	Package bool   // it is an __init__.py
	Tree    *syntax.Module
}

// Imported is what one import statement names.
type Imported struct {
	Module string
	Names  []string // of from-imports; nil: the module itself
}

// EachImport visits what the import statements of a module name, those inside functions too.
func (u *Unit) EachImport(visit func(Imported)) {
	syntax.Inspect(u.Tree, func(n syntax.Node) bool {
		switch n := n.(type) {
		case *syntax.Import:
			for _, a := range n.Names {
				visit(Imported{Module: a.Name})
			}
		case *syntax.ImportFrom:
			if base, ok := u.absolute(n); ok {
				names := []string{}
				for _, a := range n.Names {
					names = append(names, a.Name)
				}
				visit(Imported{base, names})
			}
		case syntax.Expr:
			return false
		}
		return true
	})
}

// Modules are the modules that the import statements may load: for `from a import b` both a and a.b, and the
// packages above each.
func (u *Unit) Modules() map[string]bool {
	names := map[string]bool{}
	add := func(name string) {
		for name != "" {
			names[name] = true
			name = name[:max(strings.LastIndexByte(name, '.'), 0)]
		}
	}
	u.EachImport(func(i Imported) {
		add(i.Module)
		for _, name := range i.Names {
			if name != "*" {
				add(strings.TrimPrefix(i.Module+"."+name, "."))
			}
		}
	})
	return names
}

// absolute resolves the module of a from-import; false when it has more dots than there are packages.
func (u *Unit) absolute(n *syntax.ImportFrom) (string, bool) {
	if n.Level == 0 {
		return n.Module, true
	}
	parts := strings.Split(u.Name, ".")
	if !u.Package {
		parts = parts[:len(parts)-1]
	}
	if n.Level > len(parts) {
		return "", false
	}
	parts = parts[:len(parts)-(n.Level-1)]
	if n.Module != "" {
		parts = append(parts, n.Module)
	}
	return strings.Join(parts, "."), true
}

// UsesOf finds what a module takes for granted of others.
func UsesOf(u *Unit, find func(module string) *Interface) []Use {
	uses := NewUses(find, mentioned(u.Tree))
	u.EachImport(func(i Imported) {
		if i.Names == nil {
			for name := i.Module; name != ""; name = name[:max(strings.LastIndexByte(name, '.'), 0)] {
				uses.Add(Ref{name, AnyName})
			}
			return
		}
		for _, name := range i.Names {
			if name == "*" {
				uses.AddAll(i.Module)
				continue
			}
			uses.Add(Ref{i.Module, name})
			uses.Add(Ref{strings.TrimPrefix(i.Module+"."+name, "."), AnyName})
		}
	})
	return uses.List(u.Name)
}

// mentioned collects the names of attributes, and the words of strings, which may be annotations.
func mentioned(tree *syntax.Module) map[string]bool {
	names := map[string]bool{}
	syntax.Inspect(tree, func(n syntax.Node) bool {
		switch n := n.(type) {
		case *syntax.Attribute:
			names[n.Attr] = true
		case *syntax.Constant:
			if s, ok := n.Value.(syntax.Str); ok && len(s) < 1000 {
				for _, word := range strings.FieldsFunc(string(s), func(r rune) bool { return strings.ContainsRune("[](), .|\n\t", r) }) {
					names[word] = true
				}
			}
		}
		return true
	})
	return names
}
