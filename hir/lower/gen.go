package lower

import (
	"spc/hir"
	"spc/syntax"
)

// genRef is the generator object that runs.
func (b *fn) genRef() *hir.Value { return b.cur.Add(b.f.NewValue(hir.OpGenRef, obj, hir.Any)) }

func (b *fn) yieldExpr(e *syntax.Yield) *hir.Value {
	var v *hir.Value
	if e.Value != nil {
		v = b.expr(e.Value)
	} else {
		v = b.none()
	}
	return b.yield(e, v)
}

// yield hands v to the consumer; an async generator marks what it yields, so that it can be told from what it awaits.
func (b *fn) yield(n syntax.Node, v *hir.Value) *hir.Value {
	if b.f.Kind == hir.AsyncGenerator {
		v = b.rt(n, "async_gen_wrap", v)
	}
	return b.op(n, hir.OpYield, obj, v)
}

func (b *fn) yieldFrom(e *syntax.YieldFrom) *hir.Value {
	return b.await(e, b.rt(e, "yield_from_iter", b.expr(e.Value), b.genRef()))
}

// await runs the iterator it to its end: what it yields goes to the consumer, what the consumer sends or throws goes
// to it. The result is what it returns (PEP 380).
func (b *fn) await(n syntax.Node, it *hir.Value) *hir.Value {
	send, status, out, thrown, done := b.newBlock(), b.newBlock(), b.newBlock(), b.newBlock(), b.newBlock()
	sent := send.AddParam(obj, hir.Any)
	got := status.AddParam(obj, hir.Any)
	b.jump(send, b.none())

	b.start(send)
	b.jump(status, b.rt(n, "send", it, sent, b.genRef()))

	b.start(status)
	b.branch(b.rt(n, "gen_yielded", b.genRef()), out, done, 1)

	b.open(out)
	outer := b.handler
	b.handler = thrown
	value := b.op(n, hir.OpYield, obj, got)
	b.handler = outer
	b.jump(send, value)
	b.seal(send)

	b.open(thrown)
	b.jump(status, b.rt(n, "yf_throw", it, b.genRef()))
	b.seal(status)

	b.open(done)
	return got
}
