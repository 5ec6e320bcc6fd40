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
		b.WriteString(v.definition() + " = ")
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
	return b.String()
}

// definition is what stands where v is defined: "v3 name: obj int".
func (v *Value) definition() string {
	s := fmt.Sprintf("v%d", v.ID)
	if v.Name != "" {
		s += " " + v.Name
	}
	return s + ": " + repType(v.Rep, v.Type)
}

// repType is "obj" or, when something is known of the type, "obj int!".
func repType(r Rep, t Type) string {
	if t == Any {
		return r.String()
	}
	return r.String() + " " + t.String()
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
		return a.String(), true
	case *Global:
		if v.Op == OpLoadGlobal && v.Int != 0 {
			return a.Name + " bound", true
		}
		return a.Name, true
	case string:
		return a, true
	case *MethodCall:
		return strings.Join(append([]string{a.Name}, a.KwNames...), " "), true
	case *Field:
		return a.Class.String() + "." + a.Name, true
	case *Callee:
		if a.Func == nil {
			return a.Sym, true
		}
		if a.Defined {
			return a.Func.ref() + " defined", true
		}
		return a.Func.ref(), true
	case *Method:
		return a.Class.String() + "." + a.Name, true
	case *Func:
		return a.ref(), true
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
	case complex128:
		return "complex " + floatString(real(v)) + " " + floatString(imag(v))
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

// ref names f in the text form.
func (f *Func) ref() string { return fmt.Sprintf("%s #%d", f.Name, f.Code) }

var kindNames = [...]string{Plain: "", ModuleBody: "module", ClassBody: "class", Generator: "generator",
	Coroutine: "coroutine", AsyncGenerator: "asyncgenerator"}

// header is the first line of f's text form, without the brace.
func (f *Func) header() string {
	s := "func " + f.ref()
	if k := kindNames[f.Kind]; k != "" {
		s += " " + k
	}
	if f.Sig != nil {
		s += " -> " + f.Sig.result()
	}
	return s + printFlags(f.flags())
}

// flags are the marks of f that stand in its header.
func (f *Func) flags() []flag {
	return []flag{{"frame", &f.NeedsFrame}, {"recursive", &f.Recursive}, {"inline", &f.Inline}}
}

func (s *Signature) result() string {
	text := repType(s.Result, s.Type)
	if s.Raises {
		text += " raises"
	}
	return text
}

// Print writes f in the text form; text.go describes it.
func (f *Func) Print(w io.Writer) {
	fmt.Fprintf(w, "%s {\n", f.header())
	for i, l := range f.Locs {
		if i > 0 {
			fmt.Fprintf(w, "  @%d %d:%d-%d:%d lasti %d", i, l.Line, l.Col, l.EndLine, l.EndCol, l.Lasti)
			if l.Site != 0 {
				fmt.Fprintf(w, " site %d", l.Site)
			}
			fmt.Fprintln(w)
		}
	}
	for i, s := range f.Sites {
		if i > 0 {
			fmt.Fprintf(w, "  site %d %s @%d\n", i, s.Func.ref(), s.Call)
		}
	}
	f.printOwners(w)
	for _, b := range f.Blocks {
		fmt.Fprintf(w, "b%d", b.ID)
		if b.Site != 0 {
			fmt.Fprintf(w, " site %d", b.Site)
		}
		if b.Fallback {
			fmt.Fprint(w, " fallback")
		}
		if len(b.Params) > 0 {
			ps := make([]string, len(b.Params))
			for i, p := range b.Params {
				ps[i] = p.definition()
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

// printOwners writes what the passes refcount and spill have found out.
func (f *Func) printOwners(w io.Writer) {
	if f.Owned != nil {
		fmt.Fprint(w, "  owned")
		for id := range f.Owned.Each {
			fmt.Fprintf(w, " v%d", id)
		}
		fmt.Fprintln(w)
	}
	if f.Resume != nil {
		fmt.Fprint(w, "  slots")
		for _, r := range f.SpillReps {
			fmt.Fprintf(w, " %s", r)
		}
		fmt.Fprintln(w)
	}
	for i, slots := range f.Resume {
		fmt.Fprintf(w, "  resume %d:", i)
		for _, s := range slots {
			fmt.Fprintf(w, " %d", s)
		}
		fmt.Fprintln(w)
	}
}

// String is the text form of f.
func (f *Func) String() string {
	var b strings.Builder
	f.Print(&b)
	return b.String()
}
