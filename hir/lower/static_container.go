package lower

import (
	"strings"

	"spc/hir"
	"spc/primitives"
	"spc/rt"
	"spc/syntax"
	"spc/typecheck"
)

// The generic containers of static code (specification, section 8): CheckedList, CheckedDict and Array are classes of the
// runtime whose memory native code reads itself. What such a class says of its elements has been checked when they were
// stored, so that reading needs no check; only the items of a CheckedDict, which its iterators show to anybody, are
// checked where they are read.

// generic is the hir class of an instantiation; nil when native code knows nothing of it.
func (w *world) generic(t *typecheck.Instance) *hir.Class {
	if len(t.Args) == 0 {
		return nil
	}
	g := &hir.Generic{}
	switch t.Class.Name {
	case "chklist":
		g.Kind = hir.CheckedList
	case "chkdict":
		g.Kind = hir.CheckedDict
	case "Array":
		g.Kind, g.Elem = hir.Array, typecheck.PrimKind(t.Args[0])
	default:
		return nil
	}
	if g.Kind != hir.Array {
		for _, a := range t.Args {
			arg, ok := w.genericArg(a)
			if !ok {
				return nil
			}
			g.Args = append(g.Args, arg)
		}
	}
	key := t.String()
	for i, a := range g.Args { // the display name says nothing of exactness
		key += strings.Repeat(" ", i+1) + a.String()
	}
	if c := w.generics[key]; c != nil {
		return c
	}
	c := &hir.Class{Name: genericName.Replace(t.String()), Module: "__static__", Base: hir.Object, Final: true, Immutable: true, Generic: g}
	w.generics[key] = c
	w.mod.Generics = append(w.mod.Generics, c)
	return c
}

// genericName makes a display name one word.
var genericName = strings.NewReplacer("[", "<", "]", ">", ", ", ";")

// genericArg is a type argument as the runtime knows it; false when its class is none that code can name.
func (w *world) genericArg(t typecheck.Type) (hir.Type, bool) {
	if typecheck.IsDynamic(t) || typecheck.IsObject(t) {
		return hir.Any, typecheck.IsDynamic(t)
	}
	if _, ok := t.(*typecheck.Literal); ok {
		return hir.Any, false
	}
	arg := w.typeOf(t)
	return arg, arg.Class != nil
}

// checkedDisplay makes the checked container that the verdict on a display or comprehension demands out of the plain one;
// nil for plain displays.
func (b *fn) checkedDisplay(e syntax.Expr) *hir.Value {
	t := b.m.w.typeOf(b.m.w.info.TypeOf(e))
	var make string
	switch {
	case t.IsGeneric(hir.CheckedList):
		make = "checked_list"
	case t.IsGeneric(hir.CheckedDict):
		make = "checked_dict"
	default:
		return nil
	}
	c := b.rt(e, make, b.typeRef(t.Class), b.plainExpr(e))
	c.Type = hir.ExactOf(t.Class)
	return c
}

func (b *fn) typeRef(c *hir.Class) *hir.Value {
	v := b.f.NewValue(hir.OpTypeRef, rt.Obj, hir.Type{Class: hir.TypeClass})
	v.Aux = c
	return b.cur.Add(v)
}

// newArray is Array[P](n); nil when the class is not known.
func (b *fn) newArray(e *syntax.Call, c *typecheck.CallInfo) *hir.Value {
	t := b.m.w.typeOf(c.To)
	if !t.IsGeneric(hir.Array) || len(e.Args) != 1 || len(e.Keywords) > 0 || hasStar(e.Args) {
		return nil
	}
	v := b.rt(e, "array_new", b.typeRef(t.Class), b.sizeArgument(e.Args[0]))
	v.Type = hir.ExactOf(t.Class)
	return v
}

// sizeArgument evaluates an int argument as an int64. What box() was given stays a machine value.
func (b *fn) sizeArgument(e syntax.Expr) *hir.Value {
	if call, ok := e.(*syntax.Call); ok {
		if c := b.m.w.info.Calls[call]; c != nil && c.Kind == typecheck.CallBox {
			e = call.Args[0]
		}
	}
	return b.index(b.none(), e)
}

