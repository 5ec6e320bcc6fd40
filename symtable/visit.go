package symtable

import "spc/syntax"

func (b *builder) stmts(list []syntax.Stmt) {
	for _, s := range list {
		b.stmt(s)
	}
}

func (b *builder) exprs(list []syntax.Expr) {
	for _, e := range list {
		if e != nil {
			b.expr(e)
		}
	}
}

// stmt visits one statement; what opens a scope or binds a name is handled here, the rest by its children.
func (b *builder) stmt(s syntax.Stmt) {
	switch s := s.(type) {
	case *syntax.FunctionDef:
		b.function(s, s.Name, s.Args, s.Body, s.DecoratorList, s.Returns, s.TypeParams, false)
	case *syntax.AsyncFunctionDef:
		b.function(s, s.Name, s.Args, s.Body, s.DecoratorList, s.Returns, s.TypeParams, true)
	case *syntax.ClassDef:
		b.class(s)
	case *syntax.TypeAlias:
		b.typeAlias(s)
	case *syntax.Global:
		b.declare(s.Names, DeclaredGlobal, s.Range)
	case *syntax.Nonlocal:
		b.declare(s.Names, DeclaredNonlocal, s.Range)
	case *syntax.AnnAssign:
		b.annAssign(s)
	case *syntax.AugAssign:
		b.expr(s.Target)
		b.expr(s.Value)
	case *syntax.Import:
		b.imports(s.Names)
	case *syntax.ImportFrom:
		b.imports(s.Names)
	case *syntax.Try:
		b.try(s.Body, s.Handlers, s.OrElse, s.FinalBody)
	case *syntax.TryStar:
		b.try(s.Body, s.Handlers, s.OrElse, s.FinalBody)
	case *syntax.Match:
		b.expr(s.Subject)
		for _, c := range s.Cases {
			b.pattern(c.Pattern)
			if c.Guard != nil {
				b.expr(c.Guard)
			}
			b.stmts(c.Body)
		}
	default:
		b.children(s)
	}
}

// children visits the parts of a node that opens no scope.
func (b *builder) children(n syntax.Node) {
	syntax.EachChild(n, func(c syntax.Node) {
		switch c := c.(type) {
		case syntax.Stmt:
			b.stmt(c)
		case syntax.Expr:
			b.expr(c)
		case syntax.Pattern:
			b.pattern(c)
		default:
			b.children(c)
		}
	})
}

func (b *builder) try(body []syntax.Stmt, handlers []*syntax.ExceptHandler, orelse, final []syntax.Stmt) {
	b.stmts(body)
	for _, h := range handlers {
		if h.Type != nil {
			b.expr(h.Type)
		}
		if h.Name != "" {
			b.bindTarget(h.Name)
		}
		b.stmts(h.Body)
	}
	b.stmts(orelse)
	b.stmts(final)
}

func (b *builder) function(n syntax.Node, name string, a *syntax.Arguments, body []syntax.Stmt, decorators []syntax.Expr,
	returns syntax.Expr, tparams []syntax.TypeParam, async bool) {
	b.bindTarget(name)
	b.exprs(decorators)
	b.defaults(a)
	if len(tparams) > 0 {
		b.typeParams(name, n, tparams)
		defer b.leave()
	}
	b.annotations(a, returns)
	b.enter(FunctionScope, name, n, b.cur.private)
	b.cur.Coroutine = async
	b.params(a)
	b.stmts(body)
	b.leave()
}

func (b *builder) class(s *syntax.ClassDef) {
	b.bindTarget(s.Name)
	b.exprs(s.DecoratorList)
	if len(s.TypeParams) > 0 {
		b.typeParams(s.Name, s, s.TypeParams)
		b.use(".generic_base", Assigned|Referenced)
		defer b.leave()
	}
	b.exprs(s.Bases)
	for _, k := range s.Keywords {
		b.expr(k.Value)
	}
	b.enter(ClassScope, s.Name, s, s.Name)
	if len(s.TypeParams) > 0 {
		b.use("__type_params__", Assigned)
		b.use(".type_params", Referenced)
	}
	b.stmts(s.Body)
	b.leave()
}

func (b *builder) typeAlias(s *syntax.TypeAlias) {
	name := s.Name.(*syntax.Name).ID
	b.bindTarget(name)
	if len(s.TypeParams) > 0 {
		b.typeParams(name, s, s.TypeParams)
		defer b.leave()
	}
	b.enter(TypeAliasScope, name, s, b.cur.private)
	b.expr(s.Value)
	b.leave()
}

