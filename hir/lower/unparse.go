package lower

import (
	"strings"

	"spc/syntax"
)

// unparse writes an expression as `from __future__ import annotations` shows it: one line, parentheses only where
// precedence needs them, the interpreter's own spacing.
func unparse(e syntax.Expr) string {
	var u unparser
	u.expr(e, precTest)
	return u.String()
}

type unparser struct{ strings.Builder }

// Precedence levels, loosest first.
const (
	precTuple = iota
	precTest
	precOr
	precAnd
	precNot
	precCmp
	precBitOr
	precBitXor
	precBitAnd
	precShift
	precArith
	precTerm
	precFactor
	precPower
	precAwait
	precAtom
)

var binPrec = [...]int{syntax.Add: precArith, syntax.Sub: precArith, syntax.Mult: precTerm, syntax.MatMult: precTerm,
	syntax.Div: precTerm, syntax.Mod: precTerm, syntax.Pow: precPower, syntax.LShift: precShift, syntax.RShift: precShift,
	syntax.BitOr: precBitOr, syntax.BitXor: precBitXor, syntax.BitAnd: precBitAnd, syntax.FloorDiv: precTerm}

func (u *unparser) put(s string) { u.WriteString(s) }

// paren writes what f writes, in parentheses when it binds looser than its place asks for.
func (u *unparser) paren(need bool, f func()) {
	if need {
		u.put("(")
	}
	f()
	if need {
		u.put(")")
	}
}

func (u *unparser) list(elts []syntax.Expr, prec int) {
	for i, e := range elts {
		if i > 0 {
			u.put(", ")
		}
		u.expr(e, prec)
	}
}

func (u *unparser) expr(e syntax.Expr, level int) {
	switch e := e.(type) {
	case *syntax.BoolOp:
		prec, word := precAnd, " and "
		if e.Op == syntax.Or {
			prec, word = precOr, " or "
		}
		u.paren(level > prec, func() {
			for i, v := range e.Values {
				if i > 0 {
					u.put(word)
				}
				u.expr(v, prec+1)
			}
		})
	case *syntax.BinOp:
		prec := binPrec[e.Op]
		left, right := prec, prec+1
		if e.Op == syntax.Pow {
			left, right = right, left
		}
		u.paren(level > prec, func() {
			u.expr(e.Left, left)
			u.put(" " + e.Op.Sign() + " ")
			u.expr(e.Right, right)
		})
	case *syntax.UnaryOp:
		prec, sign := precFactor, e.Op.Sign()
		if e.Op == syntax.Not {
			prec, sign = precNot, "not "
		}
		u.paren(level > prec, func() { u.put(sign); u.expr(e.Operand, prec) })
	case *syntax.Lambda:
		u.paren(level > precTest, func() {
			u.put("lambda")
			u.arguments(e.Args)
			u.put(": ")
			u.expr(e.Body, precTest)
		})
	case *syntax.IfExp:
		u.paren(level > precTest, func() {
			u.expr(e.Body, precTest+1)
			u.put(" if ")
			u.expr(e.Test, precTest+1)
			u.put(" else ")
			u.expr(e.OrElse, precTest)
		})
	case *syntax.NamedExpr:
		u.paren(level > precTuple, func() {
			u.expr(e.Target, precAtom)
			u.put(":=")
			u.expr(e.Value, precAtom)
		})
	case *syntax.Compare:
		u.paren(level > precCmp, func() {
			u.expr(e.Left, precCmp+1)
			for i, op := range e.Ops {
				u.put(" " + cmpSigns[op] + " ")
				u.expr(e.Comparators[i], precCmp+1)
			}
		})
	case *syntax.Await:
		u.paren(level > precAwait, func() { u.put("await "); u.expr(e.Value, precAtom) })
	case *syntax.Yield:
		u.put("(yield")
		if e.Value != nil {
			u.put(" ")
			u.expr(e.Value, precTest)
		}
		u.put(")")
	case *syntax.YieldFrom:
		u.put("(yield from ")
		u.expr(e.Value, precTest)
		u.put(")")
	case *syntax.Tuple:
		if len(e.Elts) == 0 {
			u.put("()")
			return
		}
		u.paren(level > precTuple, func() {
			u.list(e.Elts, precTest)
			if len(e.Elts) == 1 {
				u.put(",")
			}
		})
	case *syntax.Starred:
		u.put("*")
		u.expr(e.Value, precBitOr)
	default:
		u.atom(e)
	}
}

var cmpSigns = [...]string{"==", "!=", "<", "<=", ">", ">=", "is", "is not", "in", "not in"}

