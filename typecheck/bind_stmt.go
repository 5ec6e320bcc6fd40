package typecheck

import (
	"spc/diag"
	"spc/primitives"
	"spc/syntax"
)

// maxPasses bounds the trial passes over a loop's body; then what still changes is
// Dynamic.
const maxPasses = 12

func (b *binder) stmt(s syntax.Stmt) {
	if b.c.dead[s] {
		return
	}
	switch s := s.(type) {
	case *syntax.ExprStmt:
		b.exprStmt(s)
	case *syntax.Assign:
		b.assignStmt(s)
	case *syntax.AnnAssign:
		b.annAssign(s)
	case *syntax.AugAssign:
		b.augAssign(s)
	case *syntax.Return:
		b.returnStmt(s)
	case *syntax.If:
		b.ifStmt(s)
	case *syntax.While:
		b.while(s)
	case *syntax.For:
		b.forStmt(s.Target, s.Iter, s.Body, s.OrElse, false)
	case *syntax.AsyncFor:
		b.forStmt(s.Target, s.Iter, s.Body, s.OrElse, true)
	case *syntax.Try:
		b.try(s.Body, s.Handlers, s.OrElse, s.FinalBody)
	case *syntax.TryStar:
		b.try(s.Body, s.Handlers, s.OrElse, s.FinalBody)
	case *syntax.With:
		b.with(s.Items, s.Body, false)
	case *syntax.AsyncWith:
		b.with(s.Items, s.Body, true)
	case *syntax.Match:
		b.match(s)
	case *syntax.Raise:
		if s.Exc != nil {
			b.objectExpr(s.Exc)
		}
		if s.Cause != nil {
			b.objectExpr(s.Cause)
		}
		b.st.dead = true
	case *syntax.Assert:
		f := b.test(s.Test)
		if s.Msg != nil {
			saved := b.st.copy()
			b.apply(f.no)
			t := b.expr(s.Msg, nil)
			b.object(s.Msg, t, "assert message cannot be a primitive")
			b.st = saved
		}
		b.info.Asserted[s] = narrowed(s.Test, f.yes)
		b.apply(f.yes)
	case *syntax.Delete:
		for _, t := range s.Targets {
			b.del(t)
		}
	case *syntax.Break:
		if n := len(b.loops); n > 0 {
			l := b.loops[n-1]
			l.breaks = join(l.breaks, b.st.copy(), true)
		}
		b.st.dead = true
	case *syntax.Continue:
		if n := len(b.loops); n > 0 {
			l := b.loops[n-1]
			l.continues = join(l.continues, b.st.copy(), true)
		}
		b.st.dead = true
	case *syntax.FunctionDef:
		b.def(s, s.Name, s.DecoratorList)
	case *syntax.AsyncFunctionDef:
		b.def(s, s.Name, s.DecoratorList)
	case *syntax.ClassDef:
		b.classDef(s)
	case *syntax.Import:
		b.importStmt(s)
	case *syntax.ImportFrom:
		b.importFrom(s)
	case *syntax.TypeAlias:
		if n, ok := s.Name.(*syntax.Name); ok {
			b.setVar(n.ID, D)
		}
	case *syntax.Global, *syntax.Nonlocal, *syntax.Pass:
	}
}

func (b *binder) exprStmt(s *syntax.ExprStmt) {
	b.expr(s.Value, nil)
}

// --- assignment ---

func (b *binder) assignStmt(s *syntax.Assign) {
	var want Type
	for _, t := range s.Targets {
		if d := b.declaredType(t); d != nil && (want == nil || assignable(want, d) == fitYes && !sameType(want, d)) {
			want = d
		}
	}
	t := b.expr(s.Value, want)
	for _, target := range s.Targets {
		b.store(target, t, s.Value, s)
	}
}

// declaredType is the type that a target demands, nil when it demands none.
func (b *binder) declaredType(e syntax.Expr) Type {
	switch e := e.(type) {
	case *syntax.Name:
		switch b.kind(e.ID) {
		case nameLocal:
			if l := b.locals[e.ID]; l != nil && !IsDynamic(l.Declared) {
				return l.Declared
			}
		case nameGlobal:
			if g := b.m.Names[e.ID]; g != nil {
				b.c.resolve(g)
				if g.declared != nil && !IsDynamic(g.declared) {
					return g.declared
				}
			}
		}
	case *syntax.Attribute:
		b.c.muted++
		t := b.quietExpr(e.Value)
		b.c.muted--
		a, typ, _ := b.attrOf(t, e.Attr, e)
		if a != nil && a.Kind != AttrDynamic && typ != nil && !IsDynamic(a.Type) {
			return a.Type
		}
	case *syntax.Subscript:
		b.c.muted++
		t := b.quietExpr(e.Value)
		b.c.muted--
		if i, ok := t.(*Instance); ok && i.Class.Generic != nil && len(i.Args) > 0 {
			return i.Args[len(i.Args)-1]
		}
	}
	return nil
}

