package typecheck

import (
	"spc/diag"
	"spc/syntax"
)

// This file reports what keeps calls and attributes from being fast (SP-199). These are warnings, made on request only,
// and only of what this compiler really cannot do: keyword-only parameters, for one, are no hindrance.

func (b *binder) perf(n syntax.Node, code diag.Code, format string, args ...any) {
	if !b.c.opts.Perf || b.c.muted > 0 || !b.c.isUnit(b.m) {
		return
	}
	b.c.diags = append(b.c.diags, diag.Warningf(b.m.Path, n.Span(), code, format, args...))
}

// perfCall says why the arguments of a call of f are not mapped at compile time.
func (b *binder) perfCall(e *syntax.Call, f *FuncType) {
	stars, mappings, after := 0, 0, false
	for _, x := range e.Args {
		if _, ok := x.(*syntax.Starred); ok {
			stars++
		} else if stars > 0 {
			after = true
		}
	}
	for _, kw := range e.Keywords {
		if kw.Arg == "" {
			mappings++
		}
	}
	defaults := false
	for _, p := range f.Params {
		defaults = defaults || p.Optional
	}
	what := ""
	switch {
	case stars > 1:
		what = "Multiple *args prevents"
	case mappings > 1:
		what = "Multiple **kwargs prevents"
	case after:
		what = "Positional arg after *args prevents"
	case stars > 0 && defaults:
		what = "Passing *args to function with default values prevents"
	case stars > 0:
		what = "Passing *args prevents"
	case mappings > 0:
		what = "Passing **kwargs prevents"
	default:
		return
	}
	b.perf(e, diag.SlowCall, "%s more efficient static call", what)
}

// perfMethod reports a call through the method table.
func (b *binder) perfMethod(e *syntax.Call, kind CallKind, f *FuncType) {
	if kind == CallMethod {
		b.perf(e, diag.SlowCall, "Method %s can be overridden. Make method or class final for more efficient call", f.Name)
	}
}

// perfAttr reports an attribute that is looked up by name, or a property that may be overridden.
func (b *binder) perfAttr(e *syntax.Attribute, recv Type, a *AttrInfo, verb string) {
	switch {
	case b.fn == nil: // runs once
	case a.Kind == AttrProperty && !a.Direct:
		accessor := "Getter"
		if verb == "store" {
			accessor = "Setter"
		}
		b.perf(e, diag.SlowAttribute, "%s for property %s can be overridden. Make method or class final for more efficient property %s", accessor, a.Property.Name, verb)
	case a.Kind != AttrDynamic:
	case IsDynamic(recv) && a.Hint == nil:
		b.perf(e, diag.SlowAttribute, "Define the object's class in a Static Python module for more efficient attribute %s", verb)
	default:
		if k := ClassOf(recv); k != nil && mroUnknown(k) {
			b.perf(e, diag.SlowAttribute, "Make the base class of %s that defines attribute %s static for more efficient attribute %s", k, e.Attr, verb)
		}
	}
}

// perfParams reports parameters without annotations.
func (b *binder) perfParams(f *FuncType) {
	for i, p := range f.Params {
		if p.Annotated || p.Node == nil || p.Kind == VarPos || p.Kind == VarKw || i == 0 && f.Class != nil && !f.StaticMethod {
			continue
		}
		kind := map[ParamKind]string{PosOnly: "positional-only argument", PosOrKw: "argument", KwOnly: "keyword-only argument"}[p.Kind]
		b.perf(p.Node, diag.SlowArgument, "Missing type annotation for %s '%s' prevents type specialization in Static Python", kind, p.Name)
	}
}
