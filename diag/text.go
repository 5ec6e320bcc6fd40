package diag

import (
	"bytes"
	"fmt"
	"strconv"
)

// The colours of the text form; empty strings when colour is off.
type palette struct{ bold, red, yellow, blue, reset string }

func (r *Renderer) palette() palette {
	if !r.Color {
		return palette{}
	}
	return palette{"\x1b[1m", "\x1b[1;31m", "\x1b[1;33m", "\x1b[1;34m", "\x1b[0m"}
}

// text writes, for each diagnostic:
//
//	path:3:5: error[SPC301]: message
//	    3 |     x: int = "a"
//	      |              ^^^
//	path:1:1: note: message
func (r *Renderer) text(out *bytes.Buffer, ds []Diagnostic) {
	c := r.palette()
	for i := range ds {
		d := &ds[i]
		colour := map[Severity]string{Error: c.red, Warning: c.yellow, Info: c.blue}[d.Severity]
		label := d.Severity.String()
		if d.Code != "" {
			label += "[" + string(d.Code) + "]"
		}
		r.textLine(out, c, d.Path, d.Range, colour, label, d.Message)
		for _, n := range d.Notes {
			path := n.Path
			if path == "" && n.Range.Line > 0 {
				path = d.Path
			}
			r.textLine(out, c, path, n.Range, c.blue, "note", n.Message)
		}
	}
}

func (r *Renderer) textLine(out *bytes.Buffer, c palette, path string, rg Range, colour, label, message string) {
	p := r.Sources.place(path, rg)
	if path != "" {
		out.WriteString(c.bold)
		out.WriteString(path)
		if p.line > 0 {
			fmt.Fprintf(out, ":%d:%d", p.line, p.col)
		}
		out.WriteString(":" + c.reset + " ")
	}
	fmt.Fprintf(out, "%s%s:%s %s\n", colour, label, c.reset, message)
	if e, ok := r.Sources.excerpt(path, p); ok {
		number := strconv.Itoa(p.line)
		fmt.Fprintf(out, "%s%5s |%s %s\n", c.blue, number, c.reset, e.text)
		fmt.Fprintf(out, "%s%*s |%s %s%s%s%s\n", c.blue, max(5, len(number)), "", c.reset, e.indent, colour, e.marks, c.reset)
	}
}
