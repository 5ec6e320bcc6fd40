package build

import (
	"context"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"spc/diag"
)

// TestRemarks compares what is said of the sources in testdata/remarks with the comments at the ends of their lines: codes,
// each with the beginning of its message. Where there is no comment the optimiser has done its work.
func TestRemarks(t *testing.T) {
	files, err := filepath.Glob("testdata/remarks/*.py")
	if err != nil || len(files) == 0 {
		t.Fatal("no sources", err)
	}
	for _, path := range files {
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		ds, err := NewDriver().Check(context.Background(), []CheckFile{exampleFile(filepath.Base(path), string(text))},
			CheckOptions{Mode: Static, Version: [2]int{3, 13}, Perf: true})
		if err != nil {
			t.Fatal(err)
		}
		got := map[int][]diag.Diagnostic{}
		for _, d := range ds {
			if d.Severity == diag.Error {
				t.Fatalf("%s:%d: %s", path, d.Range.Line, d.Message)
			}
			if d.Code >= diag.SlowLookup && d.Code <= diag.SlowBoxing {
				got[int(d.Range.Line)] = append(got[int(d.Range.Line)], d)
			}
		}
		for i, line := range strings.Split(string(text), "\n") {
			want := expectedRemarks(line)
			if len(want) != len(got[i+1]) {
				t.Errorf("%s:%d: want %d remarks, got %v", path, i+1, len(want), got[i+1])
				continue
			}
			for j, d := range got[i+1] {
				if said := string(d.Code) + " " + d.Message; !strings.HasPrefix(said, want[j]) {
					t.Errorf("%s:%d: want %q, got %q", path, i+1, want[j], said)
				}
			}
		}
	}
}

var remarkStart = regexp.MustCompile(`\s+SPC\d+ `)

// expectedRemarks reads the comment at the end of a line.
func expectedRemarks(line string) []string {
	_, comment, ok := strings.Cut(line, "  # SPC")
	if !ok {
		return nil
	}
	comment = "SPC" + comment
	var out []string
	at := 0
	for _, m := range remarkStart.FindAllStringIndex(comment, -1) {
		out = append(out, strings.TrimSpace(comment[at:m[0]]))
		at = m[0]
	}
	return append(out, strings.TrimSpace(comment[at:]))
}