// quietExpr is the type of a simple receiver, without effects on the state.
func (b *binder) quietExpr(e syntax.Expr) Type {
	switch e := e.(type) {
	case *syntax.Name:
		return b.loadName(e)
	case *syntax.Attribute:
		t := b.quietExpr(e.Value)
		if n, ok := e.Value.(*syntax.Name); ok {
			if r, ok := b.st.refs[refKey{n.ID, e.Attr}]; ok {
				return r
			}
		}
		_, typ, _ := b.attrOf(t, e.Attr, e)
		if typ != nil {
			return typ
		}
	case *syntax.Subscript:
		if i, ok := b.quietExpr(e.Value).(*Instance); ok && i.Class.Generic != nil && len(i.Args) > 0 {
			return i.Args[len(i.Args)-1]
		}
	}
	return D
}

// store puts a value of type t into a target. value is the expression it comes
// from, nil when it has none of its own (unpacking, for, with).
func (b *binder) store(target syntax.Expr, t Type, value syntax.Expr, s syntax.Node) {
	switch e := target.(type) {
	case *syntax.Name:
		b.storeName(e, t, value, s)
	case *syntax.Attribute:
		b.storeAttr(e, t, value)
	case *syntax.Subscript:
		b.storeSubscript(e, t, value)
	case *syntax.Starred:
		b.store(e.Value, instListExact, nil, s)
	case *syntax.Tuple:
		b.unpack(e.Elts, t, value, s)
		b.info.Types[e] = t
	case *syntax.List:
		b.unpack(e.Elts, t, value, s)
		b.info.Types[e] = t
	}
}

// place converts a value for a place of type want: at the value's expression, or at
// the target when the value has none.
func (b *binder) place(target, value syntax.Expr, t, want Type) {
	if value != nil {
		b.assign(value, t, want)
		return
	}
	b.convert(target, t, want, func(src, dst string) {
		b.errorf(target, mismatchCode(want, t), "type mismatch: %s cannot be assigned to %s", src, dst)
	})
}

func (b *binder) unpack(targets []syntax.Expr, t Type, value syntax.Expr, s syntax.Node) {
	var elts []syntax.Expr
	switch v := value.(type) {
	case *syntax.Tuple:
		elts = v.Elts
	case *syntax.List:
		elts = v.Elts
	}
	starred := false
	for _, x := range append(append([]syntax.Expr{}, targets...), elts...) {
		if _, ok := x.(*syntax.Starred); ok {
			starred = true
		}
	}
	if elts != nil && len(elts) == len(targets) && !starred {
		for i, x := range targets {
			b.store(x, b.info.TypeOf(elts[i]), elts[i], s)
		}
		return
	}
	if value != nil {
		b.object(value, t, "type mismatch: %s cannot be assigned to dynamic", t)
	}
	var args []Type
	if i, ok := Trust(t).(*Instance); ok && i.Class == tupleClass && len(i.Args) == len(targets) && !starred {
		args = i.Args
	}
	elem := ElementType(t)
	for i, x := range targets {
		et := Hinted(elem)
		if args != nil {
			et = Hinted(args[i])
		}
		b.store(x, et, nil, s)
	}
	b.killRefs()
}

func (b *binder) storeName(e *syntax.Name, t Type, value syntax.Expr, s syntax.Node) {
	name := e.ID
	switch b.kind(name) {
	case nameGlobal:
		b.storeGlobal(e, t, value, s)
		return
	case nameFree:
		b.place(e, value, t, D)
		b.info.Types[e] = D
		return
	}
	if b.inOverlay(name) {
		b.place(e, value, t, D)
		b.info.Types[e] = t
		b.setVar(name, t)
		return
	}
	l := b.locals[name]
	if l == nil {
		l = &Local{Name: name, Declared: D, Captured: b.captured[name], node: s}
		b.locals[name] = l
		if PrimKind(t) != primitives.None {
			l.Declared = t
			if l.Captured {
				b.errorf(e, diag.PrimitiveMisuse, "cannot use primitives in global or closure scope")
				l.Declared = D
			}
			if b.inCls {
				b.errorf(e, diag.PrimitiveMisuse, "type mismatch: %s cannot be assigned to dynamic", t)
				l.Declared = D
			}
		}
	}
	since := len(b.c.diags)
	if l.final && l.node != s {
		b.errorf(e, diag.FinalReassigned, "Cannot assign to a Final variable")
	}
	b.place(e, value, t, l.Declared)
	if l.node != s {
		b.c.because(since, b.m, l.node, "%s is declared here", name)
	}
	b.info.Types[e] = l.Declared
	if b.inCls {
		b.st.vars[name] = t
		return
	}
	b.setVar(name, b.localType(t, l.Declared))
}

