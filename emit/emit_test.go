package emit

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"spc/hir"
	"spc/rt"
)

// assemble has clang accept the IR; it is the only judge of what is valid.
func assemble(t *testing.T, ir string) {
	t.Helper()
	clang := ""
	for _, name := range []string{"clang-22", "clang-19", "clang-18", "clang-17", "clang-16"} {
		if p, err := exec.LookPath(name); err == nil {
			clang = p
			break
		}
	}
	if clang == "" {
		t.Skip("no clang on this machine")
	}
	src := filepath.Join(t.TempDir(), "m.ll")
	if err := os.WriteFile(src, []byte(ir), 0o644); err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command(clang, "-O1", "-c", "-o", os.DevNull, "-Wno-override-module", src).CombinedOutput()
	if err != nil {
		t.Fatalf("clang: %s\n%s", out, ir)
	}
}

// sumTo builds `s = 0; while i < n: s += i; i += 1; return s` over i64.
func sumTo(m *hir.Module) *hir.Func {
	f := &hir.Func{Name: "sum_to", Sym: "sum_to", Module: m, Code: 1, Locs: []hir.Loc{{Lasti: -1}, {Line: 2, Col: 4, EndLine: 2, EndCol: 9, Lasti: 3}},
		Sig: &hir.Signature{Params: []hir.Param{{Name: "n", Rep: rt.I64}}, Result: rt.I64, Raises: true}}
	entry, head, body, exit := f.NewBlock(), f.NewBlock(), f.NewBlock(), f.NewBlock()
	n := entry.AddParam(rt.I64, hir.Any)
	i, s := head.AddParam(rt.I64, hir.Any), head.AddParam(rt.I64, hir.Any)
	konst := func(b *hir.Block, k int64) *hir.Value {
		v := f.NewValue(hir.OpIntConst, rt.I64, hir.Any)
		v.Int = k
		return b.Add(v)
	}
	zero, one := konst(entry, 0), konst(entry, 1)
	entry.Term = hir.Term{Kind: hir.Jump, Edges: []*hir.Edge{{To: head, Args: []*hir.Value{zero, zero}}}}
	less := f.NewValue(hir.OpCmp, rt.Bool, hir.Any, i, n)
	less.Int = int64(hir.CmpLT)
	head.Add(less)
	head.Term = hir.Term{Kind: hir.Branch, Arg: less, Edges: []*hir.Edge{{To: body}, {To: exit}}}
	s2 := body.Add(f.NewValue(hir.OpAdd, rt.I64, hir.Any, s, i))
	i2 := body.Add(f.NewValue(hir.OpAdd, rt.I64, hir.Any, i, one))
	q := f.NewValue(hir.OpDiv, rt.I64, hir.Any, s2, i2)
	q.Loc = 1
	body.Add(q)
	body.Term = hir.Term{Kind: hir.Jump, Edges: []*hir.Edge{{To: head, Args: []*hir.Value{i2, q}}}}
	exit.Term = hir.Term{Kind: hir.Return, Arg: s}
	return f
}

func TestMachineLoop(t *testing.T) {
	m := &hir.Module{Name: "pkg.mod", Path: "pkg/mod.py"}
	f := sumTo(m)
	m.Funcs = []*hir.Func{f}
	for _, debug := range []bool{false, true} {
		e := newModule(m, Options{NLocalsPlus: []int{0, 2}, Debug: debug})
		e.body(f)
		e.entry(f)
		ir := e.text()
		if !strings.Contains(ir, "sdiv i64") {
			t.Errorf("no division in\n%s", ir)
		}
		assemble(t, ir)
	}
}

// TestRuntimeNames holds every runtime function that emit asks for by a literal name against the table.
func TestRuntimeNames(t *testing.T) {
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range regexp.MustCompile(`rt(?:\.Get)?\("(spc_\w*[a-z0-9])"`).FindAllStringSubmatch(string(text), -1) {
			if rt.Lookup(m[1]) == nil {
				t.Errorf("%s: the runtime has no %s", file, m[1])
			}
		}
	}
}
