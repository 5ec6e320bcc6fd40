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
	call, ok := s.Iter.(*syntax.Call)
	if !ok {
		return false
	}
	if c := b.m.w.info.Calls[call]; c != nil && c.Kind == typecheck.CallCRange {
		b.crange(s, call)
		return true
	}
	if b.isBuiltin(call.Func, "range") && len(call.Keywords) == 0 && !hasStar(call.Args) && len(call.Args) >= 1 && len(call.Args) <= 3 {
		b.rangeLoop(s, call)
		return true
	}
	return false
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

// rangeLoop counts in a register. Bounds that are no small ints (they may be of any size, or objects with __index__) make
// a range object, whose iterator the same loop body then draws from.
func (b *fn) rangeLoop(s *syntax.For, call *syntax.Call) {
	bounds := []*hir.Value{b.konst(int64(0)), nil, b.konst(int64(1))}
	switch args := b.exprs(call.Args); len(args) {
	case 1:
		bounds[1] = args[0]
	default:
		copy(bounds, args)
	}
	if b.machineRange(s, call, bounds) {
		return
	}
	for i, v := range bounds {
		bounds[i] = b.pass(call, v, rt.Tag)
	}
	i, stop := &variable{name: ".index", rep: rt.I64}, &variable{name: ".stop", rep: rt.I64}
	step, it := &variable{name: ".step", rep: rt.I64}, &variable{name: ".iter", rep: rt.Obj}
	small, big, ready := b.newBlock(), b.newBlock(), b.newBlock()
	for _, v := range bounds {
		next := b.newBlock()
		b.branch(b.rt(call, "tag_is_small", v), next, big, 1)
		b.open(next)
	}
	if len(call.Args) == 3 { // a step of zero is for range itself to complain about
		b.branch(b.opInt(call, hir.OpCmp, rt.Bool, int64(hir.CmpNE), b.op(nil, hir.OpFromImm, rt.I64, bounds[2]), b.i64(0)), small, big, 1)
	}
	b.jump(small)
	b.open(small)
	b.write(i, b.cur, b.op(nil, hir.OpFromImm, rt.I64, bounds[0]))
	b.write(stop, b.cur, b.op(nil, hir.OpFromImm, rt.I64, bounds[1]))
	b.write(step, b.cur, b.op(nil, hir.OpFromImm, rt.I64, bounds[2]))
	b.write(it, b.cur, b.null())
	b.jump(ready)
	b.open(big)
	objects := make([]*hir.Value, 3)
	for k, v := range bounds {
		objects[k] = b.box(call, v)
	}
	iter := b.op(call, hir.OpGetIter, rt.Obj, b.call(call, b.expr(call.Func), objects...))
	for _, v := range []*variable{i, stop, step} {
		b.write(v, b.cur, b.i64(0))
	}
	b.write(it, b.cur, iter)
	b.jump(ready)
	b.open(ready)
	b.rangeRounds(s, call, i, stop, step, it)
}

// machineRange is the loop over a range whose bounds are machine ints, counting by one; false when they are not. The
// index cannot overflow: it is at most the bound after the last round.
func (b *fn) machineRange(s *syntax.For, call *syntax.Call, bounds []*hir.Value) bool {
	for k, v := range bounds {
		if !isWord(v) || k == 2 && abs(wordConst(v)) != 1 {
			return false
		}
	}
	i := &variable{name: ".index", rep: rt.I64}
	stop, step := b.toWord(bounds[1]), b.toWord(bounds[2])
	b.write(i, b.cur, b.toWord(bounds[0]))
	var item *hir.Value
	b.loopStep(call, func(body, none *hir.Block) {
		item = b.read(i, b.cur)
		b.inRange(call, item, stop, step, false, body, none)
	}, s.Body, s.OrElse, func() { b.assign(s.Target, b.box(call, item)) }, func() {
		b.write(i, b.cur, b.op(nil, hir.OpAdd, rt.I64, b.read(i, b.cur), step))
	})
	return true
}

