package opt

import (
	"math"
	"testing"

	"spc/hir"
	"spc/rt"
)

// countTo is `s = 0; i = 0; while i < n: s += by; i += 1; return s` over boxed ints, with n of the given form.
func countTo(f *build, n *hir.Value, by int64) {
	zero := f.konst(int64(0))
	head, body, exit := f.NewBlock(), f.NewBlock(), f.NewBlock()
	i, s := head.AddParam(rt.Obj, hir.Any), head.AddParam(rt.Obj, hir.Any)
	f.b.Term = hir.Term{Kind: hir.Jump, Edges: to(head, zero, zero)}
	f.b = head
	less := f.op(hir.OpCompareBool, rt.Bool, int64(hir.CmpLT), i, n)
	head.Term = hir.Term{Kind: hir.Branch, Arg: less, Edges: append(to(body), to(exit)...)}
	f.b = body
	s2 := f.op(hir.OpBinary, rt.Obj, int64(hir.BinAdd|hir.InPlace), s, f.konst(by))
	i2 := f.op(hir.OpBinary, rt.Obj, int64(hir.BinAdd|hir.InPlace), i, f.konst(int64(1)))
	body.Term = hir.Term{Kind: hir.Jump, Edges: to(head, i2, s2)}
	f.b = exit
	f.ret(s)
}

func TestCountersAreMachineInts(t *testing.T) {
	f := newBuild(hir.Param{Rep: rt.I64})
	countTo(f, f.box(f.b.Params[0]), 3)
	got := f.numbers()
	expect(t, got, "(v3: i64 int!, v4: i64 int!)", "add v4", "add v3")
	absent(t, got, "tag_add")
}

// Amounts that could add up to more than a word holds stay tagged.
func TestLargeAmountsMayOverflow(t *testing.T) {
	f := newBuild(hir.Param{Rep: rt.I64})
	countTo(f, f.box(f.b.Params[0]), 1<<40)
	expect(t, f.numbers(), "v4: tag int!", "rt [spc_tag_add] v4")
}

// A comparison bounds the value on both ways.
func TestBranchBounds(t *testing.T) {
	f := newBuild(hir.Param{Rep: rt.I64})
	n := f.b.Params[0]
	word := func(k int64) *hir.Value { return f.op(hir.OpIntConst, rt.I64, k) }
	low, high := f.NewBlock(), f.NewBlock()
	less := f.op(hir.OpCmp, rt.Bool, int64(hir.CmpLT), n, word(100))
	f.b.Term = hir.Term{Kind: hir.Branch, Arg: less, Edges: append(to(low), to(high)...)}
	f.b = low
	f.ret(f.box(f.op(hir.OpAdd, rt.I64, 0, n, word(1))))
	f.b = high
	f.ret(f.box(f.op(hir.OpAdd, rt.I64, 0, n, word(-100))))
	r := analyzeRanges(f.Func)
	if got := r.at(n, low); got != (interval{math.MinInt64, 99}) {
		t.Errorf("where n < 100: %v", got)
	}
	if got := r.of(high.Instrs[1]); got != (interval{0, math.MaxInt64 - 100}) {
		t.Errorf("n - 100 where n >= 100: %v", got)
	}
}

func TestIntervalArithmetic(t *testing.T) {
	for _, c := range []struct{ got, want interval }{
		{mulRange(interval{-3, 5}, interval{-7, 2}), interval{-35, 21}},
		{mulRange(interval{1 << 40, 1 << 40}, interval{1 << 40, 1 << 40}), interval{0, math.MaxInt64}},
		{mulRange(interval{-1, 1}, interval{math.MinInt64, 0}), unbounded},
		{floorDivRange(interval{-7, 7}, interval{2, 2}), interval{-4, 3}},
		{floorDivRange(interval{-7, 7}, interval{2, math.MaxInt64}), interval{-4, 3}},
		{floorDivRange(unbounded, interval{3, 3}), unbounded},
	} {
		if c.got != c.want {
			t.Errorf("got %v, want %v", c.got, c.want)
		}
	}
	if addBound(math.MaxInt64-1, 5, math.MaxInt64) != math.MaxInt64 || addBound(-5, 3, math.MinInt64) != -2 ||
		addBound(math.MinInt64, 3, math.MinInt64) != math.MinInt64 {
		t.Error("addBound")
	}
}

func TestFloorDivisionByPowersOfTwoShifts(t *testing.T) {
	f := newBuild(hir.Param{Rep: rt.I32})
	x := f.op(hir.OpBinary, rt.Obj, int64(hir.BinFloorDiv), f.box(f.b.Params[0]), f.konst(int64(4)))
	f.ret(f.op(hir.OpBinary, rt.Obj, int64(hir.BinMod), x, f.konst(int64(8))))
	expect(t, f.numbers(), "shr", "and")
}
