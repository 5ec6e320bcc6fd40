package opt

import (
	"spc/hir"
	"spc/rt"
)

// A loop is the blocks that a header dominates and that can come back to it.
type loop struct {
	head   *hir.Block
	blocks []*hir.Block // the header first
	in     map[*hir.Block]bool
}

// innermost finds the loops of f that have no loop inside.
func innermost(f *hir.Func, dom *hir.Dom) []*loop {
	var found []*loop
	for _, h := range dom.Order {
		l := &loop{head: h, blocks: []*hir.Block{h}, in: map[*hir.Block]bool{h: true}}
		for _, p := range dom.Preds[h.ID] {
			if dom.Dominates(h, p.From) {
				l.add(p.From, dom)
			}
		}
		if len(l.blocks) > 1 || selfLoop(h) {
			found = append(found, l)
		}
	}
	var inner []*loop
	for _, l := range found {
		nested := false
		for _, m := range found {
			nested = nested || m != l && l.in[m.head]
		}
		if !nested {
			inner = append(inner, l)
		}
	}
	return inner
}

// add takes in a block from which the header is reached, and what leads to it.
func (l *loop) add(b *hir.Block, dom *hir.Dom) {
	if l.in[b] {
		return
	}
	l.in[b] = true
	l.blocks = append(l.blocks, b)
	for _, p := range dom.Preds[b.ID] {
		l.add(p.From, dom)
	}
}

func selfLoop(b *hir.Block) bool {
	for e := range b.Succs {
		if e.To == b {
			return true
		}
	}
	return false
}

// chunk takes the tests out of innermost loops that count up by one and do nothing but compute and read and write
// elements. Such a loop runs in rounds of at most chunkSize steps: before each, all indexes that it will use are tested at
// once, and signals are looked at after it, so that the steps themselves are the bare loop that LLVM can vectorise.
//
//	head:   i < limit ? setup : exit          the loop as it was
//	setup:  end = min(limit, i + chunkSize)
//	        indexes in range until end ? fast(i) : body
//	body:   one step with all its tests, back to head
//	fast:   i < end ? step without tests, back to fast : pause
//	pause:  signals and other threads; head(i)
//
// A round that would go out of range is done step by step, so that the error comes where it has to.
func chunk(f *hir.Func) {
	for _, l := range innermost(f, f.Dominators()) {
		c := &chunker{f: f, loop: l}
		if c.fits() {
			c.split()
		}
	}
}

// chunkSize bounds how long a signal waits: some microseconds.
const chunkSize = 4096

type chunker struct {
	f *hir.Func
	*loop
	i, limit *hir.Value   // the counter, a parameter of the header, and what it stays below
	indexes  []*hir.Value // OpIndex instructions whose index counts up with i, or stays
	breaker  *hir.Value   // the look at signals

	cur  *hir.Block                // where instructions go
	copy map[*hir.Value]*hir.Value // values of the loop in the fast steps
}

// fits reports whether the loop is one to split, and finds its parts.
func (c *chunker) fits() bool {
	h := c.head
	t := &h.Term
	if t.Kind != hir.Branch || !c.in[t.Edges[0].To] || c.in[t.Edges[1].To] || t.Edges[0].To == h {
		return false
	}
	cmp := t.Arg
	if cmp.Op != hir.OpCmp || cmp.Block != h || hir.CmpKind(cmp.Int) != hir.CmpLT || cmp.Args[0].Rep != rt.I64 {
		return false
	}
	c.i, c.limit = cmp.Args[0], cmp.Args[1]
	return c.counts() && c.stays(c.limit) && c.bare()
}

// counts reports whether i is a parameter of the header that every way back raises by one.
func (c *chunker) counts() bool {
	at := -1
	for k, p := range c.head.Params {
		if p == c.i {
			at = k
		}
	}
	if at < 0 {
		return false
	}
	for _, b := range c.blocks {
		for e := range b.Succs {
			if e.To != c.head {
				continue
			}
			next := e.Args[at]
			if next.Op != hir.OpAdd || !(next.Args[0] == c.i && isOne(next.Args[1]) || next.Args[1] == c.i && isOne(next.Args[0])) {
				return false
			}
		}
	}
	return true
}

func isOne(v *hir.Value) bool { return v.Op == hir.OpIntConst && v.Int == 1 }