// index evaluates a subscript of o as an int64. A number beyond its range is clipped: no sequence has such an index.
func (b *fn) index(o *hir.Value, e syntax.Expr) *hir.Value {
	if n, ok := b.constInt(e); ok {
		return b.i64(n)
	}
	v := b.expr(e)
	if v.Rep == rt.Obj && v.Op == hir.OpBox && v.Args[0].Rep.IsInt() {
		v = v.Args[0]
	}
	switch {
	case v.Rep == rt.Tag:
		return b.rt(e, "tag_index", v)
	case v.Rep == rt.Obj:
		return b.rt(e, "index", o, v)
	case v.Rep == rt.U64:
		return b.rt(e, "clip_u64", v)
	}
	return b.toMachine(e, v, rt.I64)
}

func (b *fn) constInt(e syntax.Expr) (int64, bool) {
	if c, ok := b.m.w.info.Folded[e]; ok {
		n, ok := constValue(c).(int64)
		return n, ok
	}
	if v, ok := b.m.fold(e); ok {
		n, ok := v.(int64)
		return n, ok
	}
	return 0, false
}

// elementPlace tests an index into o.
func (b *fn) elementPlace(n syntax.Node, o, i *hir.Value, kind hir.IndexKind) *hir.Value {
	length := b.op(n, hir.OpLen, rt.I64, o)
	return b.opInt(n, hir.OpIndex, rt.I64, int64(kind), i, length)
}

// loadElem reads an element whose index is in range.
func (b *fn) loadElem(n syntax.Node, o, i *hir.Value) *hir.Value {
	c := o.Type.Class
	v := b.f.NewValue(hir.OpLoadElem, rt.Obj, hir.Any, o, i)
	if g := c.Generic; g != nil && g.Kind == hir.Array {
		v.Rep = g.Elem.Rep()
		v.Type = hir.BoxedType(v.Rep)
	} else if g != nil {
		v.Type = g.Args[0]
	}
	v.Aux, v.Loc = c, b.loc(n)
	return b.add(v)
}

// storeElem writes an element whose index is in range, with a value of the element type.
func (b *fn) storeElem(n syntax.Node, o, i, v *hir.Value) {
	b.opAux(n, hir.OpStoreElem, rt.Void, o.Type.Class, o, i, v)
}

// genericSubscript reads an element of a generic container; nil for other subscripts.
func (b *fn) genericSubscript(e *syntax.Subscript, s *typecheck.SubscriptInfo) *hir.Value {
	if _, slice := e.Slice.(*syntax.Slice); slice || s == nil {
		return nil
	}
	switch t := b.m.w.typeOf(b.m.w.info.TypeOf(e.Value)); {
	case s.Kind == typecheck.SubArray && t.IsGeneric(hir.Array):
		o := b.expr(e.Value)
		return b.loadElem(e, o, b.elementPlace(e, o, b.index(o, e.Slice), hir.IndexArray))
	case s.Kind == typecheck.SubCheckedList && t.IsGeneric(hir.CheckedList):
		o := b.expr(e.Value)
		return b.loadElem(e, o, b.elementPlace(e, o, b.index(o, e.Slice), hir.IndexList))
	case s.Kind == typecheck.SubCheckedDict && t.IsGeneric(hir.CheckedDict):
		o := b.expr(e.Value)
		return b.cast(e, b.rt(e, "checked_dict_get", o, b.expr(e.Slice)), t.Class.Generic.Args[1])
	}
	return nil
}

// storeGeneric writes an element of a generic container; false for other targets.
func (b *fn) storeGeneric(t *syntax.Subscript, o, v *hir.Value) bool {
	if _, slice := t.Slice.(*syntax.Slice); slice || o.Type.Class == nil || o.Type.Class.Generic == nil || o.Type.Optional {
		return false
	}
	switch g := o.Type.Class.Generic; g.Kind {
	case hir.Array:
		i := b.elementPlace(t, o, b.index(o, t.Slice), hir.IndexArray)
		b.storeElem(t, o, i, b.toMachine(t, v, g.Elem.Rep()))
	case hir.CheckedList:
		i := b.elementPlace(t, o, b.index(o, t.Slice), hir.IndexListStore)
		b.storeElem(t, o, i, b.cast(t, b.box(t, v), g.Args[0]))
	case hir.CheckedDict:
		b.rt(t, "checked_dict_set", o, b.expr(t.Slice), b.box(t, v))
	}
	return true
}

