package symtable

import (
	"sort"

	"spc/syntax"
)

type nonlocalKey struct {
	scope *Scope
	name  string
}

type builder struct {
	table     *Table
	cur       *Scope
	errors    []syntax.Error
	nonlocals map[nonlocalKey]syntax.Range // where a name was declared nonlocal
}

// Build finds the scopes of mod and resolves every name. The errors are those of declarations that contradict
// each other; the table is complete in any case.
func Build(mod *syntax.Module) (*Table, []syntax.Error) {
	b := &builder{
		table:     &Table{scopes: map[syntax.Node]*Scope{}, typeParams: map[syntax.Node]*Scope{}},
		nonlocals: map[nonlocalKey]syntax.Range{},
	}
	b.table.FutureAnnotations = futureAnnotations(mod.Body)
	b.enter(ModuleScope, "<module>", mod, "")
	b.table.Top = b.cur
	b.stmts(mod.Body)
	b.analyze(b.table.Top, set{}, set{})
	sort.SliceStable(b.errors, func(i, j int) bool {
		x, y := b.errors[i], b.errors[j]
		return x.Line < y.Line || x.Line == y.Line && x.Col < y.Col
	})
	return b.table, b.errors
}

func futureAnnotations(body []syntax.Stmt) bool {
	for _, s := range body {
		if im, ok := s.(*syntax.ImportFrom); ok && im.Module == "__future__" && im.Level == 0 {
			for _, a := range im.Names {
				if a.Name == "annotations" {
					return true
				}
			}
		}
	}
	return false
}

func sorted(s set) []string {
	out := make([]string, 0, len(s))
	for n := range s {
		out = append(out, n)
	}
	sort.Strings(out)
	return out
}

// enter opens a scope and makes it current; class is the class whose private names are mangled inside.
func (b *builder) enter(k Kind, name string, n syntax.Node, class string) {
	s := &Scope{Kind: k, Name: name, Node: n, Parent: b.cur, Symbols: map[string]*Symbol{}, private: class}
	if p := b.cur; p != nil {
		p.Children = append(p.Children, s)
		s.Nested = p.Nested || p.Kind.IsFunction()
	}
	s.Qualname = qualname(s)
	if k == TypeParamsScope {
		b.table.typeParams[n] = s
	} else if k != AnnotationScope {
		b.table.scopes[n] = s
	}
	b.cur = s
}

// qualname is the dotted path of a scope (PEP 3155); a name that its parent declares global starts anew.
func qualname(s *Scope) string {
	p := s.Parent
	for p != nil && p.Kind == TypeParamsScope && p.Parent != nil && s.Kind != TypeVarScope {
		p = p.Parent
	}
	if p == nil || p.Kind == ModuleScope {
		return s.Name
	}
	if y := p.Symbols[p.Mangle(s.Name)]; y != nil && y.Use&DeclaredGlobal != 0 &&
		(s.Kind == FunctionScope || s.Kind == ClassScope) {
		return s.Name
	}
	if p.Kind == ClassScope {
		return p.Qualname + "." + s.Name
	}
	return p.Qualname + ".<locals>." + s.Name
}

func (b *builder) leave() { b.cur = b.cur.Parent }

// use records that name occurs in the current scope.
func (b *builder) use(name string, u Use) *Symbol {
	s := b.cur
	name = s.Mangle(name)
	y := s.Symbols[name]
	if y == nil {
		y = &Symbol{Name: name}
		s.Symbols[name] = y
		s.Names = append(s.Names, name)
	}
	y.Use |= u
	return y
}

// bindTarget records an assignment to name; inside a comprehension a walrus binds in the function around it (PEP 572).
func (b *builder) bindTarget(name string) { b.use(name, Assigned) }

func (b *builder) bindWalrus(n *syntax.Name) {
	s := b.cur
	for s.Kind.IsComprehension() && s.Parent != nil {
		if y := s.Symbols[s.Mangle(n.ID)]; y != nil && y.Use&CompIter != 0 {
			b.errorf(n.Range, "assignment expression cannot rebind comprehension iteration variable '%s'", n.ID)
		}
		s = s.Parent
	}
	if s == b.cur {
		b.use(n.ID, Assigned)
		return
	}
	inner := b.cur
	b.cur = s
	if s.Kind == ClassScope {
		b.errorf(n.Range, "assignment expression within a comprehension cannot be used in a class body")
	}
	y := b.use(n.ID, 0)
	global := s.Kind == ModuleScope || y.Use&DeclaredGlobal != 0
	if s.Kind == ModuleScope {
		y.Use |= Assigned
	} else if y.Use&(DeclaredGlobal|DeclaredNonlocal) == 0 {
		y.Use |= Assigned
	}
	for c := inner; c != s; c = c.Parent {
		b.cur = c
		if global {
			b.use(n.ID, DeclaredGlobal)
		} else {
			b.use(n.ID, DeclaredNonlocal)
			b.nonlocals[nonlocalKey{c, c.Mangle(n.ID)}] = n.Range
		}
	}
	b.cur = inner
}

