package opt

import (
	"testing"

	"spc/hir"
	"spc/rt"
)

// A recursive function that is declared to return an int returns exact ints when its other returns do.
func TestResultOfRecursionIsExact(t *testing.T) {
	f := newBuild(hir.Param{Rep: rt.Tag, Type: hir.ExactOf(hir.Int)})
	f.Name = "f"
	f.Module.Funcs = []*hir.Func{f.Func}
	f.Sig.Result, f.Sig.Type = rt.Tag, hir.InstanceOf(hir.Int)
	n := f.b.Params[0]
	deep, flat := f.NewBlock(), f.NewBlock()
	less := f.op(hir.OpCompareBool, rt.Bool, int64(hir.CmpLT), f.box(n), f.konst(int64(2)))
	f.b.Term = hir.Term{Kind: hir.Branch, Arg: less, Edges: append(to(flat), to(deep)...)}
	f.b = flat
	f.ret(n)
	f.b = deep
	call := f.NewValue(hir.OpInvoke, rt.Tag, f.Sig.Type, n)
	call.Aux, call.Loc = &hir.Callee{Func: f.Func, Name: "f", Sig: f.Sig}, 1
	f.b.Add(call)
	sum := f.op(hir.OpBinary, rt.Obj, int64(hir.BinAdd), f.box(call), f.konst(int64(1)))
	f.ret(f.op(hir.OpToTag, rt.Tag, 0, sum))
	results(f.Module)
	if got := f.Sig.Type; got != hir.ExactOf(hir.Int) {
		t.Errorf("result type %v, want int!", got)
	}
	expect(t, f.numbers(), "tag int! = invoke [f #0] v0")
}

// What always is an exact float is returned as a machine double, and None not at all.
func TestResultsAreMachineValues(t *testing.T) {
	half := newBuild()
	half.Name = "half"
	half.ret(half.konst(0.5))
	nothing := newBuild()
	nothing.Name = "nothing"
	nothing.ret(nothing.konst(nil))
	f := newBuild()
	f.Module.Funcs = []*hir.Func{half.Func, nothing.Func, f.Func}
	for _, g := range []*build{half, nothing} {
		g.Module = f.Module
		call := f.NewValue(hir.OpInvoke, rt.Obj, hir.Any)
		call.Aux, call.Loc = &hir.Callee{Func: g.Func, Name: g.Name, Sig: g.Sig}, 1
		f.b.Add(call)
	}
	calls := f.b.Instrs
	f.ret(f.op(hir.OpBinary, rt.Obj, int64(hir.BinAdd), calls[0], calls[0]))
	results(f.Module)
	if half.Sig.Result != rt.F64 || nothing.Sig.Result != rt.Void {
		t.Errorf("results %s and %s, want f64 and void", half.Sig.Result, nothing.Sig.Result)
	}
	expect(t, f.numbers(), "f64 float! = invoke [half #0]", "invoke [nothing #0]", "add", "return")
	expect(t, half.numbers(), "f64 float! = float [0.5]", "return")
}