// arrayAugAssign is a[i] op= e on an Array: container and index are evaluated once. False when the target is none.
func (b *fn) arrayAugAssign(s *syntax.AugAssign, t *syntax.Subscript, op *typecheck.PrimOp) bool {
	if !b.m.w.typeOf(b.m.w.info.TypeOf(t.Value)).IsGeneric(hir.Array) {
		return false
	}
	o := b.expr(t.Value)
	elem := o.Type.Class.Generic.Elem.Rep()
	i := b.elementPlace(t, o, b.index(o, t.Slice), hir.IndexArray)
	b.storeElem(t, o, i, b.toMachine(s, b.augmented(s, op, 0, b.loadElem(t, o, i)), elem))
	return true
}

// checkedMethod is l.append(v) or l.pop() on a checked list; nil for other calls. The list's class is exact, so that nothing
// can stand in for the method.
func (b *fn) checkedMethod(e *syntax.Call) *hir.Value {
	attr, ok := e.Func.(*syntax.Attribute)
	if !ok || len(e.Keywords) > 0 || hasStar(e.Args) {
		return nil
	}
	t := b.m.w.typeOf(b.m.w.info.TypeOf(attr.Value))
	if !t.IsGeneric(hir.CheckedList) || b.isSuper(attr.Value) {
		return nil
	}
	element := t.Class.Generic.Args[0]
	switch {
	case attr.Attr == "append" && len(e.Args) == 1:
		o := b.expr(attr.Value)
		v := b.cast(e, b.box(e, b.expr(e.Args[0])), element)
		b.rt(e, "checked_list_append", o, v)
		return b.none()
	case attr.Attr == "pop" && len(e.Args) == 0:
		return b.refine(b.rt(e, "checked_list_pop", b.expr(attr.Value)), element)
	}
	return nil
}

// isMachineElem reports whether storing into the container that e denotes takes a machine value.
func (w *world) isMachineElem(e syntax.Expr) bool {
	i, ok := w.info.TypeOf(e).(*typecheck.Instance)
	return ok && len(i.Args) == 1 && typecheck.PrimKind(i.Args[0]) != primitives.None
}

// elementCall is a call of a method that takes an element out of a built-in container, which is held to what is trusted of
// the container's elements; nil for other calls.
func (b *fn) elementCall(e *syntax.Call) *hir.Value {
	attr, ok := e.Func.(*syntax.Attribute)
	if !ok || b.m.opts.Distrust || hasStar(e.Args) || len(e.Keywords) > 0 || b.isSuper(attr.Value) {
		return nil
	}
	trusted := typecheck.Trust(b.m.w.info.TypeOf(attr.Value))
	container, ok := trusted.(*typecheck.Instance)
	if !ok {
		return nil
	}
	element, optional := takenElement(container, b.m.w.typeOf(trusted).Class, attr.Attr, len(e.Args))
	if element == nil {
		return nil
	}
	t := typecheck.Hinted(element)
	if !optional {
		return b.element(e, b.plainCall(e), t)
	}
	if isFloatHint(t) {
		return nil // None or a float, which may have been an int: the cast that converts knows no None
	}
	h := b.m.w.trusted(t)
	h.Optional = true
	return b.cast(e, b.plainCall(e), h)
}

// takenElement is the type of the element that a method of a built-in container gives when it is called with n arguments,
// and whether it gives None when there is none; nil for other methods.
func takenElement(container *typecheck.Instance, class *hir.Class, method string, n int) (t typecheck.Type, optional bool) {
	args := container.Args
	switch {
	case class == hir.List && method == "pop" && len(args) == 1, class == hir.Set && method == "pop" && len(args) == 1:
		return args[0], false
	case class != hir.Dict || len(args) != 2:
		return nil, false
	case method == "pop" && n == 1, method == "setdefault" && n == 2:
		return args[1], false
	case method == "get" && n == 1:
		return args[1], true
	}
	return nil, false
}
