package typecheck

import (
	"strings"

	"spc/diag"
	"spc/symtable"
	"spc/syntax"
)

// declarer records the names of one module from its statements. It resolves
// nothing: annotations, bases and imports wait until they are asked for.
type declarer struct {
	c      *checker
	m      *Module
	deep   bool // inside a conditional block: names are dynamic to others
	looped bool // inside a loop
}

// declare makes the Module of a unit.
func (c *checker) declare(u *Unit) *Module {
	m := &Module{Name: u.Name, Path: u.Path, Unit: u, Names: map[string]*Binding{}, Static: u.Mode == StaticMode && !u.Stub,
		DeclDeps: map[string]bool{}, BindDeps: map[string]bool{}, renamed: map[string]*Binding{}}
	c.modules[u.Name] = m
	d := &declarer{c: c, m: m}
	if u.Mode != StaticMode {
		return m
	}
	m.table, _ = symtable.Build(u.Tree)
	d.stmts(u.Tree.Body)
	d.globals(m.table.Top)
	return m
}

// globals marks the names that functions rebind by a global statement.
func (d *declarer) globals(s *symtable.Scope) {
	for _, ch := range s.Children {
		for name, y := range ch.Symbols {
			if y.Res == symtable.GlobalExplicit && y.Use&symtable.Assigned != 0 {
				if b := d.m.Names[name]; b != nil {
					b.Rebound = true
					b.byGlobal = true
				} else {
					d.bind(&Binding{Name: name, Kind: BindDynamic, Type: D, state: bindDone, Rebound: true})
				}
			}
		}
		d.globals(ch)
	}
}

func (d *declarer) bind(b *Binding) *Binding {
	b.owner = d.m
	if old := d.m.Names[b.Name]; old != nil {
		return d.rebind(old, b)
	}
	d.m.Names[b.Name] = b
	d.m.Order = append(d.m.Order, b.Name)
	return b
}

// rebind handles a second binding of a module-level name.
func (d *declarer) rebind(old, b *Binding) *Binding {
	old.Rebound = true
	errs := func(format string, args ...any) {
		since := len(d.c.diags)
		d.c.errorf(d.m, b.Node, diag.Redefinition, format, args...)
		d.c.because(since, d.m, old.Node, "%s is defined here", b.Name)
	}
	switch {
	case b.Kind == BindDynamic && old.Kind == BindVar && !old.shadow:
		// An assignment, wherever it stands: held to the declaration when the body is bound.
	case b.Kind == BindVar && old.Kind == BindVar && !old.shadow && !b.shadow:
		// Reported when the body is bound: a Final has a text of its own.
	case old.shadow || b.shadow:
		if old.Kind == BindImported || old.Kind == BindModule {
			if b.Kind == BindFunc || b.Kind == BindClass || b.Kind == BindVar {
				if known := d.c.module(old.Module); known != nil && known.Static {
					errs("Cannot redefine local variable %s", b.Name)
				}
			}
		}
		old.Kind, old.Type, old.state = BindDynamic, D, bindDone
		old.Func, old.Class = nil, nil
	case b.Kind == BindFunc && old.Kind == BindFunc:
		if old.Func.Overload || old.Func.looksOverloaded() {
			*old = *b
			old.Rebound = false
			return old
		}
		errs("function '%s' conflicts with other member", b.Name)
	case b.Kind == BindFunc || old.Kind == BindFunc || b.Kind == BindClass && old.Kind == BindClass:
		if b.Kind == BindDynamic && old.Kind == BindFunc || b.Kind == BindImported || old.Kind == BindImported ||
			b.Kind == BindModule || old.Kind == BindModule {
			// Assigned later, as in f = decorate(f): dynamic.
			old.Kind, old.Type, old.state = BindDynamic, D, bindDone
			old.Func, old.Class = nil, nil
			return old
		}
		errs("function conflicts with other member %s in %s", b.Name, d.m.Name)
	case b.Kind == BindVar && old.Kind != BindDynamic:
		errs("Cannot redefine local variable %s", b.Name)
	case b.Kind == BindDynamic && old.Kind == BindDynamic:
	case b.Kind == BindImported && old.Kind == BindImported, b.Kind == BindModule && old.Kind == BindModule:
		if b.Module != old.Module {
			old.Kind, old.Type, old.state = BindDynamic, D, bindDone
		}
	default:
		old.Kind, old.Type, old.state = BindDynamic, D, bindDone
		old.Func, old.Class = nil, nil
	}
	return old
}

// looksOverloaded recognises @overload by name, before decorators are resolved.
func (f *FuncType) looksOverloaded() bool {
	for _, e := range f.decorators {
		switch e := e.(type) {
		case *syntax.Name:
			if e.ID == "overload" {
				return true
			}
		case *syntax.Attribute:
			if e.Attr == "overload" {
				return true
			}
		}
	}
	return false
}

