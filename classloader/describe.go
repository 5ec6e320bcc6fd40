package classloader

import (
	"fmt"
	"sort"
	"strconv"
	"strings"

	"spc/syntax"
	"spc/typecheck"
)

// writer writes one descriptor.
type writer struct {
	machine Machine
	text    strings.Builder
	refs    map[Ref]bool
	indent  string
}

func (w *writer) line(format string, args ...any) {
	fmt.Fprintf(&w.text, w.indent+format+"\n", args...)
}

// binding describes a module-level name; nothing when it is of unknown type.
func (w *writer) binding(b *typecheck.Binding) {
	switch b.Kind {
	case typecheck.BindFunc:
		w.function(b.Func)
	case typecheck.BindClass:
		w.class(b.Class)
	case typecheck.BindConst:
		w.line("const %s: %s = %s", b.Name, w.typ(b.Type), constText(b.Const))
	case typecheck.BindFinal, typecheck.BindVar, typecheck.BindAlias:
		if b.Kind == typecheck.BindAlias || !typecheck.IsDynamic(typecheck.Trust(b.Type)) {
			w.line("%s %s: %s", b.Kind, b.Name, w.typ(b.Type))
		}
	case typecheck.BindImported:
		if b.From != nil {
			w.refs[Ref{b.Module, b.From.Name}] = true
			w.line("imported %s from %s.%s", b.Name, b.Module, b.From.Name)
		}
	case typecheck.BindModule:
		w.refs[Ref{b.Module, AnyName}] = true
		w.line("module %s is %s", b.Name, b.Module)
	}
}

// function describes a function or method.
func (w *writer) function(f *typecheck.FuncType) {
	var flags []string
	flag := func(name string, on bool) {
		if on {
			flags = append(flags, name)
		}
	}
	flag("async", f.Async)
	flag("generator", f.Generator)
	flag("staticmethod", f.StaticMethod)
	flag("classmethod", f.ClassMethod)
	flag("final", f.Final)
	flag("overload", f.Overload)
	flag("inline", f.Inline)
	flag("dynamic-return", f.DynamicReturn)
	flag("decorated", f.Decorated)
	flag("abstract", f.Abstract)
	flag("cached", f.CachedProperty)
	flag("native "+f.Native, f.Native != "")
	flag("context-decorated", len(f.ContextDecorators) > 0)
	var params []string
	for _, p := range f.Params {
		params = append(params, w.param(p))
	}
	machine := w.machine.Function(f)
	if machine == "" {
		machine = "-"
	}
	w.line("def %s(%s) -> %s [%s] %s", f.Name, strings.Join(params, ", "), w.typ(f.Return), strings.Join(flags, " "), machine)
}

func (w *writer) param(p *typecheck.Param) string {
	prefix := [...]string{typecheck.PosOnly: "/", typecheck.PosOrKw: "", typecheck.VarPos: "*", typecheck.KwOnly: "kw ", typecheck.VarKw: "**"}[p.Kind]
	s := prefix + p.Name + ": " + w.typ(p.Type)
	switch {
	case p.Const != nil:
		s += " = " + constText(p.Const)
	case p.Default != nil || p.Optional:
		s += " = ..."
	}
	return s
}

// class describes a class with all its members.
func (w *writer) class(c *typecheck.ClassType) {
	if c.Dynamic {
		w.line("class %s: dynamic", c.Name)
		return
	}
	var bases, flags []string
	for _, b := range c.Bases {
		bases = append(bases, w.className(b))
	}
	flag := func(name string, on bool) {
		if on {
			flags = append(flags, name)
		}
	}
	flag("final", c.Final)
	flag("dict", c.HasDict)
	flag("weakref", c.HasWeakref)
	flag("mutable", c.Mutable)
	flag("protocol", c.Protocol)
	flag("dynamic-base", c.DynamicBase)
	flag("dataclass", c.Dataclass != nil)
	flag("exact", c.ExactAlways)
	if c.Enum != nil {
		flag("enum "+c.Enum.Kind, true)
	}
	w.line("class %s(%s) [%s]:", c.Name, strings.Join(bases, ", "), strings.Join(flags, " "))
	saved := w.indent
	w.indent += "    "
	if c.Enum != nil {
		for _, m := range c.Enum.Members {
			w.line("member %s: %s", m.Name, w.typ(m.Type))
		}
	}
	names := append([]string(nil), c.Order...)
	sort.Strings(names)
	for _, name := range names {
		w.member(c.Members[name])
	}
	if c.Layout != nil {
		w.line("%s", strings.ReplaceAll(w.machine.Class(c), "\n", "\n"+w.indent))
	}
	w.indent = saved
}