// bare reports whether the steps have no effect but on machine words in memory, can be left only through the header, and
// have at least one test that a round can do for all of them.
func (c *chunker) bare() bool {
	size := 0
	for _, b := range c.blocks {
		for e := range b.Succs {
			if !c.in[e.To] && b != c.head {
				return false
			}
		}
		for _, v := range b.Instrs {
			size++
			switch {
			case v.Except != nil:
				return false
			case isRT(v, "spc_check_breaker"):
				c.breaker = v
			case v.Op == hir.OpIndex:
				if c.rises(v.Args[0]) || c.stays(v.Args[0]) {
					if c.stays(v.Args[1]) {
						c.indexes = append(c.indexes, v)
					}
				}
			case v.Effects()&(hir.RunsPython|hir.Frees) != 0 || b == c.head && v.Effects()&^hir.ReadsMemory != 0:
				return false
			case v.Effects()&hir.WritesMemory != 0 && v.Op != hir.OpStoreElem && v.Op != hir.OpStoreField:
				return false
			}
		}
	}
	return size <= 120 && c.breaker != nil
}

// stays reports whether v is the same in all steps. Elements and fields may be written in the loop, lengths may not.
func (c *chunker) stays(v *hir.Value) bool {
	if !c.in[v.Block] {
		return true
	}
	switch v.Op {
	case hir.OpIntConst:
		return true
	case hir.OpLen, hir.OpRefine, hir.OpAdd, hir.OpSub, hir.OpMul:
		for _, a := range v.Args {
			if !c.stays(a) {
				return false
			}
		}
		return !v.MayRaise()
	}
	return false
}

// rises reports whether v is the counter with something added that stays: it goes up by one in each step.
func (c *chunker) rises(v *hir.Value) bool {
	switch {
	case v == c.i:
		return true
	case v.Rep != rt.I64:
		return false
	case v.Op == hir.OpAdd:
		return c.rises(v.Args[0]) && c.stays(v.Args[1]) || c.stays(v.Args[0]) && c.rises(v.Args[1])
	case v.Op == hir.OpSub:
		return c.rises(v.Args[0]) && c.stays(v.Args[1])
	}
	return false
}

func (c *chunker) split() {
	h, f := c.head, c.f
	setup, fast, pause := f.NewBlock(), f.NewBlock(), f.NewBlock()
	into := h.Term.Edges[0]
	h.Term.Edges[0] = &hir.Edge{To: setup}

	c.cur, c.copy = setup, map[*hir.Value]*hir.Value{}
	limit := c.again(c.limit)
	left := c.arith(hir.OpSub, limit, c.i) // as unsigned: i is below the limit
	rest, full, ready := f.NewBlock(), f.NewBlock(), f.NewBlock()
	steps := ready.AddParam(rt.I64, hir.ExactOf(hir.Int))
	short := c.cmp(hir.CmpLT, c.unsigned(left), c.unsigned(c.word(chunkSize)))
	c.cur.Term = hir.Term{Kind: hir.Branch, Arg: short, Edges: []*hir.Edge{{To: rest}, {To: full}}}
	rest.Term = jumpTo(ready, left)
	c.cur = full
	full.Term = jumpTo(ready, c.word(chunkSize))
	c.cur = ready
	end := c.arith(hir.OpAdd, c.i, steps)
	for _, v := range c.indexes {
		c.testRange(v, steps, into)
	}
	c.cur.Term = jumpTo(fast, h.Params...)

	c.copySteps(fast, pause, end, into)
	c.cur = pause
	look := *c.breaker
	pause.Add(c.fresh(&look))
	pause.Term = jumpTo(h, fast.Params...)
}

func jumpTo(b *hir.Block, args ...*hir.Value) hir.Term {
	return hir.Term{Kind: hir.Jump, Edges: []*hir.Edge{{To: b, Args: append([]*hir.Value(nil), args...)}}}
}

func (c *chunker) arith(op hir.Op, x, y *hir.Value) *hir.Value {
	return c.cur.Add(c.f.NewValue(op, rt.I64, hir.ExactOf(hir.Int), x, y))
}

func (c *chunker) word(n int64) *hir.Value {
	v := c.f.NewValue(hir.OpIntConst, rt.I64, hir.ExactOf(hir.Int))
	v.Int = n
	return c.cur.Add(v)
}

func (c *chunker) unsigned(v *hir.Value) *hir.Value {
	return c.cur.Add(c.f.NewValue(hir.OpConvert, rt.U64, hir.ExactOf(hir.Int), v))
}

