package hir

import (
	"fmt"
	"strconv"
	"strings"

	"spc/primitives"
)

// Parse reads a module in the text form that text.go describes.
func Parse(text string) (m *Module, err error) {
	p := &parser{m: &Module{Mode: Static}, classes: map[string]*Class{}, funcs: map[string]*Func{},
		globals: map[string]*Global{}, externs: map[string]*Callee{}}
	for _, l := range strings.Split(text, "\n") {
		if s := strings.TrimSpace(l); strings.HasPrefix(s, "#") {
			l = ""
		}
		p.lines = append(p.lines, l)
	}
	defer func() {
		if x := recover(); x != nil {
			e, ok := x.(parseError)
			if !ok {
				panic(x)
			}
			m, err = nil, fmt.Errorf("hir: line %d: %s", p.line, string(e))
		}
	}()
	p.names()
	p.definitions()
	return p.m, nil
}

// parseError is what the parser panics with.
type parseError string

func failf(format string, args ...any) { panic(parseError(fmt.Sprintf(format, args...))) }

// parser reads a module: first the names of what it defines, then the definitions, which mention each other.
type parser struct {
	cursor
	m       *Module
	lines   []string
	line    int // that the cursor is in, from 1
	classes map[string]*Class
	funcs   map[string]*Func // by Func.ref
	globals map[string]*Global
	externs map[string]*Callee // by symbol
}

// next moves the cursor to the next line that is not empty; false at the end.
func (p *parser) next() bool {
	for p.line < len(p.lines) {
		p.line++
		if p.rest = strings.TrimSpace(p.lines[p.line-1]); p.rest != "" {
			return true
		}
	}
	return false
}

// peek is the first word of the next line that is not empty.
func (p *parser) peek() string {
	for _, l := range p.lines[p.line:] {
		if c := (cursor{strings.TrimSpace(l)}); c.rest != "" {
			return c.word()
		}
	}
	return ""
}

// names makes the classes and functions that the text defines.
func (p *parser) names() {
	for p.next() {
		switch p.word() {
		case "class":
			name := p.word()
			p.classes[name] = &Class{Name: name}
		case "func", "declare":
			f := &Func{Name: p.funcName(), Module: p.m}
			p.expect("#")
			f.Code = p.number()
			p.funcs[f.ref()] = f
		}
	}
	p.line = 0
}

func (p *parser) definitions() {
	for p.next() {
		switch what := p.word(); what {
		case "module":
			p.m.Name = p.word()
			p.m.Mode = Mode(index(modeNames[:], p.word(), "mode"))
		case "class":
			p.class()
		case "global":
			p.global()
		case "declare":
			f := p.funcRef()
			f.Sig = p.signature()
		case "extern":
			c := &Callee{Sym: p.until("(")}
			_, c.Name, _ = strings.Cut(c.Sym, ":")
			c.Sig = p.signature()
			p.externs[c.Sym] = c
		case "func":
			p.function()
		default:
			failf("unexpected %q", what)
		}
		p.end()
	}
}

func index(names []string, name, what string) int {
	for i, n := range names {
		if n == name {
			return i
		}
	}
	failf("no %s %q", what, name)
	return 0
}

func (p *parser) generic() *Generic {
	g := &Generic{Kind: GenericKind(p.word())}
	args := map[GenericKind]int{CheckedList: 1, CheckedDict: 2, Array: 0}
	n, ok := args[g.Kind]
	if !ok {
		failf("no generic %q", g.Kind)
	}
	if g.Kind == Array {
		if g.Elem = primitives.Lookup(p.word()); g.Elem == primitives.None {
			failf("an array needs a machine type")
		}
	}
	for range n {
		name := p.word()
		t, ok := p.typeNamed(name)
		if !ok {
			failf("no type %s", name)
		}
		g.Args = append(g.Args, t)
	}
	return g
}

func (p *parser) class() {
	c := p.classes[p.word()]
	p.expect("(")
	if c.Base = p.classRef(); c.Base.CName == "" && c.Base.Module == "" {
		failf("the base %s comes later", c.Base)
	}
	p.expect(")")
	p.expect("in")
	c.Module = p.word()
	c.Name = strings.TrimPrefix(c.Name, c.Module+".")
	p.expect("base")
	c.BaseSize = p.number()
	if p.accept("generic") {
		c.Generic = p.generic()
	}
	p.marks(c.flags())
	if c.Generic != nil {
		p.m.Generics = append(p.m.Generics, c)
	} else if !c.External {
		c.Index = len(p.m.Classes)
		p.m.Classes = append(p.m.Classes, c)
	}
	for w := p.peek(); w == "field" || w == "method"; w = p.peek() {
		p.end()
		p.next()
		if p.word() == "field" {
			f := &Field{Class: c, Name: p.word()}
			p.expect(":")
			f.Rep, f.Type = p.repType()
			p.expect("@")
			f.Offset = p.number()
			p.marks(f.flags())
			c.Fields = append(c.Fields, f)
			continue
		}
		m := &Method{Class: c, Name: p.word()}
		m.Slot = p.number()
		m.Sig = p.signature()
		if p.accept("=") {
			m.Impl = p.funcRef()
		}
		c.Methods = append(c.Methods, m)
	}
}

