package opt

import (
	"spc/hir"
	"spc/rt"
)

// Attributes of static classes, where only inference found what class the object is of: variables of loops, elements of
// containers that were checked when they were read. The slot of the class is what the attribute denotes, for subclasses
// too, as the checker has made sure for the accesses that it resolved itself.

// slot is the field that the attribute name denotes on o; nil when o's class is not known or has no such slot.
func slot(o *hir.Value, name string) *hir.Field {
	t := o.Type
	if t.Class == nil || t.Class.CName != "" || t.Optional {
		return nil
	}
	f := t.Class.Lookup(name)
	if f == nil || f.HasDefault {
		return nil
	}
	return f
}

// getField reads a slot.
func (s *specializer) getField() {
	v := s.v
	f := slot(v.Args[0], v.Aux.(string))
	if f == nil {
		return
	}
	if f.Rep == rt.Obj {
		v.Op, v.Aux, v.Type = hir.OpLoadField, f, f.Type
		return
	}
	load := s.f.NewValue(hir.OpLoadField, f.Rep, f.Type, v.Args[0])
	load.Aux = f
	if !load.MayRaise() {
		load.Loc = v.Loc
		s.is(s.cur.Add(load))
		return
	}
	s.is(s.raising(load))
}

// setField writes a slot; the value is held to the slot's type.
func (s *specializer) setField() {
	v := s.v
	f := slot(v.Args[0], v.Aux.(string))
	if f == nil {
		return
	}
	x := v.Args[1]
	switch {
	case f.Rep == rt.Obj || f.Rep == rt.Tag:
		if f.Rep == rt.Tag {
			x = s.tag(x)
		}
		if !x.Type.Within(f.Type) {
			c := s.f.NewValue(hir.OpCast, x.Rep, narrowed(x.Type, f.Type), x)
			c.Cast = f.Type
			x = s.raising(c)
		}
	default:
		u := s.f.NewValue(hir.OpUnbox, f.Rep, boxedType(f.Rep), x)
		if u.MayRaise() {
			x = s.raising(u)
		} else {
			x = s.cur.Add(u)
		}
	}
	v.Op, v.Aux, v.Args = hir.OpStoreField, f, []*hir.Value{v.Args[0], x}
}
