package lower

import (
	"slices"
	"sort"

	"spc/hir"
	"spc/primitives"
	"spc/rt"
	"spc/syntax"
	"spc/typecheck"
)

// Functions and classes of static modules.

// declareAll makes the hir functions of what can be called directly before any body is built, because bodies
// mention functions that are defined further down.
func (w *world) declareAll() {
	for n, ft := range w.info.Funcs {
		if callable(n, ft) {
			w.funcs[ft] = &hir.Func{Name: ft.Qualname, Module: w.mod}
			w.nodes[n] = ft
		}
	}
	for ft, f := range w.funcs {
		f.Sig = w.signature(ft)
	}
}

// callable reports whether ft is a function of the module or a method of one of its classes that stays what its
// definition says, so that calls can go to its body.
func callable(n syntax.Node, ft *typecheck.FuncType) bool {
	if _, lambda := n.(*syntax.Lambda); lambda || ft == nil {
		return false
	}
	if ft.Class != nil && (ft.Class.Dynamic || ft.Class.Layout == nil) {
		return false
	}
	return !ft.Nested && !ft.Decorated && !ft.Overload && !ft.DoNotCompile && ft.Native == "" && ft.Property == nil &&
		!ft.ClassMethod && !ft.CachedProperty && len(ft.ContextDecorators) == 0
}

// declared gives the function that declareAll made for a node; nil for others and in dynamic modules.
func (w *world) declared(n syntax.Node) *hir.Func {
	if w == nil || n == nil {
		return nil
	}
	return w.funcs[w.nodes[n]]
}

// sign gives f the machine signature that the checker's types allow; false when it has none of its own. names are the
// parameters in the frame's order, which differs from that of the source where keyword-only ones follow *args.
func (w *world) sign(f *hir.Func, n syntax.Node, names []string) bool {
	if w == nil {
		return false
	}
	ft := w.info.Funcs[n]
	if ft == nil || ft.DoNotCompile || len(ft.Params) != len(names) {
		return false
	}
	for i, p := range ft.Params {
		if p.Name != names[i] {
			if w.funcs[ft] != nil {
				f.Sig.Params = nil // the frame has another order: called through the entry alone
			}
			return false
		}
	}
	f.Sig = w.signature(ft)
	f.PyParams.Checks = w.checks(ft)
	return true
}

// finish completes what bodies have asked for: method tables, and the numbers of the module's classes.
func (w *world) finish() {
	w.bindImplementations()
}

// passResult brings a returned value to the representation of the function's result.
func (b *fn) passResult(n syntax.Node, v *hir.Value) *hir.Value {
	if b.f.Kind != hir.Plain {
		return b.box(n, v)
	}
	r := b.f.Sig.Result
	if v.Rep != rt.Obj || r == rt.Obj || r == rt.Tag {
		return b.pass(n, v, r)
	}
	if v.Type.IsNone() { // the end of a function that always returns before
		return unboundIn(b, r)
	}
	return b.pass(n, v, r)
}

func unboundIn(b *fn, r rt.Rep) *hir.Value { return b.cur.Add(unbound(b.f, r)) }

// iterElement is an item that iterating over e gave, held to what is trusted of e's elements.
func (b *fn) iterElement(e syntax.Expr, item *hir.Value) *hir.Value {
	if b.m.w == nil {
		return item
	}
	t := b.m.w.info.IterElem[e]
	if t == nil {
		return item
	}
	return b.element(e, item, t)
}

// coerceTargets checks values that are unpacked into typed targets.
func (b *fn) coerceTargets(targets []syntax.Expr, items []*hir.Value) {
	for i, t := range targets {
		items[i] = b.coerce(t, items[i])
	}
}

// staticAugAssign handles x op= e where x is a machine value or a typed slot; false for others.
func (b *fn) staticAugAssign(s *syntax.AugAssign, kind int64) bool {
	op := b.m.w.info.AugOps[s]
	switch t := s.Target.(type) {
	case *syntax.Name:
		old := b.expr(readOf(t))
		v := b.augmented(s, op, kind, old)
		b.store(t, t.ID, b.coerce(t, v))
		return true
	case *syntax.Attribute:
		o := b.expr(t.Value)
		f, a := b.field(t, o)
		if f == nil || f.HasDefault {
			b.setattr(t, o, t.Attr, b.augmented(s, nil, kind, b.getattr(t, o, t.Attr)))
			return true
		}
		load := b.f.NewValue(hir.OpLoadField, f.Rep, f.Type, o)
		load.Aux, load.Loc = f, b.loc(t)
		old := b.receive(t, b.add(load), a.Field.Type)
		b.setattr(t, o, t.Attr, b.augmented(s, op, kind, old))
		return true
	case *syntax.Subscript:
		return op != nil && b.arrayAugAssign(s, t, op)
	}
	return false
}

