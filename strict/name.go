package strict

import (
	"strings"

	"spc/diag"
	"spc/symtable"
	"spc/syntax"
)

// store binds a name where the language says that it is bound.
func (r *runner) store(name string, v value) {
	e := r.env
	if e == nil {
		r.storeGlobal(name, v)
		return
	}
	if e.scope != nil {
		switch e.scope.Lookup(name) {
		case symtable.GlobalExplicit:
			r.storeGlobal(name, v)
			return
		case symtable.Free:
			for p := e.parent; p != nil; p = p.parent {
				if _, ok := p.vars[name]; ok && !p.class {
					p.vars[name] = v
					return
				}
			}
		}
	}
	e.vars[name] = v
}

func (r *runner) storeGlobal(name string, v value) {
	if r.home != r.m && !r.mutate(nil, &moduleValue{r.home}) {
		return
	}
	r.home.globals[name] = v
}

func (r *runner) name(e *syntax.Name) value {
	first := true
	for env := r.env; env != nil; env = env.parent {
		if v, ok := env.vars[e.ID]; ok && (first || !env.class) {
			return v
		}
		first = first && env.scope == nil // a comprehension sees the class around it, a function does not
	}
	if v, ok := r.home.globals[e.ID]; ok {
		return v
	}
	if isBuiltin(e.ID) {
		return &builtin{name: e.ID}
	}
	if v, ok := r.home.globals["*"]; ok {
		return v // from a star import
	}
	if r.env != nil || !r.home.table.FutureAnnotations && r.home != r.m {
		return harmless // bound on a way that was not taken
	}
	panic(raised{e, &builtin{name: "NameError"}})
}

func (r *runner) importStmt(s *syntax.Import) {
	for _, a := range s.Names {
		if a.Name == "__strict__" || a.Name == "__static__" {
			r.store(a.Name, harmless)
			continue
		}
		top, _, _ := strings.Cut(a.Name, ".")
		for i := range a.Name { // importing a.b imports a first
			if a.Name[i] == '.' {
				r.a.module(a.Name[:i])
			}
		}
		whole := r.imported(a.Name)
		if a.AsName != "" {
			r.store(a.AsName, whole)
		} else {
			r.store(top, r.imported(top))
		}
	}
}

// imported is a module as a value.
func (r *runner) imported(name string) value {
	if m := r.a.module(name); m != nil {
		return &moduleValue{m}
	}
	return &unknown{name: name}
}

func (r *runner) importFrom(s *syntax.ImportFrom) {
	base, ok := absolute(r.home.src, s)
	if !ok {
		panic(raised{s, &builtin{name: "ImportError"}})
	}
	for _, a := range s.Names {
		if a.Name == "*" {
			r.report(s, diag.StarImport, "Strict modules may not import *")
			r.starImport(base)
			continue
		}
		name := a.AsName
		if name == "" {
			name = a.Name
		}
		r.store(name, r.member(s, base, a.Name))
	}
}

func absolute(s *Source, n *syntax.ImportFrom) (string, bool) {
	if n.Level == 0 {
		return n.Module, true
	}
	parts := strings.Split(s.Name, ".")
	drop := n.Level
	if s.Package {
		drop--
	}
	if drop >= len(parts) && drop > 0 {
		return "", false
	}
	parts = parts[:len(parts)-drop]
	if n.Module != "" {
		parts = append(parts, n.Module)
	}
	return strings.Join(parts, "."), true
}

// member is what `from base import name` gives.
func (r *runner) member(n syntax.Node, base, name string) value {
	switch base {
	case "__future__":
		return harmless
	case "__strict__", "strict_modules":
		return &builtin{name: name}
	}
	m := r.a.module(base)
	if m == nil {
		if sub := r.a.module(base + "." + name); sub != nil {
			return &moduleValue{sub}
		}
		return &unknown{name: name}
	}
	if v, ok := m.globals[name]; ok {
		return v
	}
	if sub := r.a.module(base + "." + name); sub != nil {
		return &moduleValue{sub}
	}
	if !m.done {
		return harmless // an import cycle
	}
	return r.missing(n, m, name, "ImportError")
}

// missing is an attribute that a module does not have: what its __getattr__ gives.
func (r *runner) missing(n syntax.Node, m *module, name, exc string) value {
	if hook := m.globals["__getattr__"]; hook != nil {
		return r.call(n, hook, []value{&constant{syntax.Str(name)}}, nil)
	}
	panic(raised{n, &builtin{name: exc}})
}

func (r *runner) starImport(base string) {
	m := r.a.module(base)
	if m == nil {
		r.vars()["*"] = &unknown{name: base + ".*"}
		return
	}
	for name, v := range m.globals {
		if !strings.HasPrefix(name, "_") {
			r.store(name, v)
		}
	}
}
