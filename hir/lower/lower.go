// Package lower builds hir from the syntax tree: one function for each code object of the interpreter, save the
// comprehensions that run inline.
//
// In dynamic mode every value is an object and every operation the language's own; order of evaluation,
// names, exceptions and lifetimes are those of the interpreter. Function locals are SSA values (ssa.go), captured
// variables are cells, names of modules and classes go through the runtime.
//
// A construct that cannot be built leaves its function to the interpreter, with the reason in Func.Interpret; the
// functions inside it are then the interpreter's too.
package lower

import (
	"fmt"
	"sort"

	"spc/hir"
	"spc/pyinfo"
	"spc/rt"
	"spc/symtable"
	"spc/syntax"
	"spc/typecheck"
)

// Options say what is built.
type Options struct {
	Name    string // dotted name of the module
	Path    string // of the source, for messages
	Mode    hir.Mode
	Version syntax.Version // of the target; the zero value is the newest

	// Info is what the checker found, for a static module; nil otherwise. Infos has that of all static modules.
	Info  *typecheck.Info
	Infos map[*typecheck.Module]*typecheck.Info
	// Patching says that functions, methods and module variables can be replaced at any time, as tests do: all are
	// found by name when they are used.
	Patching bool
	// Overflow says that operations on signed machine ints raise OverflowError instead of wrapping around.
	Overflow bool
	// Distrust says that what annotations of lists, dicts and tuples claim of their elements is not used.
	Distrust bool
	// Interface has the hashes of the module's own descriptors, Imports those of other modules' that it is compiled against.
	Interface map[string]uint64
	Imports   []*hir.Import
	// BaseSize is the size of an instance of a built-in class in the target interpreter; 0 when it is unknown.
	BaseSize func(class string) int
}

// Problem is a mistake in the program that only shows here, or a fault of the compiler's own: a module body that
// cannot be built, a function without a code object.
type Problem struct {
	syntax.Range
	Msg string
}

// Module builds a module. code are its code objects as the target interpreter compiled them; nil in tests, where no
// bytecode offsets are needed. The module is complete even if there are problems, except that bodies may be missing.
func Module(mod *syntax.Module, table *symtable.Table, code *pyinfo.CodeTree, opts Options) (*hir.Module, []Problem) {
	if opts.Version == (syntax.Version{}) {
		opts.Version = syntax.Version{Major: 3, Minor: 13}
	}
	m := &module{
		hir:    &hir.Module{Name: opts.Name, Path: opts.Path, Mode: opts.Mode},
		table:  table,
		code:   code,
		opts:   opts,
		consts: map[string]*hir.Const{},
		funcs:  map[funcKey]*hir.Func{},
		taken:  map[*pyinfo.CodeTree]bool{},

		freeNames: map[*hir.Func][]string{},
	}
	if opts.Info != nil && opts.Mode == hir.Static {
		m.hir.Imports, m.hir.Patching = opts.Imports, opts.Patching
		m.w = newWorld(opts.Info, opts.Infos, m.hir, opts.BaseSize)
		m.w.declareAll()
	}
	f := m.newFunc(table.Top, code, "<module>", 1)
	f.Kind = hir.ModuleBody
	b := m.newFn(f, table.Top, code)
	b.f.Sig.Params = []hir.Param{{Name: "namespace", Rep: rt.Obj, Type: hir.ExactOf(hir.Dict)}}
	b.build(func() { b.moduleBody(mod) })
	if f.Interpret != "" {
		m.problem(mod, "the module body cannot be compiled: "+f.Interpret)
	}
	if m.w != nil {
		m.w.finish()
		m.hir.Exports = m.w.exports(opts.Interface)
	}
	sort.SliceStable(m.hir.Funcs, func(i, j int) bool { return m.hir.Funcs[i].Code < m.hir.Funcs[j].Code })
	return m.hir, m.problems
}

// module is the state of building a module.
type module struct {
	hir      *hir.Module
	table    *symtable.Table
	code     *pyinfo.CodeTree
	opts     Options
	consts   map[string]*hir.Const
	funcs    map[funcKey]*hir.Func // nil: its code object does not exist
	taken    map[*pyinfo.CodeTree]bool
	problems []Problem
	w        *world // static modules: what the checker declared

	freeNames    map[*hir.Func][]string // the closure of each function
	mutableNames map[string]bool        // names of the decorator mutable; nil: not looked for yet
}

