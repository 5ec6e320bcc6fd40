package lower

import (
	"spc/hir"
	"spc/rt"
	"spc/syntax"
)

// expr evaluates e: as an object, or in a static module as a machine value where that is its type.
func (b *fn) expr(e syntax.Expr) *hir.Value {
	if b.m.w != nil {
		return b.staticExpr(e)
	}
	return b.plainExpr(e)
}

// plainExpr evaluates e as the language does, to an object.
func (b *fn) plainExpr(e syntax.Expr) *hir.Value {
	if v, ok := b.m.fold(e); ok {
		return b.konst(v)
	}
	switch e := e.(type) {
	case *syntax.Name:
		return b.load(e, e.ID)
	case *syntax.BinOp:
		l := b.box(e, b.expr(e.Left))
		r := b.box(e, b.expr(e.Right))
		return b.opInt(e, hir.OpBinary, rt.Obj, int64(binKinds[e.Op]), l, r)
	case *syntax.UnaryOp:
		return b.unary(e)
	case *syntax.BoolOp:
		return b.boolOp(e)
	case *syntax.Compare:
		return b.compare(e)
	case *syntax.Call:
		return b.callExpr(e)
	case *syntax.Attribute:
		return b.attribute(e)
	case *syntax.Subscript:
		return b.subscript(e)
	case *syntax.IfExp:
		return b.ifExp(e)
	case *syntax.NamedExpr:
		v := b.expr(e.Value)
		b.store(e.Target, e.Target.(*syntax.Name).ID, v)
		return v
	case *syntax.Lambda:
		return b.lambda(e)
	case *syntax.List:
		return b.list(e, e.Elts)
	case *syntax.Tuple:
		return b.tuple(e, e.Elts)
	case *syntax.Set:
		return b.set(e)
	case *syntax.Dict:
		return b.dict(e)
	case *syntax.ListComp:
		return b.listComp(e)
	case *syntax.SetComp:
		return b.setComp(e)
	case *syntax.DictComp:
		return b.dictComp(e)
	case *syntax.GeneratorExp:
		return b.generatorExp(e)
	case *syntax.JoinedStr:
		return b.joinedStr(e)
	case *syntax.FormattedValue:
		return b.formattedValue(e)
	case *syntax.Yield:
		return b.yieldExpr(e)
	case *syntax.YieldFrom:
		return b.yieldFrom(e)
	case *syntax.Await:
		return b.await(e, b.rt(e, "get_awaitable", b.expr(e.Value), b.i32(0)))
	case *syntax.Slice:
		return b.rt(e, "slice", b.bound(e.Lower), b.bound(e.Upper), b.bound(e.Step))
	}
	b.unsupported("expression that the language does not have here")
	return nil
}

var binKinds = [...]hir.BinKind{
	syntax.Add: hir.BinAdd, syntax.Sub: hir.BinSub, syntax.Mult: hir.BinMul, syntax.MatMult: hir.BinMatMul,
	syntax.Div: hir.BinTrueDiv, syntax.Mod: hir.BinMod, syntax.Pow: hir.BinPow, syntax.LShift: hir.BinLShift,
	syntax.RShift: hir.BinRShift, syntax.BitOr: hir.BinOr, syntax.BitXor: hir.BinXor, syntax.BitAnd: hir.BinAnd,
	syntax.FloorDiv: hir.BinFloorDiv,
}

func (b *fn) unary(e *syntax.UnaryOp) *hir.Value {
	v := b.expr(e.Operand)
	kind := hir.UnaryNeg
	switch e.Op {
	case syntax.Not:
		return b.box(e, b.not(b.truth(e, v)))
	case syntax.UAdd:
		kind = hir.UnaryPos
	case syntax.Invert:
		kind = hir.UnaryInvert
	}
	return b.opInt(e, hir.OpUnary, rt.Obj, int64(kind), v)
}

// boolOp gives the first operand that decides the chain, or the last one.
func (b *fn) boolOp(e *syntax.BoolOp) *hir.Value {
	done := b.newBlock()
	out := done.AddParam(rt.Obj, hir.Any)
	for i, x := range e.Values {
		v := b.expr(x)
		if i == len(e.Values)-1 {
			b.jump(done, v)
			break
		}
		decided, next := b.newBlock(), b.newBlock()
		if e.Op == syntax.And {
			b.branch(b.truth(x, v), next, decided, 0)
		} else {
			b.branch(b.truth(x, v), decided, next, 0)
		}
		b.open(decided)
		b.jump(done, v)
		b.open(next)
	}
	b.open(done)
	return out
}

func (b *fn) ifExp(e *syntax.IfExp) *hir.Value {
	done := b.newBlock()
	out := done.AddParam(rt.Obj, hir.Any)
	yes, no := b.newBlock(), b.newBlock()
	b.cond(e.Test, yes, no)
	b.open(yes)
	b.jump(done, b.expr(e.Body))
	b.open(no)
	b.jump(done, b.expr(e.OrElse))
	b.open(done)
	return out
}

