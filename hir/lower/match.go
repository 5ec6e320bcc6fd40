package lower

import (
	"spc/hir"
	"spc/rt"
	"spc/syntax"
)

// capture is a name that a pattern binds. Names are bound once the whole pattern has matched, before the guard.
type capture struct {
	n    syntax.Node
	name string
	v    *hir.Value
}

func (b *fn) match(s *syntax.Match) {
	subject := b.expr(s.Subject)
	done := b.newBlock()
	for _, c := range s.Cases {
		next := b.newBlock()
		for _, cp := range b.pattern(c.Pattern, subject, next, nil) {
			b.store(cp.n, cp.name, cp.v)
		}
		if c.Guard != nil {
			yes := b.newBlock()
			b.cond(c.Guard, yes, next)
			b.open(yes)
		}
		b.stmts(c.Body)
		b.jump(done)
		b.open(next)
	}
	b.jump(done)
	b.open(done)
}

// require goes to fail unless cond holds.
func (b *fn) require(cond *hir.Value, fail *hir.Block) {
	ok := b.newBlock()
	b.branch(cond, ok, fail, 0)
	b.open(ok)
}

// pattern matches subject against p, going to fail when it does not match. The result is caps and what p captures.
func (b *fn) pattern(p syntax.Pattern, subject *hir.Value, fail *hir.Block, caps []capture) []capture {
	switch p := p.(type) {
	case *syntax.MatchValue:
		v := b.expr(p.Value)
		b.require(b.opInt(p, hir.OpCompareBool, boolRep, int64(hir.CmpEQ), subject, v), fail)
	case *syntax.MatchSingleton:
		b.require(b.op(p, hir.OpIs, boolRep, subject, b.konst(constValue(p.Value))), fail)
	case *syntax.MatchSequence:
		return b.sequencePattern(p, subject, fail, caps)
	case *syntax.MatchMapping:
		return b.mappingPattern(p, subject, fail, caps)
	case *syntax.MatchClass:
		return b.classPattern(p, subject, fail, caps)
	case *syntax.MatchAs:
		if p.Pattern != nil {
			caps = b.pattern(p.Pattern, subject, fail, caps)
		}
		if p.Name != "" {
			caps = append(caps, capture{p, p.Name, subject})
		}
	case *syntax.MatchStar:
		if p.Name != "" {
			caps = append(caps, capture{p, p.Name, subject})
		}
	case *syntax.MatchOr:
		return b.orPattern(p, subject, fail, caps)
	}
	return caps
}

func isWildcard(p syntax.Pattern) bool {
	switch p := p.(type) {
	case *syntax.MatchAs:
		return p.Pattern == nil && p.Name == ""
	case *syntax.MatchStar:
		return p.Name == ""
	}
	return false
}

// lengthIs compares the subject's length with n.
func (b *fn) length(n syntax.Node, subject *hir.Value, kind hir.CmpKind, want int) *hir.Value {
	l := b.op(n, hir.OpLen, rt.I64, subject)
	return b.opInt(n, hir.OpCmp, boolRep, int64(kind), l, b.i64(int64(want)))
}

func (b *fn) sequencePattern(p *syntax.MatchSequence, subject *hir.Value, fail *hir.Block, caps []capture) []capture {
	star, wild := -1, true
	for i, q := range p.Patterns {
		if _, ok := q.(*syntax.MatchStar); ok {
			star = i
		}
		wild = wild && isWildcard(q)
	}
	size := len(p.Patterns)
	b.require(b.rt(p, "match_sequence", subject), fail)
	switch {
	case star < 0:
		b.require(b.length(p, subject, hir.CmpEQ, size), fail)
	case size > 1:
		b.require(b.length(p, subject, hir.CmpGE, size-1), fail)
	}
	switch {
	case wild:
	case star >= 0 && isWildcard(p.Patterns[star]):
		for i, q := range p.Patterns {
			if isWildcard(q) {
				continue
			}
			index := b.konst(int64(i))
			if i > star {
				l := b.rt(p, "len_obj", subject)
				index = b.opInt(p, hir.OpBinary, obj, int64(hir.BinSub), l, b.konst(int64(size-i)))
			}
			caps = b.pattern(q, b.op(p, hir.OpSubscr, obj, subject, index), fail, caps)
		}
	default:
		slots := b.slots(int64(size))
		if star < 0 {
			b.rt(p, "unpack", subject, b.i64(int64(size)), slots)
		} else {
			b.rt(p, "unpack_ex", subject, b.i64(int64(star)), b.i64(int64(size-star-1)), slots)
		}
		items := make([]*hir.Value, size)
		for i := range items {
			items[i] = b.slot(slots, int64(i))
		}
		for i, q := range p.Patterns {
			caps = b.pattern(q, items[i], fail, caps)
		}
	}
	return caps
}

