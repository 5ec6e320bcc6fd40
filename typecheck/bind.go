package typecheck

import (
	"spc/diag"
	"spc/primitives"
	"spc/symtable"
	"spc/syntax"
)

// binder types one body: of the module, a class, a function or a lambda.
type binder struct {
	c     *checker
	m     *Module
	info  *Info
	fn    *FuncType  // nil for the module and class bodies
	class *ClassType // class of which this is the body, or in whose methods we are
	inCls bool       // this is a class body
	outer *binder

	scope    *symtable.Scope
	locals   map[string]*Local
	captured map[string]bool // names that inner functions use
	overlay  []map[string]bool
	st       *state
	loops    []*loopCtx
	tries    []*tryCtx
	firstArg string // self, cls

	hiddenNames map[string]bool
	fnAround    *FuncType // of a class body: the function it stands in

	queue *[]func() // bodies that are bound when the module's own is done
}

func (b *binder) errorf(n syntax.Node, code diag.Code, format string, args ...any) {
	b.c.errorf(b.m, n, code, format, args...)
}

// finishModule resolves every declaration of a module.
func (c *checker) finishModule(m *Module) {
	for _, name := range m.Order {
		b := m.Names[name]
		if b.expr != nil && b.Kind == BindAlias {
			c.aliasTarget(m, b)
		}
		c.resolve(b)
	}
	for i := 0; i < len(c.pendingClasses); i++ {
		c.classBody(c.pendingClasses[i])
	}
	c.pendingClasses = nil
}

// aliasTarget demands that the right side of a type statement is a type.
func (c *checker) aliasTarget(m *Module, b *Binding) {
	t, _ := c.valueOf(&annScope{m: m, quiet: true}, b.expr)
	bad := false
	switch e := b.expr.(type) {
	case *syntax.Constant:
		_, isStr := e.Value.(syntax.Str)
		bad = !isStr && e.Value != syntax.ConstNone
	case *syntax.Name, *syntax.Attribute:
		switch t.(type) {
		case *Instance, *Literal, *FuncType, *ModuleValue:
			bad = true
		}
	case *syntax.Call:
		bad = true
	}
	if bad {
		c.errorf(m, b.Node, diag.BadAnnotation, "RHS of type alias %s is not a type: %s", b.Name, syntax.Unparse(b.expr))
	}
}

// bindModule types all bodies of a module.
func (c *checker) bindModule(m *Module, info *Info) {
	var queue []func()
	b := &binder{c: c, m: m, info: info, scope: m.table.Top, locals: map[string]*Local{}, st: newState(), queue: &queue}
	info.Scopes[m.Unit.Tree] = &Scope{Locals: b.locals}
	b.block(m.Unit.Tree.Body)
	for len(queue) > 0 {
		next := queue[0]
		queue = queue[1:]
		next()
	}
	for s := range info.Dead {
		_ = s
	}
}

// bindFunction types a function's body, later, when every body around it is done.
func (b *binder) bindFunction(f *FuncType, n syntax.Node) {
	b.c.finishFunc(f)
	b.info.Funcs[n] = f
	p := partsOf(n)
	b.defaults(f)
	b.perfParams(f)
	if f.DoNotCompile {
		return
	}
	fb := &binder{c: b.c, m: b.m, info: b.info, fn: f, class: f.Class, outer: b, scope: b.m.table.ScopeOf(n), st: newState(), queue: b.queue}
	if fb.scope == nil {
		return
	}
	if f.Class == nil {
		fb.class = b.class
	}
	*b.queue = append(*b.queue, func() { fb.body(p.body) })
}

// defaults types the default values in the scope around the function.
func (b *binder) defaults(f *FuncType) {
	for _, p := range f.Params {
		if p.Default == nil {
			continue
		}
		t := b.expr(p.Default, p.Type)
		b.assign(p.Default, t, p.Type)
	}
	f.defaultsBound = true
}

