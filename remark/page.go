package remark

import (
	"bytes"
	_ "embed"
	"fmt"
	"html/template"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"

	"spc/diag"
	"spc/hir"
)

//go:embed page.html
var pageSource string

var pageTemplate = template.Must(template.New("page").Parse(pageSource))

// page is what the template shows: the source of a module, and behind each line what became of it.
type page struct {
	Module, Path, Mode string
	Native, Functions  int
	Lines              []*line
}

// line is a line of source.
type line struct {
	Number   int
	Text     string
	Dynamic  int // operations that go through the object protocol
	Static   int // other instructions of the IR
	Shade    int // 0 to 5: how dynamic the line is
	Remarks  []explained
	IR       []string
	Assembly []string
}

// explained is a remark in words.
type explained struct {
	Code          diag.Code
	Message, Help string
}

// Page writes a self-contained HTML page about a module: its source shaded by how dynamic each line is, and behind a line
// the remarks on it, its IR and its assembly. asm is the module's assembly with the directives of debug information.
func Page(m *hir.Module, source []byte, remarks []diag.Diagnostic, asm string) ([]byte, error) {
	p := &page{Module: m.Name, Path: m.Path, Mode: modeNames[m.Mode], Functions: len(m.Funcs)}
	for i, text := range strings.Split(strings.TrimSuffix(string(source), "\n"), "\n") {
		p.Lines = append(p.Lines, &line{Number: i + 1, Text: strings.TrimSuffix(text, "\r")})
	}
	for _, f := range m.Funcs {
		if f.Interpret == "" {
			p.Native++
			p.function(f)
		}
	}
	for i := range remarks {
		d := &remarks[i]
		if l := p.at(int(d.Range.Line)); l != nil {
			e := explained{Code: d.Code, Message: d.Message}
			for _, n := range d.Notes {
				e.Help = n.Message
			}
			l.Remarks = append(l.Remarks, e)
		}
	}
	p.assembly(asm)
	for _, l := range p.Lines {
		l.Shade = shade(l.Dynamic)
	}
	var out bytes.Buffer
	err := pageTemplate.Execute(&out, p)
	return out.Bytes(), err
}

var modeNames = map[hir.Mode]string{hir.Static: "static", hir.Strict: "strict", hir.Dynamic: "dynamic"}

// at is a line by its number; nil when the source has no such line.
func (p *page) at(n int) *line {
	if n < 1 || n > len(p.Lines) {
		return nil
	}
	return p.Lines[n-1]
}

// shade makes few steps of a count.
func shade(dynamic int) int {
	switch {
	case dynamic > 8:
		return 5
	case dynamic > 4:
		return 4
	case dynamic > 2:
		return 3
	}
	return dynamic
}

// outerLine is the line of f's own source that a location belongs to: that of the call for what is inlined.
func outerLine(f *hir.Func, loc int32) int {
	l := f.Locs[loc]
	for l.Site != 0 {
		l = f.Locs[f.Sites[l.Site].Call]
	}
	return int(l.Line)
}

// function adds the IR of a function to the lines that it is of.
func (p *page) function(f *hir.Func) {
	cold := f.Cold()
	for _, b := range f.Blocks {
		for _, v := range b.Instrs {
			l := p.at(outerLine(f, v.Loc))
			if l == nil || v.Op == hir.OpIncref || v.Op == hir.OpDecref {
				continue
			}
			text := v.String()
			if cold.Has(b.ID) {
				text += "  # rarely"
			}
			l.IR = append(l.IR, text)
			switch {
			case cold.Has(b.ID):
			case Dynamic(v):
				l.Dynamic++
			default:
				l.Static++
			}
		}
	}
}

var (
	asmFile  = regexp.MustCompile(`^\s+\.file\s+(\d+)\s+(?:"[^"]*"\s+)?"([^"]*)"`)
	asmPlace = regexp.MustCompile(`^\s+\.loc\s+(\d+)\s+(\d+)`)
)

// assembly adds to each line the machine instructions that the debug information says are of it.
func (p *page) assembly(asm string) {
	files := map[string]bool{} // numbers of files that are the module's source
	var at *line
	for text := range strings.Lines(asm) {
		text = strings.TrimRight(text, "\n")
		if m := asmFile.FindStringSubmatch(text); m != nil {
			files[m[1]] = filepath.Base(m[2]) == filepath.Base(p.Path)
			continue
		}
		if m := asmPlace.FindStringSubmatch(text); m != nil {
			at = nil
			if n, err := strconv.Atoi(m[2]); err == nil && files[m[1]] {
				at = p.at(n)
			}
			continue
		}
		trimmed := strings.TrimSpace(text)
		switch {
		case strings.HasPrefix(trimmed, ".section"), strings.HasPrefix(trimmed, ".cfi_endproc"):
			at = nil
		case at == nil, trimmed == "", trimmed[0] == '#', trimmed[0] == '.' && !strings.HasSuffix(trimmed, ":"),
			strings.HasPrefix(trimmed, ".Ltmp"), strings.HasPrefix(trimmed, ".Ldebug"):
		default:
			at.Assembly = append(at.Assembly, strings.ReplaceAll(text, "\t", " "))
		}
	}
}

// Summary is what the head of the page says of a module.
func (p *page) Summary() string {
	return fmt.Sprintf("%s module, %d of %d functions native", p.Mode, p.Native, p.Functions)
}
