package diag

import (
	"bytes"
	"fmt"
	"strings"
)

// Workflow commands percent-encode what would end the command or a property.
var (
	githubData     = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A")
	githubProperty = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A", ":", "%3A", ",", "%2C")
)

// github writes one workflow command a diagnostic:
//
//	::error file=a.py,line=3,col=5,endColumn=8,title=SPC301::message
//
// Notes are appended to the message, as annotations have no second place.
func (r *Renderer) github(out *bytes.Buffer, ds []Diagnostic) {
	command := map[Severity]string{Error: "error", Warning: "warning", Info: "notice"}
	for i := range ds {
		d := &ds[i]
		var props []string
		p := r.Sources.place(d.Path, d.Range)
		if d.Path != "" {
			props = append(props, "file="+githubProperty.Replace(d.Path))
		}
		if p.line > 0 {
			props = append(props, fmt.Sprintf("line=%d", p.line))
			if p.endLine == p.line { // columns are only honoured within one line
				props = append(props, fmt.Sprintf("col=%d,endColumn=%d", p.col, p.endCol))
			} else {
				props = append(props, fmt.Sprintf("endLine=%d", p.endLine))
			}
		}
		if d.Code != "" {
			props = append(props, "title="+githubProperty.Replace(string(d.Code)))
		}
		message := d.Message
		for _, n := range d.Notes {
			message += "\nnote: " + n.Message
		}
		out.WriteString("::" + command[d.Severity])
		if len(props) > 0 {
			out.WriteString(" " + strings.Join(props, ","))
		}
		out.WriteString("::" + githubData.Replace(message) + "\n")
	}
}
