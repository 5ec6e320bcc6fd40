package typecheck

import (
	"spc/diag"
	"spc/primitives"
	"spc/syntax"
)

// primOps maps the operators of the syntax to those of machine values.
var primOps = [...]primitives.Op{
	syntax.Add: primitives.Add, syntax.Sub: primitives.Sub, syntax.Mult: primitives.Mul, syntax.MatMult: primitives.MatMul,
	syntax.Div: primitives.TrueDiv, syntax.Mod: primitives.Mod, syntax.Pow: primitives.Pow, syntax.LShift: primitives.LShift,
	syntax.RShift: primitives.RShift, syntax.BitOr: primitives.Or, syntax.BitXor: primitives.Xor, syntax.BitAnd: primitives.And,
	syntax.FloorDiv: primitives.FloorDiv,
}

// constOf is the constant that an expression was found to be, nil otherwise.
func (b *binder) constOf(e syntax.Expr) syntax.ConstValue {
	if k, ok := e.(*syntax.Constant); ok {
		return k.Value
	}
	return b.info.Folded[e]
}

func (b *binder) binOp(e *syntax.BinOp, want Type) Type {
	delete(b.info.Folded, e)
	delete(b.info.BinOps, e)
	operandWant := want
	if e.Op == syntax.Pow || PrimKind(want) == primitives.None || PrimKind(want) == primitives.CBool {
		operandWant = nil
	}
	lt := b.expr(e.Left, operandWant)
	rt := b.expr(e.Right, operandWant)
	if l, r := b.constOf(e.Left), b.constOf(e.Right); l != nil && r != nil {
		if v := foldBinary(e.Op, l, r); v != nil {
			b.info.Folded[e] = v
			return typeOfConst(v)
		}
	}
	if PrimKind(lt) != primitives.None || PrimKind(rt) != primitives.None {
		if t := sequenceRepeat(e.Op, lt, rt); t != nil {
			b.killRefs()
			return t
		}
		op := b.primBinary(e, e.Op, e.Left, e.Right, lt, rt, want)
		if op == nil {
			return operandOr(lt, rt)
		}
		b.info.BinOps[e] = op
		return Prim(op.Result)
	}
	if e.Op == syntax.BitOr {
		b.checkTypeUnion(e, lt, rt)
	}
	b.noneOperand(e, e.Op.Sign(), lt, rt)
	b.killRefs()
	return objectBinary(e.Op, lt, rt)
}

// operandOr is the machine type among two operands: what a wrong operation is taken
// to give, so that one mistake is reported once.
func operandOr(lt, rt Type) Type {
	if PrimKind(lt) != primitives.None {
		return lt
	}
	return rt
}

// checkTypeUnion reports "int | 'foo'": a class or-ed with what is no class.
func (b *binder) checkTypeUnion(e *syntax.BinOp, lt, rt Type) {
	_, l := lt.(*ClassObj)
	_, r := rt.(*ClassObj)
	bad := func(t Type) bool {
		switch k := ClassOf(t); k {
		case strClass, intClass, floatClass, listClass, dictClass, tupleClass:
			return IsExact(t)
		}
		return false
	}
	if l && bad(rt) || r && bad(lt) {
		b.errorf(e, diag.BadOperand, "unsupported operand type(s) for |: %s and %s", lt, rt)
	}
}

// noneOperand is a place for the operators that None never supports; arithmetic on
// None is left to run time, ordering is checked in compare.
func (b *binder) noneOperand(e syntax.Expr, sign string, lt, rt Type) {}

// sequenceRepeat is the type of list * machine int and the like; nil when it is
// something else.
func sequenceRepeat(op syntax.BinOpKind, lt, rt Type) Type {
	if op != syntax.Mult {
		return nil
	}
	if PrimKind(lt) != primitives.None {
		lt, rt = rt, lt
	}
	i, ok := lt.(*Instance)
	if !ok || i.Class != listClass && i.Class != tupleClass || !PrimKind(rt).IsInt() {
		return nil
	}
	if i.Class == tupleClass {
		return &Instance{Class: i.Class, Exact: i.Exact}
	}
	return i
}

