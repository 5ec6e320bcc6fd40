package typecheck

import (
	"strings"

	"spc/diag"
	"spc/primitives"
	"spc/syntax"
)

// attribute types a loaded attribute.
func (b *binder) attribute(e *syntax.Attribute) Type {
	t := b.expr(e.Value, nil)
	a, typ, msg := b.attrOf(t, e.Attr, e)
	if msg != "" {
		b.errorf(e, attrCode(t), "%s", msg)
		b.info.Attrs[e] = &AttrInfo{Type: D}
		return D
	}
	b.info.Attrs[e] = a
	b.perfAttr(e, t, a, "load")
	if a.Kind == AttrEnum {
		return typ
	}
	if inner, ok := e.Value.(*syntax.Attribute); ok && e.Attr == "value" {
		if ia := b.info.Attrs[inner]; ia != nil && ia.Kind == AttrEnum && ia.Class != nil && ia.Class.Enum != nil {
			if m := ia.Class.Enum.Member(inner.Attr); m != nil {
				return m.Type
			}
		}
	}
	if n, ok := e.Value.(*syntax.Name); ok && a.Kind == AttrField {
		if r, ok := b.st.refs[refKey{n.ID, e.Attr}]; ok {
			a.Refined = true
			return r
		}
	}
	switch a.Kind {
	case AttrField, AttrModule, AttrClass, AttrMethod, AttrBuiltinMethod:
	default:
		b.killRefs()
	}
	return typ
}

func attrCode(t Type) diag.Code {
	switch t.(type) {
	case *Primitive:
		return diag.PrimitiveMisuse
	case *Union:
		return diag.OptionalAccess
	}
	return diag.MissingAttribute
}

// attrOf finds what attribute name of a value of type t is, and its type. msg is
// the error when there can be no such attribute.
func (b *binder) attrOf(t Type, name string, at *syntax.Attribute) (a *AttrInfo, typ Type, msg string) {
	dyn := func() (*AttrInfo, Type, string) { return &AttrInfo{Type: D}, D, "" }
	switch t := t.(type) {
	case *Dynamic:
		if t.Hint == nil {
			return dyn()
		}
		h, ht, msg := b.attrOf(t.Hint, name, at)
		if msg != "" || h.Kind == AttrDynamic && h.Hint == nil {
			return &AttrInfo{Type: D}, Hinted(valueHint(ht)), ""
		}
		return &AttrInfo{Type: D, Hint: h}, Hinted(valueHint(ht)), ""
	case *Primitive:
		return nil, nil, "cannot load attribute from " + t.String()
	case *Unbound:
		return nil, nil, "cannot access attribute from unbound " + t.String()
	case *Literal:
		return b.instanceAttr(&Instance{Class: ClassOf(t), Exact: true}, name)
	case *Instance:
		return b.instanceAttr(t, name)
	case *Union:
		var types []Type
		for _, m := range t.Members {
			_, mt, msg := b.attrOf(m, name, at)
			if msg != "" {
				return nil, nil, t.String() + ": " + msg
			}
			types = append(types, valueHint(mt))
		}
		for _, x := range types {
			if x == nil || PrimKind(x) != primitives.None {
				return dyn()
			}
		}
		return &AttrInfo{Type: D}, Hinted(Trust(unionOf(types...))), ""
	case *ClassObj:
		return b.classAttr(t, name)
	case *ModuleValue:
		return b.moduleAttr(t, name)
	}
	return dyn()
}

// valueHint is t as a trusted type of a value: functions and methods are none.
func valueHint(t Type) Type {
	switch t := t.(type) {
	case *Dynamic:
		return t.Hint
	case *Instance, *Literal, *Union, *Primitive, *ClassObj:
		return t
	}
	return nil
}

