package typecheck

import (
	"strings"

	"spc/diag"
	"spc/primitives"
	"spc/symtable"
	"spc/syntax"
)

func (b *binder) ifStmt(s *syntax.If) {
	switch b.c.staticCondition(s.Test) {
	case condTrue:
		b.expr(s.Test, nil)
		b.block(s.Body)
		return
	case condFalse:
		b.expr(s.Test, nil)
		b.block(s.OrElse)
		return
	case condTypeChecking:
		b.expr(s.Test, nil)
		saved := b.st.copy()
		b.block(s.Body) // imports and classes there are known to the checker
		if len(s.OrElse) > 0 {
			b.st = saved
			b.block(s.OrElse)
		}
		return
	}
	f := b.test(s.Test)
	before := b.st
	b.st = before.copy()
	b.apply(f.yes)
	b.block(s.Body)
	then := b.st
	b.st = before
	b.apply(f.no)
	b.block(s.OrElse)
	b.st = join(then, b.st, b.fn == nil)
}

// fixpoint runs a loop's body until the state at its head no longer changes. run
// types one pass; the last one is the one that counts. It returns the loop's early exits.
func (b *binder) fixpoint(run func()) *loopCtx {
	for pass := 0; ; pass++ {
		head := b.st.copy()
		ndiags := len(b.c.diags)
		ctx := &loopCtx{}
		b.loops = append(b.loops, ctx)
		run()
		b.loops = b.loops[:len(b.loops)-1]
		next := join(head, b.st, true)
		next = join(next, ctx.continues, true)
		if head.dead {
			next = head
		}
		if next.same(head) || pass > maxPasses+2 {
			return ctx
		}
		b.c.diags = b.c.diags[:ndiags]
		if pass > maxPasses {
			for k, v := range next.vars {
				if w, ok := head.vars[k]; !ok || !sameTrust(v, w, 0) {
					next.vars[k] = D
				}
			}
			next.refs = nil
		}
		b.st = next
	}
}

func (b *binder) while(s *syntax.While) {
	always := false
	if k, ok := s.Test.(*syntax.Constant); ok {
		always = truthy(k.Value)
	}
	var f facts
	var after *state
	ctx := b.fixpoint(func() {
		f = b.test(s.Test)
		after = b.st.copy()
		b.apply(f.yes)
		b.block(s.Body)
	})
	b.st = after
	b.apply(f.no)
	if always {
		b.st.dead = true
	}
	b.block(s.OrElse)
	b.st = join(b.st, ctx.breaks, true)
}

func truthy(v syntax.ConstValue) bool {
	switch v := v.(type) {
	case syntax.Singleton:
		return v == syntax.ConstTrue
	case syntax.Int:
		return bigOf(v).Sign() != 0
	}
	return false
}

func (b *binder) forStmt(target, iter syntax.Expr, body, orelse []syntax.Stmt, async bool) {
	var elem Type
	if call := b.crange(iter); call != nil {
		elem = b.crangeLoop(call, target)
	} else {
		t := b.expr(iter, nil)
		elem = b.iterate(iter, t, target)
		if async {
			elem = D
		}
	}
	b.info.IterElem[iter] = elem
	entry := b.st.copy()
	ctx := b.fixpoint(func() {
		b.store(target, elem, nil, target)
		b.block(body)
	})
	end := b.st
	b.st = join(entry, end, true)
	b.st = join(b.st, ctx.continues, true)
	b.block(orelse)
	b.st = join(b.st, ctx.breaks, true)
}

// iterate is the type of the elements that a for loop over t gives.
func (b *binder) iterate(iter syntax.Expr, t Type, target syntax.Expr) Type {
	if k := PrimKind(t); k != primitives.None {
		b.errorf(iter, diag.PrimitiveMisuse, "cannot iterate over %s", t)
		return D
	}
	if i, ok := t.(*Instance); ok && i.Class.Generic != nil && len(i.Args) > 0 {
		if i.Class == arrayClass {
			switch target.(type) {
			case *syntax.Tuple, *syntax.List:
				b.errorf(target, diag.PrimitiveMisuse, "cannot unpack multiple values from %s while iterating", t)
				return D
			}
		}
		if i.Class != chklistClass && i.Class != arrayClass {
			b.killRefs()
		}
		return i.Args[0]
	}
	if IsNone(t) {
		b.errorf(iter, diag.OptionalAccess, "'NoneType' object is not iterable")
		return D
	}
	if o, ok := OptionalOf(t); ok && o != nil {
		b.errorf(iter, diag.OptionalAccess, "%s: 'NoneType' object is not iterable", t)
		return D
	}
	b.killRefs()
	if e := ElementType(t); e != nil {
		return Hinted(e)
	}
	return D
}

