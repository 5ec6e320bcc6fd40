package hir

import (
	"fmt"
	"io"
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
	switch v.Op {
	case OpConst:
		c := v.Aux.(*Const)
		return fmt.Sprintf("[%d %s]", c.Index, constString(c.Value))
	case OpIntConst, OpCache, OpStackSlots, OpLoadSlot, OpLoadSpill, OpStoreSpill:
		return fmt.Sprintf("[%d]", v.Int)
	case OpIncref, OpDecref:
		if v.Int != 0 {
			return "[nullable]"
		}
	case OpFloatConst:
		return fmt.Sprintf("[%g]", v.Float)
	case OpTypeRef:
		return "[" + InstanceOf(v.Aux.(*Class)).String() + "]"
	case OpLoadGlobal, OpStoreGlobal, OpDelGlobal:
		return "[" + v.Aux.(*Global).Name + "]"
	case OpCast, OpIsType, OpRefine:
		return "[" + v.Cast.String() + "]"
	case OpCmp, OpCompare, OpCompareBool:
		return "[" + CmpKind(v.Int).String() + "]"
	case OpBinary:
		return "[" + BinKind(v.Int).String() + "]"
	case OpUnary:
		return "[" + UnaryKind(v.Int).String() + "]"
	case OpGetAttr, OpSetAttr, OpDelAttr:
		return "[" + v.Aux.(string) + "]"
	case OpCall:
		if kw, _ := v.Aux.([]string); len(kw) > 0 {
			return "[" + strings.Join(kw, " ") + "]"
		}
	case OpCallMethod:
		m := v.Aux.(*MethodCall)
		return "[" + strings.Join(append([]string{m.Name}, m.KwNames...), " ") + "]"
	case OpLoadField, OpStoreField:
		f := v.Aux.(*Field)
		return "[" + f.Class.Name + "." + f.Name + "]"
	case OpInvoke:
		return "[" + v.Aux.(*Callee).Name + "]"
	case OpInvokeMethod:
		m := v.Aux.(*Method)
		return "[" + m.Class.Name + "." + m.Name + "]"
	case OpAlloc:
		return "[" + v.Aux.(*Class).Name + "]"
	case OpMakeFunction:
		return fmt.Sprintf("[%s #%d]", v.Aux.(*Func).Name, v.Aux.(*Func).Code)
	case OpRT:
		return "[" + v.Aux.(*rt.Func).Name + "]"
	}
	return ""
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
		return fmt.Sprintf("%g", v)
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
