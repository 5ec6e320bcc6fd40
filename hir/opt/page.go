package opt

import (
	_ "embed"
	"fmt"
	"html/template"
	"os"
	"regexp"
	"strings"

	"spc/cache"
	"spc/hir"
)

//go:embed page.html
var pageSource string

var pageTemplate = template.Must(template.New("page").Parse(pageSource))

// page is one function through all passes, as -d=all/html shows it: a column of source, then a column for each pass that
// changed something.
type page struct {
	Module, Func string
	Source       []sourceLine
	Columns      []column
}

type sourceLine struct {
	Number int32
	Text   string
}

// column is the function after a pass.
type column struct {
	Pass    string
	Changed bool // against the column before
	Lines   []irLine

	text string
}

// irLine is a line of the text form, cut where values and blocks are named.
type irLine struct {
	Line  int32 // of the source; 0: none
	Parts []part
}

// part is a piece of text; Name is what it names, a value (v12) or a block (b3), or empty.
type part struct{ Text, Name string }

// snapshot adds the functions that are asked for, as they are after a pass, to their pages.
func (r *runner) snapshot(pass string) {
	for f := range native(r.m) {
		if !r.debug.of(pass).html.has(f) {
			continue
		}
		p := r.pages[f]
		if p == nil {
			p = &page{Module: r.m.Name, Func: f.Name}
			r.pages[f] = p
			r.paged = append(r.paged, f)
		}
		p.add(pass, f)
	}
}

func (p *page) add(pass string, f *hir.Func) {
	var text strings.Builder
	f.Print(&text)
	c := column{Pass: pass, text: text.String()}
	c.Changed = len(p.Columns) == 0 || p.Columns[len(p.Columns)-1].text != c.text
	if c.Changed {
		for line := range strings.Lines(c.text) {
			if !strings.HasPrefix(line, "  @") { // locations: the lines themselves lead to them
				c.Lines = append(c.Lines, cutLine(strings.TrimSuffix(line, "\n"), f))
			}
		}
	}
	p.Columns = append(p.Columns, c)
}

var (
	irName     = regexp.MustCompile(`\b[vb][0-9]+\b`)
	irLocation = regexp.MustCompile(` @([0-9]+)`)
)

// cutLine finds the names in a line of the text form, and the source line that it belongs to.
func cutLine(text string, f *hir.Func) irLine {
	var l irLine
	if m := irLocation.FindStringSubmatch(text); m != nil {
		var loc int
		fmt.Sscan(m[1], &loc)
		if loc < len(f.Locs) && f.Locs[loc].Site == 0 {
			l.Line = f.Locs[loc].Line
		}
	}
	at := 0
	for _, m := range irName.FindAllStringIndex(text, -1) {
		l.Parts = append(l.Parts, part{Text: text[at:m[0]]}, part{text[m[0]:m[1]], text[m[0]:m[1]]})
		at = m[1]
	}
	l.Parts = append(l.Parts, part{Text: text[at:]})
	return l
}

// source is the lines that f has code for, with those between.
func (p *page) source(f *hir.Func, path string) {
	first, last := int32(f.Line), int32(f.Line)
	for _, l := range f.Locs[1:] {
		if l.Site == 0 && l.Line > 0 {
			first, last = min(first, l.Line), max(last, l.EndLine)
		}
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return // the page does without: the module may come from a pipe or be gone
	}
	lines := strings.Split(string(text), "\n")
	for n := max(first, 1); n <= last && int(n) <= len(lines); n++ {
		p.Source = append(p.Source, sourceLine{n, lines[n-1]})
	}
}

// writePages writes MODULE.FUNC.html into the current folder for each function that was asked for.
func (r *runner) writePages() error {
	for _, f := range r.paged {
		p := r.pages[f]
		p.source(f, r.m.Path)
		var text strings.Builder
		if err := pageTemplate.Execute(&text, p); err != nil {
			return err
		}
		name := pageName(r.m.Name, f)
		if err := cache.WriteFile(name, []byte(text.String()), 0o644); err != nil {
			return fmt.Errorf("-d: %w", err)
		}
		fmt.Fprintf(&r.out, "wrote %s\n", name)
	}
	return nil
}

// pageName is a file name that tells functions of one qualified name apart.
func pageName(module string, f *hir.Func) string {
	name := strings.NewReplacer("<", "", ">", "", "/", "_", " ", "_").Replace(f.Name)
	for _, other := range f.Module.Funcs {
		if other != f && other.Name == f.Name {
			name += fmt.Sprintf(".%d", f.Line)
			break
		}
	}
	return module + "." + name + ".html"
}
