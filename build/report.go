package build

import (
	"encoding/json"
	"fmt"
	"io"
	"text/tabwriter"
)

// Report tells what became of each function. It is what `--report json` prints.
type Report struct {
	Modules []*ModuleReport `json:"modules"`
}

// ModuleReport is about one module.
type ModuleReport struct {
	Name      string            `json:"name"`
	Path      string            `json:"path"`
	Extension string            `json:"extension"` // where the compiled module was put
	Mode      Mode              `json:"mode"`
	Functions []*FunctionReport `json:"functions"`
}

// Entry says who runs a function.
type Entry string

const (
	Native      Entry = "native"      // compiled code
	Interpreted Entry = "interpreted" // the interpreter; the reason says why
)

// FunctionReport is about one code object: a function, a lambda, a
// comprehension, a class body, or the module body, called "<module>".
type FunctionReport struct {
	Qualname string `json:"qualname"`
	Line     int    `json:"line"`
	Entry    Entry  `json:"entry"`
	Reason   string `json:"reason,omitempty"` // why it is interpreted
	Static   int    `json:"static"`           // operations that compiled to code for known types
	Dynamic  int    `json:"dynamic"`          // operations that go through the generic object protocol
}

// WriteJSON writes the report as one object.
func (r *Report) WriteJSON(w io.Writer) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(r)
}

// WriteText writes the report as a table a module.
func (r *Report) WriteText(w io.Writer) error {
	for i, m := range r.Modules {
		native := 0
		for _, f := range m.Functions {
			if f.Entry == Native {
				native++
			}
		}
		if i > 0 {
			fmt.Fprintln(w)
		}
		fmt.Fprintf(w, "%s (%s, %s): %d of %d functions native\n", m.Name, m.Path, m.Mode, native, len(m.Functions))
		t := tabwriter.NewWriter(w, 0, 8, 2, ' ', 0)
		fmt.Fprintln(t, "  line\tfunction\tentry\tstatic\tdynamic\treason")
		for _, f := range m.Functions {
			fmt.Fprintf(t, "  %d\t%s\t%s\t%d\t%d\t%s\n", f.Line, f.Qualname, f.Entry, f.Static, f.Dynamic, f.Reason)
		}
		if err := t.Flush(); err != nil {
			return err
		}
	}
	return nil
}
