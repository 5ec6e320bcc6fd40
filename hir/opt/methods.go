package opt

import (
	"spc/hir"
	"spc/rt"
)

// builtinMethod is a method of a built-in container that a runtime function does without looking it up.
type builtinMethod struct {
	class *hir.Class
	name  string
	args  string // of what kinds the arguments are: o object, s str, i exact int, w likely int, n None in place of a missing one
	fn    string // takes the container and the arguments
	typ   hir.Type
}

var builtinMethods = []builtinMethod{
	{hir.List, "append", "o", "spc_list_append", hir.Any},
	{hir.List, "insert", "io", "spc_list_insert", hir.Any},
	{hir.List, "pop", "", "spc_list_pop", hir.Any},
	{hir.List, "pop", "i", "spc_list_pop_at", hir.Any},
	{hir.List, "reverse", "", "spc_list_reverse", hir.Any},
	{hir.List, "sort", "", "spc_list_sort", hir.Any},
	{hir.List, "copy", "", "spc_list_copy", hir.ExactOf(hir.List)},
	{hir.List, "clear", "", "spc_list_clear", hir.Any},
	{hir.Dict, "get", "on", "spc_dict_get_default", hir.Any},
	{hir.Dict, "get", "oo", "spc_dict_get_default", hir.Any},
	{hir.Set, "add", "o", "spc_set_add", hir.Any},
	{hir.Set, "discard", "w", "spc_set_discard_tag", hir.Any},
	{hir.Set, "remove", "w", "spc_set_remove_tag", hir.Any},
	{hir.Str, "join", "o", "spc_str_join", hir.ExactOf(hir.Str)},
	{hir.Str, "isdigit", "", "spc_str_isdigit", hir.ExactOf(hir.BoolClass)},
	{hir.Str, "isdecimal", "", "spc_str_isdecimal", hir.ExactOf(hir.BoolClass)},
	{hir.Str, "isnumeric", "", "spc_str_isnumeric", hir.ExactOf(hir.BoolClass)},
	{hir.Str, "isalpha", "", "spc_str_isalpha", hir.ExactOf(hir.BoolClass)},
	{hir.Str, "isalnum", "", "spc_str_isalnum", hir.ExactOf(hir.BoolClass)},
	{hir.Str, "isspace", "", "spc_str_isspace", hir.ExactOf(hir.BoolClass)},
	{hir.Str, "startswith", "s", "spc_str_startswith", hir.ExactOf(hir.BoolClass)},
	{hir.Str, "endswith", "s", "spc_str_endswith", hir.ExactOf(hir.BoolClass)},
	{hir.Str, "strip", "", "spc_str_strip", hir.ExactOf(hir.Str)},
	{hir.Str, "lstrip", "", "spc_str_lstrip", hir.ExactOf(hir.Str)},
	{hir.Str, "rstrip", "", "spc_str_rstrip", hir.ExactOf(hir.Str)},
	{hir.Str, "strip", "s", "spc_str_strip_chars", hir.ExactOf(hir.Str)},
	{hir.Str, "lstrip", "s", "spc_str_lstrip_chars", hir.ExactOf(hir.Str)},
	{hir.Str, "rstrip", "s", "spc_str_rstrip_chars", hir.ExactOf(hir.Str)},
	{hir.Str, "lower", "", "spc_str_lower", hir.ExactOf(hir.Str)},
	{hir.Str, "upper", "", "spc_str_upper", hir.ExactOf(hir.Str)},
	{hir.Str, "split", "", "spc_str_split", hir.ExactOf(hir.List)},
	{hir.Str, "split", "s", "spc_str_split_at", hir.ExactOf(hir.List)},
	{hir.Str, "splitlines", "", "spc_str_splitlines", hir.ExactOf(hir.List)},
	{hir.Str, "partition", "s", "spc_str_partition", hir.ExactOf(hir.Tuple)},
	{hir.Str, "replace", "ss", "spc_str_replace", hir.ExactOf(hir.Str)},
}

