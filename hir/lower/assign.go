package lower

import (
	"spc/hir"
	"spc/syntax"
)

// assign stores v into a target.
func (b *fn) assign(target syntax.Expr, v *hir.Value) {
	switch t := target.(type) {
	case *syntax.Name:
		b.store(t, t.ID, v)
	case *syntax.Attribute:
		o := b.expr(t.Value)
		b.setattr(t, o, t.Attr, v)
	case *syntax.Subscript:
		b.storeSubscript(t, b.expr(t.Value), v)
	case *syntax.Tuple:
		b.unpack(t, t.Elts, v)
	case *syntax.List:
		b.unpack(t, t.Elts, v)
	case *syntax.Starred:
		b.assign(t.Value, v)
	default:
		b.unsupported("assignment target")
	}
}

func (b *fn) setattr(n *syntax.Attribute, o *hir.Value, name string, v *hir.Value) {
	if b.m.w != nil {
		if b.storeField(n, o, v) {
			return
		}
		v = b.box(n, v)
		if b.patchedStore(n, o, v) {
			return
		}
	}
	b.opAux(n, hir.OpSetAttr, 0, b.scope.Mangle(name), o, v)
}

func (b *fn) storeSubscript(t *syntax.Subscript, o, v *hir.Value) {
	if b.m.w != nil && b.storeGeneric(t, o, v) {
		return
	}
	v = b.box(t, v)
	if s, ok := t.Slice.(*syntax.Slice); ok && s.Step == nil {
		lo := b.bound(s.Lower)
		hi := b.bound(s.Upper)
		b.rt(t, "store_slice", o, lo, hi, v)
		return
	}
	b.op(t, hir.OpStoreSubscr, 0, o, b.subscriptIndex(t.Slice), v)
}

// subscriptIndex evaluates an index as an object.
func (b *fn) subscriptIndex(e syntax.Expr) *hir.Value { return b.box(e, b.expr(e)) }

// unpack spreads an iterable over targets, at most one of them starred.
func (b *fn) unpack(n syntax.Node, targets []syntax.Expr, v *hir.Value) {
	star := -1
	for i, t := range targets {
		if isStar(t) {
			star = i
			break
		}
	}
	slots := b.slots(int64(len(targets)))
	if star < 0 {
		b.rt(n, "unpack", v, b.i64(int64(len(targets))), slots)
	} else {
		b.rt(n, "unpack_ex", v, b.i64(int64(star)), b.i64(int64(len(targets)-star-1)), slots)
	}
	items := make([]*hir.Value, len(targets))
	for i := range targets {
		items[i] = b.slot(slots, int64(i))
	}
	if b.m.w != nil {
		b.coerceTargets(targets, items)
	}
	for i, t := range targets {
		b.assign(t, items[i])
	}
}

func (b *fn) assignStmt(s *syntax.Assign) {
	// A display of as many items as there are targets needs no tuple: a, b = b, a.
	if len(s.Targets) == 1 {
		if targets, values := pairs(s.Targets[0], s.Value); targets != nil {
			vals := b.exprs(values)
			for i, t := range targets {
				b.assign(t, vals[i])
			}
			return
		}
	}
	v := b.expr(s.Value)
	for _, t := range s.Targets {
		b.assign(t, v)
	}
}

// pairs gives the targets and values of an assignment from a display to a tuple of targets that need no
// sequence in between. The interpreter does so for up to three items; beyond that nobody can tell either.
func pairs(target, value syntax.Expr) (targets, values []syntax.Expr) {
	t, ok := target.(*syntax.Tuple)
	v, ok2 := value.(*syntax.Tuple)
	if !ok || !ok2 || len(t.Elts) != len(v.Elts) || len(t.Elts) == 0 || hasStar(t.Elts) || hasStar(v.Elts) {
		return nil, nil
	}
	return t.Elts, v.Elts
}

// augAssign evaluates the target's parts once.
func (b *fn) augAssign(s *syntax.AugAssign) {
	kind := int64(binKinds[s.Op] | hir.InPlace)
	if b.m.w != nil && b.staticAugAssign(s, kind) {
		return
	}
	switch t := s.Target.(type) {
	case *syntax.Name:
		old := b.load(t, t.ID)
		v := b.opInt(s, hir.OpBinary, obj, kind, old, b.expr(s.Value))
		b.store(t, t.ID, v)
	case *syntax.Attribute:
		o := b.expr(t.Value)
		old := b.getattr(t, o, t.Attr)
		v := b.opInt(s, hir.OpBinary, obj, kind, old, b.expr(s.Value))
		b.setattr(t, o, t.Attr, v)
	case *syntax.Subscript:
		o := b.expr(t.Value)
		if sl, ok := t.Slice.(*syntax.Slice); ok && sl.Step == nil {
			lo := b.bound(sl.Lower)
			hi := b.bound(sl.Upper)
			old := b.rt(t, "get_slice", o, lo, hi)
			v := b.opInt(s, hir.OpBinary, obj, kind, old, b.expr(s.Value))
			b.rt(t, "store_slice", o, lo, hi, v)
			return
		}
		i := b.subscriptIndex(t.Slice)
		old := b.op(t, hir.OpSubscr, obj, o, i)
		if b.m.w != nil {
			old = b.element(t, old, b.m.w.info.TypeOf(t))
		}
		v := b.opInt(s, hir.OpBinary, obj, kind, old, b.expr(s.Value))
		b.op(t, hir.OpStoreSubscr, 0, o, i, v)
	}
}

// delete is a del statement's target.
func (b *fn) delete(target syntax.Expr) {
	switch t := target.(type) {
	case *syntax.Name:
		b.del(t, t.ID)
	case *syntax.Attribute:
		b.opAux(t, hir.OpDelAttr, 0, b.scope.Mangle(t.Attr), b.expr(t.Value))
	case *syntax.Subscript:
		o := b.expr(t.Value)
		if s, ok := t.Slice.(*syntax.Slice); ok && s.Step == nil {
			lo := b.bound(s.Lower)
			hi := b.bound(s.Upper)
			b.rt(t, "del_slice", o, lo, hi)
			return
		}
		b.op(t, hir.OpDelSubscr, 0, o, b.subscriptIndex(t.Slice))
	case *syntax.Tuple:
		for _, x := range t.Elts {
			b.delete(x)
		}
	case *syntax.List:
		for _, x := range t.Elts {
			b.delete(x)
		}
	}
}
