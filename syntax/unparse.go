package syntax

import (
	"strings"
)

// Unparse writes an expression as `from __future__ import annotations` shows it: one line, parentheses only where
// precedence needs them, the interpreter's own spacing.
func Unparse(e Expr) string {
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

var opPrec = [...]int{Add: precArith, Sub: precArith, Mult: precTerm, MatMult: precTerm,
	Div: precTerm, Mod: precTerm, Pow: precPower, LShift: precShift, RShift: precShift,
	BitOr: precBitOr, BitXor: precBitXor, BitAnd: precBitAnd, FloorDiv: precTerm}

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

func (u *unparser) list(elts []Expr, prec int) {
	for i, e := range elts {
		if i > 0 {
			u.put(", ")
		}
		u.expr(e, prec)
	}
}

func (u *unparser) expr(e Expr, level int) {
	switch e := e.(type) {
	case *BoolOp:
		prec, word := precAnd, " and "
		if e.Op == Or {
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
	case *BinOp:
		prec := opPrec[e.Op]
		left, right := prec, prec+1
		if e.Op == Pow {
			left, right = right, left
		}
		u.paren(level > prec, func() {
			u.expr(e.Left, left)
			u.put(" " + e.Op.Sign() + " ")
			u.expr(e.Right, right)
		})
	case *UnaryOp:
		prec, sign := precFactor, e.Op.Sign()
		if e.Op == Not {
			prec, sign = precNot, "not "
		}
		u.paren(level > prec, func() { u.put(sign); u.expr(e.Operand, prec) })
	case *Lambda:
		u.paren(level > precTest, func() {
			u.put("lambda")
			u.arguments(e.Args)
			u.put(": ")
			u.expr(e.Body, precTest)
		})
	case *IfExp:
		u.paren(level > precTest, func() {
			u.expr(e.Body, precTest+1)
			u.put(" if ")
			u.expr(e.Test, precTest+1)
			u.put(" else ")
			u.expr(e.OrElse, precTest)
		})
	case *NamedExpr:
		u.paren(level > precTuple, func() {
			u.expr(e.Target, precAtom)
			u.put(":=")
			u.expr(e.Value, precAtom)
		})
	case *Compare:
		u.paren(level > precCmp, func() {
			u.expr(e.Left, precCmp+1)
			for i, op := range e.Ops {
				u.put(" " + cmpSigns[op] + " ")
				u.expr(e.Comparators[i], precCmp+1)
			}
		})
	case *Await:
		u.paren(level > precAwait, func() { u.put("await "); u.expr(e.Value, precAtom) })
	case *Yield:
		u.put("(yield")
		if e.Value != nil {
			u.put(" ")
			u.expr(e.Value, precTest)
		}
		u.put(")")
	case *YieldFrom:
		u.put("(yield from ")
		u.expr(e.Value, precTest)
		u.put(")")
	case *Tuple:
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
	case *Starred:
		u.put("*")
		u.expr(e.Value, precBitOr)
	default:
		u.atom(e)
	}
}

var cmpSigns = [...]string{"==", "!=", "<", "<=", ">", ">=", "is", "is not", "in", "not in"}

// atom writes what never needs parentheses of its own.
func (u *unparser) atom(e Expr) {
	switch e := e.(type) {
	case *Name:
		u.put(e.ID)
	case *Constant:
		u.constant(e)
	case *Attribute:
		u.expr(e.Value, precAtom)
		if c, ok := e.Value.(*Constant); ok {
			if _, ok := c.Value.(Int); ok {
				u.put(" ")
			}
		}
		u.put("." + e.Attr)
	case *Subscript:
		u.expr(e.Value, precAtom)
		u.put("[")
		u.expr(e.Slice, precTuple)
		u.put("]")
	case *Slice:
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
	case *List:
		u.put("[")
		u.list(e.Elts, precTest)
		u.put("]")
	case *Set:
		u.put("{")
		u.list(e.Elts, precTest)
		u.put("}")
	case *Dict:
		u.dict(e)
	case *ListComp:
		u.comprehension("[", "]", e.Generators, e.Elt)
	case *SetComp:
		u.comprehension("{", "}", e.Generators, e.Elt)
	case *GeneratorExp:
		u.comprehension("(", ")", e.Generators, e.Elt)
	case *DictComp:
		u.comprehension("{", "}", e.Generators, e.Key, e.Value)
	case *Call:
		u.call(e)
	case *JoinedStr:
		u.joined(e)
	case *FormattedValue:
		u.joined(&JoinedStr{Values: []Expr{e}})
	}
}

func (u *unparser) dict(e *Dict) {
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

func (u *unparser) comprehension(open, end string, gens []*Comprehension, elts ...Expr) {
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

func (u *unparser) call(e *Call) {
	u.expr(e.Func, precAtom)
	if len(e.Args) == 1 && len(e.Keywords) == 0 {
		if g, ok := e.Args[0].(*GeneratorExp); ok {
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

func (u *unparser) constant(e *Constant) {
	if e.Kind == "u" {
		u.put("u")
	}
	if e.Value == ConstEllipsis {
		u.put("...")
		return
	}
	s := Repr(e.Value)
	switch e.Value.(type) {
	case Float, Imag:
		s = strings.ReplaceAll(s, "inf", "1e309") // what reads back as infinity
	}
	u.put(s)
}

// joined writes an f-string: its text is put together first and then quoted as a whole.
func (u *unparser) joined(e *JoinedStr) {
	var text unparser
	text.parts(e)
	u.put("f" + Repr(Str(text.String())))
}

func (u *unparser) parts(e *JoinedStr) {
	for _, p := range e.Values {
		switch p := p.(type) {
		case *Constant:
			s, _ := p.Value.(Str)
			u.put(strings.NewReplacer("{", "{{", "}", "}}").Replace(string(s)))
		case *FormattedValue:
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
func (u *unparser) arguments(a *Arguments) {
	sep := " "
	next := func(s string) { u.put(sep + s); sep = ", " }
	positional := append(append([]*Arg{}, a.PosOnlyArgs...), a.Args...)
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