// funcKey names a function by its node; one node can have several (a generic function and its type parameters).
// A finally clause is built several times, its functions once.
type funcKey struct {
	node syntax.Node
	name string
}

func (m *module) problem(n syntax.Node, msg string) {
	m.problems = append(m.problems, Problem{n.Span(), msg})
}

// newFunc adds a function to the module.
func (m *module) newFunc(s *symtable.Scope, code *pyinfo.CodeTree, qualname string, line int) *hir.Func {
	f := m.w.declared(s.Node)
	if f == nil {
		f = &hir.Func{Sig: &hir.Signature{Result: rt.Obj, Raises: true}}
	}
	f.Name, f.Module, f.Code, f.Line = qualname, m.hir, len(m.hir.Funcs), line
	if code != nil {
		f.Name, f.Code, f.Line = code.Qualname, code.Index, code.FirstLine
	}
	f.Sym = fmt.Sprintf("f%d", f.Code)
	m.hir.Funcs = append(m.hir.Funcs, f)
	return f
}

func (m *module) newFn(f *hir.Func, s *symtable.Scope, code *pyinfo.CodeTree) *fn {
	m.freeNames[f] = freeNamesOf(s, code)
	return &fn{
		ssa: newSSA(f), m: m, scope: s, env: newEnv(s, nil, m.w), code: code, codes: []*pyinfo.CodeTree{code},
		locs: map[syntax.Range]int32{}, mayBeNull: map[*hir.Value]bool{}, held: map[*variable]bool{},
		ownCells: map[string]*hir.Value{},
	}
}

// unsupported leaves the function that is being built to the interpreter.
func (b *fn) unsupported(reason string) { panic(unsupported(reason)) }

type unsupported string

// build makes the entry block with the function's parameters and runs body. What is unsupported in it marks the
// function.
func (b *fn) build(body func()) {
	defer func() {
		switch r := recover().(type) {
		case nil:
		case unsupported:
			b.f.Interpret, b.f.Blocks = string(r), nil
		default:
			panic(fmt.Sprintf("%s, line %d: %v", b.f.Name, b.f.Line, r))
		}
	}()
	b.f.AddLoc(hir.Loc{Lasti: -1})
	entry := b.newBlock()
	b.seal(entry)
	b.cur = entry
	for _, p := range b.f.Sig.Params {
		v := entry.AddParam(p.Rep, p.Type)
		v.Name = p.Name
	}
	switch b.scope.Kind {
	case symtable.ModuleScope, symtable.ClassScope:
		b.ns = entry.Params[0]
	default:
		b.variables()
		b.literalParams()
	}
	b.showingLocals(body)
	b.finish()
}

// showingLocals runs body such that an exception which leaves the function finds its variables in the frame: the
// traceback keeps them, for debuggers to show and for as long as it lives.
func (b *fn) showingLocals(body func()) {
	if b.m.opts.Mode != hir.Dynamic || !b.scope.Kind.IsFunction() || b.code == nil || len(b.scope.Names) == 0 {
		body()
		return
	}
	raised := b.newBlock()
	b.handler = raised
	body()
	b.handler = nil
	b.open(raised)
	if !b.dead {
		b.spillLocals()
		b.unwind()
	}
}

// variables binds the parameters and makes the cells of captured variables.
func (b *fn) variables() {
	for _, p := range b.f.Blocks[0].Params {
		if b.scope.Symbols[p.Name] == nil {
			continue
		}
		l := b.env.local(p.Name)
		switch {
		case l.isCell:
			b.write(l.v, b.cur, b.rt(b.scope.Node, "cell", b.box(b.scope.Node, p)))
		case p.Rep != l.v.rep:
			b.write(l.v, b.cur, b.box(b.scope.Node, p))
		default:
			b.write(l.v, b.cur, p)
		}
	}
	for _, name := range b.scope.Names {
		y := b.scope.Symbols[name]
		if y.Use&symtable.Parameter == 0 && captured(b.scope, name) {
			b.write(b.env.local(name).v, b.cur, b.rt(b.scope.Node, "cell", b.null()))
		}
	}
}