func (p *parser) global() {
	g := &Global{Name: p.word(), Index: len(p.m.Globals)}
	p.expect(":")
	g.Rep, g.Type = p.repType()
	p.marks(g.flags())
	if p.accept("=") {
		if strings.Contains(p.rest, "#") {
			g.Func = p.funcRef()
		} else {
			g.Class = p.classRef()
		}
	} else if p.accept("import") {
		g.Import = p.word()
	}
	p.globals[g.Name] = g
	p.m.Globals = append(p.m.Globals, g)
}

// marks sets the flags whose names follow.
func (p *parser) marks(flags []flag) {
	for i := 0; i < len(flags); i++ {
		if p.accept(flags[i].name) {
			*flags[i].on = true
			i = -1
		}
	}
}

func (p *parser) funcRef() *Func {
	name := p.funcName()
	p.expect("#")
	ref := fmt.Sprintf("%s #%d", name, p.number())
	f := p.funcs[ref]
	if f == nil {
		failf("no function %s", ref)
	}
	return f
}

// funcName takes the name of a function, up to the blank before its number. It may have blanks itself: "<generic
// parameters of C>".
func (p *parser) funcName() string {
	p.space()
	name, _, ok := strings.Cut(p.rest, " #")
	if !ok {
		failf("want a function's name and number at %q", p.rest)
	}
	p.rest = p.rest[len(name):]
	return name
}

func (p *parser) classRef() *Class { return p.classNamed(p.word()) }

func (p *parser) classNamed(name string) *Class {
	if c := Builtins[name]; c != nil {
		return c
	}
	c := p.classes[name]
	if c == nil {
		failf("no class %s", name)
	}
	return c
}

// signature reads "(n: obj, i64) -> f64 raises".
func (p *parser) signature() *Signature {
	s := &Signature{}
	p.expect("(")
	for !p.accept(")") {
		q := Param{}
		p.space()
		if name, rest, ok := strings.Cut(p.rest, ":"); ok && !strings.ContainsAny(name, ",) ") {
			q.Name, p.rest = name, rest
		}
		q.Rep, q.Type = p.repType()
		s.Params = append(s.Params, q)
		if !p.accept(",") && !strings.HasPrefix(p.rest, ")") {
			failf("want , or ) at %q", p.rest)
		}
	}
	p.result(s)
	return s
}

func (p *parser) result(s *Signature) {
	p.expect("->")
	s.Result, s.Type = p.repType()
	s.Raises = p.accept("raises")
}

// repType reads a representation and a type, when one follows.
func (p *parser) repType() (Rep, Type) {
	r := p.rep()
	saved := p.rest
	name := p.word()
	if t, ok := p.typeNamed(name); ok {
		return r, t
	}
	p.rest = saved
	return r, Any
}

// typeNamed is the type that text stands for: "int", "m.Task!", "str?".
func (p *parser) typeNamed(text string) (Type, bool) {
	var t Type
	text, t.Optional = strings.CutSuffix(text, "?")
	text, t.Exact = strings.CutSuffix(text, "!")
	if text == "object" && !t.Exact {
		return Any, true
	}
	t.Class = Builtins[text]
	if t.Class == nil {
		t.Class = p.classes[text]
	}
	return t, t.Class != nil
}

// cursor reads the words of a line.
type cursor struct{ rest string }

// delimiters end a word.
const delimiters = " ,()[]:=@\t"

func (c *cursor) space() { c.rest = strings.TrimLeft(c.rest, " \t") }

// word takes the next word; a delimiter is one when it comes first.
func (c *cursor) word() string {
	c.space()
	if strings.HasPrefix(c.rest, "->") {
		c.rest = c.rest[2:]
		return "->"
	}
	n := strings.IndexAny(c.rest, delimiters)
	switch {
	case n < 0:
		n = len(c.rest)
	case n == 0:
		n = 1
	}
	w := c.rest[:n]
	c.rest = c.rest[n:]
	return w
}

// accept takes want when it comes next.
func (c *cursor) accept(want string) bool {
	c.space()
	saved := c.rest
	if want == "#" { // does not stand alone
		var ok bool
		c.rest, ok = strings.CutPrefix(c.rest, want)
		return ok
	}
	if c.word() == want {
		c.space()
		return true
	}
	c.rest = saved
	return false
}

func (c *cursor) expect(want string) {
	if !c.accept(want) {
		failf("want %q at %q", want, c.rest)
	}
}

// until takes everything up to stop.
func (c *cursor) until(stop string) string {
	c.space()
	i := strings.Index(c.rest, stop)
	if i < 0 {
		failf("want %q after %q", stop, c.rest)
	}
	s := c.rest[:i]
	c.rest = c.rest[i:]
	return strings.TrimSpace(s)
}

func (c *cursor) end() {
	if c.space(); c.rest != "" {
		failf("unexpected %q", c.rest)
	}
}

func (c *cursor) number() int {
	w := c.word()
	n, err := strconv.Atoi(w)
	if err != nil {
		failf("want a number, not %q", w)
	}
	return n
}
