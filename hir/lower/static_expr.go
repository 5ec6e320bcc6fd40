package lower

import (
	"math/big"

	"spc/hir"
	"spc/primitives"
	"spc/rt"
	"spc/syntax"
	"spc/typecheck"
)

// Expressions of static modules. A value is an object, with the type that the checker's verdict makes a fact, or a machine
// value where the verdict is a machine type. What static code does differently is done here; everything else is
// lowered as in a dynamic module.

// staticExpr evaluates e, and brings the value to the type that the place where it stands demands.
func (b *fn) staticExpr(e syntax.Expr) *hir.Value {
	info := b.m.w.info
	if k := typecheck.PrimKind(info.Coerce[e]); k != primitives.None {
		if v := b.machineConst(e, k); v != nil {
			return v
		}
	}
	v := b.staticForm(e)
	if v == nil {
		v = b.plainExpr(e)
	}
	return b.coerce(e, b.state(e, v))
}

// machineConst is a literal where a machine value is wanted; nil when e is none.
func (b *fn) machineConst(e syntax.Expr, k primitives.Kind) *hir.Value {
	c, ok := b.m.w.info.Folded[e]
	if lit, isLit := e.(*syntax.Constant); isLit {
		c, ok = lit.Value, true
	}
	if !ok {
		return nil
	}
	switch c := constValue(c).(type) {
	case int64:
		return b.machineInt(k, c)
	case *big.Int: // only uint64 has room for it
		return b.machineInt(k, int64(c.Uint64()))
	case bool:
		return b.boolean(c)
	case float64:
		if k.IsFloat() {
			return b.floatConst(k.Rep(), c)
		}
	}
	return nil
}

func (b *fn) machineInt(k primitives.Kind, n int64) *hir.Value {
	if k.IsFloat() {
		return b.floatConst(k.Rep(), float64(n))
	}
	return b.word(hir.OpIntConst, k.Rep(), n)
}

func (b *fn) floatConst(r rt.Rep, x float64) *hir.Value {
	v := b.f.NewValue(hir.OpFloatConst, r, hir.BoxedType(r))
	v.Float = x
	return b.cur.Add(v)
}

// state attaches the fact that the checker's verdict on e states.
func (b *fn) state(e syntax.Expr, v *hir.Value) *hir.Value {
	if v.Rep != rt.Obj {
		return v
	}
	t := b.m.w.typeOf(b.m.w.info.TypeOf(e))
	if b.m.hir.Patching {
		switch e.(type) {
		case *syntax.Name, *syntax.Attribute: // a variable of a module may have been patched
			return b.cast(e, v, t)
		}
	}
	return b.refine(v, t)
}

func (b *fn) refine(v *hir.Value, t hir.Type) *hir.Value {
	if t.Class == nil || v.Type.Within(t) || v.Op == hir.OpNull {
		return v
	}
	r := b.f.NewValue(hir.OpRefine, v.Rep, t, v)
	r.Cast = t
	return b.cur.Add(r)
}

// coerce brings the value of e to the type that its place demands.
func (b *fn) coerce(e syntax.Expr, v *hir.Value) *hir.Value {
	to := b.m.w.info.Coerce[e]
	if to == nil {
		return v
	}
	return b.convertTo(e, v, to)
}

// convertTo is the checked conversion to a declared type: a cast of objects, unboxing to machine values, widening of
// machine values.
func (b *fn) convertTo(n syntax.Node, v *hir.Value, to typecheck.Type) *hir.Value {
	if k := typecheck.PrimKind(to); k != primitives.None {
		return b.toMachine(n, v, k.Rep())
	}
	if l, ok := to.(*typecheck.Literal); ok {
		return b.checkLiteral(n, v, l)
	}
	return b.cast(n, b.box(n, v), b.m.w.typeOf(to))
}

// cast checks that v is of type t.
func (b *fn) cast(n syntax.Node, v *hir.Value, t hir.Type) *hir.Value {
	if t.Class == nil || v.Type.Within(t) {
		return v
	}
	c := b.f.NewValue(hir.OpCast, v.Rep, t, v)
	c.Cast, c.Loc = t, b.loc(n)
	return b.add(c)
}

// toMachine makes a machine value of v.
func (b *fn) toMachine(n syntax.Node, v *hir.Value, r rt.Rep) *hir.Value {
	switch {
	case v.Rep == r:
		return v
	case v.Rep.IsRef():
		return b.op(n, hir.OpUnbox, r, v)
	}
	return b.op(n, hir.OpConvert, r, v)
}

