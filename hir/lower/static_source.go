package lower

import (
	"spc/hir"
	"spc/rt"
	"spc/syntax"
	"spc/typecheck"
)

// What loops and comprehensions of static code draw their items from. A list, tuple, string, checked list or array is read by
// index, with a look at the length at each step, which is what their iterators do; enumerate, zip and dict.items make no
// tuple when the loop unpacks it at once. Whether a list or dict is one exactly is tested before the loop: a subclass may
// iterate as it likes.

// source gives the items of an iterable one after the other. Its state is in variables of the function.
type source struct {
	// next leaves for none when there is no more, else gives the item: one value, or the parts of a tuple.
	next  func(none *hir.Block) []*hir.Value
	parts int // how many next gives; a tuple when it is not 1
}

// source is what iterating over e draws from; nil when nothing better is known than its iterator. What goes wrong with the
// iterable happens at.
func (b *fn) source(at syntax.Node, e syntax.Expr) *source {
	if b.m.w == nil {
		return nil
	}
	if call, ok := e.(*syntax.Call); ok && len(call.Keywords) == 0 && !hasStar(call.Args) {
		switch {
		case b.isBuiltin(call.Func, "enumerate") && len(call.Args) >= 1 && len(call.Args) <= 2:
			return b.enumerateSource(at, call)
		case b.isBuiltin(call.Func, "zip") && len(call.Args) >= 1:
			return b.zipSource(at, call)
		case b.isBuiltin(call.Func, "range") && len(call.Args) >= 1 && len(call.Args) <= 3:
			return b.rangeSource(call)
		}
		if src := b.itemsSource(at, call); src != nil {
			return src
		}
	}
	if c := b.sequenceClass(e); c != nil {
		return b.sequence(at, e, c)
	}
	return nil
}

// sequenceClass is the class of what e most probably is, when it is read by index.
func (b *fn) sequenceClass(e syntax.Expr) *hir.Class {
	t := typecheck.Trust(b.m.w.info.TypeOf(e))
	switch h := b.m.w.typeOf(t); {
	case h.IsGeneric(hir.Array), h.IsGeneric(hir.CheckedList), h.Class == hir.List && !h.Optional, h.Class == hir.Tuple && !h.Optional,
		h.Class == hir.Str && !h.Optional:
		return h.Class
	}
	return nil
}

// carried is a variable of a source, with its first value.
func (b *fn) carried(name string, r rt.Rep, v *hir.Value) *variable {
	x := &variable{name: name, rep: r}
	b.write(x, b.cur, v)
	return x
}

// sequence reads by index. A value that turns out to be something else than an exact c gives its iterator instead.
func (b *fn) sequence(at syntax.Node, e syntax.Expr, c *hir.Class) *source {
	o := b.box(e, b.expr(e))
	i := b.carried(".index", rt.I64, b.i64(0))
	if o.Type.IsExact(c) {
		return &source{parts: 1, next: func(none *hir.Block) []*hir.Value {
			return []*hir.Value{b.elementOf(e, b.indexed(e, o, i, none))}
		}}
	}
	it := b.iteratorUnless(o, c, func() *hir.Value { return b.op(at, hir.OpGetIter, rt.Obj, o) })
	item := &variable{name: ".item", rep: rt.Obj}
	return &source{parts: 1, next: func(none *hir.Block) []*hir.Value {
		iter := b.read(it, b.cur)
		have := b.eitherWay(at, iter, item, none, func() *hir.Value {
			return b.indexed(e, b.refine(o, hir.ExactOf(c)), i, none)
		})
		b.open(have)
		return []*hir.Value{b.elementOf(e, b.read(item, b.cur))}
	}}
}

// iteratorUnless makes the variable of o's iterator: null when o is exactly a c, and needs none.
func (b *fn) iteratorUnless(o *hir.Value, c *hir.Class, iter func() *hir.Value) *variable {
	it := &variable{name: ".iter", rep: rt.Obj}
	exact, other, ready := b.newBlock(), b.newBlock(), b.newBlock()
	test := b.f.NewValue(hir.OpIsType, rt.Bool, hir.ExactOf(hir.BoolClass), o)
	test.Cast = hir.ExactOf(c)
	b.branch(b.add(test), exact, other, 1)
	b.open(exact)
	b.write(it, b.cur, b.null())
	b.jump(ready)
	b.open(other)
	b.write(it, b.cur, iter())
	b.jump(ready)
	b.open(ready)
	return it
}