func (d *declarer) stmts(list []syntax.Stmt) {
	for _, s := range list {
		d.stmt(s)
	}
}

func (d *declarer) stmt(s syntax.Stmt) {
	switch s := s.(type) {
	case *syntax.FunctionDef, *syntax.AsyncFunctionDef:
		f := newFunc(d.m, nil, s)
		b := &Binding{Name: f.Name, Kind: BindFunc, Func: f, Type: f, Node: s}
		d.c.funcs[s] = f
		d.shadowed(b)
	case *syntax.ClassDef:
		k := d.c.newUserClass(d.m, nil, s, d.looped)
		d.shadowed(&Binding{Name: s.Name, Kind: BindClass, Class: k, Node: s})
	case *syntax.AnnAssign:
		if n, ok := s.Target.(*syntax.Name); ok {
			d.shadowed(&Binding{Name: n.ID, Kind: BindVar, Node: s, expr: s.Annotation, value: s.Value})
		}
	case *syntax.Assign:
		for _, t := range s.Targets {
			d.target(t, s)
		}
		d.walrus(s.Value)
	case *syntax.AugAssign:
		d.target(s.Target, s)
	case *syntax.TypeAlias:
		if n, ok := s.Name.(*syntax.Name); ok {
			d.shadowed(&Binding{Name: n.ID, Kind: BindAlias, Node: s, expr: s.Value})
		}
	case *syntax.Delete:
		for _, t := range s.Targets {
			if n, ok := t.(*syntax.Name); ok {
				if b := d.m.Names[n.ID]; b != nil {
					b.Rebound = true
					b.deleted = true
				}
			}
		}
	case *syntax.Import:
		for _, a := range s.Names {
			name, mod := a.AsName, a.Name
			if name == "" {
				name, _, _ = strings.Cut(a.Name, ".")
				mod = name
			}
			d.bind(&Binding{Name: name, Kind: BindModule, Module: mod, Node: s, fromImport: a.Name, shadow: d.deep})
		}
	case *syntax.ImportFrom:
		d.importFrom(s)
	case *syntax.If:
		d.ifStmt(s)
	case *syntax.For:
		d.target(s.Target, s)
		d.loop(s.Body, s.OrElse)
	case *syntax.AsyncFor:
		d.target(s.Target, s)
		d.loop(s.Body, s.OrElse)
	case *syntax.While:
		d.walrus(s.Test)
		d.loop(s.Body, s.OrElse)
	case *syntax.With:
		for _, it := range s.Items {
			if it.OptionalVars != nil {
				d.target(it.OptionalVars, s)
			}
		}
		d.nested(s.Body)
	case *syntax.AsyncWith:
		d.nested(s.Body)
	case *syntax.Try:
		d.try(s.Body, s.Handlers, s.OrElse, s.FinalBody)
	case *syntax.TryStar:
		d.try(s.Body, s.Handlers, s.OrElse, s.FinalBody)
	case *syntax.Match:
		for _, mc := range s.Cases {
			syntax.Inspect(mc.Pattern, func(n syntax.Node) bool {
				for _, name := range captured(n) {
					d.shadowName(name, s)
				}
				return true
			})
			d.nested(mc.Body)
		}
	case *syntax.ExprStmt:
		d.walrus(s.Value)
	}
}

// captured lists the names that a pattern node binds by itself.
func captured(n syntax.Node) []string {
	name := ""
	switch n := n.(type) {
	case *syntax.MatchAs:
		name = n.Name
	case *syntax.MatchStar:
		name = n.Name
	case *syntax.MatchMapping:
		name = n.Rest
	}
	if name == "" {
		return nil
	}
	return []string{name}
}

func (d *declarer) try(body []syntax.Stmt, hs []*syntax.ExceptHandler, orelse, final []syntax.Stmt) {
	d.nested(body)
	for _, h := range hs {
		if h.Name != "" {
			d.shadowName(h.Name, h)
		}
		d.nested(h.Body)
	}
	d.nested(orelse, final)
}

func (d *declarer) loop(body, orelse []syntax.Stmt) {
	saved := d.looped
	d.looped = true
	d.nested(body)
	d.looped = saved
	d.nested(orelse)
}

func (d *declarer) nested(lists ...[]syntax.Stmt) {
	saved := d.deep
	d.deep = true
	for _, l := range lists {
		d.stmts(l)
	}
	d.deep = saved
}

