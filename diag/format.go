package diag

import (
	"bytes"
	"fmt"
	"io"
	"strings"
)

// Format names a rendering.
type Format string

const (
	Text   Format = "text"   // for people: the source line with the place underlined
	JSON   Format = "json"   // a list of objects
	GitHub Format = "github" // workflow commands, shown as annotations of a change
	SARIF  Format = "sarif"  // SARIF 2.1.0
	JUnit  Format = "junit"  // one test case per file
	LSP    Format = "lsp"    // a list of diagnostics as the Language Server Protocol has them
)

// Formats lists all renderings in the order in which help texts name them.
var Formats = []Format{Text, JSON, GitHub, SARIF, JUnit, LSP}

// ParseFormat finds a rendering by name.
func ParseFormat(name string) (Format, error) {
	for _, f := range Formats {
		if string(f) == name {
			return f, nil
		}
	}
	return "", fmt.Errorf("unknown output format %q (want one of %s)", name, FormatNames())
}

// FormatNames is the list of names for messages: "text, json, ...".
func FormatNames() string {
	names := make([]string, len(Formats))
	for i, f := range Formats {
		names[i] = string(f)
	}
	return strings.Join(names, ", ")
}

// Renderer writes diagnostics out.
type Renderer struct {
	Sources *Sources // nil: files are read from disk
	Color   bool     // Text only: ANSI colours
	Checked []string // JUnit: the files that were looked at, also those without findings
	Version string   // SARIF: the version of spc
}

// Render writes all diagnostics in the given form with one call of w.Write, so
// that a reader never sees half a document.
func (r *Renderer) Render(w io.Writer, format Format, ds []Diagnostic) error {
	if r.Sources == nil {
		r.Sources = &Sources{}
	}
	var out bytes.Buffer
	var err error
	switch format {
	case Text:
		r.text(&out, ds)
	case JSON:
		err = r.json(&out, ds)
	case GitHub:
		r.github(&out, ds)
	case SARIF:
		err = r.sarif(&out, ds)
	case JUnit:
		err = r.junit(&out, ds)
	case LSP:
		err = r.lsp(&out, ds)
	default:
		err = fmt.Errorf("unknown output format %q", format)
	}
	if err != nil || out.Len() == 0 {
		return err
	}
	_, err = w.Write(out.Bytes())
	return err
}
