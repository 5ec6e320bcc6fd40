package opt

import (
	"strings"
	"testing"

	"spc/hir"
	"spc/rt"
)

// hierarchy is a module with the classes A, B(A) and C(A) and a method m of each that returns one of its arguments, and
// with a function that calls m on an A.
func hierarchy(impls int) (m *hir.Module, caller *hir.Func) {
	m = &hir.Module{Name: "m", Mode: hir.Static}
	sig := &hir.Signature{Result: rt.Obj, Raises: true, Params: []hir.Param{{Rep: rt.Obj}, {Rep: rt.Obj}}}
	add := func(name string) (*hir.Func, *hir.Block) {
		f := &hir.Func{Name: name, Module: m, Sig: sig, Code: len(m.Funcs), Locs: []hir.Loc{{Lasti: -1}, {Line: 1, Lasti: 1}}}
		m.Funcs = append(m.Funcs, f)
		b := f.NewBlock()
		return f, b
	}
	var base *hir.Class
	var last *hir.Func
	for i, name := range []string{"A", "B", "C"} {
		c := &hir.Class{Name: name, Module: "m", Base: hir.Object, BaseSize: 16}
		if base == nil {
			base = c
		} else {
			c.Base = base
		}
		if i < impls {
			f, b := add(name + ".m")
			b.AddParam(rt.Obj, hir.InstanceOf(c))
			b.AddParam(rt.Obj, hir.Any)
			b.Term = hir.Term{Kind: hir.Return, Arg: b.Params[i%2]}
			last = f
		}
		c.Methods = []*hir.Method{{Class: c, Name: "m", Impl: last, Sig: sig}}
		m.Classes = append(m.Classes, c)
	}
	f, b := add("caller")
	b.AddParam(rt.Obj, hir.InstanceOf(base))
	b.AddParam(rt.Obj, hir.Any)
	v := f.NewValue(hir.OpInvokeMethod, rt.Obj, hir.Any, b.Params...)
	v.Aux, v.Loc = base.Methods[0], 1
	b.Add(v)
	b.Term = hir.Term{Kind: hir.Return, Arg: v}
	return m, f
}

// text is a function without the list of its locations.
func text(f *hir.Func) string {
	_, s, _ := strings.Cut(f.String(), "b0")
	return "b0" + s
}

func TestDifferentBodiesAreGuardedByType(t *testing.T) {
	m, f := hierarchy(3)
	devirtualize(m)
	expect(t, text(f),
		"istype [m.A!] v0", "branch v", "istype [m.B!] v0", "istype [m.C!] v0", "likely", // a chain, the last guard expected to hold
		"invokemethod [m.A.m] v0, v1 @1")
	for _, want := range []string{"invoke [A.m #0 defined]", "invoke [B.m #1 defined]", "invoke [C.m #2 defined]", "refine [m.B!] v0"} {
		if !strings.Contains(text(f), want) {
			t.Errorf("no %q in\n%s", want, text(f))
		}
	}
}

func TestSharedBodyIsGuardedBySlot(t *testing.T) {
	m, f := hierarchy(1)
	devirtualize(m)
	expect(t, text(f), "methodbody [m.A.m] v0", "bodyref [m.A.m]", "cmp [eq]", "likely")
	if s := text(f); strings.Contains(s, "istype") || strings.Count(s, "invokemethod") != 1 {
		t.Errorf("want one slot guard before the vtable call:\n%s", s)
	}
}

func TestExactReceiverNeedsNoGuard(t *testing.T) {
	m, f := hierarchy(3)
	f.Blocks[0].Params[0].Type = hir.ExactOf(m.Classes[1])
	devirtualize(m)
	if s := text(f); !strings.Contains(s, "invoke [B.m #1 defined]") || strings.Contains(s, "branch") || strings.Contains(s, "invokemethod") {
		t.Errorf("want a direct call alone:\n%s", s)
	}
}

func TestInlinedBodyKnowsItsCall(t *testing.T) {
	m, f := hierarchy(3)
	devirtualize(m)
	inline(m)
	s := f.String()
	expect(t, s, "site 1 A.m #0 @1", "site 2", "site 3")
	if strings.Contains(s, "invoke [") {
		t.Errorf("a body of one block stays a call:\n%s", s)
	}
	simplify(f)
	expect(t, text(f), "return", "invokemethod")
}

func TestRecursiveFunctionStaysACall(t *testing.T) {
	m, f := hierarchy(3)
	devirtualize(m)
	body := m.Funcs[0].Blocks[0]
	again := body.Func.NewValue(hir.OpInvoke, rt.Obj, hir.Any, body.Params...)
	again.Aux = &hir.Callee{Func: m.Funcs[0], Name: "A.m", Sig: m.Funcs[0].Sig, Defined: true}
	body.Add(again)
	inline(m)
	if s := text(f); strings.Count(s, "invoke [A.m #0 defined]") != 1 || strings.Contains(s, "invoke [B.m #1 defined]") {
		t.Errorf("want A.m called, B.m inlined:\n%s", s)
	}
}

func TestExceptionOfInlinedCodeGoesToTheCallsHandler(t *testing.T) {
	m, f := hierarchy(3)
	callee := m.Funcs[1].Blocks[0]
	v := callee.Func.NewValue(hir.OpGetAttr, rt.Obj, hir.Any, callee.Params[0])
	v.Aux, v.Loc = "x", 1
	callee.Instrs = append([]*hir.Value{v}, callee.Instrs...)
	v.Block = callee
	b := f.Blocks[0]
	b.Params[0].Type = hir.ExactOf(m.Classes[1])
	handler, rest := f.NewBlock(), f.NewBlock()
	handler.Term = hir.Term{Kind: hir.Return, Arg: b.Params[1]}
	rest.Term = b.Term
	b.Instrs[0].Except = &hir.Edge{To: handler}
	b.Term = hir.Term{Kind: hir.Jump, Edges: []*hir.Edge{{To: rest}}}
	devirtualize(m)
	inline(m)
	expect(t, text(f), "getattr [x] v0", "except b1")
	if handler.Site != 0 {
		t.Error("the handler is the caller's own")
	}
	for _, b := range f.Blocks {
		for _, v := range b.Instrs {
			if v.Op == hir.OpGetAttr && (b.Site != 1 || f.Locs[v.Loc].Site != 1) {
				t.Errorf("the inlined code is not marked: block site %d, location site %d", b.Site, f.Locs[v.Loc].Site)
			}
		}
	}
}
