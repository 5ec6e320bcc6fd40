package opt

import (
	"cmp"
	"slices"
	"strings"
	"testing"

	"spc/hir"
	"spc/rt"
)

// newFunc makes a function of one block with obj parameters.
func newFunc(n int) (*hir.Func, *hir.Block) {
	f := &hir.Func{Name: "f", Module: &hir.Module{}, Locs: []hir.Loc{{Lasti: -1}, {Line: 1, Lasti: 1}},
		Sig: &hir.Signature{Result: rt.Obj, Raises: true}}
	b := f.NewBlock()
	for range n {
		b.AddParam(rt.Obj, hir.Any)
		f.Sig.Params = append(f.Sig.Params, hir.Param{Rep: rt.Obj})
	}
	return f, b
}

func call(b *hir.Block, name string, args ...*hir.Value) *hir.Value {
	fn := rt.Get(name)
	v := b.Func.NewValue(hir.OpRT, fn.Result, hir.Any, args...)
	v.Aux, v.Loc = fn, 1
	return b.Add(v)
}

func TestTemporaryIsReleasedOnBothWays(t *testing.T) {
	f, b := newFunc(2)
	x := call(b, "spc_add", b.Params[0], b.Params[1])
	y := call(b, "spc_mul", x, b.Params[1])
	b.Term = hir.Term{Kind: hir.Return, Arg: y}
	refcount(f)
	got := f.String()
	want := []string{
		"v3: obj = rt [spc_mul] v2, v1 @1 except b", // x is released when the product fails
		"decref v2 @1", // and after it
		"return v3",
	}
	for _, w := range want {
		if !strings.Contains(got, w) {
			t.Errorf("no %q in\n%s", w, got)
		}
	}
	if n := strings.Count(got, "decref v2"); n != 2 {
		t.Errorf("v2 is released in %d places, want 2:\n%s", n, got)
	}
}

func TestReturnedParameterIsCounted(t *testing.T) {
	f, b := newFunc(1)
	b.Term = hir.Term{Kind: hir.Return, Arg: b.Params[0]}
	refcount(f)
	if got := f.String(); strings.Count(got, "incref v0") != 1 {
		t.Errorf("want one incref of the parameter:\n%s", got)
	}
}

func TestLoadStaysBorrowedWithoutBarrier(t *testing.T) {
	f, b := newFunc(1)
	c := &hir.Class{Name: "C", Module: "m"}
	field := &hir.Field{Class: c, Name: "n", Offset: 16, Rep: rt.Obj}
	load := b.Add(f.NewValue(hir.OpLoadField, rt.Obj, hir.Any, b.Params[0]))
	load.Aux = field
	call(b, "spc_type_of", load)
	z := b.Add(f.NewValue(hir.OpConst, rt.Obj, hir.Any))
	z.Aux = f.Module.Const(nil)
	b.Term = hir.Term{Kind: hir.Return, Arg: z}
	refcount(f)
	if got := f.String(); strings.Contains(got, "decref") {
		t.Errorf("a borrowed load is not released:\n%s", got)
	}
}

func TestLoadIsOwnedAcrossACall(t *testing.T) {
	f, b := newFunc(1)
	field := &hir.Field{Class: &hir.Class{Name: "C", Module: "m"}, Name: "n", Offset: 16, Rep: rt.Obj}
	load := b.Add(f.NewValue(hir.OpLoadField, rt.Obj, hir.Any, b.Params[0]))
	load.Aux = field
	r := call(b, "spc_add", load, load)
	b.Term = hir.Term{Kind: hir.Return, Arg: r}
	refcount(f)
	got := f.String()
	if strings.Count(got, "incref v1") != 1 || strings.Count(got, "decref v1") != 2 {
		t.Errorf("want the load owned around the call:\n%s", got)
	}
}

