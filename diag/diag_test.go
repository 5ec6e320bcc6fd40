package diag

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"regexp"
	"strings"
	"testing"
)

const sample = "def f():\n\tx: int = 'a'\n\n    héé = \"日本\" + 1\n"

func sampleDiagnostics() []Diagnostic {
	return []Diagnostic{
		Errorf("a.py", at(2, 10, 2, 13), TypeMismatch, "type mismatch: %s", "str").
			WithNote("", at(1, 4, 1, 5), "in this function").
			WithNote("", Range{}, "use an int"),
		Warningf("a.py", at(4, 12, 4, 20), BadOperand, "100%% wrong,\nreally"),
		{Path: "b c.py", Code: BadEncoding, Message: "cannot decode"},
		{Message: "no place at all", Severity: Info},
	}
}

func render(t *testing.T, f Format, ds []Diagnostic) string {
	t.Helper()
	var out bytes.Buffer
	s := &Sources{}
	s.Add("a.py", []byte(sample))
	s.Add("b c.py", nil)
	r := &Renderer{Sources: s, Checked: []string{"a.py", "clean.py"}, Version: "1.2"}
	if err := r.Render(&out, f, ds); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

func TestText(t *testing.T) {
	got := render(t, Text, sampleDiagnostics())
	want := `a.py:2:11: error[SPC301]: type mismatch: str
    2 | 	x: int = 'a'
      | 	         ^^^
a.py:1:5: note: in this function
    1 | def f():
      |     ^
note: use an int
a.py:4:11: warning[SPC304]: 100% wrong,
really
    4 |     héé = "日本" + 1
      |           ^^^^^^
b c.py: error[SPC103]: cannot decode
note: no place at all
`
	if got != want {
		t.Errorf("got:\n%s\nwant:\n%s", got, want)
	}
}

func TestTextColour(t *testing.T) {
	var out bytes.Buffer
	r := &Renderer{Color: true}
	if err := r.Render(&out, Text, []Diagnostic{{Message: "m"}}); err != nil {
		t.Fatal(err)
	}
	if want := "\x1b[1;31merror:\x1b[0m m\n"; out.String() != want {
		t.Errorf("got %q, want %q", out.String(), want)
	}
}

func TestJSON(t *testing.T) {
	var got []map[string]any
	if err := json.Unmarshal([]byte(render(t, JSON, sampleDiagnostics())), &got); err != nil {
		t.Fatal(err)
	}
	if len(got) != 4 {
		t.Fatalf("%d objects", len(got))
	}
	for key, want := range map[string]any{"path": "a.py", "line": 4.0, "column": 11.0, "end_line": 4.0, "end_column": 15.0,
		"code": "SPC304", "severity": "warning"} {
		if got[1][key] != want {
			t.Errorf("%s = %v, want %v", key, got[1][key], want)
		}
	}
	if n := got[0]["notes"].([]any); len(n) != 2 {
		t.Errorf("notes: %v", n)
	}
	if s := strings.TrimSpace(render(t, JSON, nil)); s != "[]" {
		t.Errorf("nothing to say: %q", s)
	}
}

func TestGitHub(t *testing.T) {
	got := strings.Split(render(t, GitHub, sampleDiagnostics()), "\n")
	want := []string{
		"::error file=a.py,line=2,col=11,endColumn=14,title=SPC301::type mismatch: str%0Anote: in this function%0Anote: use an int",
		"::warning file=a.py,line=4,col=11,endColumn=15,title=SPC304::100%25 wrong,%0Areally",
		"::error file=b c.py,title=SPC103::cannot decode",
		"::notice::no place at all", ""}
	for i := range want {
		if got[i] != want[i] {
			t.Errorf("line %d: got %q, want %q", i, got[i], want[i])
		}
	}
}

func TestJUnit(t *testing.T) {
	var got junitSuites
	if err := xml.Unmarshal([]byte(render(t, JUnit, sampleDiagnostics())), &got); err != nil {
		t.Fatal(err)
	}
	if got.Tests != 4 || got.Failures != 2 || len(got.Suites) != 4 || got.Suites[1].Name != "clean.py" {
		t.Errorf("%+v", got)
	}
}

// TestSARIF holds the log against the rules of the 2.1.0 schema that apply to
// the parts we write: required properties, enumerations, minima, URI syntax.
func TestSARIF(t *testing.T) {
	for _, ds := range [][]Diagnostic{nil, sampleDiagnostics()} {
		var log map[string]any
		if err := json.Unmarshal([]byte(render(t, SARIF, ds)), &log); err != nil {
			t.Fatal(err)
		}
		checkSARIF(t, log, len(ds))
	}
}

func checkSARIF(t *testing.T, log map[string]any, results int) {
	t.Helper()
	if log["version"] != "2.1.0" {
		t.Errorf("version %v", log["version"])
	}
	if s, _ := log["$schema"].(string); !strings.Contains(s, "2.1.0") {
		t.Errorf("$schema %q", s)
	}
	run := log["runs"].([]any)[0].(map[string]any)
	driver := run["tool"].(map[string]any)["driver"].(map[string]any)
	if driver["name"] != "spc" || driver["version"] != "1.2" {
		t.Errorf("driver %v", driver)
	}
	if _, has := driver["informationUri"]; has {
		t.Error("informationUri must not be invented")
	}
	if run["columnKind"] != "unicodeCodePoints" {
		t.Errorf("columnKind %v", run["columnKind"])
	}
	list, ok := run["results"].([]any)
	if !ok || len(list) != results {
		t.Fatalf("results %v", run["results"])
	}
	rules := map[string]bool{}
	if rs, ok := driver["rules"].([]any); ok {
		for _, r := range rs {
			id := r.(map[string]any)["id"].(string)
			if rules[id] {
				t.Errorf("rule %s twice", id)
			}
			rules[id] = true
			if d, ok := r.(map[string]any)["shortDescription"].(map[string]any); !ok || d["text"] == "" {
				t.Errorf("rule %s has no text", id)
			}
		}
	}
	uri := regexp.MustCompile(`^[A-Za-z0-9._~:/%-]+$`)
	for _, x := range list {
		res := x.(map[string]any)
		if m, _ := res["message"].(map[string]any)["text"].(string); m == "" {
			t.Error("message without text")
		}
		switch res["level"] {
		case "none", "note", "warning", "error":
		default:
			t.Errorf("level %v", res["level"])
		}
		if id, ok := res["ruleId"].(string); ok && !rules[id] {
			t.Errorf("rule %s not listed", id)
		}
		locations, _ := res["locations"].([]any)
		related, _ := res["relatedLocations"].([]any)
		for _, l := range append(locations, related...) {
			phys := l.(map[string]any)["physicalLocation"].(map[string]any)
			if u := phys["artifactLocation"].(map[string]any)["uri"].(string); !uri.MatchString(u) {
				t.Errorf("uri %q", u)
			}
			if region, ok := phys["region"].(map[string]any); ok {
				for _, k := range []string{"startLine", "startColumn", "endLine", "endColumn"} {
					if v, ok := region[k].(float64); !ok || v < 1 {
						t.Errorf("region %s = %v", k, region[k])
					}
				}
			}
		}
	}
}

func TestSort(t *testing.T) {
	d := func(line int32, m string) Diagnostic { return Errorf("a", at(line, 0, line, 1), BadSyntax, "%s", m) }
	got := Sort([]Diagnostic{d(3, "x"), d(1, "y"), d(3, "x"), d(1, "a")})
	if len(got) != 3 || got[0].Message != "a" || got[2].Range.Line != 3 {
		t.Errorf("%v", got)
	}
}

func TestRegistry(t *testing.T) {
	names, codes := map[string]bool{}, map[Code]bool{}
	form := regexp.MustCompile(`^SPC[1-9]\d\d$`)
	name := regexp.MustCompile(`^[a-z]+(-[a-z]+)*$`)
	for _, in := range registry {
		if !form.MatchString(string(in.Code)) || codes[in.Code] {
			t.Errorf("code %q malformed or used twice", in.Code)
		}
		if !name.MatchString(in.Name) || names[in.Name] {
			t.Errorf("%s: name %q malformed or used twice", in.Code, in.Name)
		}
		if !strings.HasSuffix(in.Summary, ".") || !strings.HasSuffix(in.Repair, ".") {
			t.Errorf("%s: summary and repair must be sentences", in.Code)
		}
		codes[in.Code], names[in.Name] = true, true
	}
}

func TestLongLineIsCut(t *testing.T) {
	s := &Sources{}
	s.Add("a.py", []byte(strings.Repeat("x", 100000)+" y"))
	e, ok := s.excerpt("a.py", s.place("a.py", at(1, 100001, 1, 100002)))
	if !ok || len(e.text) > 200 || !strings.HasSuffix(e.text, " y") || len(e.indent) != len(e.text)-1 {
		t.Errorf("%v %+v", ok, e)
	}
}

func at(line, col, endLine, endCol int32) Range {
	return Range{Line: line, Col: col, EndLine: endLine, EndCol: endCol}
}
