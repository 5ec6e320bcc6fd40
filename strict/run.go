package strict

import (
	"spc/diag"
	"spc/syntax"
)

// runner runs the top level of one module, and the functions that it calls, of whatever module.
type runner struct {
	a        *analysis
	m        *module // whose import this is: what it makes is its own
	home     *module // whose code is running
	env      *env    // nil: the top level
	returns  []value // of the running function
	caught   []value // exceptions that handlers are handling
	site     syntax.Node
	depth    int
	allowed  int // inside `with allow_side_effects`
	reported map[syntax.Node]bool
}

// report adds a diagnostic. What happens in another module's function is shown where this module calls it.
func (r *runner) report(n syntax.Node, code diag.Code, format string, args ...any) {
	if r.allowed > 0 {
		return
	}
	if r.home != r.m || n == nil {
		n = r.site
	}
	if n == nil || r.reported[n] {
		return
	}
	r.reported[n] = true
	d := diag.Errorf(r.m.src.Path, n.Span(), code, format, args...)
	if r.site != nil && r.site != n && r.env != nil {
		d = d.WithNote(r.m.src.Path, r.site.Span(), "called from the top level here")
	}
	r.m.diags = append(r.m.diags, d)
}

// prohibit reports a use of an unknown value, unless it is unknown because of something that was reported.
func (r *runner) prohibit(n syntax.Node, u *unknown, format string, args ...any) {
	if !u.told {
		r.report(n, diag.UnknownValue, format, args...)
	}
}

// flow says how a statement ended.
type flow uint8

const (
	goesOn flow = iota
	breaks
	continues
	returns
	stops // raises an exception, on a way that may not be taken
)

func (r *runner) block(list []syntax.Stmt) flow {
	for _, s := range list {
		if f := r.stmt(s); f != goesOn {
			return f
		}
	}
	return goesOn
}

func (r *runner) step() {
	if r.a.steps++; r.a.steps > maxSteps {
		panic(outOfSteps{})
	}
}

func (r *runner) stmt(s syntax.Stmt) flow {
	r.step()
	if r.env == nil && r.home == r.m {
		r.site = s
	}
	switch s := s.(type) {
	case *syntax.ExprStmt:
		r.expr(s.Value)
	case *syntax.Assign:
		v := r.expr(s.Value)
		for _, t := range s.Targets {
			r.assign(t, v)
		}
	case *syntax.AugAssign:
		old := r.expr(loadOf(s.Target))
		v := r.binary(s, s.Op, old, r.expr(s.Value))
		if l, ok := old.(*list); ok {
			r.mutate(s, l)
			l.exact = false
			v = l
		}
		r.assign(s.Target, v)
	case *syntax.AnnAssign:
		r.annotation(s.Annotation)
		if s.Value != nil {
			r.assign(s.Target, r.expr(s.Value))
		}
	case *syntax.FunctionDef:
		r.store(s.Name, r.decorate(s.DecoratorList, r.function(s, s.Name, s.Args, s.Body, s.Returns, false)))
	case *syntax.AsyncFunctionDef:
		r.store(s.Name, r.decorate(s.DecoratorList, r.function(s, s.Name, s.Args, s.Body, s.Returns, true)))
	case *syntax.ClassDef:
		r.classDef(s)
	case *syntax.Return:
		v := none
		if s.Value != nil {
			v = r.expr(s.Value)
		}
		r.returns = append(r.returns, v)
		return returns
	case *syntax.Delete:
		for _, t := range s.Targets {
			r.delete(t)
		}
	case *syntax.If:
		return r.branch(r.expr(s.Test), s.Test, func() flow { return r.block(s.Body) }, func() flow { return r.block(s.OrElse) })
	case *syntax.For:
		return r.loop(s.Iter, s.Target, s.Body, s.OrElse)
	case *syntax.AsyncFor:
		return r.loop(s.Iter, s.Target, s.Body, s.OrElse)
	case *syntax.While:
		return r.while(s)
	case *syntax.With:
		return r.with(s.Items, s.Body)
	case *syntax.AsyncWith:
		return r.with(s.Items, s.Body)
	case *syntax.Try:
		return r.try(s.Body, s.Handlers, s.OrElse, s.FinalBody)
	case *syntax.TryStar:
		return r.try(s.Body, s.Handlers, s.OrElse, s.FinalBody)
	case *syntax.Raise:
		r.raise(s)
	case *syntax.Assert:
		if b, known := r.test(s.Test, r.expr(s.Test)); known && !b {
			panic(raised{s, &builtin{name: "AssertionError"}})
		}
	case *syntax.Match:
		r.match(s)
	case *syntax.Import:
		r.importStmt(s)
	case *syntax.ImportFrom:
		r.importFrom(s)
	case *syntax.TypeAlias:
		r.assign(s.Name, harmless)
	case *syntax.Break:
		return breaks
	case *syntax.Continue:
		return continues
	}
	return goesOn
}