func (b *binder) enter() {
	b.captured = map[string]bool{}
	captures(b.scope, b.captured)
	b.locals = map[string]*Local{}
	b.info.Scopes[b.scope.Node] = &Scope{Func: b.fn, Locals: b.locals}
	for i, p := range b.fn.Params {
		l := &Local{Name: p.Name, Declared: p.Type, Captured: b.captured[p.Name], Param: true, node: p.Node}
		b.locals[p.Name] = l
		if l.Captured && PrimKind(p.Type) != primitives.None {
			b.errorf(p.Node, diag.PrimitiveMisuse, "cannot use primitives in global or closure scope")
		}
		b.st.vars[p.Name] = p.Type
		if i == 0 && b.fn.Class != nil && !b.fn.StaticMethod {
			b.firstArg = p.Name
		}
	}
}

// captures finds the names of s that functions inside it use. Comprehensions other
// than generator expressions run at once and do not count.
func captures(s *symtable.Scope, out map[string]bool) {
	for _, ch := range s.Children {
		if ch.Kind.IsComprehension() && ch.Kind != symtable.GeneratorScope {
			captures(ch, out)
			continue
		}
		for _, y := range ch.Symbols {
			if y.Res == symtable.Free || y.FreeClass {
				out[y.Name] = true
			}
		}
	}
}

func (b *binder) body(list []syntax.Stmt) {
	b.enter()
	b.block(list)
	b.implicitNone()
}

// implicitNone demands that a function whose end can be reached may return None
// (SP §4.4).
func (b *binder) implicitNone() {
	f := b.fn
	if b.st.dead || f.Generator || f.Overload || f.noBody || f.Native != "" || f.Class != nil && f.Class.Protocol || IsDynamic(f.Return) || f.DynamicReturn {
		return
	}
	if PrimKind(f.Return) != primitives.None || !mayBeNone(f.Return) {
		b.errorf(f.Node, diag.ReturnMismatch, "Function has declared return type '%s' but can implicitly return None.", f.Return)
	}
}

func (b *binder) block(list []syntax.Stmt) {
	for _, s := range list {
		b.stmt(s)
	}
}

// --- names ---

// nameKind says where a name lives, seen from this body.
type nameKind uint8

const (
	nameLocal nameKind = iota
	nameFree
	nameGlobal
)

func (b *binder) kind(name string) nameKind {
	for i := len(b.overlay) - 1; i >= 0; i-- {
		if b.overlay[i][name] {
			return nameLocal
		}
	}
	if b.fn == nil && !b.inCls {
		return nameGlobal
	}
	switch b.scope.Lookup(name) {
	case symtable.Local, symtable.Cell:
		return nameLocal
	case symtable.Free:
		return nameFree
	case symtable.Unknown:
		if b.fn != nil && b.fn.Node != nil {
			return b.kindInTree(name)
		}
	}
	return nameGlobal
}

// kindInTree resolves a name that only comprehensions of this body mention.
func (b *binder) kindInTree(name string) nameKind {
	for s := b.scope.Parent; s != nil; s = s.Parent {
		if s.Kind.IsFunction() {
			switch s.Lookup(name) {
			case symtable.Local, symtable.Cell, symtable.Free:
				return nameFree
			}
		}
	}
	return nameGlobal
}

// setVar gives a local name (or a global one, in the module body) the type of the
// value it now has.
func (b *binder) setVar(name string, t Type) {
	if b.captured[name] {
		t = D
	}
	b.st.vars[name] = t
	b.killName(name)
	for _, tc := range b.tries {
		if old, ok := tc.seen.vars[name]; ok {
			tc.seen.vars[name] = joinTypes(old, t)
		}
	}
}

func (b *binder) killName(name string) {
	for k := range b.st.refs {
		if k.name == name {
			delete(b.st.refs, k)
		}
	}
}

func (b *binder) killAttr(attr string) {
	for k := range b.st.refs {
		if k.attr == attr {
			delete(b.st.refs, k)
		}
	}
}

// killRefs ends every refinement: code that nobody knows may run.
func (b *binder) killRefs() {
	if len(b.st.refs) > 0 {
		b.st.refs = nil
	}
}

// loadName types a name that is read.
func (b *binder) loadName(e *syntax.Name) Type {
	name := e.ID
	if b.scope != nil {
		name = e.ID
	}
	switch b.kind(name) {
	case nameLocal:
		if t, ok := b.st.vars[name]; ok {
			return t
		}
		if l := b.locals[name]; l != nil && PrimKind(l.Declared) != primitives.None {
			return l.Declared
		}
		if l := b.locals[name]; l != nil && l.deleted {
			return D
		}
		if b.inCls {
			return b.loadGlobal(e, name)
		}
		if !b.captured[name] {
			b.c.undefined(b.m, e, name, b.visible())
		}
		return D
	case nameFree:
		return D
	}
	return b.loadGlobal(e, name)
}