// operandKind is the machine type of an operand, as far as it has one of its own:
// literals have none (lit is true).
func operandKind(t Type) (k primitives.Kind, lit, ok bool) {
	switch t := t.(type) {
	case *Primitive:
		return t.Kind, false, true
	case *Literal:
		if t.IsBool {
			return primitives.CBool, true, true
		}
		return primitives.None, true, true
	case *Instance:
		if t.Class == floatClass && t.Exact {
			return primitives.Double, true, true
		}
	}
	return primitives.None, false, false
}

// primBinary types an operation of which at least one operand is a machine value
// (SP §7.5); nil after an error.
func (b *binder) primBinary(at syntax.Expr, op syntax.BinOpKind, le, re syntax.Expr, lt, rt, want Type) *PrimOp {
	po := primOps[op]
	fail := func() *PrimOp {
		l, r := lt.String(), rt.String()
		if lit, ok := rt.(*Literal); ok && !lit.IsBool && b.constOf(re) != nil {
			r = "int64"
		}
		b.errorf(at, diag.PrimitiveMismatch, "cannot %s %s and %s", po.Word(), l, r)
		return nil
	}
	lk, llit, lok := operandKind(lt)
	rk, rlit, rok := operandKind(rt)
	if !lok || !rok {
		return fail()
	}
	// A literal type of a variable is not a literal: only constants adapt.
	if llit && b.constOf(le) == nil || rlit && b.constOf(re) == nil {
		return fail()
	}
	if lk == primitives.CBool || rk == primitives.CBool {
		b.errorf(at, diag.PrimitiveMismatch, "cbool is not a valid operand type for %s", po.Word())
		return nil
	}
	if w := PrimKind(want); w != primitives.None && w != primitives.CBool && po != primitives.Pow {
		if fitsOperand(w, lt) && fitsOperand(w, rt) {
			if operand, result, ok := primitives.Binary(po, w, w); ok {
				return &PrimOp{Op: po, Operand: operand, Result: result}
			}
		}
	}
	if lk == primitives.None {
		lk = rk
		if !lk.Fits(lt.(*Literal).Int) {
			return fail()
		}
	}
	if rk == primitives.None {
		rk = primitives.Int64
		if lk.IsFloat() {
			rk = primitives.Double
		} else if po == primitives.Pow && !lk.Signed() {
			rk = lk
		} else if !rk.Fits(rt.(*Literal).Int) {
			rk = lk
			if !rk.Fits(rt.(*Literal).Int) {
				return fail()
			}
		}
	}
	operand, result, ok := primitives.Binary(po, lk, rk)
	if !ok {
		return fail()
	}
	return &PrimOp{Op: po, Operand: operand, Result: result}
}

// fitsOperand reports whether an operand can be widened to the expected type.
func fitsOperand(w primitives.Kind, t Type) bool {
	switch t := t.(type) {
	case *Primitive:
		return w.Widens(t.Kind)
	case *Literal:
		return !t.IsBool && w.Fits(t.Int)
	case *Instance:
		return w.IsFloat() && t.Class == floatClass && t.Exact
	}
	return false
}

// objectBinary is the type of an operator on objects (SP §2.4).
func objectBinary(op syntax.BinOpKind, lt, rt Type) Type {
	if exactInt(lt) && exactInt(rt) {
		switch op {
		case syntax.Div:
			return instFloatExact
		case syntax.Pow:
			if l, ok := rt.(*Literal); ok && l.Int.Sign() >= 0 {
				return instIntExact
			}
			return D // a negative exponent gives a float
		case syntax.MatMult:
			return D
		}
		return instIntExact
	}
	if op == syntax.Mult {
		for _, p := range [][2]Type{{lt, rt}, {rt, lt}} {
			if i, ok := p[0].(*Instance); ok && i.Exact && (i.Class == listClass || i.Class == tupleClass) && ClassOf(p[1]) == intClass {
				if i.Class == tupleClass {
					return instTupleExact
				}
				return i
			}
		}
	}
	return Hinted(binaryHint(op, Trust(lt), Trust(rt)))
}

