package lower

import (
	"strings"

	"spc/hir"
	"spc/pyinfo"
	"spc/rt"
	"spc/symtable"
	"spc/syntax"
)

// fn builds one function. Instructions go to the end of cur; dead says that nothing reaches cur, in which case what
// is built is thrown away later.
type fn struct {
	ssa
	m     *module
	scope *symtable.Scope
	env   *env
	code  *pyinfo.CodeTree // nil when unknown
	// codes are the code objects in which those of nested functions are found: on 3.11 the innermost comprehension's
	// last.
	codes []*pyinfo.CodeTree

	cur     *hir.Block
	dead    bool
	handler *hir.Block // where exceptions go; nil: out of the function
	exits   []exit     // what return, break and continue have to undo, innermost last

	ns         *hir.Value            // namespace of a class or module body
	result     *hir.Value            // what a class body returns
	ownCells   map[string]*hir.Value // cells that are no variable's: __class__, __classdict__, .type_params
	freezing   *freezing             // of a strict module: the classes that are to be frozen; nil: none
	locs       map[syntax.Range]int32
	boundTests []boundTest
	mayBeNull  map[*hir.Value]bool // results that can be null other than OpNull and parameters
	holds      []*variable         // Python variables, in order of first assignment; see hold
	held       map[*variable]bool
}

// boundTest is a test whether a variable is bound; bound is the edge taken when it is.
type boundTest struct {
	test  *hir.Value
	bound *hir.Edge
}

// loc is the index of n's source range among the function's locations.
func (b *fn) loc(n syntax.Node) int32 {
	if n == nil {
		return 0
	}
	r := n.Span()
	if i, ok := b.locs[r]; ok {
		return i
	}
	l := hir.Loc{Line: r.Line, Col: r.Col, EndLine: r.EndLine, EndCol: r.EndCol, Lasti: -1}
	if b.code != nil {
		l.Lasti = int32(b.code.OffsetFor(r))
	}
	i := b.f.AddLoc(l)
	b.locs[r] = i
	return i
}

// add appends v to the current block. When it may raise inside a try, its block ends there.
func (b *fn) add(v *hir.Value) *hir.Value {
	b.cur.Add(v)
	if b.handler != nil && v.MayRaise() {
		v.Except = b.edge(b.cur, b.handler)
		b.split()
	}
	return v
}

// split goes on in a new block.
func (b *fn) split() {
	next := b.newBlock()
	b.cur.Term = hir.Term{Kind: hir.Jump, Edges: []*hir.Edge{b.edge(b.cur, next)}}
	b.seal(next)
	b.cur = next
}

// op appends an instruction without Aux.
func (b *fn) op(n syntax.Node, op hir.Op, rep rt.Rep, args ...*hir.Value) *hir.Value {
	return b.opInt(n, op, rep, 0, args...)
}

// opInt appends an instruction whose Int says which one it is.
func (b *fn) opInt(n syntax.Node, op hir.Op, rep rt.Rep, i int64, args ...*hir.Value) *hir.Value {
	v := b.f.NewValue(op, rep, hir.Any, args...)
	v.Int, v.Loc = i, b.loc(n)
	return b.add(v)
}

// opAux appends an instruction with an Aux.
func (b *fn) opAux(n syntax.Node, op hir.Op, rep rt.Rep, aux any, args ...*hir.Value) *hir.Value {
	v := b.f.NewValue(op, rep, hir.Any, args...)
	v.Aux, v.Loc = aux, b.loc(n)
	return b.add(v)
}

// rt calls the runtime function spc_name.
func (b *fn) rt(n syntax.Node, name string, args ...*hir.Value) *hir.Value {
	f := rt.Get("spc_" + name)
	v := b.f.NewValue(hir.OpRT, f.Result, resultType(f), args...)
	v.Aux, v.Loc = f, b.loc(n)
	if f.Err == rt.Always {
		b.raise(v)
		return v
	}
	return b.add(v)
}

// raise appends v, which always raises.
func (b *fn) raise(v *hir.Value) {
	b.cur.Add(v)
	if b.handler != nil {
		v.Except = b.edge(b.cur, b.handler)
	}
	b.end(hir.Term{Kind: hir.Unreachable})
}

func resultType(f *rt.Func) hir.Type {
	name, exact := strings.CutSuffix(f.Type, "!")
	c := hir.Builtins[name]
	return hir.Type{Class: c, Exact: exact && c != nil}
}

// end closes the current block; what follows is dead until start.
func (b *fn) end(t hir.Term) {
	b.cur.Term = t
	b.cur = b.newBlock()
	b.cur.Term.Kind = hir.Unreachable
	b.seal(b.cur)
	b.dead = true
}

// start makes blk the current block.
func (b *fn) start(blk *hir.Block) {
	b.cur = blk
	b.dead = len(b.blocks[blk].preds) == 0
	if b.dead {
		blk.Term.Kind = hir.Unreachable
	}
}