func (b *builder) annAssign(s *syntax.AnnAssign) {
	if n, ok := s.Target.(*syntax.Name); ok {
		y := b.cur.Symbols[b.cur.Mangle(n.ID)]
		if y != nil && y.Use&(DeclaredGlobal|DeclaredNonlocal) != 0 && b.cur.Kind != ModuleScope && s.Simple {
			word := "global"
			if y.Use&DeclaredNonlocal != 0 {
				word = "nonlocal"
			}
			b.errorf(s.Range, "annotated name '%s' can't be %s", n.ID, word)
		}
		if s.Simple {
			b.use(n.ID, Annotated|Assigned)
		} else if s.Value != nil {
			b.bindTarget(n.ID)
		}
	} else {
		b.expr(s.Target)
	}
	b.annotation(s.Annotation)
	if s.Value != nil {
		b.expr(s.Value)
	}
}

func (b *builder) imports(names []*syntax.Alias) {
	for _, a := range names {
		name := a.AsName
		if name == "" {
			name = a.Name
			for i := 0; i < len(name); i++ {
				if name[i] == '.' {
					name = name[:i]
					break
				}
			}
		}
		if name != "*" {
			b.use(name, Imported|Assigned)
		}
	}
}

func (b *builder) pattern(p syntax.Pattern) {
	switch p := p.(type) {
	case *syntax.MatchAs:
		if p.Pattern != nil {
			b.pattern(p.Pattern)
		}
		if p.Name != "" {
			b.bindTarget(p.Name)
		}
	case *syntax.MatchStar:
		if p.Name != "" {
			b.bindTarget(p.Name)
		}
	case *syntax.MatchMapping:
		b.exprs(p.Keys)
		for _, q := range p.Patterns {
			b.pattern(q)
		}
		if p.Rest != "" {
			b.bindTarget(p.Rest)
		}
	default:
		b.children(p)
	}
}

var localsCallers = map[string]bool{"locals": true, "vars": true, "dir": true, "eval": true, "exec": true}

func (b *builder) expr(e syntax.Expr) {
	switch e := e.(type) {
	case *syntax.Name:
		if e.Ctx == syntax.Load {
			b.read(e.ID)
		} else {
			b.bindTarget(e.ID)
		}
	case *syntax.NamedExpr:
		b.bindWalrus(e.Target.(*syntax.Name))
		b.expr(e.Value)
	case *syntax.Lambda:
		b.defaults(e.Args)
		b.enter(LambdaScope, "<lambda>", e, b.cur.private)
		b.params(e.Args)
		b.expr(e.Body)
		b.leave()
	case *syntax.ListComp:
		b.comprehension(ListCompScope, "<listcomp>", e, e.Generators, e.Elt, nil)
	case *syntax.SetComp:
		b.comprehension(SetCompScope, "<setcomp>", e, e.Generators, e.Elt, nil)
	case *syntax.DictComp:
		b.comprehension(DictCompScope, "<dictcomp>", e, e.Generators, e.Key, e.Value)
	case *syntax.GeneratorExp:
		b.comprehension(GeneratorScope, "<genexpr>", e, e.Generators, e.Elt, nil)
	case *syntax.Yield, *syntax.YieldFrom:
		b.cur.Generator = true
		b.children(e)
	case *syntax.Await:
		b.cur.Coroutine = true
		b.children(e)
	case *syntax.Call:
		if n, ok := e.Func.(*syntax.Name); ok && localsCallers[n.ID] {
			b.cur.UsesLocals = true
		}
		b.children(e)
	default:
		b.children(e)
	}
}

// comprehension visits a comprehension: its first iterable belongs to the scope around it.
func (b *builder) comprehension(k Kind, name string, n syntax.Expr, gens []*syntax.Comprehension, elt, value syntax.Expr) {
	b.expr(gens[0].Iter)
	b.enter(k, name, n, b.cur.private)
	b.use(".0", Parameter)
	b.cur.Params = []string{".0"}
	b.cur.Generator = k == GeneratorScope
	for i, g := range gens {
		b.cur.Coroutine = b.cur.Coroutine || g.IsAsync
		b.compTarget(g.Target)
		if i > 0 {
			b.expr(g.Iter)
		}
		b.exprs(g.Ifs)
	}
	b.expr(elt)
	if value != nil {
		b.expr(value)
	}
	async := b.cur.Coroutine && k != GeneratorScope
	b.leave()
	if async {
		b.cur.Coroutine = true
	}
}

// compTarget binds the target of a comprehension's for.
func (b *builder) compTarget(t syntax.Expr) {
	b.expr(t)
	syntax.Inspect(t, func(n syntax.Node) bool {
		if x, ok := n.(*syntax.Name); ok && x.Ctx == syntax.Store {
			b.use(x.ID, CompIter)
		}
		return true
	})
}