func (b *binder) inOverlay(name string) bool {
	for _, o := range b.overlay {
		if o[name] {
			return true
		}
	}
	return false
}

// localType is what a variable is known to hold after a value of type t has been
// brought to its declared type.
func (b *binder) localType(t, declared Type) Type {
	if PrimKind(declared) != primitives.None || PrimKind(t) != primitives.None {
		return declared
	}
	if IsDynamic(declared) {
		if d, ok := declared.(*Dynamic); ok && d.Hint != nil && IsDynamic(t) {
			return declared
		}
		return t
	}
	switch assignable(declared, t) {
	case fitYes:
		return rememberArgs(t, declared)
	}
	return declared
}

// rememberArgs gives a plain container display the type arguments of the place it
// is stored in: what is trusted of the place is trusted of the value.
func rememberArgs(t, declared Type) Type {
	i, ok := t.(*Instance)
	if !ok || i.Class.Generic != nil || i.Class.Typing {
		return t
	}
	if o, ok := OptionalOf(declared); ok {
		declared = o
	}
	if d, ok := declared.(*Instance); ok && d.Class == i.Class && len(d.Args) > 0 {
		return &Instance{Class: i.Class, Exact: i.Exact, Args: d.Args}
	}
	return t
}

func (b *binder) storeGlobal(e *syntax.Name, t Type, value syntax.Expr, s syntax.Node) {
	name := e.ID
	g := b.m.Names[name]
	if g == nil {
		b.place(e, value, t, D)
		return
	}
	b.c.resolve(g)
	if PrimKind(t) != primitives.None {
		b.errorf(e, diag.PrimitiveMisuse, "cannot use primitives in global or closure scope")
		return
	}
	since := len(b.c.diags)
	switch {
	case g.final && g.Node != s:
		b.errorf(e, diag.FinalReassigned, "Cannot assign to a Final variable")
		b.c.because(since, b.m, g.Node, "%s is declared here", name)
		return
	case g.final:
		return
	case g.declared != nil:
		b.place(e, value, t, g.declared)
		b.c.because(since, b.m, g.Node, "%s is declared here", name)
		b.info.Types[e] = g.declared
		return
	}
	b.info.Types[e] = D
	if g.Kind == BindClass || g.Kind == BindFunc || g.Kind == BindImported || g.Kind == BindModule {
		b.place(e, value, t, D)
		return
	}
	if b.fn == nil && !b.inCls {
		if g.inferred && g.moduleType == nil && g.Node == s {
			g.moduleType = inexact(t)
			if !isValueType(g.moduleType) {
				g.moduleType = D
			}
		} else if g.moduleType != nil && g.Node != s {
			b.place(e, value, t, g.moduleType)
			b.c.because(since, b.m, g.Node, "%s gets its type from its first value", name)
			if assignable(g.moduleType, t) != fitYes {
				t = g.moduleType
			}
		}
		b.setVar(name, t)
		return
	}
	b.place(e, value, t, D)
}

// isValueType reports whether a type may be the fixed type of a module variable.
func isValueType(t Type) bool {
	switch t := t.(type) {
	case *Instance:
		return !IsNone(t)
	case *Literal:
		return true
	}
	return false
}

