// Package remark says what keeps compiled code from being fast, and what to do about it: it reads the functions of a
// module as the optimiser left them, and finds the operations that still go through the object protocol.
package remark

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"spc/diag"
	"spc/hir"
	"spc/rt"
)

// Of gives the remarks on a module, in the order of the source: at most one of a code for each place. Module and class
// bodies, which run once, are left out. What is known of a static module only makes sense of one: others have none.
func Of(m *hir.Module) []diag.Diagnostic {
	if m.Mode != hir.Static {
		return nil
	}
	var out []diag.Diagnostic
	for _, f := range m.Funcs {
		if f.Interpret != "" || f.Kind == hir.ModuleBody || f.Kind == hir.ClassBody {
			continue
		}
		c := &critic{f: f, path: m.Path, uses: users(f), incoming: incoming(f), seen: map[key]bool{}}
		cold := f.Cold()
		for _, b := range f.Blocks {
			if cold.Has(b.ID) {
				continue
			}
			for _, v := range b.Instrs {
				c.instr(v)
			}
		}
		out = append(out, c.out...)
	}
	slices.SortStableFunc(out, func(a, b diag.Diagnostic) int {
		return cmp.Or(cmp.Compare(a.Range.Line, b.Range.Line), cmp.Compare(a.Range.Col, b.Range.Col), cmp.Compare(a.Code, b.Code))
	})
	return out
}

// Dynamic reports whether v goes through the object protocol: it may run any Python code.
func Dynamic(v *hir.Value) bool {
	return v.Op >= hir.OpBinary && v.Op <= hir.OpIterNext && v.Op != hir.OpIs ||
		v.Op == hir.OpRT && v.Effects()&hir.RunsPython != 0
}

type key struct {
	r    diag.Range
	code diag.Code
}

// critic looks at one function.
type critic struct {
	f        *hir.Func
	path     string
	uses     map[*hir.Value][]*hir.Value
	incoming map[*hir.Value][]*hir.Value // what flows into each block parameter
	seen     map[key]bool
	out      []diag.Diagnostic
}

// users lists the instructions that each value is an operand of, aliases looked through.
func users(f *hir.Func) map[*hir.Value][]*hir.Value {
	uses := map[*hir.Value][]*hir.Value{}
	for _, b := range f.Blocks {
		for _, v := range b.Instrs {
			for _, a := range v.Args {
				uses[a] = append(uses[a], v)
			}
		}
	}
	return uses
}

// incoming lists what flows into each block parameter.
func incoming(f *hir.Func) map[*hir.Value][]*hir.Value {
	in := map[*hir.Value][]*hir.Value{}
	order := f.ReversePostorder()
	preds := f.Preds(order)
	for _, b := range order {
		for i, p := range b.Params {
			for _, from := range preds[b.ID] {
				in[p] = append(in[p], from.Edge.Args[i])
			}
		}
	}
	return in
}

// report adds a remark at the place of v, with what would remove it as a note.
func (c *critic) report(v *hir.Value, code diag.Code, repair, format string, args ...any) {
	l := c.f.Locs[v.Loc]
	if l.Site != 0 || l.Line == 0 {
		return // inlined: the function that it comes from has the remark
	}
	r := diag.Range{Line: l.Line, Col: l.Col, EndLine: l.EndLine, EndCol: l.EndCol}
	if c.seen[key{r, code}] {
		return
	}
	c.seen[key{r, code}] = true
	d := diag.Warningf(c.path, r, code, format, args...)
	if repair != "" {
		d.Notes = []diag.Note{{Message: repair}}
	}
	c.out = append(c.out, d)
}

// because adds a remark whose reason is what is not known of x.
func (c *critic) because(v *hir.Value, code diag.Code, x *hir.Value, format string, args ...any) {
	reason, repair := c.origin(x)
	c.report(v, code, repair, "%s: %s", fmt.Sprintf(format, args...), reason)
}

func (c *critic) instr(v *hir.Value) {
	switch {
	case v.Op == hir.OpBox && (v.Args[0].Rep.IsFloat() || v.Args[0].Rep.IsInt()):
		c.boxed(v)
	case v.Op == hir.OpRT:
		c.call(v, strings.TrimPrefix(v.Aux.(*rt.Func).Name, "spc_"))
	}
}

