package hir

import (
	"fmt"
	"strings"

	"spc/rt"
)

// Verify checks that f is well formed:
//
//   - each block ends in one terminator of the right shape, its edges lead to blocks of f and bring an argument of
//     the right representation and type for each parameter;
//   - each value is defined once, before its uses on every path; the result of an instruction is not seen by its
//     own handler;
//   - an instruction with a handler may raise and ends its block; one that may raise has a location;
//   - operands, results and what an instruction carries are what its op's signature, the runtime's table, the field,
//     or the callee's signature says.
//
// It returns all that is wrong, or nil. VerifyOwnership checks reference counts.
func (f *Func) Verify() error {
	v := &verifier{f: f}
	v.blocks()
	if len(v.problems) == 0 {
		v.uses()
	}
	return v.err()
}

// verifier collects what is wrong with a function.
type verifier struct {
	f        *Func
	problems []string
}

const maxProblems = 10

func (v *verifier) err() error {
	if len(v.problems) == 0 {
		return nil
	}
	if len(v.problems) > maxProblems {
		v.problems = append(v.problems[:maxProblems], "and more")
	}
	return fmt.Errorf("hir of %s is wrong:\n  %s", v.f.Name, strings.Join(v.problems, "\n  "))
}

// badf notes a problem in block b, at x when that is not nil.
func (v *verifier) badf(b *Block, x fmt.Stringer, format string, args ...any) {
	where := fmt.Sprintf("b%d: ", b.ID)
	if x != nil {
		where += fmt.Sprintf("%q: ", x)
	}
	v.problems = append(v.problems, where+fmt.Sprintf(format, args...))
}

// blocks checks all that can be seen without following control.
func (v *verifier) blocks() {
	f := v.f
	if len(f.Blocks) == 0 {
		v.problems = append(v.problems, "no blocks")
		return
	}
	listed, values := NewBits(f.nextBlock), NewBits(f.nextValue)
	for _, b := range f.Blocks {
		if b.ID < 0 || b.ID >= f.nextBlock || b.Func != f {
			v.badf(b, nil, "is not a block of the function")
			return
		}
		if !listed.Set(b.ID) {
			v.badf(b, nil, "is listed twice")
		}
	}
	define := func(b *Block, x *Value) {
		switch {
		case x.ID < 0 || x.ID >= f.nextValue:
			v.badf(b, x, "is not a value of the function")
		case !values.Set(x.ID):
			v.badf(b, x, "v%d is defined twice", x.ID)
		case x.Block != b:
			v.badf(b, x, "stands in another block than it says")
		}
	}
	for _, b := range f.Blocks {
		for _, p := range b.Params {
			define(b, p)
			if p.Op != OpParam || p.Rep == rt.Void {
				v.badf(b, p, "is no parameter")
			}
		}
		for i, x := range b.Instrs {
			define(b, x)
			if x.Op == OpParam || x.Op == OpInvalid || x.Op >= opCount {
				v.badf(b, x, "is no instruction")
				continue
			}
			v.instr(b, x)
			if x.Except != nil {
				if i != len(b.Instrs)-1 {
					v.badf(b, x, "has a handler but is not the last of its block")
				}
				if !x.MayRaise() {
					v.badf(b, x, "has a handler but cannot raise")
				}
			}
		}
		v.term(b)
		for e := range b.Succs {
			v.edge(b, e, listed)
		}
	}
	v.entry()
}

// entry checks the entry block against the function's signature.
func (v *verifier) entry() {
	f := v.f
	entry := f.Blocks[0]
	for _, b := range f.Blocks {
		for e := range b.Succs {
			if e.To == entry {
				v.badf(b, nil, "leads to the entry")
			}
		}
	}
	if f.Sig == nil {
		v.badf(entry, nil, "the function has no signature")
		return
	}
	if len(f.Sig.Params) != len(entry.Params) {
		v.badf(entry, nil, "%d parameters, the signature has %d", len(entry.Params), len(f.Sig.Params))
		return
	}
	for i, p := range entry.Params {
		if p.Rep != f.Sig.Params[i].Rep {
			v.badf(entry, p, "is %s in the signature", f.Sig.Params[i].Rep)
		}
	}
}

