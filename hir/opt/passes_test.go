package opt

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"spc/hir"
)

func TestOrderIsChecked(t *testing.T) {
	swapped := slices.Clone(passes)
	slices.Reverse(swapped)
	if err := checkOrder(swapped); err == nil || !strings.Contains(err.Error(), "must come before") {
		t.Errorf("passes in reverse order: %v", err)
	}
	if err := checkOrder(append(slices.Clone(passes), passes[0])); err == nil {
		t.Error("a pass that is there twice is accepted")
	}
	if err := checkOrder(passes[1:]); err == nil {
		t.Error("a pass that is missing is accepted")
	}
}

// emptyFunc is a module with the function C.f that returns its argument.
func emptyFunc() *hir.Module {
	f, b := newFunc(1)
	f.Name = "C.f"
	b.Term = hir.Term{Kind: hir.Return, Arg: b.Params[0]}
	f.Module.Name = "m"
	f.Module.Funcs = []*hir.Func{f}
	return f.Module
}

func TestDebugFlags(t *testing.T) {
	for _, c := range []struct {
		flags string
		want  []string // parts of the output
	}{
		{"refcount/dump=f", []string{"# after refcount", "module m dynamic", "incref v0"}},
		{"refcount/dump=g", nil},
		{"refcount/stats", []string{"m: refcount: C.f: 1 blocks to 1, 0 instructions to 1"}},
		{"all/time", []string{"m: select: ", "m: spill: "}},
		{"all/off,select/dump", []string{"# after select"}},
	} {
		var out bytes.Buffer
		d, err := ParseDebug(c.flags, &out)
		if err != nil {
			t.Errorf("-d=%s: %v", c.flags, err)
			continue
		}
		if err := Run(emptyFunc(), Options{Debug: d}); err != nil {
			t.Fatal(err)
		}
		for _, w := range c.want {
			if !strings.Contains(out.String(), w) {
				t.Errorf("-d=%s: no %q in %q", c.flags, w, out.String())
			}
		}
		if len(c.want) == 0 && out.Len() > 0 {
			t.Errorf("-d=%s: want nothing, got %q", c.flags, out.String())
		}
	}
	for _, bad := range []string{"refcount", "refcount/off", "nonsense/dump", "refcount/loud", "refcount/time=3", ""} {
		if _, err := ParseDebug(bad, nil); err == nil {
			t.Errorf("-d=%s is accepted", bad)
		}
	}
}

func TestPanicNamesPassAndFunction(t *testing.T) {
	m := emptyFunc()
	m.Funcs[0].Blocks[0].Term.Arg = nil
	m.Funcs[0].Blocks[0].Instrs = []*hir.Value{{Op: hir.OpGetAttr}} // no operands
	defer func() {
		if got, _ := recover().(string); !strings.HasPrefix(got, "pass select on m: C.f: ") {
			t.Errorf("panic says %q", got)
		}
	}()
	Run(m, Options{})
}