func (b *binder) try(body []syntax.Stmt, handlers []*syntax.ExceptHandler, orelse, final []syntax.Stmt) {
	entry := b.st.copy()
	whole := &tryCtx{seen: entry.copy()}
	if len(final) > 0 {
		b.tries = append(b.tries, whole)
	}
	tc := &tryCtx{seen: entry.copy()}
	tc.seen.refs = nil
	b.tries = append(b.tries, tc)
	b.block(body)
	b.tries = b.tries[:len(b.tries)-1]
	b.st.refs = nil
	bodyEnd := b.st
	b.block(orelse)
	out := b.st
	wasDead := entry.dead
	_ = bodyEnd
	for _, h := range handlers {
		b.st = tc.seen.copy()
		b.st.dead = wasDead
		b.handler(h)
		out = join(out, b.st, b.fn == nil)
	}
	if len(final) == 0 {
		b.st = out
		return
	}
	b.tries = b.tries[:len(b.tries)-1]
	// What holds after the statement follows from its normal end; the types inside
	// finally must hold for every way into it.
	b.c.muted++
	b.st = out.copy()
	b.st.refs = nil
	b.block(final)
	after := b.st
	b.c.muted--
	all := join(whole.seen, out, false)
	if out.dead {
		all = whole.seen.copy()
	}
	all = all.copy()
	all.dead = wasDead
	all.refs = nil
	b.st = all
	b.block(final)
	if b.st.dead && !wasDead {
		after.dead = true
	}
	b.st = after
}

func (b *binder) handler(h *syntax.ExceptHandler) {
	var t Type = D
	if h.Type != nil {
		ht := b.expr(h.Type, nil)
		b.object(h.Type, ht, "type mismatch: %s cannot be assigned to dynamic", ht)
		if co, ok := ht.(*ClassObj); ok {
			if i, ok := co.Inst.(*Instance); ok {
				t = &Instance{Class: i.Class}
			}
		}
	}
	if h.Name != "" {
		n := &syntax.Name{Range: h.Range, ID: h.Name, Ctx: syntax.Store}
		b.store(n, t, nil, h)
	}
	b.block(h.Body)
	if h.Name != "" {
		if l := b.locals[h.Name]; l != nil {
			l.deleted = true
		}
		delete(b.st.vars, h.Name)
	}
}

func (b *binder) with(items []*syntax.WithItem, body []syntax.Stmt, async bool) {
	swallows := false
	for _, it := range items {
		t := b.expr(it.ContextExpr, nil)
		b.object(it.ContextExpr, t, "type mismatch: %s cannot be assigned to dynamic", t)
		never := !async && b.neverSwallows(t)
		b.info.NeverSwallows[it] = never
		swallows = swallows || !never
		b.killRefs()
		if it.OptionalVars != nil {
			var et Type = D
			if k := classOfValue(t); k != nil && !async {
				if m, _ := k.Lookup("__enter__"); m != nil && m.Method != nil {
					b.c.finishFunc(m.Method)
					et = m.Method.Result()
					if PrimKind(et) != primitives.None {
						et = D
					}
				}
			}
			if et != D && !IsDynamic(et) {
				et = Hinted(et) // the protocol calls it as Python does: unchecked
			}
			b.store(it.OptionalVars, et, nil, it)
		}
	}
	entryDead := b.st.dead
	b.block(body)
	if swallows && !entryDead {
		b.st.dead = false
	}
	b.killRefs()
}

// neverSwallows reports whether __exit__ of t is known to return False.
func (b *binder) neverSwallows(t Type) bool {
	k := classOfValue(t)
	if k == nil {
		return false
	}
	m, _ := k.Lookup("__exit__")
	if m == nil || m.Method == nil {
		return false
	}
	b.c.finishFunc(m.Method)
	switch r := m.Method.Return.(type) {
	case *Literal:
		return r.IsBool && !r.Bool
	case *Instance:
		return IsNone(r)
	}
	return false
}

