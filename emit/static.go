package emit

import (
	"github.com/llir/llvm/ir/constant"
	"github.com/llir/llvm/ir/types"
	"github.com/llir/llvm/ir/value"

	"spc/hir"
	"spc/rt"
)

// fieldAddr is the address of a typed slot of o.
func (e *fn) fieldAddr(o value.Value, f *hir.Field) value.Value {
	return e.gep(types.I8, o, int64(f.Offset))
}

// slotType is the LLVM type of a field in memory: bool takes a byte.
func slotType(r rt.Rep) types.Type {
	if r == rt.Bool {
		return types.I8
	}
	return llType(r)
}

// loadField reads a slot; an unset reference raises AttributeError (SP-127).
func (e *fn) loadField(v *hir.Value) {
	f := v.Aux.(*hir.Field)
	o := e.use(v.Args[0])
	x := e.load(slotType(f.Rep), e.fieldAddr(o, f))
	if f.Rep == rt.Bool {
		x = conv(e, newTrunc, x, types.I1)
	}
	if f.Rep.IsRef() && f.Nullable {
		bad, ok := e.block("unset"), e.block("set")
		e.condBr(e.isNull(x), bad, ok, -1)
		place := e.place()
		e.enter(bad, place)
		e.setLasti(v.Loc)
		e.rt("spc_raise_unset_field", o, e.m.name(f.Name))
		e.raiseTo(v.Loc, v.Except)
		e.enter(ok, place)
	}
	e.vals[v] = x
}

// plainReference reports whether v refers to nothing or to a number or string for sure, not to an instance of a subclass.
func (e *fn) plainReference(v *hir.Value) bool {
	t := v.Type
	t.Optional = false
	return t.HarmlessFree() || v.IsUncounted()
}

// storeField writes a slot. The slot takes over the new reference; the old one is released last, because its
// destructor may run code that looks at the object.
func (e *fn) storeField(v *hir.Value) {
	f := v.Aux.(*hir.Field)
	p := e.fieldAddr(e.use(v.Args[0]), f)
	x := e.use(v.Args[1])
	if f.Rep == rt.Bool {
		x = conv(e, newZExt, x, types.I8)
	}
	if !f.Rep.IsRef() {
		e.store(x, p)
		return
	}
	if f.Class.Acyclic && !e.plainReference(v.Args[1]) {
		name := "spc_gc_guard"
		if f.Rep == rt.Tag {
			name = "spc_gc_guard_tag"
		}
		e.rt(name, e.use(v.Args[0]), x)
	}
	if v.Op == hir.OpInitField {
		e.store(x, p)
		return
	}
	old := e.load(slotType(f.Rep), p)
	e.store(x, p)
	e.setLasti(v.Loc)
	if f.Rep == rt.Tag {
		e.rt("spc_xdecref_tag", old)
	} else {
		e.rt("spc_xdecref", old)
	}
}

// alloc makes an instance of a static class.
func (e *fn) alloc(v *hir.Value) {
	c := v.Aux.(*hir.Class)
	var info value.Value
	if c.External {
		class := e.load(ptrT, e.m.classSlot(c))
		e.defined(class, c.Name, v)
		info = e.rt("spc_class_of", class)
	} else {
		info = e.m.classInfo(c)
	}
	e.rtInstr(v, rt.Get("spc_alloc"), info, i64(int64(c.Size())), constant.NewBool(c.Acyclic))
}

// invoke is a direct call of a native body.
func (e *fn) invoke(v *hir.Value) {
	c := v.Aux.(*hir.Callee)
	self, body := e.m.callee(e, c)
	if !c.Defined {
		e.defined(self, c.Name, v)
	}
	e.nativeCall(v, body, self, c.Sig, v.Args)
}

// defined raises NameError when p, what a direct reference to name goes to, is null: its definition has not run yet.
func (e *fn) defined(p value.Value, name string, v *hir.Value) {
	bad, ok := e.block("undefined"), e.block("defined")
	e.condBr(e.isNull(p), bad, ok, -1)
	place := e.place()
	e.enter(bad, place)
	e.setLasti(v.Loc)
	e.rt("spc_raise_unset_global", e.m.name(name))
	e.raiseTo(v.Loc, v.Except)
	e.enter(ok, place)
}

// vtableEntry is the address of an entry, a pair of body and function object, in the vtable of self's type; a type without
// a vtable gets one first.
func (e *fn) vtableEntry(self *hir.Value, m *hir.Method) value.Value {
	return e.gep(ptrT, e.rt("spc_vtable", e.use(self)), int64(m.Slot)*2)
}

