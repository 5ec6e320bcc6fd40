package lower

import (
	"spc/hir"
	"spc/rt"
	"spc/syntax"
)

const boolRep = rt.Bool

// with enters the items from left to right and leaves them in the opposite order, however the body ends.
func (b *fn) with(n syntax.Node, items []*syntax.WithItem, body []syntax.Stmt, async bool) {
	if len(items) == 0 {
		b.stmts(body)
		return
	}
	item := items[0]
	at := b.site(n, item.ContextExpr)
	manager := b.expr(item.ContextExpr)
	slots := b.slots(1)
	var entered, leaver *hir.Value
	if async {
		aw := b.rt(at, "async_with_enter", manager, slots)
		leaver = b.slot(slots, 0)
		entered = b.await(at, b.rt(at, "get_awaitable", aw, b.i32(1)))
	} else {
		entered = b.rt(at, "with_enter", manager, slots)
		leaver = b.slot(slots, 0)
	}
	leave := func(exc *hir.Value) *hir.Value {
		r := b.rt(at, "with_exit", leaver, exc)
		if async {
			r = b.await(at, b.rt(at, "get_awaitable", r, b.i32(2)))
		}
		return r
	}

	outer, h, done := b.handler, b.newBlock(), b.newBlock()
	b.push(exit{handler: outer, undo: func(syntax.Node) { leave(b.null()) }})
	b.handler = h
	if item.OptionalVars != nil {
		b.assign(item.OptionalVars, entered)
	}
	b.with(n, items[1:], body, async)
	b.handler = outer
	b.pop()
	if !b.dead {
		leave(b.null())
	}
	b.jump(done)
	b.open(h)
	if !b.dead {
		exc, end := b.handling(at)
		swallow := b.truth(at, leave(exc))
		quiet, loud := b.newBlock(), b.newBlock()
		b.branch(swallow, quiet, loud, 0)
		b.open(quiet)
		b.leaveTop(at)
		b.jump(done)
		b.open(loud)
		b.reraise(at, exc)
		end()
	}
	b.open(done)
}