// pass brings v to the representation by which it is passed, stored or returned; v's type fits already.
func (b *fn) pass(n syntax.Node, v *hir.Value, r rt.Rep) *hir.Value {
	switch {
	case v.Rep == r:
		return v
	case r == rt.Obj:
		return b.box(n, v)
	case r == rt.Tag && v.Op == hir.OpBox && v.Args[0].Rep == rt.I64:
		return b.rt(n, "i64_to_tag", v.Args[0])
	case r == rt.Tag:
		t := b.f.NewValue(hir.OpToTag, rt.Tag, v.Type, b.box(n, v))
		t.Loc = b.loc(n)
		return b.add(t)
	}
	return b.toMachine(n, v, r)
}

// receive is the object form of a value that came in by representation: tagged ints and floats are boxed, machine
// types of the language stay what they are when the verdict on e says so.
func (b *fn) receive(n syntax.Node, v *hir.Value, t typecheck.Type) *hir.Value {
	if v.Rep == rt.Obj || typecheck.PrimKind(t) != primitives.None {
		return v
	}
	return b.box(n, v)
}

// staticForm lowers the forms that mean something of their own in static code; nil for all others.
func (b *fn) staticForm(e syntax.Expr) *hir.Value {
	info := b.m.w.info
	if _, isConst := e.(*syntax.Constant); !isConst {
		if c, ok := info.Folded[e]; ok && typecheck.PrimKind(info.TypeOf(e)) == primitives.None {
			return b.konst(constValue(c))
		}
	}
	switch e := e.(type) {
	case *syntax.Name:
		return b.staticName(e)
	case *syntax.BinOp:
		if op := info.BinOps[e]; op != nil {
			return b.machineBinary(e, op, e.Left, e.Right)
		}
	case *syntax.UnaryOp:
		return b.machineUnary(e)
	case *syntax.BoolOp:
		if k := typecheck.PrimKind(info.TypeOf(e)); k != primitives.None {
			return b.machineBoolOp(e, k.Rep())
		}
	case *syntax.IfExp:
		if k := typecheck.PrimKind(info.TypeOf(e)); k != primitives.None {
			return b.machineIfExp(e, k.Rep())
		}
	case *syntax.Compare:
		return b.machineCompare(e)
	case *syntax.Call:
		return b.staticCall(e)
	case *syntax.Await: // an override may give another awaitable (specification 4.5)
		return b.returned(e, b.plainExpr(e), info.TypeOf(e), b.origin(e.Value))
	case *syntax.Attribute:
		return b.staticAttribute(e)
	case *syntax.Subscript:
		return b.staticSubscript(e)
	case *syntax.List, *syntax.ListComp, *syntax.Dict, *syntax.DictComp:
		return b.checkedDisplay(e)
	}
	return nil
}

// staticSubscript reads an element; what the container's annotation says of it is checked here.
func (b *fn) staticSubscript(e *syntax.Subscript) *hir.Value {
	info := b.m.w.info
	s := info.Subscript[e]
	if s != nil && s.Kind == typecheck.SubType {
		return b.instantiation(e)
	}
	if v := b.genericSubscript(e, s); v != nil {
		return v
	}
	if s != nil && s.Kind != typecheck.SubDynamic && s.Kind != typecheck.SubListInt && s.Kind != typecheck.SubListPrim {
		return nil
	}
	if _, isSlice := e.Slice.(*syntax.Slice); isSlice {
		return nil
	}
	return b.element(e, b.subscript(e), info.TypeOf(e))
}

// instantiation is a generic container with its type arguments, as a value. The subscript is not evaluated: with a
// compiler flag the name dict or list stands for the container (specification 1.1). Nil when the class is not known.
func (b *fn) instantiation(e *syntax.Subscript) *hir.Value {
	obj, ok := b.m.w.info.TypeOf(e).(*typecheck.ClassObj)
	if !ok {
		return nil
	}
	if t := b.m.w.typeOf(obj.Inst); t.Class != nil && t.Class.Generic != nil {
		return b.typeRef(t.Class)
	}
	return nil
}

// element holds a value that was read out of a container to what is trusted of the container's elements. Floats
// come as machine doubles: an int among them is converted, as a cast to float does (specification 2.6).
func (b *fn) element(n syntax.Node, v *hir.Value, t typecheck.Type) *hir.Value {
	if b.m.opts.Distrust && typecheck.IsDynamic(t) {
		return v
	}
	if isFloatHint(t) {
		return b.box(n, b.op(n, hir.OpUnbox, rt.F64, v))
	}
	return b.cast(n, v, b.m.w.trusted(t))
}
