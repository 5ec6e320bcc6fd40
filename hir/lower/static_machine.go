package lower

import (
	"spc/hir"
	"spc/primitives"
	"spc/rt"
	"spc/syntax"
	"spc/typecheck"
)

// Operations on machine values (specification, section 7).

var machineOps = map[primitives.Op]hir.Op{
	primitives.Add: hir.OpAdd, primitives.Sub: hir.OpSub, primitives.Mul: hir.OpMul, primitives.TrueDiv: hir.OpDiv,
	primitives.FloorDiv: hir.OpDiv,
	primitives.Mod:      hir.OpMod, primitives.And: hir.OpAnd, primitives.Or: hir.OpOr, primitives.Xor: hir.OpXor,
	primitives.LShift: hir.OpShl, primitives.RShift: hir.OpShr,
}

// machineOperand evaluates e as a machine value of kind k: a literal takes the type, a narrower value is widened.
func (b *fn) machineOperand(e syntax.Expr, k primitives.Kind) *hir.Value {
	if v := b.machineConst(e, k); v != nil {
		return v
	}
	return b.toMachine(e, b.expr(e), k.Rep())
}

func (b *fn) machineBinary(n syntax.Node, op *typecheck.PrimOp, l, r syntax.Expr) *hir.Value {
	x := b.machineOperand(l, op.Operand)
	y := b.machineOperand(r, op.Operand)
	return b.machineOp(n, op, x, y)
}

func (b *fn) machineOp(n syntax.Node, op *typecheck.PrimOp, x, y *hir.Value) *hir.Value {
	if op.Op == primitives.Pow {
		return b.toMachine(n, b.rt(n, "pow_f64", b.toMachine(n, x, rt.F64), b.toMachine(n, y, rt.F64)), op.Result.Rep())
	}
	v := b.op(n, b.checked(machineOps[op.Op], op.Operand.Rep()), op.Operand.Rep(), x, y)
	return b.toMachine(n, v, op.Result.Rep())
}

// checked is the operation that stands for op on values of r, depending on whether overflow raises.
func (b *fn) checked(op hir.Op, r rt.Rep) hir.Op {
	if b.m.opts.Overflow && r.IsInt() && r.IsSigned() {
		return op.Checked()
	}
	return op
}

// machineUnary is -, ~ and not on machine values; nil for objects.
func (b *fn) machineUnary(e *syntax.UnaryOp) *hir.Value {
	info := b.m.w.info
	operand := typecheck.PrimKind(info.TypeOf(e.Operand))
	if operand == primitives.None {
		return nil
	}
	x := b.expr(e.Operand)
	if e.Op == syntax.Not {
		return b.not(b.truth(e, x))
	}
	if k := typecheck.PrimKind(info.TypeOf(e)); k != primitives.None {
		x = b.toMachine(e, x, k.Rep())
	}
	switch e.Op {
	case syntax.USub:
		return b.op(e, b.checked(hir.OpNeg, x.Rep), x.Rep, x)
	case syntax.Invert:
		return b.op(e, hir.OpInvert, x.Rep, x)
	}
	return x
}

func (b *fn) machineBoolOp(e *syntax.BoolOp, r rt.Rep) *hir.Value {
	done := b.newBlock()
	out := done.AddParam(r, hir.BoxedType(r))
	for i, x := range e.Values {
		v := b.toMachine(x, b.expr(x), r)
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

func (b *fn) machineIfExp(e *syntax.IfExp, r rt.Rep) *hir.Value {
	done := b.newBlock()
	out := done.AddParam(r, hir.BoxedType(r))
	yes, no := b.newBlock(), b.newBlock()
	b.cond(e.Test, yes, no)
	b.open(yes)
	b.jump(done, b.toMachine(e.Body, b.expr(e.Body), r))
	b.open(no)
	b.jump(done, b.toMachine(e.OrElse, b.expr(e.OrElse), r))
	b.open(done)
	return out
}

// hasMachine reports whether some comparison of the chain is one of machine values.
func (b *fn) hasMachine(e *syntax.Compare) bool {
	for _, op := range b.m.w.info.Compares[e] {
		if op != nil {
			return true
		}
	}
	return false
}

// machineCompare is a chain with comparisons of machine values as a truth value; nil when it has none.
func (b *fn) machineCompare(e *syntax.Compare) *hir.Value {
	if !b.hasMachine(e) {
		return nil
	}
	done, no := b.newBlock(), b.newBlock()
	out := done.AddParam(rt.Bool, hir.ExactOf(hir.BoolClass))
	yes := b.newBlock()
	b.condMachine(e, yes, no)
	b.open(yes)
	b.jump(done, b.boolean(true))
	b.open(no)
	b.jump(done, b.boolean(false))
	b.open(done)
	if typecheck.PrimKind(b.m.w.info.TypeOf(e)) == primitives.None {
		return b.box(e, out)
	}
	return out
}

// condMachine branches by a chain that has comparisons of machine values. An operand between two comparisons is evaluated
// once and converted for each.
func (b *fn) condMachine(e *syntax.Compare, yes, no *hir.Block) {
	ops := b.m.w.info.Compares[e]
	lexpr := e.Left
	var l *hir.Value
	if ops[0] == nil || b.machineConst(lexpr, ops[0].Operand) == nil {
		l = b.expr(lexpr)
	}
	for i, op := range e.Ops {
		rexpr := e.Comparators[i]
		var c, r *hir.Value
		if p := ops[i]; p != nil {
			x := b.machineConst(lexpr, p.Operand)
			if x == nil {
				x = b.toMachine(lexpr, l, p.Operand.Rep())
			}
			y := b.machineConst(rexpr, p.Operand)
			if y == nil {
				r = b.expr(rexpr)
				y = b.toMachine(rexpr, r, p.Operand.Rep())
			}
			c = b.opInt(e, hir.OpCmp, rt.Bool, int64(cmpKinds[op]), x, y)
		} else {
			r = b.comparand(op, rexpr)
			c = b.compareOne(e, op, b.box(e, l), b.box(e, r), true)
		}
		if i == len(e.Ops)-1 {
			b.branch(c, yes, no, 0)
			return
		}
		next := b.newBlock()
		b.branch(c, next, no, 0)
		b.open(next)
		l, lexpr = r, rexpr
	}
}
