package opt

import (
	"spc/hir"
	"spc/rt"
)

// Slices in static code: their bounds become tagged words, so that no objects are made of them, nor a slice of them. The
// runtime functions take any object for a bound. For exact lists, tuples and strings with bounds that are exact ints there are
// functions of their own, which run no code.

// bounds are start, stop and step of a slice; each may be null.
type bounds [3]*hir.Value

// isSliceObject reports whether v is a slice that was made for one operation.
func (s *specializer) isSliceObject(v *hir.Value) bool {
	return isRT(v, "spc_slice") && v.ID < len(s.uses) && s.uses[v.ID] == 1
}

// sliceIndex rewrites item access by a slice object; false when the index is none, or one that is used elsewhere, too.
func (s *specializer) sliceIndex() bool {
	v := s.v
	i := v.Args[1]
	if !s.isSliceObject(i) {
		return false
	}
	b := bounds(i.Args)
	remove(i)
	s.slice(b, v.Args[2:])
	return true
}

// slice makes the instruction at hand the slice operation on its first operand that it stands for: reading when there is
// no value, deleting when the value is null.
func (s *specializer) slice(b bounds, value []*hir.Value) {
	v := s.v
	o := v.Args[0]
	name, exact := "spc_slice_set", true
	if v.Op == hir.OpSubscr || isRT(v, "spc_get_slice") {
		name = "spc_slice_get"
	} else if len(value) == 0 {
		value = []*hir.Value{s.before(hir.OpNull, rt.Obj, hir.Any)}
	}
	args := []*hir.Value{o}
	for _, x := range b {
		exact = exact && (x == nil || x.Op == hir.OpNull || x.Type.IsExact(hir.Int) || x.Type.IsNone())
		args = append(args, s.bound(x))
	}
	if t := sliceType(o.Type); name == "spc_slice_get" && t != hir.Any {
		v.Type = t
		if exact {
			name = "spc_" + t.Class.Name + "_slice"
		}
	}
	s.isCall(name, append(args, value...)...)
}

// bound gives a bound of a slice as a tagged word, null when it is absent.
func (s *specializer) bound(x *hir.Value) *hir.Value {
	if x == nil || x.Op == hir.OpNull || x.Type.IsNone() {
		return s.before(hir.OpNull, rt.Tag, hir.Any)
	}
	return s.tag(x)
}

// sliceType is the type of a slice of a value of type t: of built-in sequences one of the same class.
func sliceType(t hir.Type) hir.Type {
	for _, c := range []*hir.Class{hir.List, hir.Tuple, hir.Str} {
		if t.IsExact(c) {
			return t
		}
	}
	return hir.Any
}

// moveSlice joins the reading of a slice with its only use, the storing of it in place of another: no list is made in between.
// Nothing that runs in between may see or change memory.
func moveSlice(store *hir.Value, uses []int) {
	from := store.Args[4]
	if from.Op != hir.OpRT || from.Block != store.Block || from.ID >= len(uses) || uses[from.ID] != 1 || from.Except != nil {
		return
	}
	if !isRT(from, "spc_slice_get") && !isRT(from, "spc_list_slice") {
		return
	}
	instrs := store.Block.Instrs
	i := len(instrs) - 1
	for instrs[i] != store {
		i--
	}
	for i--; instrs[i] != from; i-- {
		if instrs[i].Effects()&(hir.WritesMemory|hir.RunsPython|hir.Frees) != 0 {
			return
		}
	}
	store.Args = append(store.Args[:4:4], from.Args...)
	toRT(store, "spc_slice_move")
	remove(from)
}