func (w *writer) member(m *typecheck.Member) {
	switch {
	case m.Field != nil:
		f := m.Field
		w.line("field %s: %s%s%s", f.Name, w.typ(f.Type), mark(" = ...", f.Default != nil), mark(" final", f.Final))
	case m.Method != nil:
		w.function(m.Method)
	case m.Property != nil:
		w.line("property %s:%s", m.Name, mark(" cached", m.Property.Cached))
		for _, a := range []*typecheck.FuncType{m.Property.Getter, m.Property.Setter, m.Property.Delete} {
			if a != nil {
				w.function(a)
			}
		}
	case m.Var != nil:
		value := ""
		if m.Var.Const != nil {
			value = " = " + constText(m.Var.Const)
		}
		w.line("classvar %s: %s%s%s", m.Name, w.typ(m.Var.Type), value, mark(" final", m.Var.Final))
	case m.Nested != nil:
		w.class(m.Nested)
	default:
		w.line("dynamic %s", m.Name)
	}
}

func mark(text string, on bool) string {
	if on {
		return text
	}
	return ""
}

// className is a class by its module, remembered as a reference.
func (w *writer) className(c *typecheck.ClassType) string {
	if c.Module == nil || c.Builtin || c.Typing {
		return c.Qualname
	}
	top, _, _ := strings.Cut(c.Qualname, ".")
	w.refs[Ref{c.Module.Name, top}] = true
	return c.Module.Name + ":" + c.Qualname
}

// typ writes a type with all that the checker and the compiler make of it: exactness, and what is only trusted.
func (w *writer) typ(t typecheck.Type) string {
	switch t := t.(type) {
	case nil:
		return "dynamic"
	case *typecheck.Dynamic:
		if t.Hint != nil {
			return "dynamic~" + w.typ(t.Hint)
		}
		return "dynamic"
	case *typecheck.Instance:
		s := w.className(t.Class)
		if len(t.Args) > 0 {
			s += "[" + w.types(t.Args, ", ") + "]"
		}
		if t.Exact {
			s += "!"
		}
		return s
	case *typecheck.Union:
		return "(" + w.types(t.Members, " | ") + ")"
	case *typecheck.ClassObj:
		return "Type[" + w.typ(t.Inst) + "]"
	case *typecheck.FuncType:
		if t.Module != nil && !t.Builtin {
			top, _, _ := strings.Cut(t.Qualname, ".")
			w.refs[Ref{t.Module.Name, top}] = true
		}
		return "function " + t.FullName()
	case *typecheck.BoundMethod:
		return w.typ(t.Func) + " of " + w.typ(t.Self)
	case *typecheck.Awaitable:
		return "Awaitable[" + w.typ(t.Result) + "]"
	}
	return t.String()
}

func (w *writer) types(ts []typecheck.Type, sep string) string {
	parts := make([]string, len(ts))
	for i, t := range ts {
		parts[i] = w.typ(t)
	}
	return strings.Join(parts, sep)
}

func constText(v syntax.ConstValue) string {
	switch v := v.(type) {
	case syntax.Int:
		if v.Big != nil {
			return v.Big.String()
		}
		return strconv.FormatInt(v.Small, 10)
	case syntax.Float:
		return strconv.FormatFloat(float64(v), 'x', -1, 64)
	case syntax.Imag:
		return strconv.FormatFloat(float64(v), 'x', -1, 64) + "j"
	case syntax.Str:
		return strconv.Quote(string(v))
	case syntax.Bytes:
		return "b" + strconv.Quote(string(v))
	case syntax.Singleton:
		return [...]string{"None", "True", "False", "..."}[v]
	}
	return "?"
}
