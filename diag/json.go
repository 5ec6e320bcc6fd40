package diag

import (
	"bytes"
	"encoding/json"
)

// jsonPlace holds the place fields that diagnostics and notes share. Columns
// count code points from 1; end_column is that after the last character. All
// are 0 for a diagnostic about a file as a whole.
type jsonPlace struct {
	Path      string `json:"path"`
	Line      int    `json:"line"`
	Column    int    `json:"column"`
	EndLine   int    `json:"end_line"`
	EndColumn int    `json:"end_column"`
}

type jsonDiagnostic struct {
	jsonPlace
	Code     string     `json:"code"`
	Severity string     `json:"severity"`
	Message  string     `json:"message"`
	Notes    []jsonNote `json:"notes"`
}

type jsonNote struct {
	jsonPlace
	Message string `json:"message"`
}

func (r *Renderer) jsonPlace(path string, rg Range) jsonPlace {
	p := r.Sources.place(path, rg)
	return jsonPlace{path, p.line, p.col, p.endLine, p.endCol}
}

// json writes one list of objects, [] when there is nothing to say.
func (r *Renderer) json(out *bytes.Buffer, ds []Diagnostic) error {
	list := make([]jsonDiagnostic, len(ds))
	for i := range ds {
		d := &ds[i]
		notes := make([]jsonNote, len(d.Notes))
		for j, n := range d.Notes {
			path := n.Path
			if path == "" {
				path = d.Path
			}
			notes[j] = jsonNote{r.jsonPlace(path, n.Range), n.Message}
		}
		list[i] = jsonDiagnostic{r.jsonPlace(d.Path, d.Range), string(d.Code), d.Severity.String(), d.Message, notes}
	}
	enc := json.NewEncoder(out)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(list)
}
