package lower

import (
	"spc/hir"
	"spc/primitives"
	"spc/rt"
	"spc/syntax"
	"spc/typecheck"
)

// Functions, methods and properties that untyped code can override or patch: how a module that is built to be patched reaches them, and
// what may come back from them (specification 5.9).

// patchedName reads a function of this or another static module where it may have been deleted; nil for other names.
func (b *fn) patchedName(e *syntax.Name) *hir.Value {
	bind := b.m.w.info.Module.Names[e.ID]
	if !b.m.hir.Patching || bind == nil || bind.Func == nil || b.place(e.ID).kind != placeGlobal {
		return nil
	}
	return b.rt(e, "load_function", b.name(e.ID), b.cache(rt.GlobalCacheWords))
}

// patchedCall calls a method on its class, from where it may have been deleted; nil for other calls.
func (b *fn) patchedCall(e *syntax.Call, c *typecheck.CallInfo) *hir.Value {
	attr, ok := e.Func.(*syntax.Attribute)
	if !b.m.hir.Patching || !ok || c.Callee == nil || c.Callee.Class == nil || !isPlain(e) {
		return nil
	}
	if _, onClass := b.m.w.info.TypeOf(attr.Value).(*typecheck.ClassObj); !onClass {
		return nil
	}
	f := b.rt(attr, "class_function", b.expr(attr.Value), b.name(b.scope.Mangle(attr.Attr)))
	args, names := b.args(e.Args, e.Keywords)
	return b.opAux(e, hir.OpCall, rt.Obj, names, append([]*hir.Value{f}, args...)...)
}

// patchedStore sets a property that may have been replaced; false for other attributes.
func (b *fn) patchedStore(n *syntax.Attribute, o, v *hir.Value) bool {
	a := b.m.w.info.Attrs[n]
	if !b.m.hir.Patching || a == nil || a.Kind != typecheck.AttrProperty {
		return false
	}
	b.rt(n, "store_property", o, b.name(b.scope.Mangle(n.Attr)), v)
	return true
}

// returned brings what e gave, which the declaration named origin promised to be of type to, to that type: what a replacement gave
// instead is a StaticTypeError, or an OverflowError, that says so.
func (b *fn) returned(e syntax.Expr, v *hir.Value, to typecheck.Type, origin string) *hir.Value {
	k := typecheck.PrimKind(to)
	t := b.m.w.typeOf(to)
	if _, isLiteral := to.(*typecheck.Literal); origin == "" || isLiteral || !v.Rep.IsRef() || k == primitives.None && (t.Class == nil || v.Type.Within(t)) {
		return b.convertTo(e, v, to)
	}
	v = b.box(e, v)
	whole := b.cur.Add(b.f.NewValue(hir.OpNull, rt.Ptr, hir.Any)) // origin is the whole name
	if k != primitives.None {
		b.rt(e, "check_result", b.name(origin), whole, v, b.typeRef(hir.BoxedType(k.Rep()).Class), b.i32(hir.Any.ResultFlags(k.Rep())))
		return b.toMachine(e, v, k.Rep())
	}
	b.rt(e, "check_result", b.name(origin), whole, v, b.typeRef(t.Class), b.i32(t.Flags()))
	return b.refine(v, t)
}

// origin names what gives the value of e when that is declared in static code and can be replaced: "C.f", "f"; else "".
func (b *fn) origin(e syntax.Expr) string {
	switch e := e.(type) {
	case *syntax.Call:
		if c := b.m.w.info.Calls[e]; c != nil {
			return calleeName(c)
		}
	case *syntax.Attribute:
		if a := b.m.w.info.Attrs[e]; a != nil && a.Class != nil {
			return attributeName(a, e.Attr)
		}
	}
	return ""
}

func calleeName(c *typecheck.CallInfo) string {
	switch c.Kind {
	case typecheck.CallFunction, typecheck.CallInline, typecheck.CallMethod, typecheck.CallMethodDirect, typecheck.CallSuper:
		if c.Callee != nil && c.Callee.Node != nil {
			return c.Callee.Qualname
		}
	}
	return ""
}

func attributeName(a *typecheck.AttrInfo, name string) string {
	switch a.Kind {
	case typecheck.AttrField, typecheck.AttrVirtual, typecheck.AttrProperty, typecheck.AttrClassVar:
		return a.Class.Qualname + "." + name
	}
	return ""
}