func TestLoopMovesItsState(t *testing.T) {
	f, b := newFunc(1)
	head, exit := f.NewBlock(), f.NewBlock()
	s := head.AddParam(rt.Obj, hir.Any)
	b.Term = hir.Term{Kind: hir.Jump, Edges: []*hir.Edge{{To: head, Args: []*hir.Value{b.Params[0]}}}}
	s2 := call(head, "spc_add", s, b.Params[0])
	again := call(head, "spc_truth", s2)
	again.Rep = rt.Bool
	head.Term = hir.Term{Kind: hir.Branch, Arg: again, Edges: []*hir.Edge{{To: head, Args: []*hir.Value{s2}}, {To: exit}}}
	exit.Term = hir.Term{Kind: hir.Return, Arg: s2}
	refcount(f)
	got := f.String()
	// the parameter goes in with a new reference, the sum moves round the loop and out
	if strings.Count(got, "incref v0") != 1 || strings.Contains(got, "incref v2") {
		t.Errorf("unexpected counts:\n%s", got)
	}
}

// TestVerifierSeesMissingCounts leaves out each count of these functions in turn, and doubles it: the verifier of ownership must
// accept what the pass made and nothing else.
func TestVerifierSeesMissingCounts(t *testing.T) {
	funcs := map[string]func() *hir.Func{
		"product": func() *hir.Func {
			f, b := newFunc(2)
			x := call(b, "spc_add", b.Params[0], b.Params[1])
			b.Term = hir.Term{Kind: hir.Return, Arg: call(b, "spc_mul", x, x)}
			return f
		},
		"field": func() *hir.Func {
			f, b := newFunc(1)
			load := b.Add(f.NewValue(hir.OpLoadField, rt.Obj, hir.Any, b.Params[0]))
			load.Aux = &hir.Field{Class: &hir.Class{Name: "C", Module: "m"}, Name: "n", Offset: 16, Rep: rt.Obj}
			call(b, "spc_setattr", load, load, load, b.Add(f.NewValue(hir.OpCache, rt.Ptr, hir.Any)))
			b.Term = hir.Term{Kind: hir.Return, Arg: load}
			return f
		},
		"loop": func() *hir.Func {
			f, b := newFunc(1)
			head, exit := f.NewBlock(), f.NewBlock()
			s := head.AddParam(rt.Obj, hir.Any)
			b.Term = hir.Term{Kind: hir.Jump, Edges: []*hir.Edge{{To: head, Args: []*hir.Value{b.Params[0]}}}}
			s2 := call(head, "spc_add", s, b.Params[0])
			again := call(head, "spc_truth", s2)
			head.Term = hir.Term{Kind: hir.Branch, Arg: again, Edges: []*hir.Edge{{To: head, Args: []*hir.Value{s2}}, {To: exit}}}
			exit.Term = hir.Term{Kind: hir.Return, Arg: s2}
			return f
		},
	}
	for name, mk := range funcs {
		for n := 0; ; n++ {
			f := mk()
			refcount(f)
			if err := cmp.Or(f.Verify(), f.VerifyOwnership()); err != nil {
				t.Fatalf("%s: %v\n%s", name, err, f)
			}
			b, i := nthCount(f, n)
			if b == nil {
				if n == 0 {
					t.Errorf("%s: no counts", name)
				}
				break
			}
			v := b.Instrs[i]
			b.Instrs = slices.Insert(slices.Clone(b.Instrs), i, f.NewValue(v.Op, v.Rep, v.Type, v.Args...))
			b.Instrs[i].Block = b
			if f.VerifyOwnership() == nil {
				t.Errorf("%s: the verifier accepts one more %s in b%d:\n%s", name, v, b.ID, f)
			}
			b.Instrs = slices.Delete(b.Instrs, i, i+2)
			if f.VerifyOwnership() == nil {
				t.Errorf("%s: the verifier accepts no %s in b%d:\n%s", name, v, b.ID, f)
			}
		}
	}
}

// nthCount finds the n-th count of f.
func nthCount(f *hir.Func, n int) (*hir.Block, int) {
	for _, b := range f.Blocks {
		for i, v := range b.Instrs {
			if v.Op == hir.OpIncref || v.Op == hir.OpDecref {
				if n == 0 {
					return b, i
				}
				n--
			}
		}
	}
	return nil, 0
}
