package opt

import (
	"cmp"
	"flag"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"spc/hir"
)

var update = flag.Bool("update", false, "rewrite the goldens with what the passes do now")

// TestGolden runs each pass on the modules of testdata/PASS/*.txtar. An archive has a comment that says what it shows, the
// module in the text form (hir/text.go) before the pass, and after it:
//
//	-- before --
//	-- after --
//
// What is before a pass comes from `spc build --emit=hir -d=PASS/dump=FUNC FILE` with the pass before it ("lower"
// for the first). go test ./hir/opt -update writes the section after; read the difference.
func TestGolden(t *testing.T) {
	files, err := filepath.Glob("testdata/*/*.txtar")
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	for _, file := range files {
		name := filepath.Base(filepath.Dir(file))
		i := slices.IndexFunc(passes, func(p pass) bool { return p.name == name })
		if i < 0 {
			t.Errorf("%s: no pass %s", file, name)
			continue
		}
		seen[name] = true
		t.Run(strings.TrimSuffix(strings.TrimPrefix(file, "testdata/"), ".txtar"), func(t *testing.T) { golden(t, &passes[i], file) })
	}
	for _, p := range passes {
		// tidy is simplify once more
		if !seen[p.name] && !strings.HasPrefix(p.name, "tidy") && !strings.HasSuffix(p.name, "-again") {
			t.Errorf("the pass %s has no golden: add testdata/%s/NAME.txtar", p.name, p.name)
		}
	}
}

func golden(t *testing.T, p *pass, file string) {
	archive, err := txtar.ParseFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if n := len(archive.Files); n < 1 || n > 2 || archive.Files[0].Name != "before" || n == 2 && archive.Files[1].Name != "after" {
		t.Fatal("want the sections before and after")
	}
	m, err := hir.Parse(string(archive.Files[0].Data))
	if err != nil {
		t.Fatalf("before: %v", err)
	}
	verified(t, "before", m)
	if p.whole != nil {
		p.whole(m)
	}
	for f := range native(m) {
		if p.each != nil {
			p.each(f)
		}
	}
	verified(t, "after", m)
	var got strings.Builder
	m.Print(&got)
	if *update {
		archive.Files = append(archive.Files[:1], txtar.File{Name: "after", Data: []byte(got.String())})
		if err := os.WriteFile(file, txtar.Format(archive), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want := ""
	if len(archive.Files) == 2 {
		want = string(archive.Files[1].Data)
	}
	if got.String() != want {
		t.Errorf("%s\ngot:\n%s\nwant:\n%s", firstDifference(want, got.String()), got.String(), want)
	}
}

func verified(t *testing.T, when string, m *hir.Module) {
	t.Helper()
	for f := range native(m) {
		if err := cmp.Or(f.Verify(), f.VerifyOwnership()); err != nil {
			t.Fatalf("%s: %v\n%s", when, err, f)
		}
	}
}