// invokeMethod calls through the vtable of the receiver's type.
func (e *fn) invokeMethod(v *hir.Value) {
	m := v.Aux.(*hir.Method)
	e.setLasti(v.Loc)
	p := e.vtableEntry(v.Args[0], m)
	body := e.load(ptrT, p)
	self := e.load(ptrT, e.gep(ptrT, p, 1))
	e.nativeCall(v, asFunc(body, resultType(m.Sig.Result), bodyParams(m.Sig)...), self, m.Sig, v.Args)
}

// bodyParams are the LLVM types of a native body's parameters: the function object first.
func bodyParams(s *hir.Signature) []types.Type {
	ps := []types.Type{ptrT}
	for _, p := range s.Params {
		ps = append(ps, llType(p.Rep))
	}
	return ps
}

// nativeCall calls a body by the native convention and tests its result.
func (e *fn) nativeCall(v *hir.Value, body, self value.Value, sig *hir.Signature, args []*hir.Value) {
	ops := []value.Value{self}
	for _, a := range args {
		ops = append(ops, e.use(a))
	}
	e.setLasti(v.Loc)
	r := e.call(body, ops...)
	if sig.Raises {
		switch {
		case sig.Result == rt.Void || sig.Result == rt.Bool:
			e.check(e.icmp(sltPred, r, i32(0)), v.Loc, v.Except)
		case sig.Result.IsRef():
			e.check(e.isNull(r), v.Loc, v.Except)
		default:
			e.check(e.confirm(e.isSentinel(r, sig.Result)), v.Loc, v.Except)
		}
	}
	switch sig.Result {
	case rt.Void:
	case rt.Bool:
		e.vals[v] = conv(e, newTrunc, r, types.I1)
	default:
		e.vals[v] = r
	}
}

// typeTest is the i1 "x is a t", inline: exact type first, then the base chain.
func (e *fn) typeTest(x *hir.Value, t hir.Type) value.Value {
	switch {
	case x.Type.Within(t):
		return constant.True
	case x.Rep == rt.Tag && t.Is(hir.Int) && t.Class == hir.Int && !t.Exact:
		return e.rt("spc_tag_is_int", e.use(x))
	}
	o := e.use(x)
	if x.Rep == rt.Tag {
		return e.rt("spc_tag_is_type", o, e.typeObject(t.Class), typeFlags(t))
	}
	return e.isType(o, t)
}

// isType is the i1 "o is a t" of an object.
func (e *fn) isType(o value.Value, t hir.Type) value.Value {
	name := "spc_is_type"
	if t.Class.CName == "" {
		name = "spc_is_instance"
	}
	return e.rt(name, o, e.typeObject(t.Class), typeFlags(t))
}

func typeFlags(t hir.Type) constant.Constant { return i32(t.Flags()) }

func (e *fn) typeObject(c *hir.Class) value.Value {
	if c.CName != "" {
		return e.m.external(c.CName)
	}
	return e.load(ptrT, e.m.classSlot(c))
}

// cast raises TypeError when the value is not of the type (SP, appendix B).
func (e *fn) cast(v *hir.Value) {
	x := v.Args[0]
	e.vals[v] = e.use(x)
	if x.Type.Within(v.Cast) {
		return
	}
	ok := e.typeTest(x, v.Cast)
	bad, good := e.block("badcast"), e.block("cast")
	e.condBr(ok, good, bad, 1)
	place := e.place()
	e.enter(bad, place)
	e.setLasti(v.Loc)
	raise := "spc_raise_cast"
	if x.Rep == rt.Tag {
		raise = "spc_raise_cast_tag"
	}
	e.rt(raise, e.use(x), e.typeObject(v.Cast.Class), typeFlags(v.Cast))
	e.raiseTo(v.Loc, v.Except)
	e.enter(good, place)
}

// boxing converts between objects, tags and machine values by the runtime's functions.
func (e *fn) boxing(v *hir.Value) {
	x := v.Args[0]
	var name string
	switch v.Op {
	case hir.OpToTag:
		name = "spc_obj_to_tag"
	case hir.OpBox:
		name = "spc_box_" + x.Rep.String()
	case hir.OpUnbox:
		name = "spc_unbox_" + v.Rep.String()
		if x.Rep == rt.Tag {
			name = "spc_unbox_tag_" + v.Rep.String()
		} else if v.Effects() == 0 {
			name = "spc_exact_" + v.Rep.String() // float or bool known to be exact: no test
		}
	}
	e.rtInstr(v, rt.Get(name), e.use(x))
}
