package strict

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"sort"
	"strings"
	"testing"

	"spc/diag"
	"spc/syntax"
)

// The files in testdata/spec hold what the analysis reports, by rows of the specification of strict modules, in the form of
// those of package typecheck: cases begin with ===, a line of carets under a source line is a diagnostic that must be
// reported there, and there must be no others. The module is m.py; what follows a --- line is another module.
//
// go test ./strict -update writes the diagnostics into the files: read the difference before committing it.
var update = flag.Bool("update", false, "write the results into the test data")

var caretLine = regexp.MustCompile(`(?m)^ *\^+ SPC\d+ .*\n|^\| note: .*\n`)

func TestSpec(t *testing.T) {
	files, err := filepath.Glob("testdata/spec/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatal("no cases", err)
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		head, cases, _ := strings.Cut(string(text), "\n=== ")
		out := head + "\n"
		for _, c := range strings.Split(cases, "\n=== ") {
			title, body, _ := strings.Cut(c, "\n")
			body = strings.TrimRight(body, "\n") + "\n"
			t.Run(title, func(t *testing.T) {
				got := runCase(t, body)
				if got != body && !*update {
					t.Errorf("got:\n%s\nwant:\n%s", got, body)
				}
				out += "=== " + title + "\n" + got + "\n"
			})
		}
		if *update {
			if err := os.WriteFile(file, []byte(strings.TrimRight(out, "\n")+"\n"), 0o666); err != nil {
				t.Fatal(err)
			}
		}
	}
}

// runCase gives the text of a case with the diagnostics that are reported.
func runCase(t *testing.T, body string) string {
	main, rest, _ := strings.Cut(caretLine.ReplaceAllString(body, ""), "--- ")
	version := syntax.Version{Major: 3, Minor: 13}
	sources := map[string]*Source{}
	add := func(path, text string) *Source {
		tree, errs := syntax.Parse(path, []byte(text), syntax.Options{Version: version})
		if len(errs) > 0 {
			t.Fatalf("%s: %v", path, errs[0].Msg)
		}
		name, _, _ := strings.Cut(path, ".")
		s := &Source{Name: name, Path: path, Tree: tree}
		sources[name] = s
		return s
	}
	m := add("m.py", main)
	for _, part := range strings.Split(rest, "--- ") {
		if path, text, ok := strings.Cut(part, "\n"); ok {
			add(path, text)
		}
	}
	ds := Check(m, Options{Version: version, Load: func(name string) *Source { return sources[name] }})
	var out strings.Builder
	for i, line := range strings.SplitAfter(main, "\n") {
		out.WriteString(line)
		for _, d := range atLine(ds, i+1) {
			out.WriteString(show(d, strings.TrimSuffix(line, "\n")))
		}
	}
	if rest != "" {
		out.WriteString("--- " + rest)
	}
	return out.String()
}

func atLine(ds []diag.Diagnostic, line int) (found []diag.Diagnostic) {
	for _, d := range ds {
		if int(d.Range.Line) == line {
			found = append(found, d)
		}
	}
	sort.SliceStable(found, func(i, j int) bool { return found[i].Range.Col < found[j].Range.Col })
	return found
}

func show(d diag.Diagnostic, line string) string {
	end := d.Range.EndCol
	if d.Range.EndLine > d.Range.Line {
		end = int32(len(line))
	}
	s := fmt.Sprintf("%s%s %s %s\n", strings.Repeat(" ", int(d.Range.Col)), strings.Repeat("^", max(1, int(end-d.Range.Col))), d.Code, d.Message)
	for _, n := range d.Notes {
		s += fmt.Sprintf("| note: line %d: %s\n", n.Range.Line, n.Message)
	}
	return s
}
