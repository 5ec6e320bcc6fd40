package typecheck

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"spc/diag"
	"spc/syntax"
)

// The files in testdata/spec hold what the checker accepts and rejects, by rows of the language specification. A file is a
// list of cases; a case is a module, or several:
//
//	=== SP-060 SP-063 what the case shows
//	x: int = "a"
//	         ^^^ SPC301 type mismatch: str cannot be assigned to int
//	| note: line 1: x is declared here
//	--- other.py
//	...
//
// The module is m.py; further ones (also .pyi stubs) follow behind --- lines, those in [brackets] being untyped ones. A line
// of carets under a source line is a diagnostic that must be reported there, with exactly this range, code and message;
// a range of several lines is marked to the end of its first. There must be no others: a case without carets must be
// accepted. Words in brackets in the head line are options: a Python version, patching, perf.
//
// go test ./typecheck -run Spec -update writes the diagnostics into the files: read the difference before committing it.
var update = flag.Bool("update", false, "write the results into the test data")

var (
	caretLine = regexp.MustCompile(`^ *\^+ (SPC\d+|warning SPC\d+) `)
	noteLine  = regexp.MustCompile(`^\| note: `)
	options   = regexp.MustCompile(`\[(3\.\d+|patching|perf)\]`)
)

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
		head, cases, _ := strings.Cut("\n"+string(text), "\n=== ")
		out := strings.TrimPrefix(head, "\n") + "\n"
		for _, c := range strings.Split(cases, "\n=== ") {
			title, body, _ := strings.Cut(c, "\n")
			t.Run(filepath.Base(file)+"/"+title, func(t *testing.T) {
				body = strings.TrimRight(body, "\n") + "\n"
				got := runSpecCase(t, title, body)
				if got != body && !*update {
					t.Errorf("%s: %s\n%s", file, title, lineDiff(body, got))
				}
				out += "=== " + title + "\n" + got + "\n"
			})
		}
		if *update {
			out = strings.TrimRight(out, "\n") + "\n"
			if err := os.WriteFile(file, []byte(out), 0o666); err != nil {
				t.Fatal(err)
			}
		}
	}
}

// specModule is one module of a case, without its expectations.
type specModule struct {
	header string // the --- line; "" for the first
	path   string
	lines  []string
	mode   Mode
}

// specLoader finds the modules of a case.
type specLoader map[string]*Unit

func (l specLoader) Load(name string) *Unit { return l[name] }

// runSpecCase checks a case and gives its text with the diagnostics that were reported.
func runSpecCase(t *testing.T, title, body string) string {
	opts := Options{Version: syntax.Version{Major: 3, Minor: 13}}
	for _, o := range options.FindAllStringSubmatch(title, -1) {
		switch o[1] {
		case "patching":
			opts.Patching = true
		case "perf":
			opts.Perf = true
		default:
			fmt.Sscanf(o[1], "%d.%d", &opts.Version.Major, &opts.Version.Minor)
		}
	}
	mods := splitModules(body)
	loader := specLoader{}
	var units []*Unit
	for _, m := range mods {
		u := parseSpecModule(t, m)
		if u == nil {
			return body
		}
		if strings.HasSuffix(m.path, ".pyi") {
			u.Stub = true
			loader[u.Name] = u
			continue
		}
		units = append(units, u)
	}
	_, ds := Check(units, loader, opts)
	byPath := map[string]map[int][]diag.Diagnostic{}
	for _, d := range ds {
		if byPath[d.Path] == nil {
			byPath[d.Path] = map[int][]diag.Diagnostic{}
		}
		byPath[d.Path][int(d.Range.Line)] = append(byPath[d.Path][int(d.Range.Line)], d)
	}
	var out strings.Builder
	for _, m := range mods {
		if m.header != "" {
			out.WriteString(m.header + "\n")
		}
		for i, line := range m.lines {
			out.WriteString(line + "\n")
			for _, d := range byPath[m.path][i+1] {
				out.WriteString(expectation(d, line))
			}
		}
		for _, d := range byPath[m.path][0] {
			t.Errorf("diagnostic without a place: %s", d.Message)
		}
	}
	return out.String()
}

// expectation is how a case shows a diagnostic at a line.
func expectation(d diag.Diagnostic, line string) string {
	end := int(d.Range.EndCol)
	if d.Range.EndLine > d.Range.Line {
		end = len(line)
	}
	code := string(d.Code)
	if d.Severity != diag.Error {
		code = d.Severity.String() + " " + code
	}
	s := strings.Repeat(" ", int(d.Range.Col)) + strings.Repeat("^", max(1, end-int(d.Range.Col))) + " " + code + " " + d.Message + "\n"
	for _, n := range d.Notes {
		where := ""
		if n.Path != "" && n.Path != d.Path {
			where = n.Path + " "
		}
		if n.Range.Line > 0 {
			where += fmt.Sprintf("line %d: ", n.Range.Line)
		}
		s += "| note: " + where + n.Message + "\n"
	}
	return s
}

func splitModules(body string) []*specModule {
	m := &specModule{path: "m.py", mode: StaticMode}
	mods := []*specModule{m}
	for _, line := range strings.Split(strings.TrimSuffix(body, "\n"), "\n") {
		if name, ok := strings.CutPrefix(line, "--- "); ok {
			m = &specModule{header: line, path: name, mode: StaticMode}
			if inner, ok := strings.CutPrefix(name, "["); ok {
				m.path, m.mode = strings.TrimSuffix(inner, "]"), DynamicMode
			}
			mods = append(mods, m)
			continue
		}
		if caretLine.MatchString(line) || noteLine.MatchString(line) {
			continue
		}
		m.lines = append(m.lines, line)
	}
	return mods
}

func parseSpecModule(t *testing.T, m *specModule) *Unit {
	name, _, _ := strings.Cut(m.path, ".py")
	name = strings.ReplaceAll(name, "/", ".")
	tree, errs := syntax.Parse(m.path, []byte(strings.Join(m.lines, "\n")+"\n"), syntax.Options{})
	for _, e := range errs {
		t.Errorf("%s:%d: %s", m.path, e.Range.Line, e.Msg)
	}
	if len(errs) > 0 {
		return nil
	}
	short := strings.TrimSuffix(name, ".__init__")
	return &Unit{Name: short, Package: short != name, Path: m.path, Mode: m.mode, Tree: tree}
}

// lineDiff shows the lines that only one of two texts has.
func lineDiff(want, got string) string {
	count := map[string]int{}
	for _, l := range strings.Split(got, "\n") {
		count[l]++
	}
	var out []string
	for _, l := range strings.Split(want, "\n") {
		if count[l]--; count[l] < 0 {
			out = append(out, "- "+l)
		}
	}
	prev := ""
	count = map[string]int{}
	for _, l := range strings.Split(want, "\n") {
		count[l]++
	}
	for _, l := range strings.Split(got, "\n") {
		if count[l]--; count[l] < 0 {
			out = append(out, "  "+prev, "+ "+l)
		}
		if !caretLine.MatchString(l) {
			prev = l
		}
	}
	return strings.Join(out, "\n")
}

// TestSpecRows checks that the rows that cases name exist.
func TestSpecRows(t *testing.T) {
	files, _ := filepath.Glob("testdata/spec/*.txt")
	head := regexp.MustCompile(`(?m)^=== (.*)$`)
	for _, f := range files {
		text, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		for _, h := range head.FindAllStringSubmatch(string(text), -1) {
			if !strings.HasPrefix(h[1], "SP-") {
				t.Errorf("%s: %q names no row", f, h[1])
			}
		}
	}
}
