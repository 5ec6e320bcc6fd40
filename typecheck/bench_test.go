package typecheck

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"spc/diag"
	"spc/syntax"
)

func load(t testing.TB, path, name string) *Unit {
	t.Helper()
	src, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	tree, errs := syntax.Parse(path, src, syntax.Options{})
	if len(errs) > 0 {
		t.Skipf("%s: %v", path, errs[0])
	}
	return &Unit{Name: name, Path: path, Mode: StaticMode, Tree: tree}
}

// TestBenchmarks checks that the benchmark programs are correct as they stand.
func TestBenchmarks(t *testing.T) {
	paths, err := filepath.Glob("../bench/programs/*.py")
	if err != nil || len(paths) == 0 {
		t.Fatal("no programs")
	}
	for _, p := range paths {
		if strings.Contains(p, "untyped") {
			continue
		}
		u := load(t, p, strings.TrimSuffix(filepath.Base(p), ".py"))
		_, ds := Check([]*Unit{u}, nil, Options{Version: syntax.Version{Major: 3, Minor: 11}})
		for _, d := range ds {
			if d.Severity != diag.Error {
				continue
			}
			t.Errorf("%s:%d:%d: %s", p, d.Range.Line, d.Range.Col+1, d.Message)
		}
	}
}

func BenchmarkRichards(b *testing.B) {
	u := load(b, "../bench/programs/richards_static.py", "richards")
	for b.Loop() {
		Check([]*Unit{u}, nil, Options{})
	}
}
