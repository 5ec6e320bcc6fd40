package lower

import (
	"spc/hir"
	"spc/syntax"
)

// A handler is entered with the error indicator set. It takes the exception and makes it the one that
// sys.exc_info() shows; each way out of it puts the former one back. The code of a finally clause is built once for
// each way that leads through it: the normal end, an exception, and each return, break or continue.

func (b *fn) try(s *syntax.Try) {
	body := func() {
		if len(s.Handlers) == 0 {
			b.stmts(s.Body)
			b.stmts(s.OrElse)
			return
		}
		b.tryExcept(s)
	}
	if len(s.FinalBody) == 0 {
		body()
		return
	}
	b.tryFinally(s, body, func() { b.stmts(s.FinalBody) })
}

func (b *fn) tryFinally(n syntax.Node, body, final func()) {
	outer, h, done := b.handler, b.newBlock(), b.newBlock()
	b.push(exit{handler: outer, undo: func(syntax.Node) { final() }})
	b.handler = h
	body()
	b.handler = outer
	b.pop()
	if !b.dead {
		final()
	}
	b.jump(done)
	b.open(h)
	if !b.dead {
		exc, end := b.handling(n)
		final()
		b.reraise(n, exc)
		end()
	}
	b.open(done)
}

// handling begins a handler: it takes the exception that is set. Jumps out of the handler put the former handled
// exception back; so do exceptions in it, by code that the returned function, to be called at the end of the
// handler, adds.
func (b *fn) handling(n syntax.Node) (exc *hir.Value, end func()) {
	exc = b.rt(n, "catch")
	prev := b.rt(n, "push_exc", exc)
	b.mayBeNull[prev] = true
	outer, cleanup := b.handler, b.newBlock()
	b.push(exit{handler: outer, undo: func(n syntax.Node) { b.rt(n, "pop_exc", prev) }})
	b.handler = cleanup
	return exc, func() {
		b.pop()
		b.handler = outer
		resume, dead := b.cur, b.dead
		b.open(cleanup)
		if !b.dead {
			b.rt(n, "pop_exc", prev)
			b.unwind()
		}
		b.cur, b.dead = resume, dead
	}
}

// reraise raises exc again, without a new traceback entry.
func (b *fn) reraise(n syntax.Node, exc *hir.Value) {
	if b.dead {
		return
	}
	b.rt(n, "restore", exc)
	b.unwind()
}

// leaveTop undoes the innermost enclosing statement, where its normal end is reached.
func (b *fn) leaveTop(n syntax.Node) { b.leave(n, len(b.exits)-1) }

func (b *fn) tryExcept(s *syntax.Try) {
	outer, h, done := b.handler, b.newBlock(), b.newBlock()
	b.push(exit{handler: outer})
	b.handler = h
	b.stmts(s.Body)
	b.handler = outer
	b.pop()
	b.stmts(s.OrElse)
	b.jump(done)
	b.open(h)
	if !b.dead {
		exc, end := b.handling(s)
		for _, c := range s.Handlers {
			b.handlerClause(c, exc, done)
		}
		b.reraise(s, exc)
		end()
	}
	b.open(done)
}

// handlerClause is one except clause; the builder goes on where it does not match.
func (b *fn) handlerClause(c *syntax.ExceptHandler, exc *hir.Value, done *hir.Block) {
	if b.dead {
		return
	}
	next := b.newBlock()
	if c.Type != nil {
		match := b.newBlock()
		b.branch(b.rt(c.Type, "exc_match", exc, b.expr(c.Type)), match, next, 0)
		b.open(match)
	}
	if c.Name == "" {
		b.stmts(c.Body)
		if !b.dead {
			b.leaveTop(c)
		}
		b.jump(done)
		b.open(next)
		return
	}
	b.store(c, c.Name, exc)
	// Jumps out put the handled exception back first and unbind the name then.
	top := &b.exits[len(b.exits)-1]
	undo := top.undo
	top.undo = func(n syntax.Node) {
		undo(n)
		b.unbind(c, c.Name)
	}
	inner, h := b.handler, b.newBlock()
	b.handler = h
	b.push(exit{handler: inner})
	b.stmts(c.Body)
	b.pop()
	b.handler = inner
	if !b.dead {
		b.leaveTop(c)
	}
	b.jump(done)
	b.exits[len(b.exits)-1].undo = undo
	b.open(h)
	if !b.dead {
		b.unbindRaising(c, c.Name)
		b.unwind()
	}
	b.open(next)
}

