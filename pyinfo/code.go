package pyinfo

import (
	"context"
	_ "embed"
	"fmt"
	"strings"
	"sync"

	"spc/syntax"
)

//go:embed compile.py
var compileScript string

// Source is a module to compile.
type Source struct {
	Filename string // becomes co_filename; keep it to the base name, so that builds are reproducible
	Text     []byte // the file's bytes, in the file's own encoding
}

// Module is what the interpreter made of a Source.
type Module struct {
	Marshalled []byte    // the module's code object, for PyMarshal_ReadObjectFromString
	Code       *CodeTree // the same, to look at
	Err        *CompileError
}

// CompileError is a refusal of the interpreter to compile a module.
type CompileError struct {
	Type    string // SyntaxError, IndentationError, ValueError, RecursionError, MemoryError, ...
	Message string
	// As the exception has them: columns are code points from 1. 0 or -1 when unknown.
	Line, Col, EndLine, EndCol int
}

func (e *CompileError) Error() string { return e.Type + ": " + e.Message }

// Position is where a code unit comes from, in the units of syntax.Range. A
// field is -1 when CPython does not say.
type Position struct {
	Line, Col, EndLine, EndCol int32
}

// CodeTree is a code object and those in its constants.
type CodeTree struct {
	Index    int // in the depth-first order of co_consts, the module being 0
	Name     string
	Qualname string

	FirstLine int // that of the first decorator, if there is one
	Flags     int // CO_OPTIMIZED, CO_GENERATOR, ...

	ArgCount, PosOnly, KwOnly int // ArgCount includes PosOnly, excludes KwOnly and stars
	Varnames                  []string
	Cellvars                  []string
	Freevars                  []string
	Names                     []string
	StackSize                 int

	// NLocalsPlus is the number of the frame's named slots: the variables, the
	// cells that are not arguments' too, and the free variables (co_nlocalsplus).
	NLocalsPlus int

	// FirstTraceable is the offset in code units of the first RESUME. A frame
	// whose last instruction is before it counts as not yet begun and is hidden
	// from tracebacks and sys._getframe.
	FirstTraceable int

	Positions []Position // one for each code unit (two bytes)
	Ops       []byte     // the opcode of each code unit; 0 for inline caches

	Children []*CodeTree // in the order of co_consts

	opnames *[256]string
	index   func() map[Position][]int
}

// Code flags (inspect.CO_*).
const (
	Optimized      = 0x1
	NewLocals      = 0x2
	VarArgs        = 0x4
	VarKeywords    = 0x8
	Nested         = 0x10
	Generator      = 0x20
	Coroutine      = 0x80
	AsyncGenerator = 0x200
)

// NLocals is the number of local variables, arguments included.
func (c *CodeTree) NLocals() int { return len(c.Varnames) }

// NUnits is the length of the bytecode in code units of two bytes.
func (c *CodeTree) NUnits() int { return len(c.Ops) }

// Op names the instruction at an offset in code units, CACHE for a cache entry.
func (c *CodeTree) Op(offset int) string { return c.opnames[c.Ops[offset]] }

// Walk calls f for c and all code objects below it, in the order of Index.
func (c *CodeTree) Walk(f func(*CodeTree)) {
	f(c)
	for _, k := range c.Children {
		k.Walk(f)
	}
}

// Compile compiles one module.
func (in *Interp) Compile(ctx context.Context, source []byte, filename string) (*Module, error) {
	ms, err := in.CompileAll(ctx, []Source{{filename, source}})
	if err != nil {
		return nil, err
	}
	return ms[0], nil
}

// CompileAll compiles several modules in one process of the interpreter. A
// module that it refuses has its Err set; the returned error means that the
// interpreter itself failed.
func (in *Interp) CompileAll(ctx context.Context, sources []Source) ([]*Module, error) {
	out, err := runScript(ctx, in.Exe, compileScript, marshalJobs(sources))
	if err != nil {
		return nil, err
	}
	v, err := unmarshal(out)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", in.Exe, err)
	}
	list, _ := v.([]any)
	if len(list) != len(sources) {
		return nil, fmt.Errorf("%s: %w", in.Exe, errMarshal)
	}
	modules := make([]*Module, len(list))
	for i, item := range list {
		row, _ := item.([]any)
		if modules[i], err = in.decodeModule(row); err != nil {
			return nil, fmt.Errorf("%s: %w", in.Exe, err)
		}
	}
	return modules, nil
}

func (in *Interp) decodeModule(row []any) (*Module, error) {
	f := &fields{items: row}
	if len(row) > 0 && row[0] == nil {
		f.items = row[1:]
		e := &CompileError{Type: next[string](f), Message: next[string](f)}
		e.Line, e.Col, e.EndLine, e.EndCol = f.int(), f.int(), f.int(), f.int()
		return &Module{Err: e}, f.err
	}
	m := &Module{Marshalled: next[[]byte](f)}
	record := next[[]any](f)
	if f.err != nil {
		return nil, f.err
	}
	var err error
	count := 0
	m.Code, err = in.decodeCode(record, &count)
	return m, err
}