// loadOf is a target as an expression that reads it.
func loadOf(t syntax.Expr) syntax.Expr {
	switch t := t.(type) {
	case *syntax.Name:
		return &syntax.Name{Range: t.Range, ID: t.ID}
	case *syntax.Attribute:
		return &syntax.Attribute{Range: t.Range, Value: t.Value, Attr: t.Attr}
	case *syntax.Subscript:
		return &syntax.Subscript{Range: t.Range, Value: t.Value, Slice: t.Slice}
	}
	return t
}

func (r *runner) annotation(e syntax.Expr) {
	if e != nil && !r.home.table.FutureAnnotations {
		r.expr(e)
	}
}

// test is the truth of a value that e gave.
func (r *runner) test(e syntax.Node, v value) (b, known bool) {
	if u, ok := v.(*unknown); ok {
		r.prohibit(e, u, "Module-level conversion to bool on non-strict value '%s' is prohibited.", u.name)
		return false, false
	}
	if i, ok := v.(*instance); ok {
		for _, name := range []string{"__bool__", "__len__"} {
			if f, _ := i.class.lookup(name, nil); f != nil {
				return truth(r.call(e, &method{i, f}, nil, nil))
			}
		}
	}
	return truth(v)
}

// branch runs one of two ways or, when the condition is not known, both: what either binds is bound after it.
func (r *runner) branch(cond value, e syntax.Node, yes, no func() flow) flow {
	b, known := r.test(e, cond)
	if known && b {
		return yes()
	}
	if known {
		return no()
	}
	vars := r.vars()
	before := copyOf(vars)
	f1, x1 := r.perhaps(yes)
	after := copyOf(vars)
	for k := range vars {
		delete(vars, k)
	}
	for k, v := range before {
		vars[k] = v
	}
	f2, x2 := r.perhaps(no)
	switch {
	case f1 == stops && f2 == stops:
		if x1 == nil {
			x1 = x2
		}
		panic(*x1)
	case f1 == stops || f1 == returns:
		if f2 == stops {
			return f1
		}
		return f2
	case f2 == stops || f2 == returns:
		for k := range vars {
			delete(vars, k)
		}
		for k, v := range after {
			vars[k] = v
		}
		return f1
	}
	for k, v := range after {
		if w, ok := vars[k]; ok && w != v {
			vars[k] = join(v, w)
		} else {
			vars[k] = v
		}
	}
	if f1 == f2 {
		return f1
	}
	return goesOn
}

// perhaps runs a way that may not be taken.
func (r *runner) perhaps(way func() flow) (f flow, exc *raised) {
	saved := *r
	defer func() {
		if p := recover(); p != nil {
			x, ok := p.(raised)
			if !ok {
				panic(p)
			}
			rets := r.returns
			*r = saved
			r.returns = rets
			f, exc = stops, &x
		}
	}()
	return way(), nil
}

// vars are the variables that statements bind here.
func (r *runner) vars() map[string]value {
	if r.env == nil {
		return r.home.globals
	}
	return r.env.vars
}