func (b *binder) instanceAttr(t *Instance, name string) (*AttrInfo, Type, string) {
	k := t.Class
	if k == noneClass {
		if strings.HasPrefix(name, "__") {
			return &AttrInfo{Type: D}, D, ""
		}
		return nil, nil, "'NoneType' object has no attribute '" + name + "'"
	}
	if name == "__class__" {
		c := &ClassObj{Inst: t}
		return &AttrInfo{Kind: AttrSpecial, Type: c}, c, ""
	}
	b.c.classBody(k)
	if k.Enum != nil {
		if name == "name" {
			return &AttrInfo{Type: instStrExact}, instStrExact, ""
		}
		return &AttrInfo{Type: D}, D, ""
	}
	m, unknown := k.Lookup(b.mangle(name))
	if m == nil {
		if k.Generic != nil {
			if f := methodOf(t, name, 0); f != nil {
				return &AttrInfo{Kind: AttrBuiltinMethod, Class: k, Type: D}, &BoundMethod{Self: t, Func: f}, ""
			}
		}
		if !unknown && hasBuiltinMethod(k, name) {
			return &AttrInfo{Kind: AttrBuiltinMethod, Class: k, Type: D}, D, ""
		}
		return &AttrInfo{Type: D}, D, ""
	}
	return b.memberAttr(k, t, m)
}

// mangle is the name that a private attribute has in this body.
func (b *binder) mangle(name string) string { return mangled(b.class, name) }

func (b *binder) memberAttr(k *ClassType, self Type, m *Member) (*AttrInfo, Type, string) {
	direct := k.Final || IsExact(self)
	switch {
	case m.Field != nil:
		f := m.Field
		if k.Layout == nil {
			return &AttrInfo{Type: D}, Hinted(f.Type), ""
		}
		kind := AttrField
		if f.Default != nil && f.Class.Dataclass == nil {
			kind = AttrVirtual
		}
		return &AttrInfo{Kind: kind, Class: k, Field: f, Type: f.Type}, f.Type, ""
	case m.Method != nil:
		b.c.finishFunc(m.Method)
		if m.Method.StaticMethod {
			return &AttrInfo{Kind: AttrMethod, Class: k, Method: m.Method, Type: D}, m.Method, ""
		}
		return &AttrInfo{Kind: AttrMethod, Class: k, Method: m.Method, Type: D}, &BoundMethod{Self: self, Func: m.Method}, ""
	case m.Property != nil:
		p := m.Property
		var t Type = D
		if p.Getter != nil {
			b.c.finishFunc(p.Getter)
			t = p.Getter.Result()
			direct = direct || p.Getter.Final
		}
		if k.Layout == nil {
			if PrimKind(t) != primitives.None {
				t = boxed(PrimKind(t))
			}
			return &AttrInfo{Type: D}, Hinted(valueHint(t)), ""
		}
		return &AttrInfo{Kind: AttrProperty, Class: k, Property: p, Type: t, Direct: direct}, t, ""
	case m.Var != nil:
		return &AttrInfo{Kind: AttrClassVar, Class: k, Var: m.Var, Type: m.Var.Type}, m.Var.Type, ""
	}
	return &AttrInfo{Type: D}, D, ""
}

func (b *binder) classAttr(t *ClassObj, name string) (*AttrInfo, Type, string) {
	i, ok := t.Inst.(*Instance)
	if !ok {
		return &AttrInfo{Type: D}, D, ""
	}
	switch name {
	case "__name__", "__qualname__":
		return &AttrInfo{Kind: AttrSpecial, Type: instStrExact}, instStrExact, ""
	}
	k := i.Class
	b.c.classBody(k)
	if k.Enum != nil {
		if m := k.Enum.Member(name); m != nil {
			inst := &Instance{Class: k}
			return &AttrInfo{Kind: AttrEnum, Class: k, Type: inst, OnClass: true}, inst, ""
		}
	}
	m, _ := k.Lookup(b.mangle(name))
	if m == nil {
		return &AttrInfo{Type: D}, D, ""
	}
	switch {
	case m.Nested != nil:
		var nt Type = D
		b.c.classHeader(m.Nested)
		if !m.Nested.Dynamic {
			nt = &ClassObj{Inst: &Instance{Class: m.Nested, Exact: true}}
		}
		return &AttrInfo{Kind: AttrClass, Class: k, OnClass: true, Type: nt}, nt, ""
	case m.Method != nil:
		b.c.finishFunc(m.Method)
		if m.Method.ClassMethod {
			return &AttrInfo{Kind: AttrMethod, Class: k, Method: m.Method, OnClass: true, Type: D}, &BoundMethod{Self: t, Func: m.Method}, ""
		}
		return &AttrInfo{Kind: AttrMethod, Class: k, Method: m.Method, OnClass: true, Type: D}, m.Method, ""
	case m.Var != nil:
		return &AttrInfo{Kind: AttrClassVar, Class: k, Var: m.Var, OnClass: true, Type: m.Var.Type}, m.Var.Type, ""
	}
	return &AttrInfo{Type: D, OnClass: true}, D, ""
}

