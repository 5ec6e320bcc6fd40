package build

import (
	"context"
	"strings"
	"testing"

	"spc/diag"
)

// withoutExample are the codes whose mistake cannot be shown as a short text.
var withoutExample = map[diag.Code]bool{diag.BadEncoding: true, diag.TooComplex: true, diag.ForeignMutation: true}

// TestExamples compiles the example of every code and checks that the code is reported.
func TestExamples(t *testing.T) {
	for _, info := range diag.All() {
		t.Run(string(info.Code), func(t *testing.T) {
			if info.Name == "" || info.Summary == "" || info.Repair == "" {
				t.Error("not described")
			}
			if info.Example == "" {
				if !withoutExample[info.Code] {
					t.Error("no example")
				}
				return
			}
			text, rest, _ := strings.Cut(info.Example, "--- ")
			files := []CheckFile{exampleFile("main.py", text)}
			for _, part := range strings.Split(rest, "--- ") {
				if name, text, ok := strings.Cut(part, "\n"); ok {
					files = append(files, exampleFile(name, text))
				}
			}
			ds, err := NewDriver().Check(context.Background(), files, CheckOptions{Mode: Auto, Version: [2]int{3, 13}, Perf: true})
			if err != nil {
				t.Fatal(err)
			}
			for _, d := range ds {
				if d.Code == info.Code {
					return
				}
			}
			t.Errorf("the example does not report it, but %v", ds)
		})
	}
}

func exampleFile(path, text string) CheckFile {
	return CheckFile{&Unit{Path: path, Name: strings.TrimSuffix(path, ".py"), Root: "nowhere"}, []byte(text)}
}
