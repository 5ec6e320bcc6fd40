package typecheck

import (
	"strconv"
	"strings"

	"spc/syntax"
)

// sourceOf shows an expression in a message, briefly.
func sourceOf(e syntax.Expr) string {
	switch e := e.(type) {
	case *syntax.Name:
		return e.ID
	case *syntax.Attribute:
		return sourceOf(e.Value) + "." + e.Attr
	case *syntax.Constant:
		return constString(e.Value)
	case *syntax.Call:
		args := make([]string, len(e.Args))
		for i, a := range e.Args {
			args[i] = sourceOf(a)
		}
		return sourceOf(e.Func) + "(" + strings.Join(args, ", ") + ")"
	case *syntax.Subscript:
		return sourceOf(e.Value) + "[" + sourceOf(e.Slice) + "]"
	case *syntax.BinOp:
		return sourceOf(e.Left) + " " + e.Op.Sign() + " " + sourceOf(e.Right)
	case *syntax.UnaryOp:
		if e.Op == syntax.Not {
			return "not " + sourceOf(e.Operand)
		}
		return e.Op.Sign() + sourceOf(e.Operand)
	case *syntax.Tuple:
		parts := make([]string, len(e.Elts))
		for i, x := range e.Elts {
			parts[i] = sourceOf(x)
		}
		return "(" + strings.Join(parts, ", ") + ")"
	case *syntax.List:
		parts := make([]string, len(e.Elts))
		for i, x := range e.Elts {
			parts[i] = sourceOf(x)
		}
		return "[" + strings.Join(parts, ", ") + "]"
	case *syntax.Compare:
		s := sourceOf(e.Left)
		for i, op := range e.Ops {
			s += " " + op.Sign() + " " + sourceOf(e.Comparators[i])
		}
		return s
	case *syntax.BoolOp:
		parts := make([]string, len(e.Values))
		for i, x := range e.Values {
			parts[i] = sourceOf(x)
		}
		return strings.Join(parts, " "+e.Op.Sign()+" ")
	}
	return "..."
}

// constString is a constant as Python's repr shows it, but for odd characters.
func constString(v syntax.ConstValue) string {
	switch v := v.(type) {
	case syntax.Int:
		return bigOf(v).String()
	case syntax.Float:
		return strconv.FormatFloat(float64(v), 'g', -1, 64)
	case syntax.Imag:
		return strconv.FormatFloat(float64(v), 'g', -1, 64) + "j"
	case syntax.Str:
		return "'" + strings.ReplaceAll(string(v), "'", "\\'") + "'"
	case syntax.Bytes:
		return "b" + strconv.Quote(string(v))
	case syntax.Singleton:
		return v.String()
	}
	return "?"
}