func (b *binder) annAssign(s *syntax.AnnAssign) {
	switch target := s.Target.(type) {
	case *syntax.Name:
		switch {
		case b.fn != nil && b.kind(target.ID) == nameLocal:
			b.declareLocal(s, target)
		case b.inCls:
			b.classField(s, target)
		default:
			b.annGlobal(s, target)
		}
	case *syntax.Attribute:
		_, a := b.target(target)
		ann := b.c.annotation(b.annScope(), s.Annotation)
		if ann.Final && !(b.fn != nil && b.fn.Name == "__init__" && selfAttr(target, b.firstArg) != "") {
			b.errorf(s.Annotation, diag.BadAnnotation, "Final annotation is only valid in initial declaration of attribute or module-level constant")
		}
		want := ann.Type
		if a != nil && a.Kind != AttrDynamic {
			want = a.Type
		}
		if s.Value == nil {
			return
		}
		if a != nil && a.Field != nil && a.Field.Node != s && b.fn != nil && b.fn.Name == "__init__" && selfAttr(target, b.firstArg) != "" {
			b.assign(s.Value, b.expr(s.Value, ann.Type), ann.Type) // a second declaration, which is reported already
			return
		}
		t := b.expr(s.Value, want)
		if a == nil || a.Kind == AttrDynamic {
			b.assign(s.Value, t, ann.Type)
		}
		b.storeAttr(target, t, s.Value)
	default:
		if s.Value != nil {
			b.store(target, b.expr(s.Value, nil), s.Value, s)
		}
	}
}

func (b *binder) annGlobal(s *syntax.AnnAssign, target *syntax.Name) {
	g := b.m.Names[target.ID]
	if g == nil {
		return
	}
	b.c.resolve(g)
	want := g.declared
	switch {
	case g.Node == s:
	case g.final:
		b.errorf(s, diag.FinalReassigned, "Cannot assign to a Final variable")
	case g.Kind == BindVar:
		b.errorf(s, diag.Redefinition, "Cannot redefine local variable %s", target.ID)
	}
	if g.Node != s || want == nil && g.Kind == BindDynamic {
		ann := b.c.annotation(b.annScope(), s.Annotation)
		if b.fn != nil && ann.Final || g.Node != s && ann.Final && g.shadow {
			b.errorf(s.Annotation, diag.BadAnnotation, "Final annotation is only valid in initial declaration of attribute or module-level constant")
		}
		want = ann.Type
	}
	b.info.Types[target] = g.Type
	if s.Value == nil {
		return
	}
	t := b.expr(s.Value, want)
	if want != nil {
		b.assign(s.Value, t, want)
	} else {
		b.assign(s.Value, t, D)
	}
	if PrimKind(t) != primitives.None {
		return
	}
	if g.Kind == BindFinal && want == nil {
		if f, ok := t.(*FuncType); ok {
			g.Type, g.Func = f, f
		} else if IsDynamic(g.Type) {
			g.Type = inexact(t)
		}
	}
	b.setVar(target.ID, t)
}

// declareLocal handles "x: T" and "x: T = v" in a function.
func (b *binder) declareLocal(s *syntax.AnnAssign, target *syntax.Name) {
	name := target.ID
	b.noPrimitive(s.Annotation, "annotation can not be a primitive value")
	a := b.c.annotation(b.annScope(), s.Annotation)
	if u, ok := a.Type.(*Unbound); ok && u.Name == "..." {
		a.Type = D
	}
	if a.ClassVar {
		b.errorf(s.Annotation, diag.BadAnnotation, "ClassVar is allowed only in class attribute annotations. Class Finals are inferred ClassVar; do not nest with Final.")
	}
	if a.InitVar {
		b.errorf(s.Annotation, diag.BadAnnotation, "InitVar is allowed only in class attribute annotations.")
	}
	l := b.locals[name]
	switch {
	case l == nil:
		l = &Local{Name: name, Declared: a.Type, Captured: b.captured[name], node: s, typed: true}
		b.locals[name] = l
	case l.node == s:
	case IsDynamic(l.Declared) && IsDynamic(a.Type) && l.typed:
	case l.final:
		b.errorf(s, diag.FinalReassigned, "Cannot assign to a Final variable")
	default:
		since := len(b.c.diags)
		b.errorf(s, diag.Redefinition, "Cannot redefine local variable %s", name)
		b.c.because(since, b.m, l.node, "%s is declared here", name)
		if s.Value != nil {
			b.assign(s.Value, b.expr(s.Value, a.Type), a.Type)
		}
		return
	}
	if l.node == s {
		l.final = a.Final
	}
	if l.Captured {
		if PrimKind(a.Type) != primitives.None && l.node == s {
			b.errorf(s, diag.PrimitiveMisuse, "cannot use primitives in global or closure scope")
		}
	}
	b.info.Types[target] = l.Declared
	if s.Value == nil {
		if a.Final && !a.Bare {
			b.errorf(s, diag.FinalReassigned, "Must assign a value when declaring a Final")
		}
		return
	}
	want := l.Declared
	if a.Bare {
		want = nil
	}
	t := b.expr(s.Value, want)
	if a.Bare && a.Final {
		if l.node == s {
			l.Declared = inexact(t)
			if PrimKind(t) == primitives.None && !isValueType(t) {
				l.Declared = D
			}
		}
	} else {
		b.assign(s.Value, t, l.Declared)
	}
	b.setVar(name, b.localType(t, l.Declared))
}

