package build

import (
	"context"
	"os"
	"path/filepath"
	"sort"
	"strings"
	"testing"

	"spc/syntax"
)

func TestInputs(t *testing.T) {
	root := tree(t, "main.py", "pkg/__init__.py", "pkg/a.py", "pkg/b.py", "static.py", "plain.py", "static_dep.py")
	write := func(name, text string) {
		if err := os.WriteFile(filepath.Join(root, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	write("main.py", "import pkg.a, static, plain, sys\n")
	write("pkg/a.py", "def f():\n    from . import b\n    from ..x import y\n")
	write("pkg/b.py", "import main\n")
	write("static.py", "'doc'\nimport __static__\nimport static_dep\n")
	write("static_dep.py", "import never_looked_for\n")
	units, err := Discover([]string{filepath.Join(root, "main.py"), filepath.Join(root, "pkg")})
	if err != nil {
		t.Fatal(err)
	}
	var files []CheckFile
	for _, u := range units {
		text, err := os.ReadFile(u.Path)
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, CheckFile{u, text})
	}
	p, err := check(context.Background(), files, CheckOptions{Mode: Auto, Version: [2]int{3, 11}}, nil)
	if err != nil {
		t.Fatal(err)
	}
	found, looked := p.modules.files(p.sources[0])
	var got []string
	for name := range found {
		got = append(got, name)
	}
	sort.Strings(got)
	if want := "pkg pkg.a pkg.b plain static static_dep"; strings.Join(got, " ") != want {
		t.Errorf("modules: got  %s\nwant %s", strings.Join(got, " "), want)
	}
	got = nil
	for _, f := range looked {
		rel, _ := filepath.Rel(root, f)
		got = append(got, rel)
	}
	want := "__static__.py __static__.pyi __static__/__init__.py plain.pyi plain/__init__.py static/__init__.py static_dep.pyi " +
		"static_dep/__init__.py sys.py sys.pyi sys/__init__.py"
	if strings.Join(got, " ") != want {
		t.Errorf("looked for: got  %s\nwant %s", strings.Join(got, " "), want)
	}
}

func TestMarker(t *testing.T) {
	for text, want := range map[string]string{
		"import __static__\n": "__static__",
		"'doc'\nfrom __future__ import annotations\nimport __strict__\n": "__strict__",
		"x = 1\nimport __static__\n":                                     "",
		"import __static__ as s\n":                                       "",
		"f''\nimport __static__\n":                                       "",
		"import __strict__\nimport __static__\n":                         "__static__",
		"":                                                               "",
	} {
		mod, _ := syntax.Parse("m.py", []byte(text), syntax.Options{})
		if got := marker(mod); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}
