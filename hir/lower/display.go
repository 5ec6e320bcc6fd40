package lower

import (
	"spc/hir"
	"spc/syntax"
)

func hasStar(list []syntax.Expr) bool {
	for _, e := range list {
		if _, ok := e.(*syntax.Starred); ok {
			return true
		}
	}
	return false
}

func (b *fn) exprs(list []syntax.Expr) []*hir.Value {
	out := make([]*hir.Value, len(list))
	for i, e := range list {
		out[i] = b.expr(e)
	}
	return out
}

// objects evaluates expressions to objects: machine values are boxed.
func (b *fn) objects(list []syntax.Expr) []*hir.Value {
	out := b.exprs(list)
	for i, v := range out {
		out[i] = b.box(list[i], v)
	}
	return out
}

func (b *fn) list(n syntax.Node, elts []syntax.Expr) *hir.Value {
	if !hasStar(elts) {
		return b.rt(n, "list", b.exprs(elts)...)
	}
	// The items before the first star make the list; the rest is added to it.
	first := 0
	for !isStar(elts[first]) {
		first++
	}
	l := b.rt(n, "list", b.exprs(elts[:first])...)
	for _, e := range elts[first:] {
		if s, ok := e.(*syntax.Starred); ok {
			b.rt(n, "list_extend", l, b.expr(s.Value))
		} else {
			b.rt(n, "list_append", l, b.expr(e))
		}
	}
	return l
}

func isStar(e syntax.Expr) bool {
	_, ok := e.(*syntax.Starred)
	return ok
}

func (b *fn) tuple(n syntax.Node, elts []syntax.Expr) *hir.Value {
	if hasStar(elts) {
		return b.rt(n, "list_to_tuple", b.list(n, elts))
	}
	if len(elts) == 0 {
		return b.konst(hir.ConstTuple{})
	}
	return b.rt(n, "tuple", b.exprs(elts)...)
}

func (b *fn) set(e *syntax.Set) *hir.Value {
	if !hasStar(e.Elts) {
		return b.rt(e, "set", b.exprs(e.Elts)...)
	}
	first := 0
	for !isStar(e.Elts[first]) {
		first++
	}
	s := b.rt(e, "set", b.exprs(e.Elts[:first])...)
	for _, x := range e.Elts[first:] {
		if star, ok := x.(*syntax.Starred); ok {
			b.rt(e, "set_update", s, b.expr(star.Value))
		} else {
			b.rt(e, "set_add", s, b.expr(x))
		}
	}
	return s
}

func (b *fn) dict(e *syntax.Dict) *hir.Value {
	first := 0
	var items []*hir.Value
	for ; first < len(e.Keys) && e.Keys[first] != nil; first++ {
		k := b.expr(e.Keys[first])
		items = append(items, k, b.expr(e.Values[first]))
	}
	d := b.rt(e, "dict", items...)
	for i := first; i < len(e.Keys); i++ {
		if e.Keys[i] == nil {
			b.rt(e, "dict_update", d, b.expr(e.Values[i]))
			continue
		}
		k := b.expr(e.Keys[i])
		b.rt(e, "dict_set", d, k, b.expr(e.Values[i]))
	}
	return d
}
