package hir

import (
	"fmt"
	"io"
	"slices"
	"strings"
)

// The text form of a module, which Print writes and Parse reads, has one line for each thing:
//
//	module NAME static                              or strict, dynamic
//	class m.Task(object) in m base 16 final acyclic     the classes that the text mentions, bases first
//	  field n: i64 @16 nullable
//	  method run 0(self: obj m.Task) -> obj raises = Task.run #3
//	class __static__.Array<int64>(object) in __static__ base 0 generic staticarray int64 final
//	global tasks: obj list always                   " = run #7" or " = m.Task": bound for good to that function or class
//	global sqrt: obj import math.sqrt               what an import binds it to
//	declare Task.run #3(self: obj m.Task) -> obj raises         a function that is mentioned, but not part of the text
//	extern lib:f(obj, i64) -> f64                               a body of another module
//	func run #7 generator -> obj raises frame {
//	  @1 12:4-12:9 lasti 3                          location 1: line, column (from 0) to line, column; code unit
//	  owned v1 v4                                   after refcount: who owns a reference
//	  slots obj i64                                 after spill: what is kept in the generator, and
//	  resume 0: 0 3                                 for each resume point the slots that own references
//	b0(v0 n: i64):
//	  v1: obj = rt [spc_add] v0, v2 @1 except b3(v0)
//	  branch v1, b1, b2(v4) likely
//	}
//
// A value is defined as `vID NAME: REP TYPE = OP [WHAT IT CARRIES] OPERANDS @LOCATION except EDGE`; the name of the
// Python variable, a type of which nothing is known, and all that an op does not have are left out.
// A type is a class, with "!" when no subclass is meant and "?" when None is, too. Lines that begin with # are comments.
//
// Symbols, the Python-level signatures and the constants that no instruction uses are not part of the text.

// flag is a mark that stands in a line by its name.
type flag struct {
	name string
	on   *bool
}

func printFlags(flags []flag) string {
	s := ""
	for _, f := range flags {
		if *f.on {
			s += " " + f.name
		}
	}
	return s
}

func (c *Class) flags() []flag {
	return []flag{{"final", &c.Final}, {"external", &c.External}, {"acyclic", &c.Acyclic}, {"dict", &c.HasDict},
		{"weak", &c.HasWeak}, {"immutable", &c.Immutable}}
}

func (f *Field) flags() []flag {
	return []flag{{"checked", &f.Checked}, {"nullable", &f.Nullable}, {"default", &f.HasDefault}, {"cached", &f.Cached}}
}

func (g *Global) flags() []flag { return []flag{{"fixed", &g.Fixed}} }

var modeNames = [...]string{Dynamic: "dynamic", Strict: "strict", Static: "static"}

// String is the class's name with its module's, unless it is built in.
func (c *Class) String() string {
	if c.Module == "builtins" {
		return c.Name
	}
	return c.Module + "." + c.Name
}

// String is the kind and the arguments, after a space; nothing for a class that is no generic's.
func (g *Generic) String() string {
	switch {
	case g == nil:
		return ""
	case g.Kind == Array:
		return fmt.Sprintf(" generic %s %s", g.Kind, g.Elem)
	}
	s := fmt.Sprintf(" generic %s", g.Kind)
	for _, a := range g.Args {
		s += " " + a.String()
	}
	return s
}

// Print writes m in the text form.
func (m *Module) Print(w io.Writer) {
	var native []*Func
	for _, f := range m.Funcs {
		if f.Interpret == "" {
			native = append(native, f)
		}
	}
	m.PrintFuncs(w, native...)
}

