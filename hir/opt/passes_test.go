package opt

import (
	"bytes"
	"os"
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
	for _, bad := range []string{"refcount", "refcount/off", "nonsense/dump", "refcount/html", "refcount/loud", "refcount/time=3", ""} {
		if _, err := ParseDebug(bad, nil); err == nil {
			t.Errorf("-d=%s is accepted", bad)
		}
	}
}

func TestPage(t *testing.T) {
	t.Chdir(t.TempDir())
	var out bytes.Buffer
	d, err := ParseDebug("all/html=f", &out)
	if err != nil {
		t.Fatal(err)
	}
	m := emptyFunc()
	m.Path = "m.py"
	f := m.Funcs[0]
	f.Line, f.Locs = 2, []hir.Loc{{}, {Line: 2, EndLine: 3}}
	if err := os.WriteFile("m.py", []byte("# first\ndef f(x):\n  return x < 1 # <&>\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := Run(m, Options{Debug: d}); err != nil {
		t.Fatal(err)
	}
	if got := out.String(); got != "wrote m.C.f.html\n" {
		t.Errorf("said %q", got)
	}
	page, err := os.ReadFile("m.C.f.html")
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		`<section><h2>lower</h2>`, `<section class="same"><h2>select</h2></section>`, `<section><h2>refcount</h2>`,
		`incref <span data-name="v0">v0</span>`, `<span class="no">3</span>   return x &lt; 1 # &lt;&amp;&gt;</div>`,
	} {
		if !bytes.Contains(page, []byte(want)) {
			t.Errorf("no %s in the page", want)
		}
	}
	if bytes.Contains(page, []byte("# first")) {
		t.Error("the page shows source outside the function")
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
