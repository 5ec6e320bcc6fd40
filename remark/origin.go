package remark

import (
	"fmt"
	"slices"
	"strings"

	"spc/hir"
	"spc/rt"
)

// unknown is the operand of which least is known.
func unknown(operands []*hir.Value) *hir.Value {
	for _, v := range operands {
		if v.Type.Class == nil || v.Type.Class == hir.Object {
			return v
		}
	}
	for _, v := range operands {
		if !v.Type.Exact {
			return v
		}
	}
	return operands[0]
}

// origin says why not enough is known of v to do better, and what would change that; repair may be empty.
func (c *critic) origin(v *hir.Value) (reason, repair string) {
	return c.trace(v, map[*hir.Value]bool{})
}

func (c *critic) trace(v *hir.Value, seen map[*hir.Value]bool) (reason, repair string) {
	if seen[v] {
		return "", ""
	}
	seen[v] = true
	if t := v.Type; t.Class != nil && t.Class != hir.Object {
		return known(v)
	}
	name := called(v)
	switch v.Op {
	case hir.OpRefine, hir.OpNotNone, hir.OpCast, hir.OpToTag, hir.OpBox:
		return c.trace(v.Args[0], seen)
	case hir.OpParam:
		return c.param(v, seen)
	case hir.OpLoadGlobal:
		g := v.Aux.(*hir.Global)
		if g.Import != "" {
			return fmt.Sprintf("`%s` comes from a module that is not static", g.Name), "compile that module statically, or bind what you need of it with a declared type"
		}
		return fmt.Sprintf("`%s` has no declared type", g.Name), fmt.Sprintf("annotate `%s` where the module binds it", g.Name)
	case hir.OpLoadField:
		f := v.Aux.(*hir.Field)
		return fmt.Sprintf("the field `%s` has no declared type", f.Name), fmt.Sprintf("annotate `%s` in the class", f.Name)
	case hir.OpInvoke, hir.OpInvokeMethod:
		return name + "the function that gives it declares no result", "annotate what the function returns"
	case hir.OpYield:
		return name + "it is what somebody sends into the generator", "use typing.cast or isinstance"
	case hir.OpRT:
		return traceRT(v, strings.TrimPrefix(v.Aux.(*rt.Func).Name, "spc_"), name)
	}
	return name + "its type is not known", ""
}

// called is the beginning of a reason that names the variable that v is the value of.
func called(v *hir.Value) string {
	if v.Name == "" {
		return ""
	}
	return fmt.Sprintf("of `%s` nothing is known; ", v.Name)
}

// known is for values of a known class that still needs the object protocol.
func known(v *hir.Value) (reason, repair string) {
	t, what := v.Type, describe(v)
	if t.Optional {
		return fmt.Sprintf("%s may be None", what), "test it against None first"
	}
	if t.Class.CName != "" && !t.Exact {
		return fmt.Sprintf("%s is of `%s` or of a subclass of it, which may have changed the operation", what, t.Class.Name), ""
	}
	return fmt.Sprintf("%s is of `%s`, for which native code has no form of it", what, t.Class.Name), ""
}

// describe names v for a reader.
func describe(v *hir.Value) string {
	switch {
	case v.Name != "":
		return "`" + v.Name + "`"
	case v.Op == hir.OpLoadField:
		return "the field `" + v.Aux.(*hir.Field).Name + "`"
	case v.Op == hir.OpLoadGlobal:
		return "`" + v.Aux.(*hir.Global).Name + "`"
	case v.IsAlias(), v.Op == hir.OpBox, v.Op == hir.OpToTag:
		return describe(v.Args[0])
	}
	return "the value"
}

// param is a parameter of the function, or a variable that gets its value from several places.
func (c *critic) param(v *hir.Value, seen map[*hir.Value]bool) (reason, repair string) {
	if slices.Contains(c.f.Blocks[0].Params, v) {
		return fmt.Sprintf("the parameter `%s` has no annotation that says more than object", v.Name), fmt.Sprintf("annotate `%s` with its class", v.Name)
	}
	for _, in := range c.incoming[v] {
		if in.Type.Class == nil || in.Type.Class == hir.Object {
			if reason, repair = c.trace(in, seen); reason != "" {
				return reason, repair
			}
		}
	}
	if v.Name != "" {
		return fmt.Sprintf("`%s` holds values of different types", v.Name), fmt.Sprintf("declare one type for `%s`", v.Name)
	}
	return "values of different types come together here", ""
}

// traceRT is a value that a runtime function gave.
func traceRT(v *hir.Value, fn, name string) (reason, repair string) {
	switch fn {
	case "getattr", "load_method":
		return fmt.Sprintf("the attribute `%s` is dynamic itself", constant(v.Args[1])), "say of which class the object is that has it"
	case "call", "call_kw", "call_ex", "call_method", "call_method_kw", "call_loaded", "call_loaded_kw", "call_builtin":
		return name + "it is what a dynamic call returns", "typing.cast, or an annotation of the variable, says what that is"
	case "load_global":
		return fmt.Sprintf("`%s` is a name that the module does not bind for good", constant(v.Args[0])), ""
	case "subscr", "subscr_tag", "list_get", "seq_get", "iter_next", "list_pop", "tuple_get", "dict_get":
		return name + "the container says nothing of its elements", "write the type of the elements: list[T], dict[K, V], tuple[T, ...]"
	case "cell_load_local", "cell_load_free":
		return name + "it is a variable that functions share", "pass it as a parameter, or keep it in a field"
	}
	if symbol, _ := operator(fn); symbol != "" {
		return fmt.Sprintf("it is the result of a `%s` whose operands are dynamic", symbol), ""
	}
	return name + "its type is not known", ""
}