func (b *binder) moduleAttr(t *ModuleValue, name string) (*AttrInfo, Type, string) {
	if name == "__name__" {
		return &AttrInfo{Type: instStr}, Hinted(instStr), ""
	}
	if t.Module != nil && t.Module.Static && t.Module != staticModule {
		if g := t.Module.Names[name]; g != nil {
			b.c.resolve(g)
			if b.m.BindDeps != nil {
				b.m.BindDeps[t.Name] = true
			}
			typ := g.Type
			if g.Kind == BindConst {
				typ = inexact(typ)
			}
			return &AttrInfo{Kind: AttrModule, Binding: g, Type: typ}, typ, ""
		}
	}
	if sub := b.c.module(t.Name + "." + name); sub != nil || pathAliases[t.Name+"."+name] != "" {
		m := &ModuleValue{Name: t.Name + "." + name, Module: sub}
		return &AttrInfo{Type: D}, m, ""
	}
	return &AttrInfo{Type: D}, Hinted(b.c.libraryValue(pathOf(t.Name, name))), ""
}

// target types the receiver of an attribute that is assigned to.
func (b *binder) target(e *syntax.Attribute) (Type, *AttrInfo) {
	t := b.expr(e.Value, nil)
	a, typ, msg := b.attrOf(t, e.Attr, e)
	if msg != "" {
		b.errorf(e, attrCode(t), "%s", msg)
		a, typ = &AttrInfo{Type: D}, D
	}
	b.info.Attrs[e] = a
	if a.Kind != AttrDynamic && a.Type != nil {
		typ = a.Type
	}
	b.info.Types[e] = typ
	return typ, a
}

func (b *binder) storeAttr(e *syntax.Attribute, t Type, value syntax.Expr) {
	typ, a := b.target(e)
	n, simple := e.Value.(*syntax.Name)
	inInit := b.fn != nil && b.fn.Name == "__init__" && simple && n.ID == b.firstArg
	recv := b.info.TypeOf(e.Value)
	since := len(b.c.diags)
	b.checkStore(e, recv, a, inInit)
	b.perfAttr(e, recv, a, "store")
	switch a.Kind {
	case AttrField, AttrVirtual:
		b.place(e, value, t, typ)
		b.c.because(since, a.Field.Class.Module, a.Field.Node, "%s is declared here", e.Attr)
		b.floatField(e, value, a.Field, t)
		b.killAttr(e.Attr)
		if simple && a.Kind == AttrField && b.narrowable(n.ID) && !IsDynamic(typ) && PrimKind(typ) == primitives.None && assignable(typ, t) == fitYes {
			b.st.setRef(refKey{n.ID, e.Attr}, rememberArgs(t, typ))
		}
		return
	case AttrProperty:
		if s := a.Property.Setter; s != nil {
			b.c.finishFunc(s)
			if len(s.Params) > 1 {
				b.place(e, value, t, s.Params[1].Type)
			}
		} else {
			b.place(e, value, t, D)
		}
	case AttrClassVar:
		b.place(e, value, t, a.Type)
	default:
		b.place(e, value, t, D)
	}
	b.killRefs()
}

// floatField notes that a number stored in a raw float slot becomes a float.
func (b *binder) floatField(e *syntax.Attribute, value syntax.Expr, f *FieldInfo, t Type) {
	if f == nil || f.Slot == nil || !f.Slot.Rep.IsFloat() || !IsDynamic(f.Type) {
		return
	}
	if i, ok := t.(*Instance); ok && i.Class == floatClass && i.Exact {
		return
	}
	if value != nil {
		b.info.Coerce[value] = instFloatExact
	} else {
		b.info.Coerce[e] = instFloatExact
	}
}

