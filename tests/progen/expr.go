package progen

import (
	"fmt"
	"strings"
)

var ints = []string{"0", "1", "2", "3", "-1", "-7", "10", "255", "-128", "65536", "2147483647", "-2147483649", "4611686018427387903",
	"-4611686018427387904", "9223372036854775807", "12345678901234567890"}
var floats = []string{"0.0", "-0.0", "1.0", "0.1", "-2.5", "3.75", "1e10", "1e-5", "1e300"}
var strs = []string{`""`, `"a"`, `"ab"`, `"xyz"`, `"\u00e9"`, `"0"`}

// leaf is a literal of type t.
func (g *generator) leaf(t typ) string {
	switch t {
	case tInt:
		return pick(g, ints)
	case tFloat:
		return pick(g, floats)
	case tStr:
		return pick(g, strs)
	case tBool:
		return pick(g, []string{"True", "False"})
	case tList:
		return pick(g, []string{"[]", "[1]", "[3, 1, 2]", "[5, 5, -5, 0]"})
	case tDict:
		return pick(g, []string{"{}", `{"a": 1}`, `{"xyz": 7, "": -1}`})
	case tOpt:
		if g.chance(30) {
			return "None"
		}
	}
	return fmt.Sprintf("make(%d, %s, %s)", g.n(3), pick(g, ints[:8]), pick(g, []string{"None", "make(2, 4, None)"}))
}

// expr is an expression of type t.
func (g *generator) expr(t typ, depth int) string {
	if depth <= 0 || g.chance(15) {
		if v, ok := g.find(t); ok && g.chance(75) {
			return v
		}
		return g.leaf(t)
	}
	if g.chance(10) {
		if c := g.call(t, depth); c != "" {
			return c
		}
	}
	e := func(t typ) string { return g.expr(t, depth-1) }
	switch t {
	case tInt:
		return g.intExpr(e)
	case tFloat:
		switch g.n(7) {
		case 0:
			return fmt.Sprintf("(%s / %s)", e(tFloat), e(tFloat))
		case 1:
			return fmt.Sprintf("(%s / %s)", e(tInt), e(tInt))
		case 2:
			return fmt.Sprintf("float(%s & 1023)", e(tInt))
		case 3:
			return fmt.Sprintf("abs(%s)", e(tFloat))
		case 4:
			return fmt.Sprintf("%s.scale(%s)", e(tNode), e(tFloat))
		}
		return fmt.Sprintf("(%s %s %s)", e(tFloat), pick(g, []string{"+", "-", "*"}), e(tFloat))
	case tStr:
		switch g.n(6) {
		case 0:
			return fmt.Sprintf("(%s + %s)", e(tStr), e(tStr))
		case 1:
			return fmt.Sprintf("str(%s)", e(tInt))
		case 2:
			return fmt.Sprintf(`f"{%s}:{%s!r:>4}"`, g.expr(tInt, 0), g.expr(tFloat, 0)) // no quotes in there before 3.12
		case 3:
			return fmt.Sprintf("%s[%s & 3:]", e(tStr), e(tInt))
		case 4:
			return fmt.Sprintf("%s.label(%s)", e(tNode), e(tStr))
		}
		return fmt.Sprintf("%s.upper()", e(tStr))
	case tBool:
		switch g.n(6) {
		case 0:
			return fmt.Sprintf("(%s %s %s)", e(tFloat), pick(g, comparisons), e(tFloat))
		case 1:
			return fmt.Sprintf("(not %s)", e(tBool))
		case 2:
			return fmt.Sprintf("(%s %s %s)", e(tBool), pick(g, []string{"and", "or"}), e(tBool))
		case 3:
			return fmt.Sprintf("(%s in %s)", e(tInt), e(tList))
		case 4:
			return fmt.Sprintf("(%s == %s)", e(tStr), e(tStr))
		}
		return fmt.Sprintf("(%s %s %s)", e(tInt), pick(g, comparisons), e(tInt))
	case tList:
		switch g.n(5) {
		case 0:
			return fmt.Sprintf("[%s, %s]", e(tInt), e(tInt))
		case 1:
			x := g.name("x")
			return fmt.Sprintf("[%s %s 3 for %s in %s]", x, pick(g, []string{"+", "*", "&", "-"}), x, e(tList))
		case 2:
			return fmt.Sprintf("sorted(%s)", e(tList))
		case 3:
			return fmt.Sprintf("%s.items", e(tNode))
		}
		return fmt.Sprintf("%s[%s & 1:]", e(tList), e(tInt))
	case tDict:
		return fmt.Sprintf("{%s: %s}", e(tStr), e(tInt))
	case tOpt:
		if g.chance(30) {
			return fmt.Sprintf("%s.next", e(tNode))
		}
		return fmt.Sprintf("(%s if %s else None)", e(tNode), e(tBool))
	}
	return fmt.Sprintf("make(%d, %s, %s)", g.n(3), e(tInt), e(tOpt))
}

var comparisons = []string{"<", "<=", "==", "!=", ">", ">="}

func (g *generator) intExpr(e func(typ) string) string {
	switch g.n(14) {
	case 0:
		return fmt.Sprintf("(%s // %s)", e(tInt), e(tInt))
	case 1:
		return fmt.Sprintf("(%s %% %s)", e(tInt), e(tInt))
	case 2:
		return fmt.Sprintf("(%s %s %s)", e(tInt), pick(g, []string{"&", "|", "^"}), e(tInt))
	case 3:
		return fmt.Sprintf("(%s %s (%s & 15))", e(tInt), pick(g, []string{"<<", ">>"}), e(tInt))
	case 4:
		return fmt.Sprintf("(-%s)", e(tInt))
	case 5:
		return fmt.Sprintf("len(%s)", e(pick(g, []typ{tList, tStr, tDict})))
	case 6:
		return fmt.Sprintf("%s[%s]", e(tList), pick(g, []string{"0", "-1", "1"}))
	case 7:
		return fmt.Sprintf("%s.get(%s, %s)", e(tDict), e(tStr), e(tInt))
	case 8:
		return fmt.Sprintf("%s.weigh(%s)", e(tNode), e(tInt))
	case 9:
		return fmt.Sprintf("%s.n", e(tNode))
	case 10:
		return fmt.Sprintf("(%s if %s else %s)", e(tInt), e(tBool), e(tInt))
	}
	return fmt.Sprintf("(%s %s %s)", e(tInt), pick(g, []string{"+", "-", "*"}), e(tInt))
}

// maxCost keeps calls of functions that call functions from taking for ever.
const maxCost = 3000

// call calls a function that gives t; "" when there is none.
func (g *generator) call(t typ, depth int) string {
	var fs []function
	for _, f := range g.funcs {
		if f.result == t && g.cost+f.cost*g.rounds() < maxCost {
			fs = append(fs, f)
		}
	}
	if len(fs) == 0 {
		return ""
	}
	f := pick(g, fs)
	g.cost += f.cost * g.rounds()
	args := make([]string, len(f.params))
	for i, p := range f.params {
		args[i] = g.expr(p, depth-2)
	}
	return fmt.Sprintf("%s(%s)", f.name, strings.Join(args, ", "))
}