func exactInt(t Type) bool {
	switch t := t.(type) {
	case *Literal:
		return !t.IsBool
	case *Instance:
		return t.Class == intClass && t.Exact
	}
	return false
}

// binaryHint is what an operator on values of the trusted types most probably gives.
func binaryHint(op syntax.BinOpKind, l, r Type) Type {
	lc, rc := ClassOf(l), ClassOf(r)
	if lc == nil || rc == nil {
		return nil
	}
	intish := func(c *ClassType) bool { return c == intClass || c == boolClass }
	num := func(c *ClassType) bool { return intish(c) || c == floatClass }
	switch {
	case intish(lc) && intish(rc):
		switch op {
		case syntax.Div:
			return instFloatExact
		case syntax.MatMult:
			return nil
		case syntax.Pow:
			if l, ok := r.(*Literal); ok && l.Int != nil && l.Int.Sign() < 0 {
				return instFloatExact
			}
		}
		return instIntExact
	case num(lc) && num(rc):
		switch op {
		case syntax.Add, syntax.Sub, syntax.Mult, syntax.Div, syntax.FloorDiv, syntax.Mod, syntax.Pow:
			return instFloatExact
		}
	case lc == strClass && rc == strClass && op == syntax.Add, lc == strClass && op == syntax.Mod,
		lc == strClass && intish(rc) && op == syntax.Mult, rc == strClass && intish(lc) && op == syntax.Mult:
		return instStrExact
	case lc == rc && op == syntax.Add && (lc == listClass || lc == tupleClass || lc == bytesClass):
		li, _ := l.(*Instance)
		ri, _ := r.(*Instance)
		if lc == listClass && li != nil && ri != nil && len(li.Args) == 1 && len(ri.Args) == 1 {
			return &Instance{Class: lc, Exact: true, Args: []Type{joinTypes(li.Args[0], ri.Args[0])}}
		}
		return &Instance{Class: lc, Exact: true}
	case (lc == listClass || lc == tupleClass || lc == bytesClass) && intish(rc) && op == syntax.Mult:
		if i, ok := l.(*Instance); ok && lc == listClass {
			return i
		}
		return &Instance{Class: lc, Exact: true}
	case lc == rc && (lc == setClass || lc == frozensetCls):
		return l
	}
	return nil
}

func (b *binder) unaryOp(e *syntax.UnaryOp, want Type) Type {
	delete(b.info.Folded, e)
	if e.Op == syntax.Not {
		f := b.test(e.Operand)
		_ = f
		return notType(b.info.TypeOf(e.Operand))
	}
	t := b.expr(e.Operand, want)
	if v := b.constOf(e.Operand); v != nil {
		if r := foldUnary(e.Op, v); r != nil {
			b.info.Folded[e] = r
			return typeOfConst(r)
		}
	}
	if k := PrimKind(t); k != primitives.None {
		switch {
		case k == primitives.CBool:
			b.errorf(e, diag.PrimitiveMismatch, "cbool is not a valid operand type for unary %s", e.Op.Sign())
			return D
		case k.IsFloat() && e.Op == syntax.Invert:
			b.errorf(e, diag.PrimitiveMismatch, "Cannot invert/not a double")
			return D
		}
		if w := PrimKind(want); w != primitives.None && w.Widens(k) && w != k {
			b.info.Coerce[e.Operand] = want
			return want
		}
		return t
	}
	if IsNone(t) {
		b.errorf(e, diag.BadOperand, "bad operand type for unary %s: 'NoneType'", e.Op.Sign())
		return D
	}
	if _, ok := OptionalOf(t); ok {
		b.errorf(e, diag.OptionalAccess, "%s: bad operand type for unary %s: 'NoneType'", t, e.Op.Sign())
		return D
	}
	b.killRefs()
	if k := ClassOf(t); IsExact(t) && (k == intClass || k == floatClass || k == complexClass || k == boolClass) {
		if k == boolClass {
			return instIntExact
		}
		return nonliteral(t)
	}
	switch k := ClassOf(Trust(t)); {
	case k == intClass || k == boolClass:
		return Hinted(instIntExact)
	case k == floatClass && e.Op != syntax.Invert:
		return Hinted(instFloatExact)
	}
	return D
}

