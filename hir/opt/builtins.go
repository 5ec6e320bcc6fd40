package opt

import (
	"slices"
	"strings"

	"spc/hir"
	"spc/rt"
)

// Calls of built-in functions on numbers and on iterables, and of the functions of math. The built-ins are those that the module saw when it
// was written (lower makes OpBuiltin of a name only when the module does not bind it). What was imported from math may
// have been replaced: the runtime looks before it computes, and holds what a replacement returns to the type that the
// function of math has.

// ofItems are the runtime's functions for built-in ones that take any one iterable.
var ofItems = map[string]string{"min": "spc_min_of", "max": "spc_max_of", "sum": "spc_sum_of", "sorted": "spc_sorted",
	"list": "spc_list_of", "set": "spc_set_of", "tuple": "spc_tuple_of"}

// builtinType is the type of what a call of a built-in function gives.
func builtinType(name string, args []*hir.Value) hir.Type {
	t := hir.Any
	if len(args) == 2 && (name == "min" || name == "max") {
		return hir.Join(args[0].Type, args[1].Type)
	}
	if len(args) == 1 {
		switch name {
		case "sorted", "list":
			return hir.ExactOf(hir.List)
		case "set":
			return hir.ExactOf(hir.Set)
		case "tuple":
			return hir.ExactOf(hir.Tuple)
		case "ord":
			return hir.ExactOf(hir.Int)
		case "chr":
			return hir.ExactOf(hir.Str)
		}
	}
	for i, a := range args {
		c := numberClass(a.Type)
		if c == nil || i > 0 && c != numberClass(args[0].Type) {
			return hir.Any
		}
		t = hir.ExactOf(c)
	}
	switch name {
	case "abs":
		if len(args) == 1 && !t.IsExact(hir.BoolClass) {
			return t
		}
	case "int", "round":
		if len(args) == 1 {
			return hir.ExactOf(hir.Int)
		}
	case "float":
		if len(args) == 1 {
			return hir.ExactOf(hir.Float)
		}
	}
	return hir.Any
}

// builtin computes a call of a built-in function on numbers, or on the items of an iterable.
func (s *specializer) builtin(name string, args []*hir.Value) {
	if f := ofItems[name]; f != "" && len(args) == 1 {
		s.isCall(f, args...)
		return
	}
	if len(args) == 1 && s.text(name, args[0]) {
		return
	}
	if len(args) == 0 || len(args) > 2 || (len(args) == 2) != (name == "min" || name == "max") {
		return
	}
	x := args[0]
	c := numberClass(x.Type)
	float, integer := hir.ExactOf(hir.Float), hir.ExactOf(hir.Int)
	switch {
	case len(args) == 2 && s.isLikelyInt(x) && s.isLikelyInt(args[1]):
		s.is(s.call("spc_tag_"+name, hir.Join(x.Type, args[1].Type), s.tag(x), s.tag(args[1])))
	case c == nil || len(args) == 2 && numberClass(args[1].Type) != c:
	case c == hir.Float && name == "float":
		s.is(s.float(x))
	case c == hir.Float && name == "abs":
		s.is(s.call("spc_f64_abs", float, s.float(x)))
	case c == hir.Float && name == "int":
		s.is(s.call("spc_f64_to_tag", integer, s.float(x)))
	case c == hir.Float && name == "round":
		s.is(s.call("spc_f64_round", integer, s.float(x)))
	case c == hir.Float:
		s.is(s.call("spc_f64_"+name, float, s.float(x), s.float(args[1])))
	case name == "float":
		s.is(s.float(x))
	case c == hir.Int && name == "abs":
		s.is(s.call("spc_tag_abs", integer, s.tag(x)))
	case c == hir.Int && (name == "int" || name == "round"):
		s.is(s.tag(x))
	}
}

// text computes a call of a built-in function that has to do with strings; it reports whether it did.
func (s *specializer) text(name string, x *hir.Value) bool {
	switch {
	case name == "ord":
		s.is(s.call("spc_ord", hir.ExactOf(hir.Int), x))
	case name == "chr" && x.Type.IsExact(hir.Int):
		s.isCall("spc_chr", s.tag(x))
	case name == "str":
		s.isCall("spc_str", x)
	default:
		return false
	}
	return true
}

// importedFunc is the dotted name of the function that v, a call, calls by a variable that an import has bound to it or to its
// module; "" when it is another call.
func importedFunc(v *hir.Value) string {
	if v.Args[0].Op != hir.OpLoadGlobal {
		return ""
	}
	g := v.Args[0].Aux.(*hir.Global)
	switch v.Op {
	case hir.OpCall:
		if kw, _ := v.Aux.([]string); len(kw) == 0 {
			return g.Import
		}
	case hir.OpCallMethod:
		if m := v.Aux.(*hir.MethodCall); g.Import != "" && len(m.KwNames) == 0 {
			return g.Import + "." + m.Name
		}
	}
	return ""
}

// callee is the function that the call at hand, of an imported name, calls.
func (s *specializer) callee() *hir.Value {
	v := s.v
	if v.Op != hir.OpCallMethod {
		return v.Args[0]
	}
	get := s.f.NewValue(hir.OpGetAttr, rt.Obj, hir.Any, v.Args[0])
	get.Aux = v.Aux.(*hir.MethodCall).Name
	return s.raising(get)
}

// heap calls the functions of heapq that the runtime knows; false when the instruction at hand is no such call.
func (s *specializer) heap() bool {
	name := map[string]string{"heapq.heappush": "spc_heappush", "heapq.heappop": "spc_heappop"}[importedFunc(s.v)]
	if name == "" || len(s.v.Args) != len(rt.Get(name).Params) {
		return false
	}
	s.isCall(name, append([]*hir.Value{s.callee()}, s.v.Args[1:]...)...)
	return true
}

// mathFunc is the place among rt.MathFuncs of the function that v, a call, calls; -1 when it calls another.
func mathFunc(v *hir.Value) int {
	if name, isMath := strings.CutPrefix(importedFunc(v), "math."); isMath && len(v.Args) == 2 {
		return slices.Index(rt.MathFuncs, name)
	}
	return -1
}

// givesInt reports whether rt.MathFuncs[i] gives an int.
func givesInt(i int) bool { return rt.MathFuncs[i] == "floor" || rt.MathFuncs[i] == "ceil" }

// mathType is the type of a call of a function of math on a float; ok is false for other calls.
func mathType(v *hir.Value) (t hir.Type, ok bool) {
	i := mathFunc(v)
	if i < 0 || !v.Args[1].Type.IsExact(hir.Float) {
		return hir.Any, false
	}
	if givesInt(i) {
		return hir.InstanceOf(hir.Int), true
	}
	return hir.ExactOf(hir.Float), true
}

// math calls a function of math on a float; false when the instruction at hand is no such call.
func (s *specializer) math() bool {
	v := s.v
	t, ok := mathType(v)
	if !ok {
		return false
	}
	which := mathFunc(v)
	callee := s.callee()
	n := s.before(hir.OpIntConst, rt.I32, hir.Any)
	n.Int = int64(which)
	name := "spc_math"
	if givesInt(which) {
		name = "spc_math_int"
	}
	s.is(s.call(name, t, callee, s.float(v.Args[1]), n))
	return true
}