// builtinMethod makes a method call on a container the call of a runtime function. Where the container may be of a
// subclass its class is tested, and what is not exactly of the class is called as before. It reports whether it did.
func (s *specializer) builtinMethod() bool {
	v := s.v
	call := v.Aux.(*hir.MethodCall)
	o := v.Args[0]
	if len(call.KwNames) > 0 || o.Rep != rt.Obj || o.Type.Class == nil {
		return false
	}
	for i := range builtinMethods {
		m := &builtinMethods[i]
		if m.class != o.Type.Class || m.name != call.Name {
			continue
		}
		if args, ok := s.methodArgs(m, v.Args[1:]); ok {
			s.fact(s.method(m, o, args))
			return true
		}
	}
	return false
}

// methodArgs brings arguments to the kinds that m wants; false when they cannot be.
func (s *specializer) methodArgs(m *builtinMethod, args []*hir.Value) (out []*hir.Value, ok bool) {
	given := len(m.args)
	if given > 0 && m.args[given-1] == 'n' {
		given--
	}
	if len(args) != given {
		return nil, false
	}
	for i, kind := range m.args {
		switch kind {
		case 'o':
			if args[i].Rep != rt.Obj {
				return nil, false
			}
			out = append(out, args[i])
		case 's':
			if !args[i].Type.Is(hir.Str) {
				return nil, false
			}
			out = append(out, args[i])
		case 'w':
			if !s.isLikelyInt(args[i]) {
				return nil, false
			}
			out = append(out, s.tag(args[i]))
		case 'i':
			n := s.word(args[i])
			if n == nil {
				return nil, false
			}
			out = append(out, n)
		case 'n':
			out = append(out, s.none())
		}
	}
	return out, true
}

// word gives v as a machine int when it is exactly an int; else nil.
func (s *specializer) word(v *hir.Value) *hir.Value {
	from := peel(v)
	if from.Op == hir.OpBox && from.Args[0].Rep == rt.I64 {
		return from.Args[0]
	}
	if from.Op == hir.OpConst {
		if n, ok := from.Aux.(*hir.Const).Value.(int64); ok {
			w := s.before(hir.OpIntConst, rt.I64, hir.ExactOf(hir.Int))
			w.Int = n
			return w
		}
	}
	if v.Type.IsExact(hir.Int) {
		return s.call("spc_tag_ssize", hir.ExactOf(hir.Int), s.tag(v))
	}
	return nil
}

func (s *specializer) none() *hir.Value {
	v := s.before(hir.OpConst, rt.Obj, hir.ConstType(nil))
	v.Aux = s.f.Module.Const(nil)
	return v
}

// method adds the call of m on o, behind a test when o may be of a subclass.
func (s *specializer) method(m *builtinMethod, o *hir.Value, args []*hir.Value) *hir.Value {
	if o.Type.IsExact(m.class) {
		return s.methodCall(m, o, args)
	}
	exact, other, done := s.f.NewBlock(), s.f.NewBlock(), s.f.NewBlock()
	result := done.AddParam(rt.Obj, hir.Any)
	test := s.before(hir.OpIsType, rt.Bool, hir.ExactOf(hir.BoolClass), o)
	test.Cast = hir.ExactOf(m.class)
	s.cur.Term = hir.Term{Kind: hir.Branch, Arg: test, Edges: []*hir.Edge{{To: exact}, {To: other}}, Likely: 1}

	s.cur = exact
	known := s.before(hir.OpRefine, rt.Obj, test.Cast, o)
	known.Cast = test.Cast
	r := s.methodCall(m, known, args)
	s.cur.Term = jumpTo(done, r)

	s.cur = other
	call := s.f.NewValue(hir.OpCallMethod, rt.Obj, s.v.Type, s.v.Args...)
	call.Aux = s.v.Aux
	s.raising(call)
	s.cur.Term = jumpTo(done, call)
	s.cur = done
	return result
}

func (s *specializer) methodCall(m *builtinMethod, o *hir.Value, args []*hir.Value) *hir.Value {
	x := s.call(m.fn, m.typ, append([]*hir.Value{o}, args...)...)
	switch x.Rep {
	case rt.Void:
		return s.none()
	case rt.Bool:
		return s.before(hir.OpBox, rt.Obj, m.typ, x)
	}
	return x
}

// fact makes the instruction at hand another name of x.
func (s *specializer) fact(x *hir.Value) {
	t := s.v.Type
	become(s.v, hir.OpRefine, x)
	s.v.Cast, s.v.Type = t, x.Type
	if t.Class != nil {
		s.v.Type = t
	}
}