// read records a use of name by value.
func (b *builder) read(name string) {
	b.use(name, Referenced)
	if name == "super" && b.cur.Kind.IsFunction() {
		b.use("__class__", Referenced)
	}
}

// declare records a global or nonlocal statement.
func (b *builder) declare(names []string, u Use, r syntax.Range) {
	word := "global"
	if u == DeclaredNonlocal {
		word = "nonlocal"
		if b.cur.Kind == ModuleScope {
			b.errorf(r, "nonlocal declaration not allowed at module level")
		}
	}
	for _, n := range names {
		if y := b.cur.Symbols[b.cur.Mangle(n)]; y != nil {
			switch {
			case y.Use&Parameter != 0:
				b.errorf(r, "name '%s' is parameter and %s", n, word)
			case u == DeclaredNonlocal && y.Use&DeclaredGlobal != 0 || u == DeclaredGlobal && y.Use&DeclaredNonlocal != 0:
				b.errorf(r, "name '%s' is nonlocal and global", n)
			case y.Use&Annotated != 0:
				b.errorf(r, "annotated name '%s' can't be %s", n, word)
			case y.Use&Assigned != 0:
				b.errorf(r, "name '%s' is assigned to before %s declaration", n, word)
			case y.Use&Referenced != 0:
				b.errorf(r, "name '%s' is used prior to %s declaration", n, word)
			}
		}
		b.use(n, u)
		if u == DeclaredNonlocal {
			b.nonlocals[nonlocalKey{b.cur, b.cur.Mangle(n)}] = r
		} else if b.cur.Kind != ModuleScope {
			// A name that a function declares global is a variable of the module.
			inner := b.cur
			b.cur = b.table.Top
			b.use(n, 0)
			b.cur = inner
		}
	}
}

// params declares the parameters of a function, in the order of the code object's variables.
func (b *builder) params(a *syntax.Arguments) {
	add := func(p *syntax.Arg) {
		if p == nil {
			return
		}
		if y := b.cur.Symbols[b.cur.Mangle(p.Arg)]; y != nil && y.Use&Parameter != 0 {
			b.errorf(p.Range, "duplicate argument '%s' in function definition", p.Arg)
		}
		b.use(p.Arg, Parameter)
		b.cur.Params = append(b.cur.Params, b.cur.Mangle(p.Arg))
	}
	for _, list := range [][]*syntax.Arg{a.PosOnlyArgs, a.Args, a.KwOnlyArgs} {
		for _, p := range list {
			add(p)
		}
	}
	add(a.VarArg)
	add(a.KwArg)
}

// annotation visits an annotation: where it is evaluated, in the scope that it stands in.
func (b *builder) annotation(e syntax.Expr) {
	if e == nil {
		return
	}
	if b.table.FutureAnnotations {
		b.enter(AnnotationScope, "_annotation", e, b.cur.private)
		b.expr(e)
		b.leave()
		return
	}
	b.expr(e)
}

func (b *builder) annotations(a *syntax.Arguments, returns syntax.Expr) {
	for _, list := range [][]*syntax.Arg{a.PosOnlyArgs, a.Args, {a.VarArg}, a.KwOnlyArgs, {a.KwArg}} {
		for _, p := range list {
			if p != nil {
				b.annotation(p.Annotation)
			}
		}
	}
	b.annotation(returns)
}

func (b *builder) defaults(a *syntax.Arguments) {
	b.exprs(a.Defaults)
	for _, d := range a.KwDefaults {
		if d != nil {
			b.expr(d)
		}
	}
}

// typeParams opens the scope of type parameters around n and declares them; the caller leaves it.
func (b *builder) typeParams(name string, n syntax.Node, list []syntax.TypeParam) {
	b.enter(TypeParamsScope, "<generic parameters of "+name+">", n, b.cur.private)
	for _, p := range list {
		b.use(p.ParamName(), TypeParamName|Assigned)
		sub := func(e syntax.Expr, node syntax.Node) {
			if e != nil {
				b.enter(TypeVarScope, p.ParamName(), node, b.cur.private)
				b.expr(e)
				b.leave()
			}
		}
		if tv, ok := p.(*syntax.TypeVar); ok {
			sub(tv.Bound, tv)
		}
		if d := p.Default(); d != nil {
			sub(d, d)
		}
	}
}