// atom writes what never needs parentheses of its own.
func (u *unparser) atom(e syntax.Expr) {
	switch e := e.(type) {
	case *syntax.Name:
		u.put(e.ID)
	case *syntax.Constant:
		u.constant(e)
	case *syntax.Attribute:
		u.expr(e.Value, precAtom)
		if c, ok := e.Value.(*syntax.Constant); ok {
			if _, ok := c.Value.(syntax.Int); ok {
				u.put(" ")
			}
		}
		u.put("." + e.Attr)
	case *syntax.Subscript:
		u.expr(e.Value, precAtom)
		u.put("[")
		u.expr(e.Slice, precTuple)
		u.put("]")
	case *syntax.Slice:
		if e.Lower != nil {
			u.expr(e.Lower, precTest)
		}
		u.put(":")
		if e.Upper != nil {
			u.expr(e.Upper, precTest)
		}
		if e.Step != nil {
			u.put(":")
			u.expr(e.Step, precTest)
		}
	case *syntax.List:
		u.put("[")
		u.list(e.Elts, precTest)
		u.put("]")
	case *syntax.Set:
		u.put("{")
		u.list(e.Elts, precTest)
		u.put("}")
	case *syntax.Dict:
		u.dict(e)
	case *syntax.ListComp:
		u.comprehension("[", "]", e.Generators, e.Elt)
	case *syntax.SetComp:
		u.comprehension("{", "}", e.Generators, e.Elt)
	case *syntax.GeneratorExp:
		u.comprehension("(", ")", e.Generators, e.Elt)
	case *syntax.DictComp:
		u.comprehension("{", "}", e.Generators, e.Key, e.Value)
	case *syntax.Call:
		u.call(e)
	case *syntax.JoinedStr:
		u.joined(e)
	case *syntax.FormattedValue:
		u.joined(&syntax.JoinedStr{Values: []syntax.Expr{e}})
	}
}

func (u *unparser) dict(e *syntax.Dict) {
	u.put("{")
	for i, k := range e.Keys {
		if i > 0 {
			u.put(", ")
		}
		if k == nil {
			u.put("**")
			u.expr(e.Values[i], precBitOr)
			continue
		}
		u.expr(k, precTest)
		u.put(": ")
		u.expr(e.Values[i], precTest)
	}
	u.put("}")
}

func (u *unparser) comprehension(open, end string, gens []*syntax.Comprehension, elts ...syntax.Expr) {
	u.put(open)
	for i, e := range elts {
		if i > 0 {
			u.put(": ")
		}
		u.expr(e, precTest)
	}
	for _, g := range gens {
		if g.IsAsync {
			u.put(" async")
		}
		u.put(" for ")
		u.expr(g.Target, precTuple)
		u.put(" in ")
		u.expr(g.Iter, precTest+1)
		for _, c := range g.Ifs {
			u.put(" if ")
			u.expr(c, precTest+1)
		}
	}
	u.put(end)
}

func (u *unparser) call(e *syntax.Call) {
	u.expr(e.Func, precAtom)
	if len(e.Args) == 1 && len(e.Keywords) == 0 {
		if g, ok := e.Args[0].(*syntax.GeneratorExp); ok {
			u.expr(g, precTest)
			return
		}
	}
	u.put("(")
	u.list(e.Args, precTest)
	for i, k := range e.Keywords {
		if i > 0 || len(e.Args) > 0 {
			u.put(", ")
		}
		if k.Arg == "" {
			u.put("**")
		} else {
			u.put(k.Arg + "=")
		}
		u.expr(k.Value, precTest)
	}
	u.put(")")
}

func (u *unparser) constant(e *syntax.Constant) {
	if e.Kind == "u" {
		u.put("u")
	}
	if e.Value == syntax.ConstEllipsis {
		u.put("...")
		return
	}
	s := syntax.Repr(e.Value)
	switch e.Value.(type) {
	case syntax.Float, syntax.Imag:
		s = strings.ReplaceAll(s, "inf", "1e309") // what reads back as infinity
	}
	u.put(s)
}

// joined writes an f-string: its text is put together first and then quoted as a whole.
func (u *unparser) joined(e *syntax.JoinedStr) {
	var text unparser
	text.parts(e)
	u.put("f" + syntax.Repr(syntax.Str(text.String())))
}

func (u *unparser) parts(e *syntax.JoinedStr) {
	for _, p := range e.Values {
		switch p := p.(type) {
		case *syntax.Constant:
			s, _ := p.Value.(syntax.Str)
			u.put(strings.NewReplacer("{", "{{", "}", "}}").Replace(string(s)))
		case *syntax.FormattedValue:
			var inner unparser
			inner.expr(p.Value, precTest+1)
			u.put("{")
			if strings.HasPrefix(inner.String(), "{") {
				u.put(" ")
			}
			u.put(inner.String())
			if p.Conversion > 0 {
				u.put("!" + string(rune(p.Conversion)))
			}
			if p.FormatSpec != nil {
				u.put(":")
				u.parts(p.FormatSpec)
			}
			u.put("}")
		}
	}
}

// arguments writes the parameters of a lambda, with a space in front if there are any.
func (u *unparser) arguments(a *syntax.Arguments) {
	sep := " "
	next := func(s string) { u.put(sep + s); sep = ", " }
	positional := append(append([]*syntax.Arg{}, a.PosOnlyArgs...), a.Args...)
	for i, p := range positional {
		next(p.Arg)
		if d := i - (len(positional) - len(a.Defaults)); d >= 0 {
			u.put("=")
			u.expr(a.Defaults[d], precTest)
		}
		if i == len(a.PosOnlyArgs)-1 {
			next("/")
		}
	}
	if a.VarArg != nil {
		next("*" + a.VarArg.Arg)
	} else if len(a.KwOnlyArgs) > 0 {
		next("*")
	}
	for i, p := range a.KwOnlyArgs {
		next(p.Arg)
		if d := a.KwDefaults[i]; d != nil {
			u.put("=")
			u.expr(d, precTest)
		}
	}
	if a.KwArg != nil {
		next("**" + a.KwArg.Arg)
	}
}