func (b *binder) annScope() *annScope {
	s := &annScope{m: b.m, class: b.class}
	if b.fn != nil {
		s.hidden = b.hidden()
	}
	if b.inCls {
		s.hidden = b.class.hidden
	}
	return s
}

// hidden lists the names of this function and those around it that annotations
// inside must not look up in the module.
func (b *binder) hidden() map[string]bool {
	if b.hiddenNames != nil {
		return b.hiddenNames
	}
	out := map[string]bool{}
	for x := b; x != nil; x = x.outer {
		if x.fn == nil || x.fn.Node == nil {
			continue
		}
		for n := range localsOf(x.fn) {
			out[n] = true
		}
		for _, p := range partsOf(x.fn.Node).typeParams {
			out[p.ParamName()] = true
		}
		for n := range x.fn.hidden {
			out[n] = true
		}
	}
	b.hiddenNames = out
	return out
}

// classField binds an annotated name of a class body.
func (b *binder) classField(s *syntax.AnnAssign, target *syntax.Name) {
	var want Type = D
	if m := b.class.Members[mangled(b.class, target.ID)]; m != nil {
		switch {
		case m.Field != nil && m.Field.Node == s:
			want = m.Field.Type
		case m.Var != nil && m.Var.Node == s:
			want = m.Var.Type
		}
	}
	b.info.Types[target] = want
	if s.Value == nil {
		return
	}
	if b.class.Dataclass != nil {
		if call := isFieldCall(b.c, b.class, s.Value); call != nil {
			for _, kw := range call.Keywords {
				t := b.expr(kw.Value, want)
				if kw.Arg == "default" {
					b.assign(kw.Value, t, want)
				}
			}
			b.info.Types[call] = D
			b.st.vars[target.ID] = D
			return
		}
	}
	t := b.expr(s.Value, want)
	b.assign(s.Value, t, want)
	b.st.vars[target.ID] = t
}

func (b *binder) del(t syntax.Expr) {
	switch t := t.(type) {
	case *syntax.Name:
		switch b.kind(t.ID) {
		case nameLocal:
			if l := b.locals[t.ID]; l != nil {
				if PrimKind(l.Declared) != primitives.None {
					b.errorf(t, diag.PrimitiveMisuse, "deleting primitives not supported")
				}
				l.deleted = true
			} else {
				b.locals[t.ID] = &Local{Name: t.ID, Declared: D, Captured: b.captured[t.ID], node: t, deleted: true}
			}
			delete(b.st.vars, t.ID)
			b.killName(t.ID)
		case nameGlobal:
			if g := b.m.Names[t.ID]; g != nil && g.final {
				b.errorf(t, diag.FinalReassigned, "Cannot assign to a Final variable")
			}
			delete(b.st.vars, t.ID)
		}
	case *syntax.Attribute:
		b.delAttr(t)
	case *syntax.Subscript:
		b.subscript(t, nil)
	case *syntax.Tuple:
		for _, x := range t.Elts {
			b.del(x)
		}
	case *syntax.List:
		for _, x := range t.Elts {
			b.del(x)
		}
	}
	b.killRefs()
}

func (b *binder) returnStmt(s *syntax.Return) {
	if b.fn == nil {
		if s.Value != nil {
			b.expr(s.Value, nil)
		}
		b.st.dead = true
		return
	}
	ret := b.fn.Return
	if b.fn.Generator || b.fn.DynamicReturn {
		ret = D
	}
	if s.Value == nil {
		if !b.fn.Generator && !IsDynamic(ret) && (PrimKind(ret) != primitives.None || !mayBeNone(ret)) {
			b.errorf(s, diag.ReturnMismatch, "Function has declared return type '%s' but can implicitly return None.", ret)
		}
		b.st.dead = true
		return
	}
	t := b.expr(s.Value, ret)
	since := len(b.c.diags)
	defer func() {
		if p := partsOf(b.fn.Node); p.returns != nil {
			b.c.because(since, b.m, p.returns, "the return type is declared here")
		}
	}()
	if b.fn.Generator {
		b.object(s.Value, t, "mismatched types: expected dynamic because of return type, found %s instead", t)
	} else {
		b.convert(s.Value, t, ret, func(src, dst string) {
			b.errorf(s.Value, diag.ReturnMismatch, "mismatched types: expected %s because of return type, found %s instead", dst, src)
		})
	}
	b.st.dead = true
}