func notType(t Type) Type {
	if PrimKind(t) != primitives.None {
		return Prim(primitives.CBool)
	}
	return instBool
}

var cmpWords = map[syntax.CmpOpKind]bool{syntax.Lt: true, syntax.LtE: true, syntax.Gt: true, syntax.GtE: true}

// compare types a comparison chain. Each pair is converted by itself (SP §7.6).
func (b *binder) compare(e *syntax.Compare) Type {
	lt := b.expr(e.Left, nil)
	left := e.Left
	ops := make([]*PrimOp, len(e.Ops))
	var result Type
	anyPrim := false
	for i, op := range e.Ops {
		right := e.Comparators[i]
		rt := b.expr(right, nil)
		t, po := b.comparePair(e, op, left, right, lt, rt)
		ops[i] = po
		anyPrim = anyPrim || po != nil
		if result == nil {
			result = t
		} else if PrimKind(result) != primitives.None && PrimKind(t) != primitives.None {
		} else if PrimKind(result) == primitives.None && PrimKind(t) == primitives.None {
			result = unionOf(result, t)
		} else {
			b.mixedPrimitives(e, []Type{result, t})
			result = D
		}
		left, lt = right, rt
	}
	if anyPrim {
		b.info.Compares[e] = ops
	} else {
		delete(b.info.Compares, e)
	}
	return result
}

func (b *binder) comparePair(e *syntax.Compare, op syntax.CmpOpKind, left, right syntax.Expr, lt, rt Type) (Type, *PrimOp) {
	lp, rp := PrimKind(lt) != primitives.None, PrimKind(rt) != primitives.None
	switch op {
	case syntax.Is, syntax.IsNot:
		if lp || rp {
			b.errorf(e, diag.PrimitiveMisuse, "can't compare %s to %s", lt, rt)
		}
		return instBool, nil
	case syntax.In, syntax.NotIn:
		if rp {
			b.errorf(right, diag.PrimitiveMisuse, "type mismatch: %s cannot be assigned to dynamic", rt)
		}
		b.killRefs()
		return instBool, nil
	}
	if !lp && !rp {
		if cmpWords[op] {
			b.orderNone(e, op, lt, rt)
		}
		b.killRefs()
		return Hinted(compareHint(Trust(lt), Trust(rt))), nil
	}
	fail := func() (Type, *PrimOp) {
		b.errorf(e, diag.PrimitiveMismatch, "can't compare %s to %s", lt, rt)
		return Prim(primitives.CBool), nil
	}
	lk, llit, lok := operandKind(lt)
	rk, rlit, rok := operandKind(rt)
	if !lok || !rok || llit && b.constOf(left) == nil || rlit && b.constOf(right) == nil {
		return fail()
	}
	if lk == primitives.None {
		if rk.IsFloat() || !rk.Fits(lt.(*Literal).Int) {
			return fail()
		}
		lk = rk
	}
	if rk == primitives.None {
		if lk.IsFloat() || !lk.Fits(rt.(*Literal).Int) {
			return fail()
		}
		rk = lk
	}
	k, ok := primitives.Compare(lk, rk)
	if !ok {
		return fail()
	}
	return Prim(primitives.CBool), &PrimOp{Operand: k, Result: primitives.CBool}
}

// orderNone reports <, <=, >, >= with None on a side.
func (b *binder) orderNone(e *syntax.Compare, op syntax.CmpOpKind, lt, rt Type) {
	_, lo := OptionalOf(lt)
	_, ro := OptionalOf(rt)
	name := func(t Type) string {
		if IsNone(t) {
			return "NoneType"
		}
		return inexact(t).String()
	}
	switch {
	case IsNone(lt) || IsNone(rt):
		b.errorf(e, diag.BadOperand, "'%s' not supported between '%s' and '%s'", op.Sign(), name(lt), name(rt))
	case lo:
		b.errorf(e, diag.OptionalAccess, "%s: '%s' not supported between 'NoneType' and '%s'", lt, op.Sign(), name(rt))
	case ro:
		b.errorf(e, diag.OptionalAccess, "%s: '%s' not supported between '%s' and 'NoneType'", rt, op.Sign(), name(lt))
	}
}

