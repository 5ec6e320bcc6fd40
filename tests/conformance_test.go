package tests

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"sort"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write docs/conformance.md")

// A row of the specification of the language (SP) or of strict modules (ST), as rows.txt has it.
type row struct {
	id, name string
	needs    []string // kinds of cases
	missing  []string
	notes    []string
	cases    map[string][]string // by kind: the files that name the row
}

const conformancePage = "docs/conformance.md"

// TestConformance makes the table of the rows of the specification from the cases that name them, and compares it with
// the page in docs.
func TestConformance(t *testing.T) {
	rows := readRows(t)
	findCases(t, rows)
	page := conformance(rows)
	path := filepath.Join(repo, conformancePage)
	if *update {
		if err := os.WriteFile(path, page, 0o666); err != nil {
			t.Fatal(err)
		}
		return
	}
	have, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(have, page) {
		t.Errorf("%s is not up to date: go test ./tests -run Conformance -update", conformancePage)
	}
}

func readRows(t *testing.T) []*row {
	text, err := os.ReadFile("rows.txt")
	if err != nil {
		t.Fatal(err)
	}
	line := regexp.MustCompile(`^(SP-\d{3}|ST-\d{2}) ([a-z+]+) +(.*)$`)
	var rows []*row
	for i, l := range strings.Split(strings.TrimSpace(string(text)), "\n") {
		switch {
		case strings.HasPrefix(l, "#") || l == "":
		case strings.HasPrefix(l, "\tnote: "):
			r := rows[len(rows)-1]
			r.notes = append(r.notes, strings.TrimPrefix(l, "\tnote: "))
		case strings.HasPrefix(l, "\t"):
			r := rows[len(rows)-1]
			r.missing = append(r.missing, strings.TrimSpace(l))
		default:
			m := line.FindStringSubmatch(l)
			if m == nil {
				t.Fatalf("rows.txt:%d: not a row", i+1)
			}
			rows = append(rows, &row{id: m[1], name: m[3], needs: strings.Split(m[2], "+"), cases: map[string][]string{}})
		}
	}
	if len(rows) != 200+25 {
		t.Errorf("%d rows, the specifications have 200 and 25", len(rows))
	}
	return rows
}

// findCases notes which files name which rows.
func findCases(t *testing.T, rows []*row) {
	byID := map[string]*row{}
	for _, r := range rows {
		byID[r.id] = r
	}
	id := regexp.MustCompile(`SP-\d{3}|ST-\d{2}`)
	for _, place := range []struct{ kind, pattern, head string }{
		{"check", "typecheck/testdata/spec/*.txt", `(?m)^=== .*$`},
		{"check", "strict/testdata/spec/*.txt", `(?m)^=== .*$`},
		{"run", "tests/cases/*/*.txtar", `(?s)\A.*?\n-- `},
		{"run", "tests/scripts/*.txtar", `(?s)\A.*?\n-- `},
		{"lib", "python/tests/*.py", `(?m)^.*S[PT]-.*$`},
	} {
		files, err := filepath.Glob(filepath.Join(repo, place.pattern))
		if err != nil {
			t.Fatal(err)
		}
		head := regexp.MustCompile(place.head)
		for _, f := range files {
			text, err := os.ReadFile(f)
			if err != nil {
				t.Fatal(err)
			}
			name, _ := filepath.Rel(repo, f)
			named := map[string]bool{}
			for _, h := range head.FindAllString(string(text), -1) {
				for _, x := range id.FindAllString(h, -1) {
					named[x] = true
				}
			}
			for x := range named {
				if r := byID[x]; r == nil {
					t.Errorf("%s: there is no row %s", name, x)
				} else {
					r.cases[place.kind] = append(r.cases[place.kind], name)
				}
			}
		}
	}
}

// status is how far a row is done, and what is missing.
func (r *row) status() (string, string) {
	missing := append([]string(nil), r.missing...)
	covered := 0
	words := map[string]string{"check": "a case for the checker", "run": "a case that runs compiled", "lib": "a case for the Python packages"}
	for _, kind := range r.needs {
		if len(r.cases[kind]) > 0 {
			covered++
		} else {
			missing = append(missing, words[kind])
		}
	}
	why := strings.Join(missing, "; ")
	switch {
	case covered == 0:
		return "not", why
	case why != "":
		return "partly", why
	}
	return "done", ""
}

func conformance(rows []*row) []byte {
	count := map[string]int{}
	tables := map[string]*bytes.Buffer{"SP": {}, "ST": {}}
	for _, r := range rows {
		status, missing := r.status()
		count[status]++
		remark := ""
		if missing != "" {
			remark = "missing: " + missing
		}
		for _, n := range r.notes {
			remark = strings.TrimPrefix(remark+". "+n, ". ")
		}
		var files []string
		for _, kind := range []string{"check", "run", "lib"} {
			for _, f := range r.cases[kind] {
				files = append(files, fmt.Sprintf("[%s](../%s)", strings.TrimSuffix(filepath.Base(f), filepath.Ext(f)), f))
			}
		}
		sort.Strings(files)
		fmt.Fprintf(tables[r.id[:2]], "| %s | %s | %s | %s | %s |\n", r.id, r.name, status, strings.Join(files, ", "), remark)
	}
	var out bytes.Buffer
	fmt.Fprintf(&out, `# Conformance

The rows of the specifications of Static Python (SP) and of strict modules (ST), and how far this compiler holds them. The table is made from the
cases that name the rows and from [tests/rows.txt](../tests/rows.txt), which says what is missing; do not edit it:
`+"`go test ./tests -run Conformance -update`"+`.

Of %d rows %d are done, %d partly, %d not.

| row | feature | status | cases | remarks |
| --- | --- | --- | --- | --- |
`, len(rows), count["done"], count["partly"], count["not"])
	out.Write(tables["SP"].Bytes())
	out.WriteString("\n## Strict modules\n\n| row | feature | status | cases | remarks |\n| --- | --- | --- | --- | --- |\n")
	out.Write(tables["ST"].Bytes())
	return out.Bytes()
}