// compareOne is one comparison; the result is an object, or a bool for those that always give one.
func (b *fn) compareOne(n syntax.Node, op syntax.CmpOpKind, l, r *hir.Value, asBool bool) *hir.Value {
	switch op {
	case syntax.Is:
		return b.op(n, hir.OpIs, rt.Bool, l, r)
	case syntax.IsNot:
		return b.not(b.op(n, hir.OpIs, rt.Bool, l, r))
	case syntax.In:
		return b.op(n, hir.OpContains, rt.Bool, r, b.box(n, l))
	case syntax.NotIn:
		return b.not(b.op(n, hir.OpContains, rt.Bool, r, b.box(n, l)))
	}
	kind := int64(cmpKinds[op])
	if asBool {
		return b.opInt(n, hir.OpCompareBool, rt.Bool, kind, l, r)
	}
	return b.opInt(n, hir.OpCompare, rt.Obj, kind, l, r)
}

var cmpKinds = [...]hir.CmpKind{syntax.Eq: hir.CmpEQ, syntax.NotEq: hir.CmpNE, syntax.Lt: hir.CmpLT,
	syntax.LtE: hir.CmpLE, syntax.Gt: hir.CmpGT, syntax.GtE: hir.CmpGE}

// comparand evaluates the right operand of a comparison. `in` a list or set display of constants tests
// in a constant tuple or frozenset.
func (b *fn) comparand(op syntax.CmpOpKind, e syntax.Expr) *hir.Value {
	if op == syntax.In || op == syntax.NotIn {
		if v, ok := b.m.constContainer(e); ok {
			return b.konst(v)
		}
	}
	return b.expr(e)
}

func (b *fn) compare(e *syntax.Compare) *hir.Value {
	l := b.expr(e.Left)
	if len(e.Ops) == 1 {
		r := b.comparand(e.Ops[0], e.Comparators[0])
		return b.box(e, b.compareOne(e, e.Ops[0], l, r, false))
	}
	done := b.newBlock()
	out := done.AddParam(rt.Obj, hir.Any)
	for i, op := range e.Ops {
		r := b.comparand(op, e.Comparators[i])
		c := b.compareOne(e, op, l, r, false)
		if i == len(e.Ops)-1 {
			b.jump(done, b.box(e, c))
			break
		}
		obj := b.box(e, c)
		stop, next := b.newBlock(), b.newBlock()
		b.branch(b.truth(e, obj), next, stop, 0)
		b.open(stop)
		b.jump(done, obj)
		b.open(next)
		l = r
	}
	b.open(done)
	return out
}

// cond goes to yes or no by the truth of e. The caller seals both.
func (b *fn) cond(e syntax.Expr, yes, no *hir.Block) {
	if v, ok := b.m.fold(e); ok {
		if known, ok := constTruth(v); ok {
			if known {
				b.jump(yes)
			} else {
				b.jump(no)
			}
			return
		}
	}
	switch x := e.(type) {
	case *syntax.UnaryOp:
		if x.Op == syntax.Not {
			b.cond(x.Operand, no, yes)
			return
		}
	case *syntax.BoolOp:
		for i, v := range x.Values {
			if i == len(x.Values)-1 {
				b.cond(v, yes, no)
				return
			}
			next := b.newBlock()
			if x.Op == syntax.And {
				b.cond(v, next, no)
			} else {
				b.cond(v, yes, next)
			}
			b.open(next)
		}
	case *syntax.IfExp:
		a, c := b.newBlock(), b.newBlock()
		b.cond(x.Test, a, c)
		b.open(a)
		b.cond(x.Body, yes, no)
		b.open(c)
		b.cond(x.OrElse, yes, no)
		return
	case *syntax.Compare:
		b.condCompare(x, yes, no)
		return
	}
	b.branch(b.truth(e, b.expr(e)), yes, no, 0)
}

func (b *fn) condCompare(e *syntax.Compare, yes, no *hir.Block) {
	if b.m.w != nil && b.hasMachine(e) {
		b.condMachine(e, yes, no)
		return
	}
	l := b.expr(e.Left)
	for i, op := range e.Ops {
		r := b.comparand(op, e.Comparators[i])
		c := b.compareOne(e, op, l, r, true)
		if i == len(e.Ops)-1 {
			b.branch(c, yes, no, 0)
			return
		}
		next := b.newBlock()
		b.branch(c, next, no, 0)
		b.open(next)
		l = r
	}
}

func (b *fn) attribute(e *syntax.Attribute) *hir.Value {
	if v := b.superAttr(e); v != nil {
		return v
	}
	return b.getattr(e, b.expr(e.Value), e.Attr)
}

func (b *fn) subscript(e *syntax.Subscript) *hir.Value {
	o := b.expr(e.Value)
	if s, ok := e.Slice.(*syntax.Slice); ok && s.Step == nil {
		lo := b.bound(s.Lower)
		hi := b.bound(s.Upper)
		return b.rt(e, "get_slice", o, lo, hi)
	}
	i := b.subscriptIndex(e.Slice)
	return b.op(e, hir.OpSubscr, rt.Obj, o, i)
}

// bound evaluates a part of a slice; an absent one is null.
func (b *fn) bound(e syntax.Expr) *hir.Value {
	if e == nil {
		return b.null()
	}
	return b.expr(e)
}