func (b *binder) match(s *syntax.Match) {
	t := b.expr(s.Subject, nil)
	b.object(s.Subject, t, "type mismatch: %s cannot be assigned to dynamic", t)
	b.killRefs()
	before := b.st.copy()
	out := before.copy() // no case matched
	for _, mc := range s.Cases {
		b.st = before.copy()
		b.pattern(mc.Pattern)
		if mc.Guard != nil {
			f := b.test(mc.Guard)
			b.apply(f.yes)
		}
		b.block(mc.Body)
		if irrefutable(mc) {
			out.dead = true
		}
		out = join(out, b.st, b.fn == nil)
	}
	b.st = out
}

// irrefutable reports whether a case always matches.
func irrefutable(mc *syntax.MatchCase) bool {
	if mc.Guard != nil {
		return false
	}
	as, ok := mc.Pattern.(*syntax.MatchAs)
	return ok && as.Pattern == nil
}

func (b *binder) pattern(p syntax.Pattern) {
	syntax.Inspect(p, func(n syntax.Node) bool {
		if e, ok := n.(syntax.Expr); ok {
			b.objectExpr(e)
			return false
		}
		for _, name := range captured(n) {
			target := &syntax.Name{Range: n.Span(), ID: name, Ctx: syntax.Store}
			if l := b.locals[name]; l != nil && !IsDynamic(l.Declared) {
				b.store(target, D, nil, n)
				continue
			}
			b.store(target, D, nil, n)
		}
		return true
	})
}

// --- definitions ---

func (b *binder) def(n syntax.Node, name string, decorators []syntax.Expr) {
	for _, d := range decorators {
		t := b.expr(d, nil)
		b.object(d, t, "decorator cannot be a primitive")
	}
	f := b.c.funcs[n]
	if f == nil {
		f = newFunc(b.m, nil, n)
		f.Nested = b.fn != nil
		f.hidden = b.hiddenForNested()
		if b.inCls {
			f.Class = b.class
		}
		b.c.funcs[n] = f
	}
	b.annotationsEvaluated(n)
	b.bindFunction(f, n)
	switch {
	case b.inCls:
		b.st.vars[name] = D
	case b.fn != nil:
		b.defineLocal(n, name)
	default:
		if g := b.m.Names[name]; g != nil {
			b.checkFinal(g, n)
		}
		b.setVar(name, D)
	}
	b.killRefs()
}

func (b *binder) hiddenForNested() map[string]bool {
	if b.fn == nil {
		return nil
	}
	return b.hidden()
}

func (b *binder) checkFinal(g *Binding, n syntax.Node) {
	if g.final && g.Node != n {
		b.errorf(n, diag.FinalReassigned, "Cannot assign to a Final variable")
	}
}

// defineLocal binds the name of a nested function or class.
func (b *binder) defineLocal(n syntax.Node, name string) {
	if b.kind(name) != nameLocal {
		return
	}
	l := b.locals[name]
	switch {
	case l == nil:
		b.locals[name] = &Local{Name: name, Declared: D, Captured: b.captured[name], node: n}
	case !IsDynamic(l.Declared) && l.node != n:
		b.errorf(n, diag.Redefinition, "Cannot redefine local variable %s", name)
	}
	b.setVar(name, D)
}

// annotationsEvaluated looks at the annotations that Python evaluates when the function is defined.
func (b *binder) annotationsEvaluated(n syntax.Node) {
	p := partsOf(n)
	a := p.args
	for _, list := range [][]*syntax.Arg{a.PosOnlyArgs, a.Args, {a.VarArg}, a.KwOnlyArgs, {a.KwArg}} {
		for _, arg := range list {
			if arg != nil {
				b.noPrimitive(arg.Annotation, "argument annotation cannot be a primitive")
			}
		}
	}
	b.noPrimitive(p.returns, "return annotation cannot be a primitive")
}

// noPrimitive reports an annotation that is the name of a machine value.
func (b *binder) noPrimitive(annotation syntax.Expr, message string) {
	n, ok := annotation.(*syntax.Name)
	if ok && b.kind(n.ID) == nameLocal && PrimKind(b.st.vars[n.ID]) != primitives.None {
		b.errorf(n, diag.PrimitiveMisuse, "%s", message)
	}
}

