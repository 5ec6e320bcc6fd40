// Package diag holds what spc has to say about a program: diagnostics as data,
// the list of their codes, and the forms in which they are written out.
//
// A phase makes Diagnostic values and hands them up; only the command line
// prints them. Positions inside a Diagnostic are the parser's (lines from 1,
// columns as UTF-8 byte offsets from 0); every rendering converts them to what
// its readers expect, which for all of them is code points from 1.
package diag

import (
	"fmt"
	"sort"

	"spc/syntax"
)

// Range is a stretch of source text; the zero Range means "the file as a whole".
type Range = syntax.Range

// Severity says how a diagnostic bears on the exit status.
type Severity uint8

const (
	Error   Severity = iota // the program is wrong: exit status 1
	Warning                 // probably not meant; never changes the exit status
	Info                    // something worth knowing
)

var severityNames = [...]string{Error: "error", Warning: "warning", Info: "note"}

func (s Severity) String() string { return severityNames[s] }

// Diagnostic is one finding. Its zero value apart from Message is usable: an
// error about no particular place.
type Diagnostic struct {
	Path     string // as the user named it; "" when it is about no file
	Range    Range
	Code     Code
	Severity Severity
	Message  string // one line, no final full stop
	Notes    []Note
}

// Note adds a second place or a hint to a diagnostic.
type Note struct {
	Path    string // "" means the diagnostic's own path
	Range   Range  // zero means the note is about no particular place
	Message string
}

// Errorf makes an error diagnostic.
func Errorf(path string, r Range, code Code, format string, args ...any) Diagnostic {
	return Diagnostic{Path: path, Range: r, Code: code, Message: fmt.Sprintf(format, args...)}
}

// Warningf makes a warning.
func Warningf(path string, r Range, code Code, format string, args ...any) Diagnostic {
	return Diagnostic{Path: path, Range: r, Code: code, Severity: Warning, Message: fmt.Sprintf(format, args...)}
}

// WithNote returns d with one more note.
func (d Diagnostic) WithNote(path string, r Range, format string, args ...any) Diagnostic {
	d.Notes = append(d.Notes[:len(d.Notes):len(d.Notes)], Note{Path: path, Range: r, Message: fmt.Sprintf(format, args...)})
	return d
}

// Error makes a Diagnostic usable as a Go error, for phases that stop at the
// first one.
func (d Diagnostic) Error() string {
	switch {
	case d.Path == "":
		return d.Message
	case d.Range.Line == 0:
		return d.Path + ": " + d.Message
	}
	return fmt.Sprintf("%s:%d: %s", d.Path, d.Range.Line, d.Message)
}

// HasErrors reports whether any diagnostic is an error.
func HasErrors(ds []Diagnostic) bool {
	for i := range ds {
		if ds[i].Severity == Error {
			return true
		}
	}
	return false
}

// Sort orders diagnostics by path, place and code, and drops exact repeats
// (same place, code and message), which passes that visit a node twice produce.
func Sort(ds []Diagnostic) []Diagnostic {
	sort.SliceStable(ds, func(i, j int) bool {
		a, b := &ds[i], &ds[j]
		switch {
		case a.Path != b.Path:
			return a.Path < b.Path
		case a.Range.Line != b.Range.Line:
			return a.Range.Line < b.Range.Line
		case a.Range.Col != b.Range.Col:
			return a.Range.Col < b.Range.Col
		case a.Code != b.Code:
			return a.Code < b.Code
		}
		return a.Message < b.Message
	})
	kept := ds[:0]
	for i := range ds {
		if n := len(kept); n > 0 {
			p := &kept[n-1]
			if p.Path == ds[i].Path && p.Range == ds[i].Range && p.Code == ds[i].Code && p.Message == ds[i].Message {
				continue
			}
		}
		kept = append(kept, ds[i])
	}
	return kept
}