func copyOf(m map[string]value) map[string]value {
	out := make(map[string]value, len(m))
	for k, v := range m {
		out[k] = v
	}
	return out
}

// loop runs the body for each item or, when they are not all known, once for any.
func (r *runner) loop(iter, target syntax.Expr, body, orelse []syntax.Stmt) flow {
	items, exact := r.iterate(iter, r.expr(iter))
	if !exact {
		r.assign(target, join(items...))
		f, _ := r.perhaps(func() flow { return r.block(body) })
		if f == returns {
			r.returns = append(r.returns, harmless)
		}
		return r.block(orelse)
	}
	for _, x := range items {
		r.step()
		r.assign(target, x)
		switch f := r.block(body); f {
		case breaks:
			return goesOn
		case returns, stops:
			return f
		}
	}
	return r.block(orelse)
}

func (r *runner) while(s *syntax.While) flow {
	for {
		r.step()
		b, known := r.test(s.Test, r.expr(s.Test))
		if known && !b {
			return r.block(s.OrElse)
		}
		f, exc := goesOn, (*raised)(nil)
		if known {
			f = r.block(s.Body)
		} else {
			f, exc = r.perhaps(func() flow { return r.block(s.Body) })
		}
		switch {
		case f == breaks:
			return goesOn
		case !known && (exc != nil || f == returns):
			return r.block(s.OrElse)
		case f == returns || f == stops:
			return f
		case !known:
			return r.block(s.OrElse)
		}
	}
}

func (r *runner) with(items []*syntax.WithItem, body []syntax.Stmt) flow {
	if len(items) == 0 {
		return r.block(body)
	}
	item := items[0]
	v := r.expr(item.ContextExpr)
	if b, ok := v.(*builtin); ok && b.name == "allow_side_effects" {
		r.allowed++
		defer func() { r.allowed-- }()
		return r.with(items[1:], body)
	}
	entered := r.call(item.ContextExpr, r.attribute(item.ContextExpr, v, "__enter__"), nil, nil)
	if item.OptionalVars != nil {
		r.assign(item.OptionalVars, entered)
	}
	leave := func() {
		r.call(item.ContextExpr, r.attribute(item.ContextExpr, v, "__exit__"), []value{none, none, none}, nil)
	}
	f, exc := r.perhaps(func() flow { return r.with(items[1:], body) })
	leave()
	if exc != nil {
		panic(*exc)
	}
	return f
}

func (r *runner) try(body []syntax.Stmt, handlers []*syntax.ExceptHandler, orelse, final []syntax.Stmt) flow {
	f, exc := r.perhaps(func() flow { return r.block(body) })
	if exc != nil {
		f, exc = r.perhaps(func() flow { return r.handle(*exc, handlers) })
	} else if f == goesOn {
		f, exc = r.perhaps(func() flow { return r.block(orelse) })
	}
	if g := r.block(final); g != goesOn {
		return g
	}
	if exc != nil {
		panic(*exc)
	}
	return f
}

func (r *runner) handle(exc raised, handlers []*syntax.ExceptHandler) flow {
	for _, h := range handlers {
		if h.Type != nil && !catches(r.expr(h.Type), exc.exc) {
			continue
		}
		if h.Name != "" {
			r.store(h.Name, exc.exc)
		}
		r.caught = append(r.caught, exc.exc)
		defer func() { r.caught = r.caught[:len(r.caught)-1] }()
		return r.block(h.Body)
	}
	panic(exc)
}

// catches reports whether an except clause for t may catch an exception.
func catches(t, exc value) bool {
	switch t := t.(type) {
	case *tuple:
		for _, x := range t.items {
			if catches(x, exc) {
				return true
			}
		}
		return false
	case *class:
		c := classOf(exc)
		if c == nil {
			return false
		}
		classes, _ := c.mro()
		for _, k := range classes {
			if k == t {
				return true
			}
		}
		return false
	case *builtin:
		if t.name == "Exception" || t.name == "BaseException" {
			return true
		}
		if c := classOf(exc); c != nil {
			for _, b := range c.bases {
				if catches(t, b) {
					return true
				}
			}
			return false
		}
		name := raised{exc: exc}.name()
		return name == t.name || exceptionBase[name] == t.name
	}
	return true
}