// unbind removes the name that an except clause bound, whether it still exists or not.
func (b *fn) unbind(n syntax.Node, name string) {
	p := b.place(name)
	if p.kind == placeLocal || p.kind == placeFree {
		b.unset(p)
		return
	}
	b.storePlace(n, p, b.none())
	b.del(n, name)
}

// unbindRaising is unbind while an exception is set.
func (b *fn) unbindRaising(n syntax.Node, name string) {
	if p := b.place(name); p.kind == placeLocal && !p.local.isCell {
		b.unset(p)
		return
	}
	exc := b.rt(n, "catch")
	b.unbind(n, name)
	b.rt(n, "restore", exc)
}

// tryStar is try with except* clauses (PEP 654): each clause takes its part of the group, and what the clauses raise
// is raised together with the rest at the end.
func (b *fn) tryStar(s *syntax.TryStar) {
	body := func() { b.exceptStar(s) }
	if len(s.FinalBody) == 0 {
		body()
		return
	}
	b.tryFinally(s, body, func() { b.stmts(s.FinalBody) })
}

func (b *fn) exceptStar(s *syntax.TryStar) {
	outer, h, done := b.handler, b.newBlock(), b.newBlock()
	b.push(exit{handler: outer})
	b.handler = h
	b.stmts(s.Body)
	b.handler = outer
	b.pop()
	b.stmts(s.OrElse)
	b.jump(done)
	b.open(h)
	if !b.dead {
		exc, end := b.handling(s)
		raised := b.rt(s, "list")
		rest := exc
		for _, c := range s.Handlers {
			rest = b.starClause(c, rest, raised)
		}
		b.rt(s, "list_append", raised, rest)
		again := b.rt(s, "eg_reraise", exc, raised)
		quiet, loud := b.newBlock(), b.newBlock()
		b.branch(b.op(s, hir.OpIs, boolRep, again, b.none()), quiet, loud, 0)
		b.open(quiet)
		b.leaveTop(s)
		b.jump(done)
		b.open(loud)
		b.reraise(s, again)
		end()
	}
	b.open(done)
}

// starClause is one except* clause: the part of rest that matches is handled; the result is what is left.
func (b *fn) starClause(c *syntax.ExceptHandler, rest, raised *hir.Value) *hir.Value {
	slots := b.slots(2)
	b.rt(c.Type, "eg_match", rest, b.expr(c.Type), slots)
	left := b.slot(slots, 0)
	match := b.slot(slots, 1)
	next, run := b.newBlock(), b.newBlock()
	b.branch(b.op(c, hir.OpIs, boolRep, match, b.none()), next, run, 0)
	b.open(run)
	prev := b.rt(c, "push_exc", match)
	b.mayBeNull[prev] = true
	if c.Name != "" {
		b.store(c, c.Name, match)
	}
	outer, h := b.handler, b.newBlock()
	b.handler = h
	b.push(exit{handler: outer})
	b.stmts(c.Body)
	b.pop()
	b.handler = outer
	leave := func() {
		b.rt(c, "pop_exc", prev)
		if c.Name != "" {
			b.unbind(c, c.Name)
		}
	}
	if !b.dead {
		leave()
		b.jump(next)
	}
	b.open(h)
	if !b.dead {
		e := b.rt(c, "catch")
		leave()
		b.rt(c, "list_append", raised, e)
		b.jump(next)
	}
	b.open(next)
	return left
}