// jump ends the current block with a jump.
func (b *fn) jump(to *hir.Block, args ...*hir.Value) {
	if b.dead {
		return
	}
	b.end(hir.Term{Kind: hir.Jump, Edges: []*hir.Edge{b.edge(b.cur, to, args...)}})
}

// branch ends the current block with a branch on a bool.
func (b *fn) branch(cond *hir.Value, yes, no *hir.Block, likely int8) {
	if b.dead {
		return
	}
	b.end(hir.Term{Kind: hir.Branch, Arg: cond, Likely: likely,
		Edges: []*hir.Edge{b.edge(b.cur, yes), b.edge(b.cur, no)}})
}

// unwind ends the current block, in which the error indicator is set: to the handler, or out.
func (b *fn) unwind() {
	if b.dead {
		return
	}
	t := hir.Term{Kind: hir.Unwind}
	if b.handler != nil {
		t.Edges = []*hir.Edge{b.edge(b.cur, b.handler)}
	}
	b.end(t)
}

// open seals blk, whose predecessors all exist, and goes on there.
func (b *fn) open(blk *hir.Block) {
	b.seal(blk)
	b.start(blk)
}

// Constants.

func (b *fn) konst(v any) *hir.Value {
	x := b.f.NewValue(hir.OpConst, rt.Obj, hir.ConstType(v))
	x.Aux = b.m.constant(v)
	return b.cur.Add(x)
}

func (b *fn) none() *hir.Value             { return b.konst(nil) }
func (b *fn) name(s string) *hir.Value     { return b.konst(s) }
func (b *fn) null() *hir.Value             { return b.cur.Add(b.f.NewValue(hir.OpNull, rt.Obj, hir.Any)) }
func (b *fn) cache(words int64) *hir.Value { return b.word(hir.OpCache, rt.Ptr, words) }
func (b *fn) slots(n int64) *hir.Value     { return b.word(hir.OpStackSlots, rt.Ptr, n) }
func (b *fn) i64(n int64) *hir.Value       { return b.word(hir.OpIntConst, rt.I64, n) }
func (b *fn) i32(n int64) *hir.Value       { return b.word(hir.OpIntConst, rt.I32, n) }
func (b *fn) boolean(x bool) *hir.Value {
	n := int64(0)
	if x {
		n = 1
	}
	return b.word(hir.OpIntConst, rt.Bool, n)
}

func (b *fn) word(op hir.Op, rep rt.Rep, n int64) *hir.Value {
	v := b.f.NewValue(op, rep, hir.Any)
	v.Int = n
	return b.cur.Add(v)
}

// slot takes the reference out of a word that a runtime function has filled.
func (b *fn) slot(slots *hir.Value, i int64) *hir.Value {
	v := b.f.NewValue(hir.OpLoadSlot, rt.Obj, hir.Any, slots)
	v.Int = i
	return b.cur.Add(v)
}

// Operations.

func (b *fn) getattr(n syntax.Node, o *hir.Value, name string) *hir.Value {
	return b.opAux(n, hir.OpGetAttr, rt.Obj, b.scope.Mangle(name), o)
}

func (b *fn) call(n syntax.Node, callee *hir.Value, args ...*hir.Value) *hir.Value {
	return b.opAux(n, hir.OpCall, rt.Obj, []string(nil), append([]*hir.Value{callee}, args...)...)
}

func (b *fn) truth(n syntax.Node, v *hir.Value) *hir.Value {
	if v.Rep == rt.Bool {
		return v
	}
	if v.Rep.IsInt() || v.Rep.IsFloat() {
		return b.op(n, hir.OpConvert, rt.Bool, v)
	}
	if v.Op == hir.OpBox && v.Args[0].Rep == rt.Bool {
		return v.Args[0]
	}
	return b.op(n, hir.OpTruth, rt.Bool, v)
}

func (b *fn) not(v *hir.Value) *hir.Value { return b.op(nil, hir.OpNot, rt.Bool, v) }

func (b *fn) box(n syntax.Node, v *hir.Value) *hir.Value {
	if v.Rep == rt.Obj {
		return v
	}
	x := b.f.NewValue(hir.OpBox, rt.Obj, boxType(v), v)
	x.Loc = b.loc(n)
	return b.add(x)
}

func boxType(v *hir.Value) hir.Type {
	switch {
	case v.Rep == rt.Bool:
		return hir.ExactOf(hir.BoolClass)
	case v.Rep.IsInt():
		return hir.ExactOf(hir.Int)
	case v.Rep.IsFloat():
		return hir.ExactOf(hir.Float)
	}
	return v.Type
}

func (b *fn) isNull(v *hir.Value) *hir.Value { return b.op(nil, hir.OpIsNull, rt.Bool, v) }