// eitherWay draws an item into a variable: by direct when iter is null, else from the iterator.
func (b *fn) eitherWay(at syntax.Node, iter *hir.Value, item *variable, none *hir.Block, direct func() *hir.Value) (have *hir.Block) {
	count, draw, drawn := b.newBlock(), b.newBlock(), b.newBlock()
	have = b.newBlock()
	b.branch(b.isNull(iter), count, draw, 1)
	b.open(count)
	b.write(item, b.cur, direct())
	b.jump(have)
	b.open(draw)
	x := b.op(at, hir.OpIterNext, rt.Obj, iter)
	b.branch(b.isNull(x), none, drawn, -1)
	b.open(drawn)
	b.write(item, b.cur, x)
	b.jump(have)
	return have
}

// indexed is the element at the index, which is raised; none when the sequence has come to its end.
func (b *fn) indexed(e syntax.Expr, o *hir.Value, i *variable, none *hir.Block) *hir.Value {
	at, more := b.read(i, b.cur), b.newBlock()
	b.branch(b.opInt(e, hir.OpCmp, rt.Bool, int64(hir.CmpLT), at, b.op(e, hir.OpLen, rt.I64, o)), more, none, 1)
	b.open(more)
	var v *hir.Value
	if o.Type.Class == hir.Str {
		v = b.rt(e, "str_next", o, at)
	} else {
		v = b.loadElem(e, o, at)
	}
	b.write(i, b.cur, b.op(e, hir.OpAdd, rt.I64, at, b.i64(1)))
	return v
}

// elementOf holds an item to what is trusted of the elements of the container e.
func (b *fn) elementOf(e syntax.Expr, item *hir.Value) *hir.Value {
	if t := typecheck.ElementType(b.m.w.info.TypeOf(e)); t != nil && item.Rep == rt.Obj {
		return b.element(e, item, typecheck.Hinted(t))
	}
	return item
}

// generic draws from e's iterator.
func (b *fn) generic(at syntax.Node, e syntax.Expr) *source {
	it := b.iter(at, e)
	return &source{parts: 1, next: func(none *hir.Block) []*hir.Value {
		item := b.op(at, hir.OpIterNext, rt.Obj, it)
		have := b.newBlock()
		b.branch(b.isNull(item), none, have, -1)
		b.open(have)
		return []*hir.Value{b.elementOf(e, item)}
	}}
}

// enumerateSource counts in a register; nil when the start is no small constant.
func (b *fn) enumerateSource(at syntax.Node, call *syntax.Call) *source {
	start := int64(0)
	if len(call.Args) == 2 {
		n, ok := b.constInt(call.Args[1])
		if !ok || n < -1<<62 || n > 1<<62 {
			return nil
		}
		start = n
	}
	inner := b.source(call, call.Args[0])
	if inner == nil {
		inner = b.generic(call, call.Args[0])
	}
	n := b.carried(".count", rt.I64, b.i64(start))
	return &source{parts: 2, next: func(none *hir.Block) []*hir.Value {
		item := b.whole(call, inner, inner.next(none))
		count := b.read(n, b.cur)
		b.write(n, b.cur, b.op(at, hir.OpAdd, rt.I64, count, b.i64(1)))
		return []*hir.Value{b.box(call, count), item}
	}}
}

// zipSource draws from each in turn until one is exhausted; nil when one is not known to be iterable, because zip
// words that error itself.
func (b *fn) zipSource(at syntax.Node, call *syntax.Call) *source {
	for _, a := range call.Args {
		if t := b.m.w.typeOf(b.m.w.info.TypeOf(a)); !t.Is(hir.List) && !t.Is(hir.Tuple) && !t.IsGeneric(hir.CheckedList) {
			return nil
		}
	}
	inner := make([]*source, len(call.Args))
	for i, a := range call.Args {
		inner[i] = b.source(at, a)
	}
	return &source{parts: len(inner), next: func(none *hir.Block) []*hir.Value {
		items := make([]*hir.Value, len(inner))
		for i, s := range inner {
			items[i] = b.whole(call, s, s.next(none))
		}
		return items
	}}
}