// ifStmt declares both branches as conditional, but for conditions that are
// decided at compile time (SP §3.7).
func (d *declarer) ifStmt(s *syntax.If) {
	cond := d.c.staticCondition(s.Test)
	if d.m.Unit.Stub && cond == condUnknown {
		cond = d.c.stubCondition(s.Test)
	}
	switch cond {
	case condTrue:
		d.stmts(s.Body)
		d.markDead(s.OrElse)
	case condFalse:
		d.markDead(s.Body)
		d.stmts(s.OrElse)
	case condTypeChecking:
		d.stmts(s.Body)
		d.nested(s.OrElse)
	default:
		d.walrus(s.Test)
		d.nested(s.Body, s.OrElse)
	}
}

func (d *declarer) markDead(list []syntax.Stmt) {
	for _, s := range list {
		d.c.dead[s] = true
	}
}

func (d *declarer) target(t syntax.Expr, s syntax.Node) {
	switch t := t.(type) {
	case *syntax.Name:
		b := &Binding{Name: t.ID, Kind: BindDynamic, Type: D, Node: s, state: bindDone, shadow: d.deep}
		old := d.m.Names[t.ID]
		if old == nil {
			b.inferred = !d.deep
			d.bind(b)
			return
		}
		d.bind(b)
	case *syntax.Tuple:
		for _, e := range t.Elts {
			d.target(e, s)
		}
	case *syntax.List:
		for _, e := range t.Elts {
			d.target(e, s)
		}
	case *syntax.Starred:
		d.target(t.Value, s)
	}
}

// walrus declares the names that assignment expressions at module level bind.
func (d *declarer) walrus(e syntax.Expr) {
	syntax.Inspect(e, func(n syntax.Node) bool {
		switch n := n.(type) {
		case *syntax.Lambda:
			return false
		case *syntax.NamedExpr:
			d.target(n.Target, n)
		}
		return true
	})
}

func (d *declarer) shadowName(name string, n syntax.Node) {
	d.bind(&Binding{Name: name, Kind: BindDynamic, Type: D, Node: n, state: bindDone, shadow: true})
}

// shadowed binds a definition, as dynamic when it stands in a conditional block.
func (d *declarer) shadowed(b *Binding) {
	if d.deep {
		if old := d.m.Names[b.Name]; old != nil {
			b.shadow = true
			d.rebind(old, b)
			return
		}
		b.Kind, b.Type, b.state, b.shadow = BindDynamic, D, bindDone, true
		b.Func, b.Class = nil, nil
	}
	d.bind(b)
}

func (d *declarer) importFrom(s *syntax.ImportFrom) {
	mod, ok := d.absolute(s)
	if !ok {
		return
	}
	for _, a := range s.Names {
		if mod == "__static__.compiler_flags" {
			d.flag(a.Name)
		}
		if a.Name == "*" {
			if mod == "__static__" {
				d.c.errorf(d.m, s, diag.StarImport, "from __static__ import * is disallowed")
			}
			continue
		}
		name := a.AsName
		if name == "" {
			name = a.Name
		}
		if mod == "__future__" {
			d.bind(&Binding{Name: name, Kind: BindDynamic, Type: D, Node: s, state: bindDone})
			continue
		}
		d.bind(&Binding{Name: name, Kind: BindImported, Module: mod, fromImport: a.Name, Node: s, alias: a, shadow: d.deep})
	}
}

// flag notes a compiler flag (SP §1.1).
func (d *declarer) flag(name string) {
	switch name {
	case "checked_dicts":
		d.m.renamed["dict"] = checkedName("dict", chkdictClass)
	case "checked_lists":
		d.m.renamed["list"] = checkedName("list", chklistClass)
	}
}

// checkedName is the binding of a built-in name where a compiler flag makes it mean a checked container.
func checkedName(name string, k *ClassType) *Binding {
	return &Binding{Name: name, Kind: BindClass, Class: k, Type: &ClassObj{Inst: &Instance{Class: k, Exact: true}}, state: bindDone}
}

// builtin finds what a name that the module does not define means: nil when it is unknown.
func (m *Module) builtin(name string) *Binding {
	if b := m.renamed[name]; b != nil {
		return b
	}
	return builtinsModule.Names[name]
}

// absolute is the dotted name of the module that a from-import names.
func (d *declarer) absolute(s *syntax.ImportFrom) (string, bool) {
	if s.Level == 0 {
		return s.Module, s.Module != ""
	}
	parts := strings.Split(d.m.Name, ".")
	drop := s.Level
	if d.m.Unit.Package {
		drop--
	}
	if drop >= len(parts) && !(drop == 0) {
		if drop > len(parts) || len(parts) == 1 || drop == len(parts) {
			d.c.errorf(d.m, s, diag.BadImport, "attempted relative import beyond top-level package")
			return "", false
		}
	}
	parts = parts[:len(parts)-drop]
	if s.Module != "" {
		parts = append(parts, s.Module)
	}
	return strings.Join(parts, "."), len(parts) > 0
}