func (b *binder) checkStore(e *syntax.Attribute, recv Type, a *AttrInfo, inInit bool) {
	k := ClassOf(recv)
	onClass := false
	if co, ok := recv.(*ClassObj); ok {
		k, onClass = ClassOf(co.Inst), true
	}
	switch {
	case k != nil && k.Enum != nil:
		if onClass && k.Enum.Member(e.Attr) != nil {
			b.errorf(e, diag.BadEnum, "Static Enum values cannot be modified or deleted")
		} else if !onClass && (e.Attr == "value" || e.Attr == "name") {
			b.errorf(e, diag.BadEnum, "Enum values cannot be modified or deleted")
		}
	case a.Field != nil && a.Field.Final && !inInit:
		b.errorf(e, diag.FinalReassigned, "Cannot assign to a Final attribute of %s:%s", k, e.Attr)
	case a.Var != nil && a.Var.Final:
		b.errorf(e, diag.FinalReassigned, "Cannot assign to a Final attribute of %s:%s", k, e.Attr)
	case a.Var != nil && !onClass && k != nil && k.Layout != nil && (a.Var.declared || !k.HasDict && !k.baseDict):
		b.errorf(e, diag.BadField, "Cannot assign to classvar '%s' on '%s' instance", e.Attr, k)
	case a.Field != nil && k != nil && k.Dataclass != nil && k.Dataclass.Frozen && e.Ctx != syntax.Del:
		b.errorf(e, diag.BadDataclass, "cannot assign to field '%s' of frozen dataclass '%s'", e.Attr, k)
	}
}

func (b *binder) delAttr(e *syntax.Attribute) {
	typ, a := b.target(e)
	recv := b.info.TypeOf(e.Value)
	if PrimKind(typ) != primitives.None && a.Kind != AttrDynamic {
		b.errorf(e, diag.PrimitiveMisuse, "deleting primitives not supported")
	}
	k := ClassOf(recv)
	if k != nil && a.Field != nil && k.Dataclass != nil && k.Dataclass.Frozen {
		b.errorf(e, diag.BadDataclass, "cannot delete field '%s' of frozen dataclass '%s'", e.Attr, k)
		return
	}
	b.checkStore(e, recv, a, false)
}

// --- subscripts ---

func (b *binder) subscript(e *syntax.Subscript, want Type) Type {
	info, t := b.subscriptInfo(e)
	b.info.Subscript[e] = info
	if info.Kind == SubDynamic || info.Kind == SubCheckedDict {
		b.killRefs()
	}
	return t
}

func (b *binder) storeSubscript(e *syntax.Subscript, t Type, value syntax.Expr) {
	info, et := b.subscriptInfo(e)
	b.info.Subscript[e] = info
	b.info.Types[e] = et
	switch info.Kind {
	case SubArray, SubCheckedList, SubCheckedDict:
		b.place(e, value, t, et)
	default:
		b.place(e, value, t, D)
	}
	b.killRefs()
}

func (b *binder) subscriptInfo(e *syntax.Subscript) (*SubscriptInfo, Type) {
	t := b.expr(e.Value, nil)
	dyn := &SubscriptInfo{Elem: D}
	if co, ok := t.(*ClassObj); ok {
		if i, ok := co.Inst.(*Instance); ok {
			if i.Class.Generic != nil {
				b.typeArguments(e.Slice)
				if g := b.c.genericOf(b.annScope(), e); g != nil {
					ct := &ClassObj{Inst: g}
					return &SubscriptInfo{Kind: SubType, Elem: ct}, ct
				}
				return dyn, D
			}
			if i.Class.Enum != nil {
				b.objectExpr(e.Slice)
				inst := &Instance{Class: i.Class}
				return &SubscriptInfo{Kind: SubEnum, Elem: inst}, inst
			}
		}
		b.expr(e.Slice, nil)
		return dyn, D
	}
	if PrimKind(t) != primitives.None {
		b.errorf(e, diag.PrimitiveMisuse, "cannot index %s", t)
		b.expr(e.Slice, nil)
		return dyn, D
	}
	if IsNone(t) {
		b.errorf(e, diag.NotSubscriptable, "'NoneType' object is not subscriptable")
	} else if _, ok := OptionalOf(t); ok {
		b.errorf(e, diag.OptionalAccess, "%s: 'NoneType' object is not subscriptable", t)
	}
	_, slice := e.Slice.(*syntax.Slice)
	if i, ok := t.(*Instance); ok && i.Class.Generic != nil && len(i.Args) == i.Class.Generic.Params {
		return b.genericSubscript(e, i, slice)
	}
	it := b.expr(e.Slice, nil)
	k := classOfValue(t)
	if pk := PrimKind(it); pk != primitives.None {
		if k != nil && (k.IsSubclass(listClass) || k.IsSubclass(tupleClass)) && pk.IsInt() && pk.Signed() {
			return &SubscriptInfo{Kind: SubListPrim, Elem: elemOf(t), Exact: IsExact(t)}, elemOf(t)
		}
		b.errorf(e.Slice, diag.PrimitiveMisuse, "type mismatch: %s cannot be assigned to dynamic", it)
		return dyn, D
	}
	if (k == listClass || k == tupleClass) && IsExact(t) && ClassOf(it) == intClass {
		return &SubscriptInfo{Kind: SubListInt, Elem: elemOf(t), Exact: true}, elemOf(t)
	}
	return dyn, Hinted(subscriptHint(t, it, e.Slice, slice))
}