func (in *Interp) decodeCode(record []any, count *int) (*CodeTree, error) {
	f := &fields{items: record}
	c := &CodeTree{Index: *count, opnames: &in.Opnames}
	*count++
	c.Name, c.Qualname = next[string](f), next[string](f)
	c.FirstLine, c.Flags = f.int(), f.int()
	c.ArgCount, c.PosOnly, c.KwOnly = f.int(), f.int(), f.int()
	c.Varnames, c.Cellvars, c.Freevars, c.Names = f.strings(), f.strings(), f.strings(), f.strings()
	c.StackSize = f.int()
	code := next[[]byte](f)
	numbers := next[[]any](f)
	children := next[[]any](f)
	if f.err != nil {
		return nil, f.err
	}
	if len(numbers) != len(code)*2 { // four numbers for each two bytes
		return nil, fmt.Errorf("%w: positions of %s", errMarshal, c.Qualname)
	}
	isLocal := map[string]bool{}
	for _, name := range c.Varnames {
		isLocal[name] = true
	}
	c.NLocalsPlus = len(c.Varnames) + len(c.Freevars)
	for _, name := range c.Cellvars {
		if !isLocal[name] {
			c.NLocalsPlus++
		}
	}
	c.Ops = make([]byte, len(code)/2)
	c.FirstTraceable = -1
	for i := range c.Ops {
		c.Ops[i] = code[2*i]
		if c.FirstTraceable < 0 && in.Opnames[c.Ops[i]] == "RESUME" {
			c.FirstTraceable = i
		}
	}
	c.FirstTraceable = max(c.FirstTraceable, 0)
	c.Positions = make([]Position, len(c.Ops))
	for i := range c.Positions {
		p := &c.Positions[i]
		for j, at := range []*int32{&p.Line, &p.EndLine, &p.Col, &p.EndCol} { // the order of co_positions()
			n, _ := numbers[4*i+j].(int64)
			*at = int32(n)
		}
	}
	c.index = sync.OnceValue(c.buildIndex)
	for _, k := range children {
		row, _ := k.([]any)
		child, err := in.decodeCode(row, count)
		if err != nil {
			return nil, err
		}
		c.Children = append(c.Children, child)
	}
	return c, nil
}

func (c *CodeTree) buildIndex() map[Position][]int {
	m := make(map[Position][]int, len(c.Positions)/2)
	for i, p := range c.Positions {
		if c.Op(i) != "CACHE" {
			m[p] = append(m[p], i)
		}
	}
	return m
}

// OffsetFor finds the instruction that stands for a stretch of source: the
// offset (in code units) to put into a frame so that its traceback shows line
// and carets as the interpreter would. In order of preference:
//
//  1. an instruction of exactly this range, one that does work rather than
//     moves values;
//  2. one that ends where the range ends and begins within it: calls of methods
//     are attributed to the stretch from the method's name on;
//  3. on the range's first line, the nearest to its columns;
//  4. the last instruction on an earlier line, else FirstTraceable.
//
// It never returns an offset before FirstTraceable.
func (c *CodeTree) OffsetFor(r syntax.Range) int {
	want := Position{r.Line, r.Col, r.EndLine, r.EndCol}
	if found := c.best(c.index()[want]); found >= 0 {
		return found
	}
	var tails, earlier []int
	nearest, nearestDistance := -1, int32(0)
	for i := c.FirstTraceable; i < len(c.Positions); i++ {
		p := c.Positions[i]
		if p.Line <= 0 || c.Op(i) == "CACHE" {
			continue
		}
		begins := p.Line > r.Line || p.Line == r.Line && p.Col >= r.Col
		if p.EndLine == r.EndLine && p.EndCol == r.EndCol && begins && isCall(c.Op(i)) {
			tails = append(tails, i)
		}
		switch {
		case p.Line == r.Line:
			d := max(p.Col-r.Col, r.Col-p.Col)
			if p.EndLine == r.EndLine {
				d += max(p.EndCol-r.EndCol, r.EndCol-p.EndCol)
			} else {
				d += 1000
			}
			if c.Op(i) == "RESUME" || c.Op(i) == "NOP" {
				d += 10000
			}
			if nearest < 0 || d < nearestDistance {
				nearest, nearestDistance = i, d
			}
		case p.Line < r.Line:
			if len(earlier) == 0 || c.Positions[earlier[0]].Line <= p.Line {
				earlier = []int{i}
			}
		}
	}
	switch {
	case len(tails) > 0:
		return c.best(tails)
	case nearest >= 0:
		return nearest
	case len(earlier) > 0:
		return earlier[0]
	}
	return c.FirstTraceable
}

func isCall(op string) bool { return strings.HasPrefix(op, "CALL") }

// best picks among offsets of equal position the first instruction that does
// work, else the first at all; -1 when there is none after the prologue.
func (c *CodeTree) best(offsets []int) int {
	first := -1
	for _, i := range offsets {
		if i < c.FirstTraceable {
			continue
		}
		if !movesOnly(c.Op(i)) {
			return i
		}
		if first < 0 {
			first = i
		}
	}
	return first
}

// movesOnly reports whether an instruction only moves values, so that nothing
// is ever raised or called while it is the current one. LOAD_ATTR, LOAD_GLOBAL,
// LOAD_NAME and their like do work.
func movesOnly(op string) bool {
	switch op {
	case "NOP", "CACHE", "RESUME", "COPY", "SWAP", "POP_TOP", "PUSH_NULL", "PRECALL", "KW_NAMES", "EXTENDED_ARG",
		"LOAD_FAST", "LOAD_FAST_CHECK", "LOAD_FAST_AND_CLEAR", "LOAD_FAST_LOAD_FAST", "LOAD_CONST", "RETURN_CONST",
		"LOAD_CLOSURE", "LOAD_DEREF", "STORE_FAST", "STORE_FAST_STORE_FAST", "STORE_FAST_LOAD_FAST", "STORE_DEREF",
		"JUMP_FORWARD", "JUMP_BACKWARD_NO_INTERRUPT", "MAKE_CELL", "COPY_FREE_VARS":
		return true
	}
	return false
}