func (c *chunker) cmp(k hir.CmpKind, x, y *hir.Value) *hir.Value {
	v := c.f.NewValue(hir.OpCmp, rt.Bool, hir.ExactOf(hir.BoolClass), x, y)
	v.Int = int64(k)
	return c.cur.Add(v)
}

// again computes a value of the loop before it: one that stays, or what one that rises begins with.
func (c *chunker) again(v *hir.Value) *hir.Value {
	if v == c.i || !c.in[v.Block] {
		return v
	}
	if x := c.copy[v]; x != nil {
		return x
	}
	x := *v
	x.Args = make([]*hir.Value, len(v.Args))
	for k, a := range v.Args {
		x.Args[k] = c.again(a)
	}
	c.copy[v] = c.cur.Add(c.fresh(&x))
	return c.copy[v]
}

// fresh makes x, a copy of an instruction, one of its own.
func (c *chunker) fresh(x *hir.Value) *hir.Value {
	x.ID = c.f.NewValue(x.Op, x.Rep, x.Type).ID
	return x
}

// testRange goes on when the index v is in range for all the steps: with first < n and steps <= n - first, all unsigned.
// Otherwise the next step is done with its own tests.
func (c *chunker) testRange(v, steps *hir.Value, slow *hir.Edge) {
	first, n := c.unsigned(c.again(v.Args[0])), c.unsigned(c.again(v.Args[1]))
	inside, ok := c.f.NewBlock(), c.f.NewBlock()
	test := c.cmp(hir.CmpLT, first, n)
	if c.stays(v.Args[0]) {
		inside = ok
	}
	c.cur.Term = hir.Term{Kind: hir.Branch, Arg: test, Edges: []*hir.Edge{{To: inside}, copyEdge(slow)}, Likely: 1}
	if inside != ok {
		c.cur = inside
		room := c.cur.Add(c.f.NewValue(hir.OpSub, rt.U64, hir.ExactOf(hir.Int), n, first))
		test = c.cmp(hir.CmpLE, c.unsigned(steps), room)
		c.cur.Term = hir.Term{Kind: hir.Branch, Arg: test, Edges: []*hir.Edge{{To: ok}, copyEdge(slow)}, Likely: 1}
	}
	c.cur = ok
}

// copySteps makes the loop once more, without tests, from fast on; when i has come to end it goes to pause.
func (c *chunker) copySteps(fast, pause *hir.Block, end *hir.Value, into *hir.Edge) {
	c.copy = map[*hir.Value]*hir.Value{}
	tested := map[*hir.Value]bool{}
	for _, v := range c.indexes {
		tested[v] = true
	}
	blocks := map[*hir.Block]*hir.Block{c.head: fast}
	for _, b := range c.blocks {
		if b != c.head {
			blocks[b] = c.f.NewBlock()
		}
		for _, p := range b.Params {
			c.copy[p] = blocks[b].AddParam(p.Rep, p.Type)
		}
	}
	var copies []*hir.Value
	for _, b := range c.blocks {
		for _, v := range b.Instrs {
			if v == c.breaker || tested[v] {
				continue
			}
			x := *v
			x.Args = append([]*hir.Value(nil), v.Args...)
			c.copy[v] = blocks[b].Add(c.fresh(&x))
			copies = append(copies, &x)
		}
	}
	for _, v := range c.indexes { // an index that was tested is the number itself
		c.copy[v] = c.copied(v.Args[0])
	}
	for _, x := range copies {
		c.translate(x.Args)
	}
	for _, b := range c.blocks[1:] {
		t := b.Term
		if t.Arg != nil {
			t.Arg = c.copied(t.Arg)
		}
		t.Edges = nil
		for _, e := range b.Term.Edges {
			t.Edges = append(t.Edges, c.copiedEdge(e, blocks))
		}
		blocks[b].Term = t
	}
	more := c.copy[c.head.Term.Arg]
	more.Args[1] = end
	fast.Term = hir.Term{Kind: hir.Branch, Arg: more, Edges: []*hir.Edge{c.copiedEdge(into, blocks), {To: pause}}, Likely: 1}
}

func (c *chunker) copied(v *hir.Value) *hir.Value {
	if x := c.copy[v]; x != nil {
		return x
	}
	return v
}

func (c *chunker) translate(args []*hir.Value) {
	for k, a := range args {
		args[k] = c.copied(a)
	}
}

func (c *chunker) copiedEdge(e *hir.Edge, blocks map[*hir.Block]*hir.Block) *hir.Edge {
	e = copyEdge(e)
	e.To = blocks[e.To]
	c.translate(e.Args)
	return e
}
