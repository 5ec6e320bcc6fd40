package diag

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"strings"
)

type junitSuites struct {
	XMLName  xml.Name     `xml:"testsuites"`
	Name     string       `xml:"name,attr"`
	Tests    int          `xml:"tests,attr"`
	Failures int          `xml:"failures,attr"`
	Suites   []junitSuite `xml:"testsuite"`
}

type junitSuite struct {
	Name     string      `xml:"name,attr"`
	Tests    int         `xml:"tests,attr"`
	Failures int         `xml:"failures,attr"`
	Errors   int         `xml:"errors,attr"`
	Cases    []junitCase `xml:"testcase"`
}

type junitCase struct {
	Name      string        `xml:"name,attr"`
	ClassName string        `xml:"classname,attr"`
	File      string        `xml:"file,attr,omitempty"`
	Line      int           `xml:"line,attr,omitempty"`
	Failure   *junitFailure `xml:"failure,omitempty"`
	Output    string        `xml:"system-out,omitempty"`
}

type junitFailure struct {
	Message string `xml:"message,attr"`
	Type    string `xml:"type,attr"`
	Text    string `xml:",chardata"`
}

// junit writes one suite a file: a failing test case for each error, or one
// passing case for a file without errors, which carries the warnings as output.
func (r *Renderer) junit(out *bytes.Buffer, ds []Diagnostic) error {
	byPath := map[string][]*Diagnostic{}
	paths := append([]string(nil), r.Checked...)
	for _, p := range paths {
		byPath[p] = nil
	}
	for i := range ds {
		d := &ds[i]
		if _, seen := byPath[d.Path]; !seen {
			paths = append(paths, d.Path)
		}
		byPath[d.Path] = append(byPath[d.Path], d)
	}
	all := junitSuites{Name: "spc check", Suites: []junitSuite{}}
	for _, path := range paths {
		name := path
		if name == "" {
			name = "spc"
		}
		suite := junitSuite{Name: name}
		var remarks strings.Builder
		for _, d := range byPath[path] {
			p := r.Sources.place(path, d.Range)
			text := fmt.Sprintf("%s:%d:%d: %s: %s", name, p.line, p.col, d.Severity, d.Message)
			if d.Severity != Error {
				remarks.WriteString(text + "\n")
				continue
			}
			for _, n := range d.Notes {
				text += "\nnote: " + n.Message
			}
			suite.Cases = append(suite.Cases, junitCase{
				Name: fmt.Sprintf("%s:%d:%d", d.Code, p.line, p.col), ClassName: name, File: path, Line: p.line,
				Failure: &junitFailure{Message: d.Message, Type: string(d.Code), Text: text},
			})
		}
		suite.Failures = len(suite.Cases)
		if suite.Failures == 0 {
			suite.Cases = []junitCase{{Name: "check", ClassName: name, File: path, Output: remarks.String()}}
		}
		suite.Tests = len(suite.Cases)
		all.Tests += suite.Tests
		all.Failures += suite.Failures
		all.Suites = append(all.Suites, suite)
	}
	out.WriteString(xml.Header)
	enc := xml.NewEncoder(out)
	enc.Indent("", "  ")
	if err := enc.Encode(all); err != nil {
		return err
	}
	out.WriteByte('\n')
	return nil
}
