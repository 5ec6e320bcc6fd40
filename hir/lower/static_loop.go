package lower

import (
	"spc/hir"
	"spc/rt"
	"spc/symtable"
	"spc/syntax"
	"spc/typecheck"
)

// Loops of static code over ranges, as machine loops, and over containers whose elements are trusted.

// staticFor lowers the loops that are more than Python's; false for others.
func (b *fn) staticFor(s *syntax.For) bool {
	if call, ok := s.Iter.(*syntax.Call); ok {
		if c := b.m.w.info.Calls[call]; c != nil && c.Kind == typecheck.CallCRange {
			b.crange(s, call)
			return true
		}
	}
	return b.sourceLoop(s)
}

// isBuiltin reports whether e is the name of a built-in that the module does not bind itself: static modules see the
// builtins as they were.
func (b *fn) isBuiltin(e syntax.Expr, name string) bool {
	n, ok := e.(*syntax.Name)
	if !ok || n.ID != name {
		return false
	}
	p := b.place(name)
	if p.kind != placeGlobal {
		return false
	}
	y := b.m.table.Top.Symbols[p.name]
	return y == nil || y.Use&(symtable.Assigned|symtable.Imported) == 0 && y.Res != symtable.GlobalExplicit
}

// crange is a C loop over the target variable itself (SP-184): the bound is evaluated once, the body may assign the
// variable, and it equals the bound after the last round.
func (b *fn) crange(s *syntax.For, call *syntax.Call) {
	start := b.i64(0)
	stop := call.Args[0]
	if len(call.Args) == 2 {
		start = b.machineIndex(call.Args[0])
		stop = call.Args[1]
	}
	limit := b.machineIndex(stop)
	v := b.place(s.Target.(*syntax.Name).ID).local.v
	b.write(v, b.cur, start)
	b.loopStep(s.Iter, func(body, none *hir.Block) {
		b.branch(b.opInt(s.Iter, hir.OpCmp, rt.Bool, int64(hir.CmpLT), b.read(v, b.cur), limit), body, none, 1)
	}, s.Body, s.OrElse, nil, func() {
		b.write(v, b.cur, b.op(s.Iter, hir.OpAdd, rt.I64, b.read(v, b.cur), b.i64(1)))
	})
}

// machineIndex evaluates e as an int64.
func (b *fn) machineIndex(e syntax.Expr) *hir.Value {
	if c, ok := b.m.w.info.Folded[e]; ok {
		if n, ok := constValue(c).(int64); ok {
			return b.i64(n)
		}
	}
	if n, ok := b.m.fold(e); ok {
		if n, ok := n.(int64); ok {
			return b.i64(n)
		}
	}
	return b.toMachine(e, b.expr(e), rt.I64)
}

// rangeSource counts in a register. Bounds that are no machine ints (they may be of any size, or objects with __index__)
// make a range object, whose iterator the items are then drawn from.
func (b *fn) rangeSource(call *syntax.Call) *source {
	bounds := []*hir.Value{b.konst(int64(0)), nil, b.konst(int64(1))}
	switch args := b.exprs(call.Args); len(args) {
	case 1:
		bounds[1] = args[0]
	default:
		copy(bounds, args)
	}
	for i, v := range bounds {
		bounds[i] = b.box(call, v)
	}
	i, stop := &variable{name: ".index", rep: rt.I64}, &variable{name: ".stop", rep: rt.I64}
	step, it := &variable{name: ".step", rep: rt.I64}, &variable{name: ".iter", rep: rt.Obj}
	small, big, ready := b.newBlock(), b.newBlock(), b.newBlock()
	by, _ := constOf(bounds[2]).(int64)
	words := b.rangeWords(call, bounds, by, big)
	b.jump(small)
	b.open(small)
	b.write(i, b.cur, words[0])
	b.write(stop, b.cur, words[1])
	b.write(step, b.cur, words[2])
	b.write(it, b.cur, b.null())
	b.jump(ready)
	b.open(big)
	iter := b.op(call, hir.OpGetIter, rt.Obj, b.call(call, b.expr(call.Func), bounds...))
	for _, v := range []*variable{i, stop, step} {
		b.write(v, b.cur, b.i64(0))
	}
	b.write(it, b.cur, iter)
	b.jump(ready)
	b.open(ready)
	return b.rangeItems(call, i, stop, step, it, by)
}

