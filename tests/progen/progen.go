// Package progen writes random typed Python programs: classes with typed fields, overrides (one by a class that the compiler
// never sees), functions over ints, floats, strings and containers, loops, exceptions, generators, narrowing. Every program ends, and
// prints all that it computes, so that the compiled and the interpreted run can be compared.
package progen

import (
	"fmt"
	"math/rand/v2"
	"strings"
)

// Generate gives the program of a seed.
func Generate(seed uint64) string {
	g := &generator{r: rand.New(rand.NewPCG(seed, 1))}
	g.program()
	return g.out.String()
}

// typ is an annotation of the generated program.
type typ string

const (
	tInt   typ = "int"
	tFloat typ = "float"
	tStr   typ = "str"
	tBool  typ = "bool"
	tList  typ = "list[int]"
	tDict  typ = "dict[str, int]"
	tOpt   typ = "Node | None"
	tNode  typ = "Node"
)

var valueTypes = []typ{tInt, tInt, tInt, tFloat, tFloat, tStr, tBool, tList, tDict, tOpt}

// variable is a name in scope.
type variable struct {
	name string
	typ  typ
}

// function is a function that can be called.
type function struct {
	name   string
	params []typ
	result typ
	cost   int // about how many statements a call runs
}

type generator struct {
	r      *rand.Rand
	out    strings.Builder
	indent int
	vars   []variable
	funcs  []function
	result typ // of the function that is being written
	loops  int // how deep in loops
	cost   int // of the function that is being written
	fresh  int
}

func (g *generator) line(format string, args ...any) {
	fmt.Fprintf(&g.out, "%s%s\n", strings.Repeat("    ", g.indent), fmt.Sprintf(format, args...))
}

func (g *generator) n(n int) int         { return g.r.IntN(n) }
func (g *generator) chance(p int) bool   { return g.n(100) < p }
func pick[T any](g *generator, xs []T) T { return xs[g.n(len(xs))] }

func (g *generator) name(prefix string) string {
	g.fresh++
	return fmt.Sprintf("%s%d", prefix, g.fresh)
}

const prelude = `from __future__ import annotations


class Node:
    def __init__(self, n: int, x: float, s: str, next: Node | None) -> None:
        self.n: int = n
        self.x: float = x
        self.s: str = s
        self.items: list[int] = [n]
        self.next: Node | None = next

    def weigh(self, a: int) -> int:
        return self.n + a

    def label(self, s: str) -> str:
        return self.s + s

    def scale(self, x: float) -> float:
        return self.x * x

    def length(self) -> int:
        n = 1
        node = self.next
        while node is not None and n < 50:
            n += 1
            node = node.next
        return n


class Heavy(Node):
    def weigh(self, a: int) -> int:
        return super().weigh(a) * 2

    def scale(self, x: float) -> float:
        return x - self.x


untyped: dict[str, type] = {}
exec('''
class Untyped(Node):
    def weigh(self, a):
        return True if a == 3 else a - self.n
    def label(self, s):
        if s == "":
            raise ValueError("empty")
        return s.upper()
''', {"Node": Node}, untyped)


def make(kind: int, n: int, next: Node | None) -> Node:
    if kind == 0:
        return Heavy(n, 0.5, "h", next)
    if kind == 1:
        node: Node = untyped["Untyped"](n, 1.25, "u", next)
        return node
    return Node(n, 2.0, "n", next)


def describe(v: object) -> str:
    if isinstance(v, Node):
        return f"{type(v).__name__}({v.n!r}, {v.x!r}, {v.s!r}, {v.items!r}, {v.length()})"
    return repr(v)

`

func (g *generator) program() {
	g.out.WriteString(prelude)
	for range 8 + g.n(6) {
		g.function()
	}
	g.line("")
	g.line("def main() -> None:")
	g.indent++
	for _, f := range g.funcs {
		for range 3 {
			g.vars = nil
			args := make([]string, len(f.params))
			for i, t := range f.params {
				args[i] = g.leaf(t)
			}
			g.line("try:")
			g.line("    print(%q, describe(%s(%s)))", f.name, f.name, strings.Join(args, ", "))
			g.line("except (ArithmeticError, LookupError, ValueError, AttributeError, TypeError) as e:")
			g.line("    print(%q, type(e).__name__, e)", f.name)
		}
	}
	g.indent--
	g.line("")
	g.line("main()")
}

// function writes a function, which may call those before it; some are generators behind a function that sums them up.
func (g *generator) function() {
	f := function{name: g.name("f"), result: pick(g, valueTypes)}
	g.vars, g.cost = nil, 1
	var params []string
	for range 1 + g.n(3) {
		t := pick(g, valueTypes)
		p := g.name("p")
		params = append(params, fmt.Sprintf("%s: %s", p, t))
		g.vars = append(g.vars, variable{p, t})
		f.params = append(f.params, t)
	}
	g.line("")
	if f.result == tList && g.chance(50) {
		g.generatorFunction(f, params)
	} else {
		g.line("def %s(%s) -> %s:", f.name, strings.Join(params, ", "), f.result)
		g.result = f.result
		g.body(4 + g.n(4))
		g.indent++
		g.line("return %s", g.expr(f.result, 3))
		g.indent--
	}
	g.line("")
	f.cost = g.cost
	g.funcs = append(g.funcs, f)
}

func (g *generator) generatorFunction(f function, params []string) {
	names := make([]string, len(g.vars))
	for i, v := range g.vars {
		names[i] = v.name
	}
	g.line("def %s_items(%s):", f.name, strings.Join(params, ", "))
	g.result = ""
	g.indent++
	i := g.name("i")
	g.line("for %s in range(%d):", i, 1+g.n(5))
	g.vars = append(g.vars, variable{i, tInt})
	g.body(1 + g.n(3))
	g.indent++
	g.line("yield %s", g.expr(tInt, 2))
	g.indent -= 2
	g.line("")
	g.line("def %s(%s) -> list[int]:", f.name, strings.Join(params, ", "))
	g.line("    return list(%s_items(%s))", f.name, strings.Join(names, ", "))
}