// function builds the function of a node; parent is where its function object is made. Nil when the
// interpreter has no code object for it.
func (m *module) function(parent *fn, key, n syntax.Node, name string, body func(*fn)) *hir.Func {
	k := funcKey{key, name}
	if f, ok := m.funcs[k]; ok {
		return f
	}
	var s *symtable.Scope
	if name[0] == '<' && len(name) > 8 && name[:8] == "<generic" {
		s = m.table.TypeParamsOf(n)
	} else {
		s = m.table.ScopeOf(key)
	}
	code := m.findCode(parent.codes, name, n)
	if m.code != nil && code == nil || s == nil {
		m.funcs[k] = nil
		return nil
	}
	f := m.newFunc(s, code, s.Qualname, firstLine(n))
	m.funcs[k] = f
	f.Kind = kindOf(n, s, code)
	b := m.newFn(f, s, code)
	b.signature()
	start := len(m.hir.Funcs)
	b.build(func() { body(b) })
	if f.Interpret != "" {
		m.hir.Funcs = m.hir.Funcs[:start] // the functions inside are the interpreter's
	}
	return f
}

func kindOf(n syntax.Node, s *symtable.Scope, code *pyinfo.CodeTree) hir.FuncKind {
	if s.Kind == symtable.ClassScope {
		return hir.ClassBody
	}
	if code != nil {
		switch {
		case code.Flags&pyinfo.AsyncGenerator != 0:
			return hir.AsyncGenerator
		case code.Flags&pyinfo.Coroutine != 0:
			return hir.Coroutine
		case code.Flags&pyinfo.Generator != 0:
			return hir.Generator
		}
		return hir.Plain
	}
	_, async := n.(*syntax.AsyncFunctionDef)
	if s.Kind == symtable.GeneratorScope {
		async = s.Coroutine
	}
	switch {
	case s.Generator && async:
		return hir.AsyncGenerator
	case s.Generator:
		return hir.Generator
	case async:
		return hir.Coroutine
	}
	return hir.Plain
}

// signature gives the native body one object parameter for each of the code object's, in the frame's order.
func (b *fn) signature() {
	f := b.f
	if b.scope.Kind == symtable.ClassScope {
		f.Sig.Params = []hir.Param{{Name: "namespace", Rep: rt.Obj}}
		return
	}
	names := b.scope.Params
	if b.code != nil {
		c := b.code
		n := c.ArgCount + c.KwOnly
		f.PyParams = hir.PyParams{PosOnly: c.PosOnly, Args: c.ArgCount, KwOnly: c.KwOnly,
			VarArgs: c.Flags&pyinfo.VarArgs != 0, VarKw: c.Flags&pyinfo.VarKeywords != 0}
		if f.PyParams.VarArgs {
			n++
		}
		if f.PyParams.VarKw {
			n++
		}
		names = c.Varnames[:n]
	} else {
		f.PyParams = paramCounts(b.scope.Node)
		if b.scope.Kind == symtable.GeneratorScope {
			f.PyParams = hir.PyParams{PosOnly: 1, Args: 1}
		}
	}
	if b.m.w.sign(f, b.scope.Node, names) {
		return
	}
	for _, name := range names {
		f.Sig.Params = append(f.Sig.Params, hir.Param{Name: name, Rep: rt.Obj})
	}
}

func paramCounts(n syntax.Node) hir.PyParams {
	var a *syntax.Arguments
	switch n := n.(type) {
	case *syntax.FunctionDef:
		a = n.Args
	case *syntax.AsyncFunctionDef:
		a = n.Args
	case *syntax.Lambda:
		a = n.Args
	default:
		return hir.PyParams{}
	}
	return hir.PyParams{PosOnly: len(a.PosOnlyArgs), Args: len(a.PosOnlyArgs) + len(a.Args), KwOnly: len(a.KwOnlyArgs),
		VarArgs: a.VarArg != nil, VarKw: a.KwArg != nil}
}

// moduleBody is the code of the module itself; its namespace is the module's dict.
func (b *fn) moduleBody(mod *syntax.Module) {
	if hasAnnotations(mod.Body) {
		b.rt(mod, "setup_annotations", b.ns)
	}
	b.storeDoc(mod.Body, func(n syntax.Node, doc *hir.Value) { b.store(n, "__doc__", doc) })
	if b.m.opts.Mode == hir.Strict && makesClass(mod.Body) {
		b.collectClasses(mod, mod.Body)
		defer func() { b.freezing = nil }()
	}
	b.stmts(mod.Body)
	if b.freezing != nil && !b.dead {
		b.freeze(mod.Body[len(mod.Body)-1])
	}
	b.returnValue(nil, b.none())
}