// isWord reports whether v is an int that was made of a machine int, or a constant of that size.
func isWord(v *hir.Value) bool {
	if v.Op == hir.OpBox {
		r := v.Args[0].Rep
		return r.IsSigned() || r.IsInt() && r != rt.U64
	}
	_, ok := constOf(v).(int64)
	return ok
}

// wordConst is the constant that v is; 0 when it is none.
func wordConst(v *hir.Value) int64 {
	if v.Op == hir.OpIntConst {
		return v.Int
	}
	n, _ := constOf(v).(int64)
	return n
}

func constOf(v *hir.Value) any {
	if v.Op == hir.OpConst {
		return v.Aux.(*hir.Const).Value
	}
	return nil
}

// toWord gives v, for which isWord holds, as a machine int.
func (b *fn) toWord(v *hir.Value) *hir.Value {
	if v.Op == hir.OpBox {
		return b.toMachine(nil, v.Args[0], rt.I64)
	}
	return b.i64(wordConst(v))
}

func abs(n int64) int64 {
	if n < 0 {
		return -n
	}
	return n
}

func (b *fn) rangeRounds(s *syntax.For, call *syntax.Call, i, stop, step, it *variable) {
	item := &variable{name: ".item", rep: rt.Tag}
	set := func(op hir.Op, v *hir.Value) {
		x := b.f.NewValue(op, rt.Tag, hir.ExactOf(hir.Int), v)
		b.write(item, b.cur, b.cur.Add(x))
	}
	up := len(call.Args) < 3
	b.loopStep(call, func(body, none *hir.Block) {
		count, draw, got, have := b.newBlock(), b.newBlock(), b.newBlock(), b.newBlock()
		iter := b.read(it, b.cur)
		b.branch(b.isNull(iter), count, draw, 1)
		b.open(count)
		b.inRange(call, b.read(i, b.cur), b.read(stop, b.cur), b.read(step, b.cur), up, got, none)
		b.open(got)
		at := b.read(i, b.cur)
		set(hir.OpToImm, at) // it lies between two small ints
		b.write(i, b.cur, b.op(nil, hir.OpAdd, rt.I64, at, b.read(step, b.cur)))
		b.jump(have)
		b.open(draw)
		x := b.op(call, hir.OpIterNext, rt.Obj, iter)
		drawn := b.newBlock()
		b.branch(b.isNull(x), none, drawn, -1)
		b.open(drawn)
		set(hir.OpToTag, b.refine(x, hir.ExactOf(hir.Int)))
		b.jump(have)
		b.open(have)
		b.jump(body)
	}, s.Body, s.OrElse, func() {
		v := b.read(item, b.cur)
		v.Type = hir.ExactOf(hir.Int)
		b.assign(s.Target, b.box(call, v))
	}, nil)
}

// inRange goes to yes while the index has not reached the end, in the direction of the step.
func (b *fn) inRange(n syntax.Node, i, stop, step *hir.Value, up bool, yes, no *hir.Block) {
	if up {
		b.branch(b.opInt(n, hir.OpCmp, rt.Bool, int64(hir.CmpLT), i, stop), yes, no, 1)
		return
	}
	if s := wordConst(step); s != 0 {
		cmp := hir.CmpLT
		if s < 0 {
			cmp = hir.CmpGT
		}
		b.branch(b.opInt(n, hir.OpCmp, rt.Bool, int64(cmp), i, stop), yes, no, 1)
		return
	}
	rising, falling := b.newBlock(), b.newBlock()
	b.branch(b.opInt(n, hir.OpCmp, rt.Bool, int64(hir.CmpGT), step, b.i64(0)), rising, falling, 1)
	b.open(rising)
	b.branch(b.opInt(n, hir.OpCmp, rt.Bool, int64(hir.CmpLT), i, stop), yes, no, 1)
	b.open(falling)
	b.branch(b.opInt(n, hir.OpCmp, rt.Bool, int64(hir.CmpGT), i, stop), yes, no, 1)
}
