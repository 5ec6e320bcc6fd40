// Package strict looks at what a strict module does when it is imported, and
// says where that has effects outside of the module or a result that nobody can
// know: then importing is not repeatable, and the order of imports matters.
//
// It runs the top level, and all that this calls, on abstract values (value.go):
// known objects, harmless ones, and unknown ones, which come from modules that
// are not strict. Nothing may be done with an unknown object but pass it around.
// An object that can change may be changed only while the module that made it is
// being imported. Conditions that are not known run both ways, loops over unknown
// numbers of items run once.
//
// What is not strict but harmless is described by stubs: Python files with the
// suffix .pys, which are run in place of the real module. Those of the standard
// library are in stubs/; a folder of further ones can be given.
package strict

import (
	"spc/diag"
	"spc/symtable"
	"spc/syntax"
)

// Source is a module to look at.
type Source struct {
	Name    string // dotted
	Path    string
	Package bool // it is an __init__.py
	Tree    *syntax.Module
}

// Options say what surrounds the modules.
type Options struct {
	Version syntax.Version
	// Load finds the source of a strict module, or a stub, by its name; nil when there is none.
	Load func(name string) *Source
}

// Check reports what the top level of a strict module may not do.
func Check(s *Source, opts Options) []diag.Diagnostic {
	a := &analysis{opts: opts, modules: map[string]*module{}}
	m := a.load(s)
	diags := append([]diag.Diagnostic(nil), m.diags...)
	return append(diags, Members(s)...)
}

// module is a module that has been or is being run.
type module struct {
	src     *Source
	table   *symtable.Table
	globals map[string]value
	diags   []diag.Diagnostic
	done    bool
}

// analysis is the state of one Check.
type analysis struct {
	opts    Options
	modules map[string]*module // nil: not strict
	steps   int
}

// maxSteps bounds the work for one module: beyond it the rest is taken as harmless.
const maxSteps = 2_000_000

// load runs a module, once.
func (a *analysis) load(s *Source) *module {
	m := &module{src: s, globals: map[string]value{}}
	a.modules[s.Name] = m
	m.table, _ = symtable.Build(s.Tree)
	for _, name := range []string{"__name__", "__file__", "__doc__", "__package__"} {
		m.globals[name] = &opaque{"str"}
	}
	m.globals["__name__"] = &constant{syntax.Str(s.Name)}
	r := &runner{a: a, m: m, home: m, reported: map[syntax.Node]bool{}}
	func() {
		defer func() {
			switch p := recover().(type) {
			case nil, outOfSteps:
			case raised:
				r.report(p.node, diag.RaisesOnImport, "Importing the module raises %s.", p.name())
			default:
				panic(p)
			}
		}()
		r.block(s.Tree.Body)
	}()
	m.done = true
	return m
}

// module finds a strict module by its name; nil when it is none.
func (a *analysis) module(name string) *module {
	if m, ok := a.modules[name]; ok {
		return m
	}
	a.modules[name] = nil
	if s := a.opts.Load(name); s != nil {
		return a.load(s)
	}
	if s := stub(name, a.opts.Version); s != nil {
		return a.load(s)
	}
	return nil
}

type outOfSteps struct{}

// raised is an exception of the program on its way to a handler.
type raised struct {
	node syntax.Node
	exc  value
}

func (r raised) name() string {
	switch e := r.exc.(type) {
	case *instance:
		return e.class.name
	case *class:
		return e.name
	case *opaque:
		return e.typ
	case *builtin:
		return e.name
	}
	return "an exception"
}
