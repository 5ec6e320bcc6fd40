package typecheck

import (
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"spc/syntax"
)

// checkText parses and checks a module in static mode; it must not panic, whatever the text is.
func checkText(path string, text []byte) {
	tree, errs := syntax.Parse(path, text, syntax.Options{})
	if tree == nil || len(errs) > 0 {
		return
	}
	u := &Unit{Name: "m", Path: path, Mode: StaticMode, Tree: tree}
	infos, _ := Check([]*Unit{u}, nil, Options{Version: syntax.Version{Major: 3, Minor: 13}, Perf: true})
	syntax.Inspect(tree, func(n syntax.Node) bool {
		if e, ok := n.(syntax.Expr); ok {
			_ = infos[0].TypeOf(e).String()
		}
		return true
	})
}

// FuzzCheck looks for programs on which the checker panics or does not end. The seeds are the cases of the specification.
func FuzzCheck(f *testing.F) {
	for _, text := range specTexts(f) {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if len(text) > 10_000 {
			return
		}
		checkText("fuzz.py", []byte(text))
	})
}

// specTexts are the modules of the cases.
func specTexts(t testing.TB) []string {
	files, err := filepath.Glob("testdata/spec/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatal("no cases", err)
	}
	var out []string
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range strings.Split("\n"+string(text), "\n=== ")[1:] {
			_, body, _ := strings.Cut(c, "\n")
			for _, m := range splitModules(body) {
				out = append(out, strings.Join(m.lines, "\n")+"\n")
			}
		}
	}
	return out
}

// TestMutations checks the cases with a line left out, doubled, or moved to the front of another: programs that are
// nearly right.
func TestMutations(t *testing.T) {
	texts := specTexts(t)
	for n, text := range texts {
		lines := strings.SplitAfter(text, "\n")
		for i := range lines {
			if testing.Short() && (n+i)%16 != 0 {
				continue
			}
			without := append(append([]string{}, lines[:i]...), lines[i+1:]...)
			checkText("mutated.py", []byte(strings.Join(without, "")))
			twice := append(append([]string{}, lines[:i+1]...), lines[i:]...)
			checkText("mutated.py", []byte(strings.Join(twice, "")))
			other := strings.SplitAfter(texts[(n+i)%len(texts)], "\n")
			mixed := append(append([]string{}, lines[:i]...), other...)
			checkText("mutated.py", []byte(strings.Join(mixed, "")))
		}
	}
}

// TestStandardLibrary checks the interpreter's standard library in static mode: it is full of what static modules may
// not do, which must be reported, not crash, and not take long.
func TestStandardLibrary(t *testing.T) {
	if testing.Short() {
		t.Skip("takes half a minute")
	}
	python, err := exec.LookPath("python3")
	if err != nil {
		t.Skip("no python3")
	}
	out, err := exec.Command(python, "-c", "import os; print(os.path.dirname(os.__file__))").Output()
	if err != nil {
		t.Fatal(err)
	}
	root := strings.TrimSpace(string(out))
	files := 0
	err = filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() && d.Name() == "site-packages" {
			return filepath.SkipDir
		}
		if !strings.HasSuffix(path, ".py") || d.IsDir() {
			return nil
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return nil
		}
		files++
		start := time.Now()
		checkText(path, text)
		if took := time.Since(start); took > 20*time.Second {
			t.Errorf("%s: %v", path, took)
		}
		return nil
	})
	if err != nil || files < 100 {
		t.Errorf("%d files, %v", files, err)
	}
}
