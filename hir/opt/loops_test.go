package opt

import (
	"testing"

	"spc/hir"
	"spc/rt"
)

// sumOf is `for i in range(n): total += a[i + by]` over an array of int64, with what else in the body.
func sumOf(more func(f *build, i *hir.Value)) *build {
	array := &hir.Class{Name: "Array<int64>", Module: "__static__", Base: hir.Object, Final: true,
		Generic: &hir.Generic{Kind: hir.Array}}
	f := newBuild(hir.Param{Rep: rt.Obj, Type: hir.ExactOf(array)}, hir.Param{Rep: rt.I64}, hir.Param{Rep: rt.I64})
	a, n, by := f.b.Params[0], f.b.Params[1], f.b.Params[2]
	zero := f.op(hir.OpIntConst, rt.I64, 0)
	head, body, exit := f.NewBlock(), f.NewBlock(), f.NewBlock()
	i, total := head.AddParam(rt.I64, hir.Any), head.AddParam(rt.I64, hir.Any)
	f.b.Term = hir.Term{Kind: hir.Jump, Edges: to(head, zero, zero)}
	f.b = head
	less := f.op(hir.OpCmp, rt.Bool, int64(hir.CmpLT), i, n)
	head.Term = hir.Term{Kind: hir.Branch, Arg: less, Edges: append(to(body), to(exit)...)}
	f.b = body
	at := f.op(hir.OpIndex, rt.I64, int64(hir.IndexArray), f.op(hir.OpAdd, rt.I64, 0, i, by), f.op(hir.OpLen, rt.I64, 0, a))
	x := f.op(hir.OpLoadElem, rt.I64, 0, a, at)
	x.Aux = array
	sum := f.op(hir.OpAdd, rt.I64, 0, total, x)
	if more != nil {
		more(f, i)
	}
	look := f.op(hir.OpRT, rt.Void, 0)
	look.Aux = rt.Get("spc_check_breaker")
	next := f.op(hir.OpAdd, rt.I64, 0, i, f.op(hir.OpIntConst, rt.I64, 1))
	f.b.Term = hir.Term{Kind: hir.Jump, Edges: to(head, next, sum)}
	f.b = exit
	f.ret(f.box(total))
	return f
}

// The steps of a round have neither test nor look at signals; the loop as it was is still there for what goes out of range.
func TestChunk(t *testing.T) {
	f := sumOf(nil)
	before := len(f.Blocks)
	chunk(f.Func)
	if len(f.Blocks) == before {
		t.Fatal("not split")
	}
	if err := f.Verify(); err != nil {
		t.Fatal(err)
	}
	counts := map[hir.Op]int{}
	looks := 0
	for _, b := range f.Blocks {
		for _, v := range b.Instrs {
			counts[v.Op]++
			if isRT(v, "spc_check_breaker") {
				looks++
			}
		}
	}
	if counts[hir.OpIndex] != 1 || counts[hir.OpLoadElem] != 2 || looks != 2 {
		t.Errorf("%d tests, %d loads, %d looks at signals in\n%s", counts[hir.OpIndex], counts[hir.OpLoadElem], looks, f.Func)
	}
}

// A loop that may run other code, or that can be left in the middle, stays as it is.
func TestChunkLeavesOthers(t *testing.T) {
	for name, more := range map[string]func(f *build, i *hir.Value){
		"call": func(f *build, i *hir.Value) { f.op(hir.OpTruth, rt.Bool, 0, f.box(i)) },
		"exit": func(f *build, i *hir.Value) {
			out, on := f.NewBlock(), f.NewBlock()
			f.b.Term = hir.Term{Kind: hir.Branch, Arg: f.op(hir.OpCmp, rt.Bool, int64(hir.CmpEQ), i, i), Edges: append(to(out), to(on)...)}
			f.b = out
			f.ret(f.box(i))
			f.b = on
		},
	} {
		f := sumOf(more)
		before := len(f.Blocks)
		chunk(f.Func)
		if len(f.Blocks) != before {
			t.Errorf("%s: split\n%s", name, f.Func)
		}
	}
}
