package emit

import (
	"fmt"
	"slices"

	"github.com/llir/llvm/ir"
	"github.com/llir/llvm/ir/constant"
	"github.com/llir/llvm/ir/types"
	"github.com/llir/llvm/ir/value"

	"spc/hir"
	"spc/rt"
)

// Static classes: the descriptors by which the runtime makes them (struct SpcClass of rt/inline/classes.h) and
// the bodies that stand in their vtables.

// classInfo is the address of the descriptor of c, which this module defines.
func (m *module) classInfo(c *hir.Class) *ir.Global {
	if g := m.infos[c]; g != nil {
		return g
	}
	base := constant.Constant(constant.NewNull(ptrT))
	if c.Base != nil && c.Base.CName == "" {
		base = m.classSlot(c.Base).(constant.Constant)
	}
	null := constant.NewNull(ptrT)
	g := m.constStruct("classinfo."+c.Name,
		m.cString(c.Name), m.classSlot(c).(constant.Constant), base,
		m.fieldTable(c), i64(int64(len(c.Fields))),
		m.methodTable(c), i64(int64(len(c.Methods))),
		boolWord(c.Acyclic), boolWord(c.Final), boolWord(c.HasDict), boolWord(c.HasWeak),
		// what the runtime fills in
		null, null, null, null, i64(0), null, i64(0), i64(0), null)
	m.infos[c] = g
	return g
}

func boolWord(b bool) constant.Constant { return i32(bit(b)) }

func bit(b bool) int64 {
	if b {
		return 1
	}
	return 0
}

func (m *module) fieldTable(c *hir.Class) constant.Constant {
	var rows []constant.Constant
	for _, f := range c.Fields {
		typ := constant.Constant(constant.NewNull(ptrT))
		if f.Type.Class != nil && f.Rep == rt.Obj {
			typ = m.typeWord(f.Type.Class)
		}
		check := int64(0)
		if f.Type.Exact || f.Type.Class != nil && f.Type.Class.Final {
			check = 1
		}
		if f.Type.Optional {
			check |= 2
		}
		rows = append(rows, constant.NewStruct(nil, m.cString(f.Name), typ, i32(int64(f.Rep)), i32(check),
			i32(int64(f.Offset)), i32(defaultKind(f))))
	}
	return m.table("fields."+c.Name, rows)
}

// defaultKind says what the class body binds to a field's name: nothing, a default, a cached property.
func defaultKind(f *hir.Field) int64 {
	switch {
	case f.Cached:
		return 2
	case f.HasDefault:
		return 1
	}
	return 0
}

// typeWord is the address of a word that holds the type object of c.
func (m *module) typeWord(c *hir.Class) constant.Constant {
	if c.CName == "" {
		return m.classSlot(c).(constant.Constant)
	}
	name := "typeword." + c.CName
	for _, g := range m.ll.Globals {
		if g.Name() == name {
			return g
		}
	}
	return newGlobal(m.ll, name, ptrT, m.external(c.CName))
}

func (m *module) methodTable(c *hir.Class) constant.Constant {
	var rows []constant.Constant
	for _, x := range c.Methods {
		rows = append(rows, constant.NewStruct(nil, m.cString(x.Name), m.slotBody(c, x), m.funcWord(x), m.thunk(c, x),
			i64(bit(x.Inherited && !m.hir.Patching))))
	}
	return m.table("methods."+c.Name, rows)
}

func (m *module) table(name string, rows []constant.Constant) constant.Constant {
	if len(rows) == 0 {
		return constant.NewNull(ptrT)
	}
	return newGlobal(m.ll, name, types.NewArray(uint64(len(rows)), rows[0].Type()), constant.NewArray(nil, rows...))
}

// funcWord is the address of the word that holds the function object of x's implementation; null when the runtime
// has to find the implementation: it is a base's in another module, none is native, or it may be patched.
func (m *module) funcWord(x *hir.Method) constant.Constant {
	if m.bodies[x.Impl] == nil || m.hir.Patching {
		return constant.NewNull(ptrT)
	}
	return m.funcSlot(x.Impl.Code).(constant.Constant)
}

// slotBody is what stands in the vtable of c for x; null when the runtime has to find the implementation.
func (m *module) slotBody(c *hir.Class, x *hir.Method) constant.Constant {
	if m.bodies[x.Impl] == nil || m.hir.Patching {
		return constant.NewNull(ptrT)
	}
	return m.bodyAs(x.Impl, x.Sig)
}

// bodyAs is f's body for callers that use the calling convention sig: the body itself, or an adapter before it
// when its own machine signature is another (an override may take wider parameters, an optimised body others).
func (m *module) bodyAs(f *hir.Func, sig *hir.Signature) constant.Constant {
	impl := m.bodies[f]
	if f.Sig.SameReps(sig) {
		return impl
	}
	name := impl.Name() + "@" + convention(sig)
	if ll := m.thunks[name]; ll != nil {
		return ll
	}
	e, a := m.adapter(name, sig)
	args := []value.Value{e.ll.Params[0]}
	for i, p := range f.Sig.Params {
		args = append(args, a.to(e.ll.Params[i+1], sig.Params[i].Rep, p.Rep))
	}
	r := e.call(impl, args...)
	a.failIf(a.raised(r, f.Sig.Result))
	out := a.result(r, f.Sig.Result, sig.Result)
	a.dropOwned()
	e.ret(out)
	e.finish(e.ll.Blocks[0])
	return e.ll
}

