package opt

import (
	"strings"
	"testing"

	"spc/hir"
	"spc/rt"
)

// build makes functions for the tests of the passes on numbers.
type build struct {
	*hir.Func
	b *hir.Block
}

func newBuild(params ...hir.Param) *build {
	f := &hir.Func{Name: "f", Module: &hir.Module{Mode: hir.Static}, Locs: []hir.Loc{{Lasti: -1}, {Line: 1, Lasti: 1}},
		Sig: &hir.Signature{Params: params, Result: rt.Obj, Raises: true}}
	b := f.NewBlock()
	for _, p := range params {
		b.AddParam(p.Rep, p.Type)
	}
	return &build{f, b}
}

func (f *build) op(op hir.Op, rep rt.Rep, n int64, args ...*hir.Value) *hir.Value {
	v := f.NewValue(op, rep, hir.Any, args...)
	v.Int, v.Loc = n, 1
	return f.b.Add(v)
}

func (f *build) konst(x any) *hir.Value {
	v := f.NewValue(hir.OpConst, rt.Obj, hir.ConstType(x))
	v.Aux = f.Module.Const(x)
	return f.b.Add(v)
}

func (f *build) box(x *hir.Value) *hir.Value {
	v := f.op(hir.OpBox, rt.Obj, 0, x)
	v.Type = hir.BoxedType(x.Rep)
	if x.Rep == rt.Tag {
		v.Type = x.Type
	}
	return v
}

func (f *build) ret(v *hir.Value) { f.b.Term = hir.Term{Kind: hir.Return, Arg: v} }

func to(b *hir.Block, args ...*hir.Value) []*hir.Edge { return []*hir.Edge{{To: b, Args: args}} }

// numbers runs the passes on numbers and gives the text of the blocks.
func (f *build) numbers() string {
	for _, p := range passes {
		if p.name == "select" {
			break
		}
		if p.each != nil {
			p.each(f.Func)
		}
	}
	_, text, _ := strings.Cut(f.String(), "b0")
	return "b0" + text
}

func expect(t *testing.T, got string, want ...string) {
	t.Helper()
	at := 0
	for _, w := range want {
		i := strings.Index(got[at:], w)
		if i < 0 {
			t.Errorf("no %q (in this order) in\n%s", w, got)
			return
		}
		at += i + len(w)
	}
}

func absent(t *testing.T, got string, unwanted ...string) {
	t.Helper()
	for _, w := range unwanted {
		if strings.Contains(got, w) {
			t.Errorf("%q in\n%s", w, got)
		}
	}
}

var (
	aFloat = hir.Param{Rep: rt.F64, Type: hir.ExactOf(hir.Float)}
	anInt  = hir.Param{Rep: rt.Tag, Type: hir.InstanceOf(hir.Int)}
	anObj  = hir.Param{Rep: rt.Obj}
)

func TestFloatExpressionStaysInRegisters(t *testing.T) {
	f := newBuild(aFloat, aFloat)
	x, y := f.box(f.b.Params[0]), f.box(f.b.Params[1])
	sum := f.op(hir.OpBinary, rt.Obj, int64(hir.BinAdd), x, y)
	f.ret(f.op(hir.OpBinary, rt.Obj, int64(hir.BinMul), sum, f.konst(int64(2))))
	got := f.numbers()
	expect(t, got, "f64 float! = add v0, v1", "float [2", "f64 float! = mul", "obj float! = box", "return")
	if n := strings.Count(got, "= box"); n != 1 {
		t.Errorf("%d boxes, want only that of the result:\n%s", n, got)
	}
}

func TestTrueDivisionRaises(t *testing.T) {
	f := newBuild(aFloat, aFloat)
	f.ret(f.op(hir.OpBinary, rt.Obj, int64(hir.BinTrueDiv), f.box(f.b.Params[0]), f.box(f.b.Params[1])))
	expect(t, f.numbers(), "rt [spc_f64_truediv] v0, v1 @1", "box")

	f = newBuild(aFloat)
	f.ret(f.op(hir.OpBinary, rt.Obj, int64(hir.BinTrueDiv), f.box(f.b.Params[0]), f.konst(2.0)))
	expect(t, f.numbers(), "f64 float! = div v0,")
}

// A product over a loop: it is a tagged word, and so is the loop's own condition.
func TestLoopCarriesTags(t *testing.T) {
	f := newBuild(anInt)
	n := f.box(f.b.Params[0])
	one := f.konst(int64(1))
	head, body, exit := f.NewBlock(), f.NewBlock(), f.NewBlock()
	s := head.AddParam(rt.Obj, hir.Any)
	f.b.Term = hir.Term{Kind: hir.Jump, Edges: to(head, one)}
	f.b = head
	less := f.op(hir.OpCompareBool, rt.Bool, int64(hir.CmpLT), s, n)
	head.Term = hir.Term{Kind: hir.Branch, Arg: less, Edges: append(to(body), to(exit)...)}
	f.b = body
	next := f.op(hir.OpBinary, rt.Obj, int64(hir.BinMul|hir.InPlace), s, f.konst(int64(3)))
	body.Term = hir.Term{Kind: hir.Jump, Edges: to(head, next)}
	f.b = exit
	f.ret(s)
	got := f.numbers()
	expect(t, got, "(v3: tag int!)", "rt [spc_tag_lt] v3, v0", "tag int! = rt [spc_tag_mul] v3", "obj int! = box v3", "return")
}

