package hir

import (
	"fmt"
	"io"
	"strconv"
	"strings"

	"spc/rt"
)

// String prints v's definition as one line of the text form.
func (v *Value) String() string {
	var b strings.Builder
	if v.Rep != rt.Void {
		fmt.Fprintf(&b, "v%d: %s", v.ID, v.Rep)
		if v.Type != Any {
			b.WriteString(" " + v.Type.String())
		}
		b.WriteString(" = ")
	}
	b.WriteString(v.Op.String())
	sep := " "
	put := func(s string) { b.WriteString(sep + s); sep = ", " }
	if s := v.auxString(); s != "" {
		b.WriteString(" " + s)
	}
	for _, a := range v.Args {
		put(ref(a))
	}
	if v.Loc != 0 {
		fmt.Fprintf(&b, " @%d", v.Loc)
	}
	if v.Except != nil {
		b.WriteString(" except " + v.Except.String())
	}
	if v.Name != "" {
		b.WriteString(" ; " + v.Name)
	}
	return b.String()
}

func ref(v *Value) string {
	if v == nil {
		return "nil"
	}
	return fmt.Sprintf("v%d", v.ID)
}

// auxString is the part of an instruction between its name and its operands, in [].
func (v *Value) auxString() string {
	s, ok := v.auxText()
	if !ok {
		return ""
	}
	return "[" + s + "]"
}

// auxText is what v carries, as the text form has it; false when there is nothing to say.
func (v *Value) auxText() (text string, ok bool) {
	switch v.Op.Info().Aux {
	case AuxNone:
		return "", false
	case AuxInt:
		return fmt.Sprint(v.Int), true
	case AuxNullable:
		return "nullable", v.Int != 0
	case AuxCmp:
		return CmpKind(v.Int).String(), true
	case AuxBin:
		return BinKind(v.Int).String(), true
	case AuxUnary:
		return UnaryKind(v.Int).String(), true
	case AuxFloat:
		return floatString(v.Float), true
	case AuxType:
		return v.Cast.String(), true
	case AuxNames:
		kw, _ := v.Aux.([]string)
		return strings.Join(kw, " "), len(kw) > 0
	}
	switch a := v.Aux.(type) {
	case *Const:
		return constString(a.Value), true
	case *Class:
		return InstanceOf(a).String(), true
	case *Global:
		return a.Name, true
	case string:
		return a, true
	case *MethodCall:
		return strings.Join(append([]string{a.Name}, a.KwNames...), " "), true
	case *Field:
		return a.Class.Name + "." + a.Name, true
	case *Callee:
		return a.Name, true
	case *Method:
		return a.Class.Name + "." + a.Name, true
	case *Func:
		return fmt.Sprintf("%s #%d", a.Name, a.Code), true
	case *rt.Func:
		return a.Name, true
	}
	return fmt.Sprintf("? %T", v.Aux), true
}

// floatString is f so that it cannot be taken for an int: "1.0", "1e+30", "inf", "nan".
func floatString(f float64) string {
	s := strconv.FormatFloat(f, 'g', -1, 64)
	if strings.Trim(s, "-0123456789") == "" {
		s += ".0"
	}
	return strings.TrimPrefix(strings.ToLower(s), "+")
}

func constString(v any) string {
	switch v := v.(type) {
	case nil:
		return "None"
	case bool:
		if v {
			return "True"
		}
		return "False"
	case string:
		return fmt.Sprintf("%q", v)
	case Bytes:
		return fmt.Sprintf("b%q", string(v))
	case float64:
		return floatString(v)
	case Ellipsis:
		return "..."
	case NotImplemented:
		return "NotImplemented"
	case ConstTuple:
		return "(" + constList(v) + ")"
	case ConstFrozenSet:
		return "{" + constList(v) + "}"
	}
	return fmt.Sprint(v)
}

func constList(vs []any) string {
	s := make([]string, len(vs))
	for i, v := range vs {
		s[i] = constString(v)
	}
	return strings.Join(s, ", ")
}

// String prints e as "b3(v1, v2)".
func (e *Edge) String() string {
	s := fmt.Sprintf("b%d", e.To.ID)
	if len(e.Args) == 0 {
		return s
	}
	args := make([]string, len(e.Args))
	for i, a := range e.Args {
		args[i] = ref(a)
	}
	return s + "(" + strings.Join(args, ", ") + ")"
}

// String prints t without indentation.
func (t *Term) String() string {
	s := ""
	switch t.Kind {
	case Jump:
		s = "jump " + t.Edges[0].String()
	case Branch:
		s = fmt.Sprintf("branch %s, %s, %s", ref(t.Arg), t.Edges[0], t.Edges[1])
		if t.Likely > 0 {
			s += " likely"
		} else if t.Likely < 0 {
			s += " unlikely"
		}
	case Return:
		s = "return"
		if t.Arg != nil {
			s += " " + ref(t.Arg)
		}
	case Unwind:
		s = "unwind"
		if len(t.Edges) > 0 {
			s += " " + t.Edges[0].String()
		}
	case Unreachable:
		s = "unreachable"
	default:
		return "noterm"
	}
	if t.Loc != 0 {
		s += fmt.Sprintf(" @%d", t.Loc)
	}
	return s
}

// Print writes f in the text form that Parse reads.
func (f *Func) Print(w io.Writer) {
	fmt.Fprintf(w, "func %s {\n", f.Name)
	for i, l := range f.Locs {
		if i > 0 {
			fmt.Fprintf(w, "  @%d %d:%d-%d:%d lasti %d\n", i, l.Line, l.Col, l.EndLine, l.EndCol, l.Lasti)
		}
	}
	for _, b := range f.Blocks {
		fmt.Fprintf(w, "b%d", b.ID)
		if len(b.Params) > 0 {
			ps := make([]string, len(b.Params))
			for i, p := range b.Params {
				ps[i] = fmt.Sprintf("v%d: %s", p.ID, p.Rep)
				if p.Type != Any {
					ps[i] += " " + p.Type.String()
				}
			}
			fmt.Fprintf(w, "(%s)", strings.Join(ps, ", "))
		}
		fmt.Fprintln(w, ":")
		for _, v := range b.Instrs {
			fmt.Fprintf(w, "  %s\n", v)
		}
		fmt.Fprintf(w, "  %s\n", &b.Term)
	}
	fmt.Fprintln(w, "}")
}

// String is the text form of f.
func (f *Func) String() string {
	var b strings.Builder
	f.Print(&b)
	return b.String()
}