func (b *binder) classDef(s *syntax.ClassDef) {
	for _, d := range s.DecoratorList {
		t := b.expr(d, nil)
		b.object(d, t, "decorator cannot be a primitive")
	}
	for _, e := range s.Bases {
		t := b.expr(e, nil)
		b.object(e, t, "class base cannot be a primitive")
	}
	for _, kw := range s.Keywords {
		t := b.expr(kw.Value, nil)
		b.object(kw.Value, t, "class kwarg cannot be a primitive")
	}
	k := b.c.classes[s]
	if k == nil {
		k = b.c.newUserClass(b.m, nil, s, false)
		k.local = b.fn != nil
		k.hidden = b.hiddenForNested()
		k.dynamic("it is defined in a function")
	}
	b.c.classBody(k)
	if k.Dataclass != nil && k.DynamicBase {
		b.perf(s, diag.SlowDataclass, "Dataclass %s has a dynamic base. Convert all of its bases to Static Python to resolve dataclass at compile time.", k.Name)
	}
	b.info.Classes[s] = k
	cb := &binder{c: b.c, m: b.m, info: b.info, class: k, inCls: true, outer: b, scope: b.m.table.ScopeOf(s), st: newState(),
		locals: map[string]*Local{}, captured: map[string]bool{}, queue: b.queue}
	if cb.scope != nil {
		if b.fn != nil {
			cb.fnAround = b.fn
		}
		cb.block(s.Body)
	}
	switch {
	case b.inCls:
		b.st.vars[s.Name] = D
	case b.fn != nil:
		b.defineLocal(s, s.Name)
	default:
		if g := b.m.Names[s.Name]; g != nil {
			b.checkFinal(g, s)
		}
		b.setVar(s.Name, D)
	}
	b.killRefs()
}

// --- imports ---

func (b *binder) importStmt(s *syntax.Import) {
	b.killRefs()
	for _, a := range s.Names {
		name, mod := a.AsName, a.Name
		if name == "" {
			name, _, _ = strings.Cut(a.Name, ".")
			mod = name
		}
		if a.Name == "" {
			b.errorf(s, diag.BadImport, "empty module name in import")
		}
		b.bindImport(name, &ModuleValue{Name: mod, Module: b.c.module(mod)}, s)
		b.c.module(a.Name)
	}
}

func (b *binder) importFrom(s *syntax.ImportFrom) {
	b.killRefs()
	if b.fn == nil && !b.inCls {
		for _, a := range s.Names {
			name := a.Name
			if a.AsName != "" {
				name = a.AsName
			}
			if g := b.m.Names[name]; g != nil {
				b.checkFinal(g, s)
				b.c.resolve(g)
				b.setVar(name, g.Type)
			}
		}
		return
	}
	d := &declarer{c: b.c, m: b.m}
	mod, ok := d.absolute(s)
	if !ok {
		return
	}
	if b.m.BindDeps != nil {
		b.m.BindDeps[mod] = true
	}
	for _, a := range s.Names {
		name := a.Name
		if a.AsName != "" {
			name = a.AsName
		}
		tmp := &Binding{Name: name, Kind: BindImported, Module: mod, fromImport: a.Name, alias: a, owner: b.m}
		b.c.resolve(tmp)
		b.bindImport(name, tmp.Type, s)
	}
}

func (b *binder) bindImport(name string, t Type, s syntax.Stmt) {
	switch {
	case b.inCls:
		b.st.vars[name] = t
	case b.fn == nil:
		if g := b.m.Names[name]; g != nil {
			b.checkFinal(g, s)
			b.c.resolve(g)
			t = g.Type
		}
		b.setVar(name, t)
	case b.kind(name) == nameLocal:
		l := b.locals[name]
		switch {
		case l == nil:
			b.locals[name] = &Local{Name: name, Declared: D, Captured: b.captured[name], node: s}
		case !IsDynamic(l.Declared) && l.node != s:
			b.errorf(s, diag.Redefinition, "Cannot redefine local variable %s", name)
		}
		b.setVar(name, t)
	}
}

// scopeOfLambda is the scope that a lambda or comprehension opens.
func (b *binder) scopeOf(n syntax.Node) *symtable.Scope { return b.m.table.ScopeOf(n) }
