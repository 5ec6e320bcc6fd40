package lower

import (
	"spc/hir"
	"spc/syntax"
)

// loop builds a loop: head, which decides and goes to body or to the else part, is given by test; each way back
// to it passes the check for signals and other threads.
func (b *fn) loop(n syntax.Node, test func(body, orelse *hir.Block), body, orelse []syntax.Stmt, bind func()) {
	b.loopStep(n, test, body, orelse, bind, nil)
}

// loopStep is a loop that does something more on its way back to the head, after `continue` too.
func (b *fn) loopStep(n syntax.Node, test func(body, orelse *hir.Block), body, orelse []syntax.Stmt, bind, step func()) {
	head, inside, none, latch, done := b.newBlock(), b.newBlock(), b.newBlock(), b.newBlock(), b.newBlock()
	b.jump(head)
	b.start(head)
	test(inside, none)
	b.open(inside)
	b.push(exit{handler: b.handler, brk: done, cont: latch})
	if bind != nil {
		bind()
	}
	b.stmts(body)
	b.pop()
	b.jump(latch)
	b.open(latch)
	if !b.dead {
		b.rt(n, "check_breaker")
		if step != nil {
			step()
		}
		b.jump(head)
	}
	b.seal(head)
	b.open(none)
	b.stmts(orelse)
	b.jump(done)
	b.open(done)
}

func (b *fn) while(s *syntax.While) {
	b.loop(s, func(body, none *hir.Block) { b.cond(s.Test, body, none) }, s.Body, s.OrElse, nil)
}

func (b *fn) forStmt(s *syntax.For) {
	if b.m.w != nil && b.staticFor(s) {
		return
	}
	at := b.site(s, s.Iter)
	it := b.iter(at, s.Iter)
	var item *hir.Value
	b.loop(s.Iter, func(body, none *hir.Block) { item = b.next(at, it, body, none) },
		s.Body, s.OrElse, func() { b.assign(s.Target, b.iterElement(s.Iter, item)) })
}

// site is the node whose range an operation of a statement (or comprehension) on a part of it has in tracebacks: the
// part since 3.13, the whole before.
func (b *fn) site(whole, part syntax.Node) syntax.Node {
	if b.m.opts.Version.AtLeast(3, 13) {
		return part
	}
	return whole
}

// iter evaluates an iterable and takes its iterator. A list display of constants is iterated as a tuple.
func (b *fn) iter(at syntax.Node, e syntax.Expr) *hir.Value {
	if l, ok := e.(*syntax.List); ok {
		if v, ok := b.m.foldAll(l.Elts); ok && len(l.Elts) > 0 {
			return b.op(at, hir.OpGetIter, obj, b.konst(v))
		}
	}
	return b.op(at, hir.OpGetIter, obj, b.expr(e))
}

// next takes the next item: to body when there is one, else to none.
func (b *fn) next(n syntax.Node, it *hir.Value, body, none *hir.Block) *hir.Value {
	item := b.op(n, hir.OpIterNext, obj, it)
	b.branch(b.isNull(item), none, body, -1)
	return item
}

// asyncFor awaits each item; StopAsyncIteration from the await ends the loop.
func (b *fn) asyncFor(s *syntax.AsyncFor) {
	it := b.rt(b.site(s, s.Iter), "get_aiter", b.expr(s.Iter))
	var item *hir.Value
	b.loop(s.Iter, func(body, none *hir.Block) { item = b.asyncNext(s, it, body, none) },
		s.Body, s.OrElse, func() { b.assign(s.Target, item) })
}

func (b *fn) asyncNext(n syntax.Node, it *hir.Value, body, none *hir.Block) *hir.Value {
	outer := b.handler
	h := b.newBlock()
	b.handler = h
	item := b.await(n, b.rt(n, "get_anext", it))
	b.handler = outer
	b.jump(body)
	b.open(h)
	exc := b.rt(n, "catch")
	other := b.newBlock()
	b.branch(b.rt(n, "is_stop_async", exc), none, other, 1)
	b.open(other)
	b.rt(n, "restore", exc)
	b.unwind()
	return item
}