// typeArguments types the arguments of a generic as far as they are expressions.
func (b *binder) typeArguments(e syntax.Expr) {
	for _, x := range sliceElems(e) {
		if n, ok := x.(*syntax.Name); ok {
			b.expr(n, nil)
		}
	}
}

func elemOf(t Type) Type { return Hinted(ElementType(t)) }

// subscriptHint is what indexing a plain container most probably gives.
func subscriptHint(t, it Type, index syntax.Expr, slice bool) Type {
	i, ok := Trust(t).(*Instance)
	if !ok {
		return nil
	}
	switch {
	case i.Class == strClass:
		return instStrExact
	case slice && (i.Class == listClass || i.Class == bytesClass):
		return i
	case slice:
		return nil
	case i.Class == dictClass && len(i.Args) == 2:
		return i.Args[1]
	case i.Class == tupleClass:
		if l, ok := it.(*Literal); ok && l.Int != nil && l.Int.IsInt64() {
			n := l.Int.Int64()
			if n < 0 {
				n += int64(len(i.Args))
			}
			if n >= 0 && n < int64(len(i.Args)) {
				if _, dots := i.Args[len(i.Args)-1].(*Unbound); !dots {
					return i.Args[n]
				}
			}
		}
		return ElementType(i)
	case i.Class == listClass:
		return ElementType(i)
	case i.Class == bytesClass:
		return instIntExact
	case i.Class.Typing && len(i.Args) == 2 && strings.Contains(i.Class.Name, "Mapping"):
		return i.Args[1]
	case i.Class.Typing && strings.Contains(i.Class.Name, "Sequence"):
		return ElementType(i)
	}
	return nil
}

func (b *binder) genericSubscript(e *syntax.Subscript, i *Instance, slice bool) (*SubscriptInfo, Type) {
	if i.Class == arrayClass {
		if slice {
			b.errorf(e, diag.NotSubscriptable, "Static arrays cannot be sliced")
			b.expr(e.Slice, nil)
			return &SubscriptInfo{Elem: D}, D
		}
		b.expr(e.Slice, nil)
		return &SubscriptInfo{Kind: SubArray, Elem: i.Args[0], Exact: true}, i.Args[0]
	}
	if i.Class == chkdictClass {
		kt := b.expr(e.Slice, i.Args[0])
		b.assign(e.Slice, kt, i.Args[0])
		return &SubscriptInfo{Kind: SubCheckedDict, Elem: i.Args[1], Exact: true}, i.Args[1]
	}
	it := b.expr(e.Slice, nil)
	if slice {
		return &SubscriptInfo{Elem: i, Exact: true}, i
	}
	if k := PrimKind(it); k != primitives.None && !(k.IsInt() && k.Signed()) {
		b.errorf(e.Slice, diag.PrimitiveMisuse, "type mismatch: %s cannot be assigned to dynamic", it)
	}
	return &SubscriptInfo{Kind: SubCheckedList, Elem: i.Args[0], Exact: true}, i.Args[0]
}