func (b *binder) visible() map[string]bool {
	out := map[string]bool{}
	for n := range b.st.vars {
		out[n] = true
	}
	return out
}

func (b *binder) loadGlobal(e *syntax.Name, name string) Type {
	g := b.m.Names[name]
	if g == nil {
		g = b.m.builtin(name)
		if g == nil {
			if b.implicitName(name) {
				return D
			}
			b.c.undefined(b.m, e, name, b.visible())
			return D
		}
	} else if b.m.BindDeps != nil && g.Kind == BindImported {
		b.m.BindDeps[g.Module] = true
	}
	b.c.resolve(g)
	if k := constBinding(g); k != nil {
		b.info.Folded[e] = k
		return typeOfConst(k)
	}
	if b.fn == nil && !b.inCls {
		if t, ok := b.st.vars[name]; ok && g.Kind == BindDynamic && !g.byGlobal {
			return t
		}
	}
	if b.fn != nil && g.Kind == BindDynamic {
		return Hinted(g.Held())
	}
	return g.Type
}

// implicitName reports names that Python provides without a definition.
func (b *binder) implicitName(name string) bool {
	switch name {
	case "__class__", "__module__", "__qualname__", "__firstlineno__", "__classdict__", "WindowsError":
		return true
	}
	return b.fn != nil && b.fn.hidden[name]
}

// constBinding is the value that reads of a name are replaced with, or nil.
func constBinding(g *Binding) syntax.ConstValue {
	if g.Kind == BindConst && !g.Rebound {
		return g.Const
	}
	if o := g.origin(); g.Kind == BindImported && o.owner == nil && o.Kind == BindConst {
		return o.Const
	}
	return nil
}

// --- conversion into places ---

// assign checks that the value of e, of type t, may go where want is declared, and
// notes the conversion it needs.
func (b *binder) assign(e syntax.Expr, t, want Type) {
	b.convert(e, t, want, func(src, dst string) {
		b.errorf(e, mismatchCode(want, t), "type mismatch: %s cannot be assigned to %s", src, dst)
	})
}

func (b *binder) convert(e syntax.Expr, t, want Type, report func(src, dst string)) {
	fits := assignable(want, t)
	if _, isFloat := b.constOf(e).(syntax.Float); isFloat && PrimKind(want).IsFloat() {
		fits = fitCast
	}
	switch fits {
	case fitYes:
		delete(b.info.Coerce, e)
	case fitCast:
		b.info.Coerce[e] = want
	default:
		delete(b.info.Coerce, e)
		report(mismatchNames(t, want))
	}
}

// mismatchNames shows two types so that their difference can be seen: exactness
// only when the names are equal without it.
func mismatchNames(t, want Type) (string, string) {
	src, dst := t.String(), want.String()
	if l, ok := t.(*Literal); ok && l.IsBool && PrimKind(want) != primitives.None {
		src = "bool"
	}
	if src == dst {
		src, dst = ExactString(t), ExactString(want)
	}
	return src, dst
}

func mismatchCode(want, t Type) diag.Code {
	_, literal := t.(*Literal)
	switch {
	case PrimKind(want) != primitives.None && literal:
		return diag.PrimitiveRange
	case PrimKind(want) != primitives.None:
		return diag.PrimitiveMismatch
	case PrimKind(t) != primitives.None:
		return diag.PrimitiveMisuse
	}
	return diag.TypeMismatch
}

// object demands that a value is no machine value.
func (b *binder) object(e syntax.Expr, t Type, format string, args ...any) bool {
	if PrimKind(t) == primitives.None {
		return true
	}
	b.errorf(e, diag.PrimitiveMisuse, format, args...)
	return false
}

// objectExpr types an expression that must be an object.
func (b *binder) objectExpr(e syntax.Expr) Type {
	t := b.expr(e, nil)
	b.object(e, t, "type mismatch: %s cannot be assigned to dynamic", t)
	return t
}
