package opt

import (
	"slices"

	"spc/hir"
	"spc/rt"
)

// selectRuntime turns the Python operations that no other pass made something better of into calls of
// runtime functions, and machine forms that depend on representations only into theirs.
func selectRuntime(f *hir.Func) {
	appends(f)
	for _, b := range f.Blocks {
		out := make([]*hir.Value, 0, len(b.Instrs))
		for _, v := range b.Instrs {
			s := &selector{f: f, b: b, v: v}
			s.instr()
			out = append(append(out, s.before...), v)
		}
		b.Instrs = out
	}
}

// appends finds each `x += y` whose old x is kept just until the variable is rebound, and lets the operation take x over:
// a string that nobody else holds then grows in place, as it does under the interpreter.
func appends(f *hir.Func) {
	preds := f.Preds(f.ReversePostorder())
	for _, b := range f.Blocks {
		for i, v := range b.Instrs {
			if v.Op != hir.OpBinary || hir.BinKind(v.Int) != hir.BinAdd|hir.InPlace || v.Args[0].Rep != rt.Obj {
				continue
			}
			at, next := b, i+1
			if next == len(b.Instrs) && b.Term.Kind == hir.Jump && len(preds[b.Term.Edges[0].To.ID]) == 1 {
				at, next = b.Term.Edges[0].To, 0
			}
			if next < len(at.Instrs) && at.Instrs[next].Op == hir.OpKeep && at.Instrs[next].Args[0] == v.Args[0] {
				at.Instrs = slices.Delete(at.Instrs, next, next+1)
				toRT(v, "spc_inplace_add_taking")
			}
		}
	}
}

type selector struct {
	f      *hir.Func
	b      *hir.Block
	v      *hir.Value
	before []*hir.Value // operands made for v
}

func (s *selector) operand(op hir.Op, rep rt.Rep) *hir.Value {
	o := s.f.NewValue(op, rep, hir.Any)
	o.Block = s.b
	s.before = append(s.before, o)
	return o
}

func (s *selector) str(name string) *hir.Value {
	o := s.operand(hir.OpConst, rt.Obj)
	o.Aux = s.f.Module.Const(name)
	o.Type = hir.ExactOf(hir.Str)
	return o
}

func (s *selector) names(kw []string) *hir.Value {
	t := make(hir.ConstTuple, len(kw))
	for i, n := range kw {
		t[i] = n
	}
	o := s.operand(hir.OpConst, rt.Obj)
	o.Aux = s.f.Module.Const(t)
	o.Type = hir.ExactOf(hir.Tuple)
	return o
}

func (s *selector) cache(words int64) *hir.Value {
	o := s.operand(hir.OpCache, rt.Ptr)
	o.Int = words
	return o
}

// with makes v a runtime call with these operands before (and after n of) its own.
func (s *selector) with(name string, args ...*hir.Value) {
	s.v.Args = args
	toRT(s.v, name)
}

func (s *selector) instr() {
	v := s.v
	switch v.Op {
	case hir.OpBinary:
		toRT(v, "spc_"+hir.BinKind(v.Int).String())
	case hir.OpUnary:
		toRT(v, "spc_"+hir.UnaryKind(v.Int).String())
	case hir.OpCompare:
		toRT(v, "spc_"+hir.CmpKind(v.Int).String())
	case hir.OpCompareBool:
		toRT(v, "spc_"+hir.CmpKind(v.Int).String()+"_bool")
	case hir.OpTruth:
		name := "spc_truth"
		if v.Args[0].Rep == rt.Tag {
			name = "spc_tag_truth"
		}
		toRT(v, name)
	case hir.OpContains:
		toRT(v, "spc_contains")
	case hir.OpLen:
		s.length()
	case hir.OpGetAttr:
		s.with("spc_getattr", v.Args[0], s.str(v.Aux.(string)), s.cache(rt.AttrCacheWords))
	case hir.OpSetAttr:
		s.with("spc_setattr", v.Args[0], s.str(v.Aux.(string)), v.Args[1], s.cache(rt.AttrCacheWords))
	case hir.OpDelAttr:
		s.with("spc_delattr", v.Args[0], s.str(v.Aux.(string)))
	case hir.OpSubscr:
		toRT(v, "spc_subscr")
	case hir.OpStoreSubscr:
		toRT(v, "spc_store_subscr")
	case hir.OpDelSubscr:
		toRT(v, "spc_del_subscr")
	case hir.OpGetIter:
		toRT(v, "spc_iter")
	case hir.OpIterNext:
		toRT(v, "spc_iter_next")
	case hir.OpBuiltin:
		s.with("spc_call_builtin", append([]*hir.Value{s.str(v.Aux.(string)), s.cache(rt.GlobalCacheWords)}, v.Args...)...)
	case hir.OpCall:
		if kw, _ := v.Aux.([]string); len(kw) > 0 {
			s.with("spc_call_kw", append([]*hir.Value{v.Args[0], s.names(kw)}, v.Args[1:]...)...)
		} else {
			s.with("spc_call", append([]*hir.Value{v.Args[0], s.cache(rt.CallCacheWords)}, v.Args[1:]...)...)
		}
	case hir.OpLoadMethod:
		s.with("spc_load_method", v.Args[0], s.str(v.Aux.(string)), s.cache(rt.AttrCacheWords))
	case hir.OpMethodSelf:
		s.with("spc_method_self", v.Args[1], v.Args[0].Args[2])
	case hir.OpCallLoaded:
		if kw, _ := v.Aux.([]string); len(kw) > 0 {
			s.with("spc_call_loaded_kw", append([]*hir.Value{v.Args[0], s.names(kw)}, v.Args[1:]...)...)
		} else {
			s.with("spc_call_loaded", append([]*hir.Value{v.Args[0], s.cache(2 * rt.CallCacheWords)}, v.Args[1:]...)...)
		}
	case hir.OpCallMethod:
		s.callMethod(v.Aux.(*hir.MethodCall))
	}
}

// length is a field of the object where the class is known; of an Array, whose length is fixed, emit reads it.
func (s *selector) length() {
	t := s.v.Args[0].Type
	if t.IsGeneric(hir.Array) {
		return
	}
	toRT(s.v, "spc_len")
	if c := exactContainer(t); c != "" {
		toRT(s.v, "spc_"+c+"_len")
		s.v.Except = nil
	}
}

func (s *selector) callMethod(m *hir.MethodCall) {
	name := s.str(m.Name)
	if len(m.KwNames) > 0 {
		s.with("spc_call_method_kw", append([]*hir.Value{name, s.names(m.KwNames), s.cache(rt.AttrCacheWords)}, s.v.Args...)...)
		return
	}
	s.with("spc_call_method", append([]*hir.Value{name, s.cache(rt.AttrCacheWords)}, s.v.Args...)...)
}