// rangeWords gives the bounds as machine ints, and goes to big when they cannot be. by is the step when it is a constant.
//
// From a constant by a small step a loop never gets near the end of a word, so there any int will do for the stop.
func (b *fn) rangeWords(n syntax.Node, bounds []*hir.Value, by int64, big *hir.Block) []*hir.Value {
	test := func(t *hir.Value) {
		next := b.newBlock()
		b.branch(t, next, big, 1)
		b.open(next)
	}
	start, isConst := constOf(bounds[0]).(int64)
	if isConst && start>>61 == start>>63 && by != 0 && by >= -16 && by <= 16 {
		exact := hir.ExactOf(hir.Int)
		t := b.f.NewValue(hir.OpIsType, rt.Bool, hir.ExactOf(hir.BoolClass), bounds[1])
		t.Cast = exact
		test(b.add(t))
		stop := b.f.NewValue(hir.OpToTag, rt.Tag, exact, b.refine(bounds[1], exact))
		return []*hir.Value{b.i64(start), b.rt(n, "tag_range_stop", b.cur.Add(stop)), b.i64(by)}
	}
	for _, v := range bounds {
		test(b.rt(n, "is_word", v))
	}
	words := make([]*hir.Value, len(bounds))
	for k, v := range bounds {
		words[k] = b.toMachine(n, v, rt.I64)
	}
	if by != 1 && by != -1 {
		test(b.rt(n, "range_fits", words[1], words[2]))
	}
	return words
}

func constOf(v *hir.Value) any {
	if v.Op == hir.OpConst {
		return v.Aux.(*hir.Const).Value
	}
	return nil
}

// rangeItems gives the items, counted while there is no iterator; by is the step when that is a constant, else 0.
func (b *fn) rangeItems(call *syntax.Call, i, stop, step, it *variable, by int64) *source {
	item := &variable{name: ".item", rep: rt.Tag}
	return &source{parts: 1, next: func(none *hir.Block) []*hir.Value {
		count, draw, got, have := b.newBlock(), b.newBlock(), b.newBlock(), b.newBlock()
		iter := b.read(it, b.cur)
		b.branch(b.isNull(iter), count, draw, 1)
		b.open(count)
		b.inRange(call, b.read(i, b.cur), b.read(stop, b.cur), b.read(step, b.cur), by, got, none)
		b.open(got)
		at := b.read(i, b.cur)
		b.write(item, b.cur, b.rt(call, "i64_to_tag", at))
		b.write(i, b.cur, b.op(nil, hir.OpAdd, rt.I64, at, b.read(step, b.cur)))
		b.jump(have)
		b.open(draw)
		x := b.op(call, hir.OpIterNext, rt.Obj, iter)
		drawn := b.newBlock()
		b.branch(b.isNull(x), none, drawn, -1)
		b.open(drawn)
		x = b.refine(x, hir.ExactOf(hir.Int))
		b.write(item, b.cur, b.cur.Add(b.f.NewValue(hir.OpToTag, rt.Tag, x.Type, x)))
		b.jump(have)
		b.open(have)
		v := b.read(item, b.cur)
		v.Type = hir.ExactOf(hir.Int)
		return []*hir.Value{b.box(call, v)}
	}}
}

// inRange goes to yes while the index has not reached the end, in the direction of the step. by is the step when it is a
// constant, else 0.
func (b *fn) inRange(n syntax.Node, i, stop, step *hir.Value, by int64, yes, no *hir.Block) {
	before := func(k hir.CmpKind) { b.branch(b.opInt(n, hir.OpCmp, rt.Bool, int64(k), i, stop), yes, no, 1) }
	switch {
	case by > 0:
		before(hir.CmpLT)
	case by < 0:
		before(hir.CmpGT)
	default:
		rising, falling := b.newBlock(), b.newBlock()
		b.branch(b.opInt(n, hir.OpCmp, rt.Bool, int64(hir.CmpGT), step, b.i64(0)), rising, falling, 1)
		b.open(rising)
		before(hir.CmpLT)
		b.open(falling)
		before(hir.CmpGT)
	}
}