func (b *fn) mappingPattern(p *syntax.MatchMapping, subject *hir.Value, fail *hir.Block, caps []capture) []capture {
	b.require(b.rt(p, "match_mapping", subject), fail)
	if len(p.Keys) == 0 && p.Rest == "" {
		return caps
	}
	var keys *hir.Value
	if len(p.Keys) > 0 {
		b.require(b.length(p, subject, hir.CmpGE, len(p.Keys)), fail)
		keys = b.starTuple(p, p.Keys)
		values := b.rt(p, "match_keys", subject, keys)
		b.require(b.not(b.op(p, hir.OpIs, boolRep, values, b.none())), fail)
		items := make([]*hir.Value, len(p.Keys))
		for i := range items {
			items[i] = b.rt(p, "tuple_item", values, b.i64(int64(i)))
		}
		for i, q := range p.Patterns {
			caps = b.pattern(q, items[i], fail, caps)
		}
	}
	if p.Rest != "" {
		rest := b.rt(p, "dict")
		b.rt(p, "dict_update", rest, subject)
		for i := range p.Keys {
			b.op(p, hir.OpDelSubscr, 0, rest, b.rt(p, "tuple_item", keys, b.i64(int64(i))))
		}
		caps = append(caps, capture{p, p.Rest, rest})
	}
	return caps
}

func (b *fn) classPattern(p *syntax.MatchClass, subject *hir.Value, fail *hir.Block, caps []capture) []capture {
	cls := b.expr(p.Cls)
	names := make(hir.ConstTuple, len(p.KwdAttrs))
	for i, a := range p.KwdAttrs {
		names[i] = a
	}
	attrs := b.rt(p, "match_class", subject, cls, b.i64(int64(len(p.Patterns))), b.konst(names))
	b.mayBeNull[attrs] = true
	ok := b.newBlock()
	b.branch(b.isNull(attrs), fail, ok, 0)
	b.open(ok)
	all := append(append([]syntax.Pattern{}, p.Patterns...), p.KwdPatterns...)
	for i, q := range all {
		if isWildcard(q) {
			continue
		}
		caps = b.pattern(q, b.rt(p, "tuple_item", attrs, b.i64(int64(i))), fail, caps)
	}
	return caps
}

// orPattern tries the alternatives in order; they bind the same names.
func (b *fn) orPattern(p *syntax.MatchOr, subject *hir.Value, fail *hir.Block, caps []capture) []capture {
	done := b.newBlock()
	var own []capture
	for i, q := range p.Patterns {
		next := fail
		if i < len(p.Patterns)-1 {
			next = b.newBlock()
		}
		got := b.pattern(q, subject, next, nil)
		if i == 0 {
			for _, c := range got {
				own = append(own, capture{c.n, c.name, done.AddParam(obj, hir.Any)})
			}
		}
		args := make([]*hir.Value, len(own))
		for k, c := range own {
			for _, g := range got {
				if g.name == c.name {
					args[k] = g.v
				}
			}
			if args[k] == nil && !b.dead {
				b.unsupported("alternatives of a pattern bind different names")
			}
		}
		b.jump(done, args...)
		if next != fail {
			b.open(next)
		}
	}
	b.open(done)
	return append(caps, own...)
}