// adapter begins a function of the given convention that only passes on what it gets.
func (m *module) adapter(name string, sig *hir.Signature) (*fn, *adapter) {
	ps := []*ir.Param{ir.NewParam("func", ptrT)}
	for _, p := range sig.Params {
		ps = append(ps, ir.NewParam("", llType(p.Rep)))
	}
	ll := newFunc(m.ll, name, resultType(sig.Result), ps...)
	m.internal(ll)
	m.thunks[name] = ll
	e := m.newFn(&hir.Func{Name: name, Sig: sig, Locs: []hir.Loc{{Lasti: -1}}}, ll)
	return e, &adapter{fn: e}
}

// convention names a calling convention.
func convention(s *hir.Signature) string {
	name := s.Result.String()
	for _, p := range s.Params {
		name += "." + p.Rep.String()
	}
	return name
}

// thunk is the body of x's entry in the vtable of a Python subclass of c: it boxes the arguments, looks the
// method up by name (its first parameter) and checks what comes back (specification 5.9).
func (m *module) thunk(c *hir.Class, x *hir.Method) *ir.Func {
	c = declares(c, x)
	name := fmt.Sprintf("thunk.%s.%s.%d", c.Name, x.Name, x.Slot)
	if f := m.thunks[name]; f != nil {
		return f
	}
	e, a := m.adapter(name, x.Sig)
	e.cold[e.cur] = true
	ll := e.ll
	typ, flags := value.Value(constant.NewNull(ptrT)), value.Value(i32(0))
	if t := x.Sig.Type; t.Class != nil {
		typ, flags = e.typeObject(t.Class), i32(t.ResultFlags(x.Sig.Result))
	}
	args := []value.Value{ll.Params[0], m.cString(c.Name), typ, flags}
	for i, p := range x.Sig.Params {
		args = append(args, a.to(ll.Params[i+1], p.Rep, rt.Obj))
	}
	r := e.rt("spc_call_override", args...)
	a.dropOwned()
	a.failIf(e.isNull(r))
	e.ret(a.result(r, rt.Obj, x.Sig.Result))
	e.finish(ll.Blocks[0])
	return ll
}

// declares is the class from which c has its declaration of x: they share a thunk.
func declares(c *hir.Class, x *hir.Method) *hir.Class {
	for b := c.Base; b != nil && b.Module == c.Module; b = c.Base {
		i := slices.IndexFunc(b.Methods, func(y *hir.Method) bool { return y.Slot == x.Slot })
		if i < 0 || b.Methods[i].Impl != x.Impl || b.Methods[i].Sig.Type != x.Sig.Type || !b.Methods[i].Sig.SameReps(x.Sig) {
			break
		}
		c = b
	}
	return c
}

// adapter converts arguments and results between representations in a function that has no hir.
type adapter struct {
	*fn
	owned []value.Value // references made for the call
}

// to converts an argument; what it makes is released by dropOwned.
func (a *adapter) to(x value.Value, from, to rt.Rep) value.Value {
	switch {
	case from == to:
		return x
	case to == rt.Obj && from == rt.Tag:
		x = a.rt("spc_tag_to_obj", x)
	case to == rt.Obj:
		x = a.rt("spc_box_"+from.String(), x)
	case from == rt.Obj && to == rt.Tag:
		return a.rt("spc_obj_to_tag", x)
	default:
		f := rt.Get("spc_unbox_" + to.String())
		y := a.callRT(f, []value.Value{a.to(x, from, rt.Obj)})
		a.failIf(a.errorTest(f, y))
		return y
	}
	a.failIf(a.isNull(x))
	a.owned = append(a.owned, x)
	return x
}

// result converts an owned result, consuming it.
func (a *adapter) result(r value.Value, from, to rt.Rep) value.Value {
	switch {
	case from == to:
		return r
	case from == rt.Obj && to == rt.Tag:
		return a.rt("spc_obj_to_tag_steal", r)
	case from == rt.Tag && to == rt.Obj:
		return a.rt("spc_tag_to_obj_steal", r)
	case from == rt.Obj && to == rt.Void:
		a.rt("spc_decref", r)
		return i32(0)
	case from == rt.Obj:
		f := rt.Get("spc_unbox_" + to.String())
		y := a.callRT(f, []value.Value{r})
		a.rt("spc_decref", r)
		a.failIf(a.errorTest(f, y))
		return y // a truth value comes as the int that native bodies return, too
	case to == rt.Obj && from == rt.Void:
		o := a.objectConst(&hir.Const{})
		a.rt("spc_incref", o)
		return o
	case to == rt.Obj:
		if from == rt.Bool {
			r = conv(a.fn, newTrunc, r, types.I1)
		}
		o := a.rt("spc_box_"+from.String(), r)
		a.failIf(a.isNull(o))
		return o
	}
	panic("emit: an override cannot change " + from.String() + " to " + to.String())
}

// raised tests the error value of a native result.
func (a *adapter) raised(r value.Value, rep rt.Rep) value.Value {
	switch {
	case rep == rt.Void || rep == rt.Bool:
		return a.icmp(sltPred, r, i32(0))
	case rep.IsRef():
		return a.isNull(r)
	}
	return a.confirm(a.isSentinel(r, rep))
}

// failIf returns the error value when c holds.
func (a *adapter) failIf(c value.Value) {
	bad, ok := a.block("failed"), a.block("ok")
	a.condBr(c, bad, ok, -1)
	a.cur = bad
	a.dropOwned()
	a.returnError()
	a.cur = ok
}

func (a *adapter) dropOwned() {
	for _, x := range a.owned {
		a.rt("spc_decref", x)
	}
}