// compareHint is bool for operands of built-in classes whose comparisons give one.
func compareHint(l, r Type) Type {
	plain := func(t Type) bool {
		switch k := ClassOf(t); k {
		case intClass, boolClass, floatClass, strClass, bytesClass, noneClass:
			return true
		}
		return false
	}
	if plain(l) && plain(r) {
		return instBool
	}
	return nil
}

func (b *binder) augAssign(s *syntax.AugAssign) {
	delete(b.info.AugOps, s)
	var t Type
	switch target := s.Target.(type) {
	case *syntax.Name:
		load := *target
		load.Ctx = syntax.Load
		t = b.expr(&load, nil)
		delete(b.info.Types, &load)
		delete(b.info.Folded, &load)
		b.info.Types[target] = t
	case *syntax.Attribute:
		t = b.attribute(target)
		b.info.Types[target] = t
	case *syntax.Subscript:
		t = b.subscript(target, nil)
		b.info.Types[target] = t
	default:
		b.expr(s.Value, nil)
		return
	}
	if g, ok := s.Target.(*syntax.Name); ok && b.kind(g.ID) == nameGlobal {
		if m := b.m.Names[g.ID]; m != nil && m.final {
			b.errorf(s, diag.FinalReassigned, "Cannot assign to a Final variable")
			b.expr(s.Value, nil)
			return
		}
	}
	var want Type
	if PrimKind(t) != primitives.None {
		want = t
	}
	v := b.expr(s.Value, want)
	var result Type
	switch {
	case PrimKind(t) != primitives.None:
		op := b.augPrim(s, t, v)
		if op == nil {
			b.storeBack(s, t)
			return
		}
		b.info.AugOps[s] = op
		result = Prim(op.Result)
	case PrimKind(v) != primitives.None:
		if r := sequenceRepeat(s.Op, t, v); r != nil {
			result = r
			break
		}
		b.errorf(s, diag.PrimitiveMismatch, "cannot %s %s and %s", primOps[s.Op].Word(), t, v)
		return
	default:
		b.killRefs()
		result = objectBinary(s.Op, t, v)
		if i, ok := t.(*Instance); ok && i.Class == listClass && (s.Op == syntax.Add || s.Op == syntax.Mult) && i.Exact {
			result = t // in place
		}
	}
	b.storeBack(s, result)
}

// augPrim types x op= e on a machine place: e is expected as the type of x.
func (b *binder) augPrim(s *syntax.AugAssign, t, v Type) *PrimOp {
	po := primOps[s.Op]
	k := PrimKind(t)
	if k == primitives.CBool {
		b.errorf(s, diag.PrimitiveMismatch, "cbool is not a valid operand type for %s", po.Word())
		return nil
	}
	lit := false
	switch v.(type) {
	case *Literal, *Instance:
		lit = true
	}
	if !fitsOperand(k, v) || lit && b.constOf(s.Value) == nil {
		b.errorf(s, diag.PrimitiveMismatch, "cannot %s %s and %s", po.Word(), t, v)
		return nil
	}
	operand, result, ok := primitives.Binary(po, k, k)
	if !ok {
		b.errorf(s, diag.PrimitiveMismatch, "cannot %s %s and %s", po.Word(), t, v)
		return nil
	}
	if result != k {
		b.errorf(s, diag.PrimitiveMismatch, "type mismatch: %s cannot be assigned to %s", result, k)
		return nil
	}
	return &PrimOp{Op: po, Operand: operand, Result: result}
}

// storeBack puts the result of an augmented assignment into its target.
func (b *binder) storeBack(s *syntax.AugAssign, t Type) {
	b.store(s.Target, t, nil, s)
}