// itemsSource walks over a dict's items without a view; nil for other calls.
func (b *fn) itemsSource(at syntax.Node, call *syntax.Call) *source {
	attr, ok := call.Func.(*syntax.Attribute)
	if !ok || attr.Attr != "items" || len(call.Args) > 0 || b.isSuper(attr.Value) {
		return nil
	}
	trusted := typecheck.Trust(b.m.w.info.TypeOf(attr.Value))
	dict, ok := trusted.(*typecheck.Instance)
	if t := b.m.w.typeOf(trusted); !ok || t.Class != hir.Dict || t.Optional {
		return nil
	}
	o := b.box(attr, b.expr(attr.Value))
	it := b.iteratorUnless(o, hir.Dict, func() *hir.Value {
		return b.op(at, hir.OpGetIter, rt.Obj, b.opAux(call, hir.OpCallMethod, rt.Obj, &hir.MethodCall{Name: "items"}, o))
	})
	size := b.rt(at, "dict_walk_size", o)
	place := b.carried(".place", rt.I64, b.i64(0))
	left := b.carried(".left", rt.I64, size)
	k, v := &variable{name: ".key", rep: rt.Obj}, &variable{name: ".value", rep: rt.Obj}
	return &source{parts: 2, next: func(none *hir.Block) []*hir.Value {
		walk, draw, found, drawn, have := b.newBlock(), b.newBlock(), b.newBlock(), b.newBlock(), b.newBlock()
		iter := b.read(it, b.cur)
		b.branch(b.isNull(iter), walk, draw, 1)
		b.open(walk)
		slots := b.slots(2)
		rest := b.read(left, b.cur)
		next := b.rt(at, "dict_next", o, b.read(place, b.cur), size, rest, slots)
		b.branch(b.opInt(at, hir.OpCmp, rt.Bool, int64(hir.CmpGE), next, b.i64(0)), found, none, 1)
		b.open(found)
		b.write(place, b.cur, next)
		b.write(left, b.cur, b.op(at, hir.OpSub, rt.I64, rest, b.i64(1)))
		b.write(k, b.cur, b.slot(slots, 0))
		b.write(v, b.cur, b.slot(slots, 1))
		b.jump(have)
		b.open(draw)
		pair := b.op(at, hir.OpIterNext, rt.Obj, iter)
		b.branch(b.isNull(pair), none, drawn, -1)
		b.open(drawn)
		slots = b.slots(2)
		b.rt(at, "unpack", pair, b.i64(2), slots)
		b.write(k, b.cur, b.slot(slots, 0))
		b.write(v, b.cur, b.slot(slots, 1))
		b.jump(have)
		b.open(have)
		parts := []*hir.Value{b.read(k, b.cur), b.read(v, b.cur)}
		for i := range parts {
			if len(dict.Args) == 2 {
				parts[i] = b.element(call, parts[i], typecheck.Hinted(dict.Args[i]))
			}
		}
		return parts
	}}
}

// whole is the item of a source as one value.
func (b *fn) whole(n syntax.Node, s *source, parts []*hir.Value) *hir.Value {
	if s.parts == 1 {
		return parts[0]
	}
	objects := make([]*hir.Value, len(parts))
	for i, p := range parts {
		objects[i] = b.box(n, p)
	}
	return b.rt(n, "tuple", objects...)
}

// bindItem assigns an item to the target of a loop. The parts of a tuple go to as many targets without one.
func (b *fn) bindItem(iter, target syntax.Expr, s *source, parts []*hir.Value) {
	var targets []syntax.Expr
	switch t := target.(type) {
	case *syntax.Tuple:
		targets = t.Elts
	case *syntax.List:
		targets = t.Elts
	}
	if s.parts == 1 || len(targets) != s.parts || hasStar(targets) {
		b.assign(target, b.coerce(target, b.whole(iter, s, parts)))
		return
	}
	b.coerceTargets(targets, parts)
	for i, t := range targets {
		b.assign(t, parts[i])
	}
}

// sourceLoop is a for loop over what source knows; false for others.
func (b *fn) sourceLoop(s *syntax.For) bool {
	src := b.source(b.site(s, s.Iter), s.Iter)
	if src == nil {
		return false
	}
	var parts []*hir.Value
	b.loop(s.Iter, func(body, none *hir.Block) {
		parts = src.next(none)
		b.jump(body)
	}, s.Body, s.OrElse, func() { b.bindItem(s.Iter, s.Target, src, parts) })
	return true
}