// termShape says what a terminator has.
var termShape = map[TermKind]struct{ minEdges, maxEdges int }{
	Jump: {1, 1}, Branch: {2, 2}, Return: {0, 0}, Unwind: {0, 1}, Unreachable: {0, 0},
}

func (v *verifier) term(b *Block) {
	t := &b.Term
	shape, ok := termShape[t.Kind]
	if !ok {
		v.badf(b, nil, "has no terminator")
		return
	}
	if n := len(t.Edges); n < shape.minEdges || n > shape.maxEdges {
		v.badf(b, t, "has %d edges", n)
	}
	switch {
	case t.Kind == Branch && (t.Arg == nil || t.Arg.Rep != rt.Bool):
		v.badf(b, t, "branches on something else than a bool")
	case t.Kind == Return:
		v.returns(b, t)
	case t.Kind != Branch && t.Kind != Return && t.Arg != nil:
		v.badf(b, t, "has an operand")
	}
	if t.Loc < 0 || int(t.Loc) >= max(len(v.f.Locs), 1) {
		v.badf(b, t, "has a location that does not exist")
	}
}

// returns checks the operand of a return; a generator's is the value of its StopIteration.
func (v *verifier) returns(b *Block, t *Term) {
	if v.f.Sig == nil {
		return
	}
	want := v.f.Sig.Result
	if v.f.IsGenerator() {
		want = rt.Obj
	}
	switch {
	case t.Arg == nil && want != rt.Void:
		v.badf(b, t, "returns nothing, want %s", want)
	case t.Arg != nil && t.Arg.Rep != want:
		v.badf(b, t, "returns %s, want %s", t.Arg.Rep, want)
	}
}

func (v *verifier) edge(b *Block, e *Edge, listed Bits) {
	if e.To == nil || e.To.Func != v.f || !listed.Has(e.To.ID) {
		v.badf(b, nil, "leads to a block that is not the function's")
		return
	}
	if len(e.Args) != len(e.To.Params) {
		v.badf(b, e, "brings %d arguments for %d parameters", len(e.Args), len(e.To.Params))
		return
	}
	for i, a := range e.Args {
		p := e.To.Params[i]
		switch {
		case a == nil:
			v.badf(b, e, "brings nil")
		case a.Rep != p.Rep:
			v.badf(b, e, "brings %s v%d for %s v%d", a.Rep, a.ID, p.Rep, p.ID)
		case a.Op != OpNull && !a.valueType().Within(p.Type):
			v.badf(b, e, "brings v%d, %s, for v%d, %s", a.ID, a.Type, p.ID, p.Type)
		}
	}
}

// uses checks that each use is reached by its definition.
func (v *verifier) uses() {
	u := &useChecker{verifier: v, dom: v.f.Dominators(), defined: NewBits(v.f.nextValue)}
	for _, u.b = range u.dom.Order {
		for _, p := range u.b.Params {
			u.defined.Set(p.ID)
		}
		for _, x := range u.b.Instrs {
			for _, a := range x.Args {
				u.use(x, a)
			}
			if x.Except != nil {
				u.edge(x.Except)
			}
			u.defined.Set(x.ID)
		}
		if u.b.Term.Arg != nil {
			u.use(&u.b.Term, u.b.Term.Arg)
		}
		for _, e := range u.b.Term.Edges {
			u.edge(e)
		}
	}
}

type useChecker struct {
	*verifier
	dom     *Dom
	b       *Block
	defined Bits // values of the blocks looked at, and of b so far
}

func (u *useChecker) use(x fmt.Stringer, a *Value) {
	switch {
	case a.Block == nil || a.Block.Func != u.f:
		u.badf(u.b, x, "uses v%d, which is in no block of the function", a.ID)
	case a.Block == u.b && !u.defined.Has(a.ID), a.Block != u.b && !u.dom.AvailableIn(a, u.b):
		u.badf(u.b, x, "uses v%d, which may not be defined there", a.ID)
	}
}

func (u *useChecker) edge(e *Edge) {
	for _, a := range e.Args {
		u.use(e, a)
	}
}