// What a subclass of int adds up to is not known, and its operator may run any code.
func TestSubclassOfIntKeepsItsOperators(t *testing.T) {
	f := newBuild(anInt, anInt)
	sum := f.op(hir.OpBinary, rt.Obj, int64(hir.BinAdd|hir.InPlace), f.box(f.b.Params[0]), f.box(f.b.Params[1]))
	f.ret(sum)
	got := f.numbers()
	expect(t, got, "tag = rt [spc_tag_inplace_add] v0, v1 @1")
	for _, v := range f.Blocks[0].Instrs {
		if isRT(v, "spc_tag_inplace_add") && v.Effects()&hir.RunsPython == 0 {
			t.Error("addition of ints of unknown class is said to run no code")
		}
	}
}

func TestPowerIsFloatOnlyWhenProven(t *testing.T) {
	square := func(f *build, x *hir.Value) *hir.Value { return f.op(hir.OpBinary, rt.Obj, int64(hir.BinMul), x, x) }
	f := newBuild(aFloat)
	f.ret(f.op(hir.OpBinary, rt.Obj, int64(hir.BinPow), square(f, f.box(f.b.Params[0])), f.konst(-1.5)))
	expect(t, f.numbers(), "f64 float! = rt [spc_f64_pow]")

	f = newBuild(aFloat)
	f.ret(f.op(hir.OpBinary, rt.Obj, int64(hir.BinPow), f.box(f.b.Params[0]), f.konst(-1.5)))
	expect(t, f.numbers(), "obj = rt [spc_f64_pow_obj]")
}

// In a try, the handler of the operation is the handler of what it becomes.
func TestHandlerIsKept(t *testing.T) {
	f := newBuild(anInt, anInt)
	handler, after := f.NewBlock(), f.NewBlock()
	x, y := f.box(f.b.Params[0]), f.box(f.b.Params[1])
	sum := f.op(hir.OpBinary, rt.Obj, int64(hir.BinMul), x, y)
	sum.Except = &hir.Edge{To: handler}
	f.b.Term = hir.Term{Kind: hir.Jump, Edges: to(after)}
	entry := f.b
	f.b = after
	f.ret(sum)
	f.b = handler
	f.ret(f.konst(nil))
	f.b = entry
	got := f.numbers()
	expect(t, got, "rt [spc_tag_mul] v0, v1 @1 except b1", "box", "except b1")
}

func TestConstantsAndBranchesFold(t *testing.T) {
	f := newBuild()
	yes, no := f.NewBlock(), f.NewBlock()
	sum := f.op(hir.OpBinary, rt.Obj, int64(hir.BinAdd), f.konst(int64(2)), f.konst(int64(3)))
	big := f.op(hir.OpCompareBool, rt.Bool, int64(hir.CmpGT), sum, f.konst(int64(4)))
	f.b.Term = hir.Term{Kind: hir.Branch, Arg: big, Edges: append(to(yes), to(no)...)}
	f.b = yes
	f.ret(sum)
	f.b = no
	f.ret(f.konst(nil))
	got := f.numbers()
	expect(t, got, "const [", "5]", "return")
	absent(t, got, "branch", "b1", "b2", "None")
}

// A chain of two comparisons used as a value and tested is two branches.
func TestBooleanValueBecomesBranches(t *testing.T) {
	f := newBuild(aFloat)
	x := f.box(f.b.Params[0])
	second, done, yes, no := f.NewBlock(), f.NewBlock(), f.NewBlock(), f.NewBlock()
	out := done.AddParam(rt.Obj, hir.Any)
	first := f.op(hir.OpCompareBool, rt.Bool, int64(hir.CmpLT), f.konst(0.5), x)
	f.b.Term = hir.Term{Kind: hir.Branch, Arg: first, Edges: append(to(second), to(done, f.konst(false))...)}
	f.b = second
	done2 := f.op(hir.OpCompare, rt.Obj, int64(hir.CmpLT), x, f.konst(1.5))
	second.Term = hir.Term{Kind: hir.Jump, Edges: to(done, done2)}
	f.b = done
	done.Term = hir.Term{Kind: hir.Branch, Arg: f.op(hir.OpTruth, rt.Bool, 0, out), Edges: append(to(yes), to(no)...)}
	f.b = yes
	f.ret(f.konst(int64(1)))
	f.b = no
	f.ret(f.konst(int64(2)))
	got := f.numbers()
	expect(t, got, "cmp [lt]", "branch", "cmp [lt]")
	absent(t, got, "box", "truth", "unbox")
}

func TestUnknownObjectsAreLeftAlone(t *testing.T) {
	f := newBuild(anObj, anObj)
	f.ret(f.op(hir.OpBinary, rt.Obj, int64(hir.BinAdd), f.b.Params[0], f.b.Params[1]))
	expect(t, f.numbers(), "obj = binary [add] v0, v1 @1", "return v2")
}