// call looks at a call of a runtime function.
func (c *critic) call(v *hir.Value, name string) {
	a := v.Args
	switch name {
	case "getattr", "load_method":
		c.because(v, diag.SlowLookup, a[0], "Attribute `%s` is looked up by name", constant(a[1]))
	case "setattr":
		c.because(v, diag.SlowLookup, a[0], "Attribute `%s` is set by name", constant(a[1]))
	case "call_method":
		c.method(v, constant(a[0]), a[2])
	case "call_method_kw":
		c.method(v, constant(a[0]), a[3])
	case "call", "call_kw", "call_ex":
		c.because(v, diag.SlowDynamicCall, a[0], "The call goes through the object protocol")
	case "call_loaded", "call_loaded_kw":
		c.because(v, diag.SlowDynamicCall, a[0], "The call goes through the object protocol")
	case "f64_pow_obj":
		c.report(v, diag.SlowOperator, "float(x ** y) says that it is not; a whole number for exponent needs no saying", "`**` goes through the object protocol: a power of floats may be complex")
	case "iter":
		c.because(v, diag.SlowLoop, a[0], "The loop asks an iterator for each item")
	case "subscr", "subscr_tag", "store_subscr", "store_subscr_tag", "del_subscr":
		c.because(v, diag.SlowItem, a[0], "The item is found by the object protocol")
	default:
		if symbol, operands := operator(name); symbol != "" {
			c.because(v, diag.SlowOperator, unknown(a[:min(operands, len(a))]), "`%s` goes through the object protocol", symbol)
		}
	}
}

// method is a call of a method by its name.
func (c *critic) method(v *hir.Value, name string, recv *hir.Value) {
	if t := recv.Type; t.Class != nil && t.Class.CName != "" && t.Class != hir.Object {
		c.report(v, diag.SlowDynamicCall, "", "Method `%s` of `%s` is called through the object protocol: native code has no form of it", name, t.Class.Name)
		return
	}
	c.because(v, diag.SlowDynamicCall, recv, "Method `%s` is looked up by name", name)
}

// boxed is a number for which an object is made.
func (c *critic) boxed(v *hir.Value) {
	kind := "int"
	if v.Args[0].Rep.IsFloat() {
		kind = "float"
	}
	for _, u := range c.uses[v] {
		where := ""
		switch {
		case u.Op == hir.OpRT && Dynamic(u):
			where = "a dynamic operation uses it"
		case u.Op == hir.OpStoreField:
			where = fmt.Sprintf("the field `%s` holds objects", u.Aux.(*hir.Field).Name)
		case u.Op == hir.OpRT && strings.Contains(u.Aux.(*rt.Func).Name, "list_"):
			where = "a list holds objects; an Array of __static__ holds numbers"
		default:
			continue
		}
		c.report(u, diag.SlowBoxing, "", "An object is made of the %s number: %s", kind, where)
		return
	}
}

// operators are the symbols of the generic operators of the runtime, by name.
var operators = map[string]string{
	"add": "+", "sub": "-", "mul": "*", "matmul": "@", "truediv": "/", "floordiv": "//", "mod": "%", "pow": "**",
	"lshift": "<<", "rshift": ">>", "and": "&", "or": "|", "xor": "^",
	"lt": "<", "le": "<=", "eq": "==", "ne": "!=", "gt": ">", "ge": ">=", "neg": "-", "pos": "+", "invert": "~", "contains": "in",
}

// operator gives the symbol of the operator that a runtime function is, with the number of its operands.
func operator(name string) (symbol string, operands int) {
	name, inPlace := strings.CutPrefix(name, "inplace_")
	name = strings.TrimSuffix(strings.TrimSuffix(name, "_bool"), "_taking")
	symbol = operators[name]
	if inPlace && symbol != "" {
		symbol += "="
	}
	if name == "neg" || name == "pos" || name == "invert" {
		return symbol, 1
	}
	return symbol, 2
}

// constant is the text of a name that is an operand.
func constant(v *hir.Value) string {
	if c, ok := v.Aux.(*hir.Const); ok {
		if s, ok := c.Value.(string); ok {
			return s
		}
	}
	return "?"
}
