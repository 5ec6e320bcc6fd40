package opt

import (
	"spc/hir"
	"spc/rt"
)

// Attributes of objects whose static class inference has found, where the checker did not know it: an element that was
// checked when it was read, a variable that holds different things at different places. The slot is read and written
// in place; the descriptor would do the same after a look-up by name.

// slotOf is the typed slot that the attribute called name of o is for sure; nil when it may be something else.
func slotOf(o *hir.Value, name string) *hir.Field {
	c := o.Type.Class
	if c == nil || c.CName != "" || o.Type.Optional {
		return nil
	}
	for _, m := range c.Methods {
		if m.Name == name {
			return nil // a method in the place of a base's field
		}
	}
	f := c.Lookup(name)
	if f == nil || f.HasDefault || f.Cached { // an unset slot reads as the default, or is filled by the property
		return nil
	}
	return f
}

// slotType is the type of the object that reading f gives.
func slotType(f *hir.Field) hir.Type {
	if f.Rep.IsRef() {
		return f.Type
	}
	return hir.BoxedType(f.Rep)
}

func (s *specializer) getAttr(o *hir.Value) {
	f := slotOf(o, s.v.Aux.(string))
	if f == nil {
		return
	}
	if f.Rep == rt.Obj {
		s.v.Op, s.v.Aux, s.v.Type = hir.OpLoadField, f, f.Type
		return
	}
	load := s.f.NewValue(hir.OpLoadField, f.Rep, f.Type, o)
	load.Aux = f
	if f.Nullable {
		s.raising(load)
	} else {
		load.Loc = s.v.Loc
		s.cur.Add(load)
	}
	s.is(load)
}

// setAttr stores what is known to be of the slot's type; anything else is for the descriptor, which says what is wrong.
func (s *specializer) setAttr(o, x *hir.Value) {
	f := slotOf(o, s.v.Aux.(string))
	if f == nil || !passable(x, f.Rep, f.Type) {
		return
	}
	s.v.Op, s.v.Args, s.v.Aux, s.v.Int = hir.OpStoreField, []*hir.Value{o, s.as(f.Rep, x)}, f, 0
}

// callMethod calls through the method table what is a method of a static class, when the arguments are known to be what
// its body takes. A class whose instances have a dictionary may hide its methods in there.
func (s *specializer) callMethod() {
	if m := methodOf(s.v); m != nil {
		s.invokeMethod(m)
	}
}

// methodOf is the method that the call v by name is one of for sure; nil when it may be something else.
func methodOf(v *hir.Value) *hir.Method {
	call, ok := v.Aux.(*hir.MethodCall)
	if !ok {
		return nil
	}
	c := v.Args[0].Type.Class
	if c == nil || c.CName != "" || c.HasDict || v.Args[0].Type.Optional || len(call.KwNames) > 0 {
		return nil
	}
	for _, m := range c.Methods {
		if m.Name == call.Name && takes(m.Sig, v.Args) {
			return m
		}
	}
	return nil
}

// members makes the accesses to members of static classes native ones, ahead of specialize, so that calls of methods can
// be inlined.
func members(f *hir.Func) {
	s := &specializer{f: f, members: true}
	for _, b := range f.Blocks[:len(f.Blocks):len(f.Blocks)] {
		s.block(b)
	}
}

// takes reports whether args can be passed to a body with signature sig without a check that may fail.
func takes(sig *hir.Signature, args []*hir.Value) bool {
	if len(args) != len(sig.Params) {
		return false
	}
	for i, p := range sig.Params {
		t := p.Type
		if i == 0 {
			t = hir.Any // the receiver is what the table was found by
		}
		if !passable(args[i], p.Rep, t) {
			return false
		}
	}
	return true
}

// passable reports whether the object x is for sure of type t, and of a type that rep can hold as it is.
func passable(x *hir.Value, rep rt.Rep, t hir.Type) bool {
	if x.Rep != rt.Obj {
		return false
	}
	switch rep {
	case rt.F64:
		return x.Type.IsExact(hir.Float)
	case rt.Bool:
		return x.Type.IsExact(hir.BoolClass)
	}
	return rep.IsRef() && x.Type.Within(t)
}

func (s *specializer) invokeMethod(m *hir.Method) {
	args := make([]*hir.Value, len(m.Sig.Params))
	for i, p := range m.Sig.Params {
		args[i] = s.as(p.Rep, s.v.Args[i])
	}
	x := s.f.NewValue(hir.OpInvokeMethod, m.Sig.Result, m.Sig.Type, args...)
	x.Aux = m
	if x.Rep == rt.Obj {
		s.v.Op, s.v.Args, s.v.Aux, s.v.Type = x.Op, args, m, x.Type
		return
	}
	s.is(s.raising(x))
}

// as gives x, which is known to be of a type that rep holds, in that representation.
func (s *specializer) as(rep rt.Rep, x *hir.Value) *hir.Value {
	switch rep {
	case rt.F64:
		return s.float(x)
	case rt.Bool:
		return s.bool(x)
	case rt.Tag:
		return s.tag(x)
	}
	return x
}
