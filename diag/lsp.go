package diag

import (
	"bytes"
	"encoding/json"
	"unicode/utf16"
	"unicode/utf8"
)

// The shapes of the Language Server Protocol 3.17. A Diagnostic belongs to a document that the protocol names beside it;
// in a list of its own it has it in data.
type lspDiagnostic struct {
	Range    lspRange     `json:"range"`
	Severity int          `json:"severity"` // 1 error, 2 warning, 3 information
	Code     string       `json:"code,omitempty"`
	Source   string       `json:"source"`
	Message  string       `json:"message"`
	Related  []lspRelated `json:"relatedInformation,omitempty"`
	Data     lspData      `json:"data"`
}

type lspPosition struct {
	Line      int `json:"line"`      // from 0
	Character int `json:"character"` // in UTF-16 code units, from 0
}

type lspRange struct {
	Start lspPosition `json:"start"`
	End   lspPosition `json:"end"`
}

type lspRelated struct {
	Location lspLocation `json:"location"`
	Message  string      `json:"message"`
}

type lspLocation struct {
	URI   string   `json:"uri"`
	Range lspRange `json:"range"`
}

type lspData struct {
	URI  string   `json:"uri"`
	Help []string `json:"help,omitempty"` // notes that are about no place
}

// lsp writes one list of diagnostics, [] when there is nothing to say.
func (r *Renderer) lsp(out *bytes.Buffer, ds []Diagnostic) error {
	list := make([]lspDiagnostic, len(ds))
	for i := range ds {
		d := &ds[i]
		l := lspDiagnostic{Range: r.Sources.lspRange(d.Path, d.Range), Severity: int(d.Severity) + 1, Code: string(d.Code),
			Source: "spc", Message: d.Message, Data: lspData{URI: uriReference(d.Path)}}
		for _, n := range d.Notes {
			if n.Range.Line == 0 {
				l.Data.Help = append(l.Data.Help, n.Message)
				continue
			}
			path := n.Path
			if path == "" {
				path = d.Path
			}
			l.Related = append(l.Related, lspRelated{lspLocation{uriReference(path), r.Sources.lspRange(path, n.Range)}, n.Message})
		}
		list[i] = l
	}
	enc := json.NewEncoder(out)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(list)
}

// lspRange is a Range in the units of the protocol; the zero Range is the start of the document.
func (s *Sources) lspRange(path string, r Range) lspRange {
	if r.Line == 0 {
		return lspRange{}
	}
	if r.EndLine == 0 {
		r.EndLine, r.EndCol = r.Line, r.Col
	}
	return lspRange{s.lspPosition(path, int(r.Line), int(r.Col)), s.lspPosition(path, int(r.EndLine), int(r.EndCol))}
}

func (s *Sources) lspPosition(path string, line, col int) lspPosition {
	text := s.line(path, line)
	units := 0
	for i := 0; i < min(col, len(text)); {
		c, size := utf8.DecodeRune(text[i:])
		units += utf16.RuneLen(c)
		i += size
	}
	return lspPosition{line - 1, units + max(col-len(text), 0)}
}
