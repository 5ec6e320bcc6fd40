package build

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"

	"spc/hir/opt"
)

// TestDeterminism compiles real programs several times, on one processor and on several, alone and beside others in either
// order: each pass leaves the same hir, and the LLVM IR is the same. Go visits a map in another order each time.
func TestDeterminism(t *testing.T) {
	ctx := context.Background()
	if _, err := Interpreter(ctx, ""); err != nil {
		t.Skip(err)
	}
	for mode, pattern := range map[Mode]string{Static: "*_typed.py", Dynamic: "*_untyped.py"} {
		paths, err := filepath.Glob("../bench/programs/" + pattern)
		if err != nil || len(paths) < 2 {
			t.Fatal("no programs", err)
		}
		paths = slices.DeleteFunc(paths, func(p string) bool {
			return !strings.Contains(p, "richards") && !strings.Contains(p, "jsonparse") && !strings.Contains(p, "async_tree")
		})
		for _, path := range paths {
			first := passes(t, path, mode)
			for range 3 {
				if again := passes(t, path, mode); again != first {
					t.Errorf("%s, %s: a pass gave another result: %s", path, mode, difference(first, again))
				}
			}
		}
		first := emitted(t, paths, mode)
		for i := range 4 {
			slices.Reverse(paths)
			old := runtime.GOMAXPROCS(1 + 3*(i/2))
			again := emitted(t, paths, mode)
			runtime.GOMAXPROCS(old)
			for kind, text := range first {
				if again[kind] != text {
					t.Errorf("%s, %s: %s", kind, mode, difference(text, again[kind]))
				}
			}
		}
	}
}

// passes is the hir of a program after each pass.
func passes(t *testing.T, path string, mode Mode) string {
	t.Helper()
	var out bytes.Buffer
	debug, err := opt.ParseDebug("all/dump", &out)
	if err != nil {
		t.Fatal(err)
	}
	emitUnits(t, []string{path}, &Options{Mode: mode, OptLevel: 2, Emit: []string{"hir"}, Passes: debug})
	if out.Len() == 0 {
		t.Fatal("no dumps")
	}
	return out.String()
}

// emitted is the IR of programs that are compiled together, by form and program.
func emitted(t *testing.T, paths []string, mode Mode) map[string]string {
	t.Helper()
	texts := map[string]string{}
	for _, d := range emitUnits(t, paths, &Options{Mode: mode, OptLevel: 2, Emit: []string{"hir", "llvm"}}) {
		texts[d.Kind+" of "+d.Unit.Name] = d.Text
	}
	return texts
}

func emitUnits(t *testing.T, paths []string, o *Options) []Dump {
	t.Helper()
	var units []*Unit
	for _, p := range paths {
		if _, err := os.Stat(p); err != nil {
			t.Fatal(err)
		}
		u, err := NewUnit(p)
		if err != nil {
			t.Fatal(err)
		}
		units = append(units, u)
	}
	res, err := NewDriver().Build(context.Background(), units, o)
	if err != nil {
		t.Fatal(err)
	}
	return res.Dumps
}

// difference is the first line in which two texts differ.
func difference(a, b string) string {
	as, bs := strings.Split(a, "\n"), strings.Split(b, "\n")
	for i := range min(len(as), len(bs)) {
		if as[i] != bs[i] {
			return as[i] + "\n" + bs[i]
		}
	}
	return "one is longer"
}