// body writes statements one level deeper; variables of its own end with it.
func (g *generator) body(n int) {
	g.indent++
	for range n {
		g.statement()
	}
	g.indent--
}

// scoped writes a body whose variables may be unbound after it.
func (g *generator) scoped(n int) {
	keep := len(g.vars)
	g.body(n)
	g.vars = g.vars[:keep]
}

// bounded is an expression whose value cannot grow from round to round of a loop.
func (g *generator) bounded(t typ, depth int) string {
	x := g.expr(t, depth)
	if g.loops == 0 {
		return x
	}
	switch t {
	case tInt:
		return fmt.Sprintf("(%s) %% %d", x, 1<<g.n(63)+3)
	case tStr:
		return fmt.Sprintf("(%s)[:40]", x)
	case tList:
		return fmt.Sprintf("(%s)[:20]", x)
	}
	return x
}

// rounds is about how often a statement that is written now runs.
func (g *generator) rounds() int { return []int{1, 4, 16}[g.loops] }

func (g *generator) statement() {
	g.cost += g.rounds()
	deep := g.indent > 4
	switch k := g.n(20); {
	case k < 6 || deep:
		t := pick(g, valueTypes)
		x := g.bounded(t, 3)
		v := g.name("v")
		g.line("%s: %s = %s", v, t, x)
		g.vars = append(g.vars, variable{v, t})
	case k < 9:
		if v, ok := g.find(pick(g, valueTypes)); ok {
			g.line("%s = %s", v, g.bounded(g.typeOf(v), 3))
			return
		}
		g.line("pass")
	case k < 11:
		if v, ok := g.find(pick(g, []typ{tInt, tFloat})); ok {
			op := pick(g, []string{"+", "-", "*"}[:3-min(g.loops, 1)])
			g.line("%s %s= %s", v, op, g.bounded(g.typeOf(v), 2))
			return
		}
		g.line("pass")
	case k < 13:
		g.line("if %s:", g.expr(tBool, 2))
		g.scoped(1 + g.n(2))
		if g.chance(50) {
			g.line("else:")
			g.scoped(1 + g.n(2))
		}
	case k < 15 && g.loops < 2:
		g.loop()
	case k < 16:
		g.narrow()
	case k < 18:
		g.try()
	default:
		g.mutate()
	}
}

func (g *generator) loop() {
	i := g.name("i")
	keep := len(g.vars)
	g.loops++
	switch g.n(3) {
	case 0:
		g.line("for %s in range(%s, %s):", i, pick(g, []string{"0", "-2", "1"}), pick(g, []string{"3", "4", "2"}))
	case 1:
		g.line("for %s in %s[:4]:", i, g.expr(tList, 1))
	default:
		g.line("%s = 0", i)
		g.line("while %s < %d:", i, 1+g.n(4))
		g.line("    %s += 1", i)
	}
	g.vars = append(g.vars, variable{i, tInt})
	g.body(1 + g.n(3))
	if g.chance(30) {
		g.line("    if %s:", g.expr(tBool, 1))
		g.line("        %s", pick(g, []string{"break", "continue"}))
	}
	g.loops--
	g.vars = g.vars[:keep]
}

// narrow uses a variable that may be None.
func (g *generator) narrow() {
	v, ok := g.find(tOpt)
	if !ok {
		g.line("pass")
		return
	}
	keep := len(g.vars)
	g.line("if %s is not None:", v)
	g.indent++
	node := g.name("node")
	g.line("%s: Node = %s", node, v)
	g.indent--
	g.vars = append(g.vars, variable{node, tNode})
	g.body(1 + g.n(2))
	g.vars = g.vars[:keep]
}

func (g *generator) try() {
	g.line("try:")
	g.scoped(1 + g.n(2))
	g.line("except %s:", pick(g, []string{"ZeroDivisionError", "(IndexError, KeyError)", "ArithmeticError", "ValueError"}))
	g.scoped(1)
	if g.chance(30) {
		g.line("finally:")
		g.scoped(1)
	}
}

// mutate changes a container or an object.
func (g *generator) mutate() {
	if v, ok := g.find(tNode); ok && g.chance(60) {
		switch g.n(4) {
		case 0:
			g.line("%s.n = %s", v, g.bounded(tInt, 2))
		case 1:
			g.line("%s.x += %s", v, g.expr(tFloat, 2))
		case 2:
			g.line("%s.items.append(%s)", v, g.bounded(tInt, 1))
		default:
			g.line("%s.s = %s", v, g.bounded(tStr, 1))
		}
		return
	}
	if v, ok := g.find(tList); ok && g.chance(60) {
		g.line(pick(g, []string{"%s.append(%s)", "%s[0] = %s", "%s.insert(0, %s)", "%s += [%s]"}), v, g.bounded(tInt, 2))
		return
	}
	if v, ok := g.find(tDict); ok {
		g.line("%s[%s] = %s", v, g.expr(tStr, 1), g.bounded(tInt, 2))
		return
	}
	g.line("pass")
}

// find gives a variable of type t.
func (g *generator) find(t typ) (string, bool) {
	var found []string
	for _, v := range g.vars {
		if v.typ == t {
			found = append(found, v.name)
		}
	}
	if len(found) == 0 {
		return "", false
	}
	return pick(g, found), true
}

func (g *generator) typeOf(name string) typ {
	for _, v := range g.vars {
		if v.name == name {
			return v.typ
		}
	}
	panic("progen: no variable " + name)
}