// PrintFuncs writes m with some of its functions, and the declarations of what they mention.
func (m *Module) PrintFuncs(w io.Writer, funcs ...*Func) {
	fmt.Fprintf(w, "module %s %s\n", m.Name, modeNames[m.Mode])
	d := &declarations{printed: funcs, out: w}
	for _, f := range funcs {
		d.function(f)
	}
	for _, g := range d.globals {
		fmt.Fprintf(w, "global %s: %s%s", g.Name, repType(g.Rep, g.Type), printFlags(g.flags()))
		if g.Func != nil {
			fmt.Fprintf(w, " = %s", g.Func.ref())
		} else if g.Class != nil {
			fmt.Fprintf(w, " = %s", g.Class)
		} else if g.Import != "" {
			fmt.Fprintf(w, " import %s", g.Import)
		}
		fmt.Fprintln(w)
	}
	for _, f := range d.declared {
		fmt.Fprintf(w, "declare %s%s\n", f.ref(), f.Sig)
	}
	for _, c := range d.externs {
		fmt.Fprintf(w, "extern %s%s\n", c.Sym, c.Sig)
	}
	for _, f := range funcs {
		f.Print(w)
	}
}

// String prints s as "(n: obj, i64) -> f64 raises".
func (s *Signature) String() string {
	if s == nil {
		return "()"
	}
	ps := make([]string, len(s.Params))
	for i, p := range s.Params {
		if p.Name != "" {
			ps[i] = p.Name + ": "
		}
		ps[i] += repType(p.Rep, p.Type)
	}
	return "(" + strings.Join(ps, ", ") + ") -> " + s.result()
}

// declarations collects what functions mention. Classes are printed as they are met, because functions of classes mention
// further classes.
type declarations struct {
	out      io.Writer
	printed  []*Func
	classes  []*Class
	globals  []*Global
	declared []*Func
	externs  []*Callee
}

func (d *declarations) function(f *Func) {
	d.signature(f.Sig)
	for _, b := range f.Blocks {
		for _, p := range b.Params {
			d.class(p.Type.Class)
		}
		for _, v := range b.Instrs {
			d.class(v.Type.Class)
			d.class(v.Cast.Class)
			d.aux(v.Aux)
		}
	}
}

func (d *declarations) aux(aux any) {
	switch a := aux.(type) {
	case *Class:
		d.class(a)
	case *Field:
		d.class(a.Class)
	case *Method:
		d.class(a.Class)
	case *Func:
		d.declare(a)
	case *Callee:
		if a.Func != nil {
			d.declare(a.Func)
		} else if !slices.ContainsFunc(d.externs, func(c *Callee) bool { return c.Sym == a.Sym }) {
			d.externs = append(d.externs, a)
			d.signature(a.Sig)
		}
	case *Global:
		if !slices.Contains(d.globals, a) {
			d.globals = append(d.globals, a)
			d.class(a.Type.Class)
			d.class(a.Class)
			if a.Func != nil {
				d.declare(a.Func)
			}
		}
	}
}

func (d *declarations) declare(f *Func) {
	if !slices.Contains(d.printed, f) && !slices.Contains(d.declared, f) {
		d.declared = append(d.declared, f)
		d.signature(f.Sig)
	}
}

func (d *declarations) signature(s *Signature) {
	if s == nil {
		return
	}
	d.class(s.Type.Class)
	for _, p := range s.Params {
		d.class(p.Type.Class)
	}
}

// class prints c, bases first. Classes that its fields and methods mention follow.
func (d *declarations) class(c *Class) {
	if c == nil || c.CName != "" || slices.Contains(d.classes, c) {
		return
	}
	d.class(c.Base)
	if c.Generic != nil {
		for _, a := range c.Generic.Args {
			d.class(a.Class)
		}
	}
	d.classes = append(d.classes, c)
	fmt.Fprintf(d.out, "class %s(%s) in %s base %d%s%s\n", c, c.Base, c.Module, c.BaseSize, c.Generic, printFlags(c.flags()))
	for _, f := range c.Fields {
		fmt.Fprintf(d.out, "  field %s: %s @%d%s\n", f.Name, repType(f.Rep, f.Type), f.Offset, printFlags(f.flags()))
	}
	for _, m := range c.Methods {
		fmt.Fprintf(d.out, "  method %s %d%s", m.Name, m.Slot, m.Sig)
		if m.Impl != nil {
			fmt.Fprintf(d.out, " = %s", m.Impl.ref())
		}
		fmt.Fprintln(d.out)
	}
	for _, f := range c.Fields {
		d.class(f.Type.Class)
	}
	for _, m := range c.Methods {
		d.signature(m.Sig)
		if m.Impl != nil {
			d.declare(m.Impl)
		}
	}
}