var exceptionBase = map[string]string{"KeyError": "LookupError", "IndexError": "LookupError", "ModuleNotFoundError": "ImportError",
	"FileNotFoundError": "OSError", "UnboundLocalError": "NameError", "ZeroDivisionError": "ArithmeticError", "NotImplementedError": "RuntimeError"}

func classOf(v value) *class {
	switch v := v.(type) {
	case *instance:
		return v.class
	case *class:
		return v
	}
	return nil
}

func (r *runner) raise(s *syntax.Raise) {
	if s.Exc == nil {
		exc := value(&builtin{name: "RuntimeError"})
		if n := len(r.caught); n > 0 {
			exc = r.caught[n-1]
		}
		panic(raised{s, exc})
	}
	v := r.expr(s.Exc)
	if c, ok := v.(*class); ok {
		v = r.call(s.Exc, c, nil, nil)
	}
	panic(raised{s, v})
}

// match runs all cases: which one is taken is not worked out.
func (r *runner) match(s *syntax.Match) {
	v := r.expr(s.Subject)
	for _, c := range s.Cases {
		syntax.Inspect(c.Pattern, func(n syntax.Node) bool {
			switch n := n.(type) {
			case *syntax.MatchAs:
				if n.Name != "" {
					r.store(n.Name, join(v, harmless))
				}
			case *syntax.MatchStar:
				if n.Name != "" {
					r.store(n.Name, harmless)
				}
			case *syntax.MatchMapping:
				if n.Rest != "" {
					r.store(n.Rest, harmless)
				}
			}
			return true
		})
		r.perhaps(func() flow {
			if c.Guard != nil {
				r.test(c.Guard, r.expr(c.Guard))
			}
			return r.block(c.Body)
		})
	}
}

// assign binds a target.
func (r *runner) assign(t syntax.Expr, v value) {
	switch t := t.(type) {
	case *syntax.Name:
		r.store(t.ID, v)
	case *syntax.Attribute:
		r.setAttribute(t, r.expr(t.Value), t.Attr, v)
	case *syntax.Subscript:
		r.setItem(t, r.expr(t.Value), r.expr(t.Slice), v)
	case *syntax.Starred:
		r.assign(t.Value, &list{typ: "list", owner: r.m, items: []value{join(v, harmless)}})
	case *syntax.Tuple:
		r.unpack(t, t.Elts, v)
	case *syntax.List:
		r.unpack(t, t.Elts, v)
	}
}

func (r *runner) unpack(n syntax.Node, targets []syntax.Expr, v value) {
	items, exact := r.iterate(n, v)
	for i, t := range targets {
		if _, star := t.(*syntax.Starred); exact && !star && len(items) == len(targets) {
			r.assign(t, items[i])
		} else {
			r.assign(t, join(items...))
		}
	}
}

func (r *runner) delete(t syntax.Expr) {
	switch t := t.(type) {
	case *syntax.Name:
		delete(r.vars(), t.ID)
	case *syntax.Attribute:
		r.setAttribute(t, r.expr(t.Value), t.Attr, harmless)
	case *syntax.Subscript:
		r.setItem(t, r.expr(t.Value), r.expr(t.Slice), harmless)
	case *syntax.Tuple:
		for _, e := range t.Elts {
			r.delete(e)
		}
	}
}

// mutate demands that an object which is about to change belongs to the module that is imported.
func (r *runner) mutate(n syntax.Node, v value) bool {
	o := owner(v)
	if o == nil || o == r.m {
		return true
	}
	r.report(n, diag.ForeignMutation, "<%s> from module %s is modified by %s; this is prohibited.", v.kind(), o.src.Name, r.m.src.Name)
	return false
}
