package build

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// tree writes files (empty ones) below a new folder.
func tree(t *testing.T, files ...string) string {
	t.Helper()
	root := t.TempDir()
	for _, f := range files {
		p := filepath.Join(root, f)
		if err := os.MkdirAll(filepath.Dir(p), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(p, nil, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return root
}

func TestDiscover(t *testing.T) {
	root := tree(t, "a.py", "pkg/__init__.py", "pkg/m.py", "pkg/sub/__init__.py", "pkg/sub/n.py",
		"pkg/.hidden/x.py", "pkg/__pycache__/y.py", "venv/pyvenv.cfg", "venv/z.py", "notes.txt", ".x.py")
	units, err := Discover([]string{root, filepath.Join(root, "a.py")})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, u := range units {
		rel, _ := filepath.Rel(root, u.Extension("", ".so"))
		out, _ := filepath.Rel(root, u.Extension(filepath.Join(root, "out"), ".so"))
		got = append(got, u.Name+" "+rel+" "+out)
		if u.Root != root {
			t.Errorf("%s: root %s", u.Name, u.Root)
		}
	}
	want := []string{
		"a a.so out/a.so",
		"pkg pkg/__init__.so out/pkg/__init__.so",
		"pkg.m pkg/m.so out/pkg/m.so",
		"pkg.sub pkg/sub/__init__.so out/pkg/sub/__init__.so",
		"pkg.sub.n pkg/sub/n.so out/pkg/sub/n.so",
	}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

func TestDiscoverErrors(t *testing.T) {
	root := tree(t, "empty/readme", "a/m.py", "b/m.py")
	var usage *UsageError
	for _, path := range []string{filepath.Join(root, "none.py"), filepath.Join(root, "empty")} {
		if _, err := Discover([]string{path}); !errors.As(err, &usage) {
			t.Errorf("%s: %v", path, err)
		}
	}
	units, err := Discover([]string{filepath.Join(root, "a"), filepath.Join(root, "b")})
	if err != nil {
		t.Fatal(err)
	}
	if err := checkNames(units); !errors.As(err, &usage) || !strings.Contains(err.Error(), "two modules are called m") {
		t.Errorf("%v", err)
	}
}

// TestInitSymbol has values of Python's punycode codec.
func TestInitSymbol(t *testing.T) {
	for name, want := range map[string]string{
		"m": "PyInit_m", "pkg.m": "PyInit_m", "a-b": "PyInit_a_b",
		"é":         "PyInitU_9ca",
		"münchen":   "PyInitU_mnchen_3ya",
		"日本語":       "PyInitU_wgv71a119e",
		"pkg.naïve": "PyInitU_nave_6pa",
	} {
		if got := (&Unit{Name: name}).InitSymbol(); got != want {
			t.Errorf("%s: %s, want %s", name, got, want)
		}
	}
}