func (b *fn) augmented(s *syntax.AugAssign, op *typecheck.PrimOp, kind int64, old *hir.Value) *hir.Value {
	if op == nil {
		return b.opInt(s, hir.OpBinary, obj, kind, old, b.box(s, b.expr(s.Value)))
	}
	x := b.toMachine(s, old, op.Operand.Rep())
	return b.toMachine(s, b.machineOp(s, op, x, b.machineOperand(s.Value, op.Operand)), op.Result.Rep())
}

// staticClass makes a class whose instances have typed slots; nil for classes that stay dynamic.
func (b *fn) staticClass(s *syntax.ClassDef) *hir.Value {
	if b.m.w == nil || len(s.Keywords) > 0 || hasStar(s.Bases) || len(s.TypeParams) > 0 {
		return nil
	}
	ct := b.m.w.info.Classes[s]
	if ct == nil || ct.Dynamic || ct.Layout == nil {
		return nil
	}
	class := b.m.w.class(ct)
	if class == nil || class.External || slices.Contains(b.m.hir.Classes, class) {
		return nil
	}
	class.Index = len(b.m.hir.Classes)
	b.m.hir.Classes = append(b.m.hir.Classes, class)
	f := b.m.function(b, s, s, s.Name, func(g *fn) { g.classBody(s) })
	if f == nil {
		return b.lost(s)
	}
	body := b.makeFunction(s, f, b.null(), b.null(), b.null())
	bases := b.exprs(s.Bases)
	return b.rt(s, "static_class", append([]*hir.Value{b.i32(int64(class.Index)), body, b.konst(s.Name)}, bases...)...)
}

// enumeration makes a class known that Python made as it makes any, so that values can be checked to be of it.
func (b *fn) enumeration(s *syntax.ClassDef, v *hir.Value) {
	if b.m.w == nil {
		return
	}
	ct := b.m.w.info.Classes[s]
	if ct == nil || ct.Dynamic || ct.Enum == nil {
		return
	}
	class := b.m.w.class(ct)
	class.Index = len(b.m.hir.Classes)
	b.m.hir.Classes = append(b.m.hir.Classes, class)
	b.rt(s, "adopt_plain", b.i32(int64(class.Index)), v)
}

// restoreSlots puts back the typed slots that a dataclass decorator replaced by the defaults of field(...).
func (b *fn) restoreSlots(s *syntax.ClassDef) {
	if b.m.w == nil {
		return
	}
	ct := b.m.w.info.Classes[s]
	if ct == nil || ct.Dataclass == nil {
		return
	}
	if class := b.m.w.classes[ct]; class != nil && slices.Contains(b.m.hir.Classes, class) {
		b.rt(s, "restore_slots", b.i32(int64(class.Index)))
	}
}

// finalMethods lists the final methods of a static class, sorted.
func (b *fn) finalMethods(s *syntax.ClassDef) hir.ConstTuple {
	if b.m.w == nil {
		return nil
	}
	ct := b.m.w.info.Classes[s]
	if ct == nil {
		return nil
	}
	var names []string
	for name, m := range ct.Members {
		if m.Method != nil && m.Method.Final {
			names = append(names, name)
		}
	}
	sort.Strings(names)
	var out hir.ConstTuple
	for _, n := range names {
		out = append(out, n)
	}
	return out
}

// primOf is the machine type of an expression's verdict, or None.
func (b *fn) primOf(e syntax.Expr) primitives.Kind { return typecheck.PrimKind(b.m.w.info.TypeOf(e)) }

// deleteCell unbinds a variable of the module; false when it has no cell.
func (b *fn) deleteCell(n syntax.Node, name string) bool {
	g := b.m.w.global(b.m.table.Top, name)
	if g == nil {
		return false
	}
	b.opAux(n, hir.OpDelGlobal, rt.Void, g)
	return true
}
