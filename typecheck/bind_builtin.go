package typecheck

import (
	"spc/diag"
	"spc/primitives"
	"spc/syntax"
)

// callBuiltin types calls of the functions that the language gives rules of their
// own: those of __static__ (SP §4.9) and a few of builtins.
func (b *binder) callBuiltin(e *syntax.Call, f *FuncType, want Type) (*CallInfo, Type) {
	n := len(e.Args)
	bad := func(format string, args ...any) {
		b.errorf(e, diag.BadArguments, format, args...)
	}
	switch f.builtin {
	case ruleCast:
		return b.callCast(e)
	case ruleBox:
		if n != 1 || len(e.Keywords) > 0 {
			b.looseTypes(e)
			bad("box only accepts a single argument")
			return nil, D
		}
		t := b.expr(e.Args[0], nil)
		k := PrimKind(t)
		if k == primitives.None {
			b.errorf(e, diag.PrimitiveMisuse, "can't box non-primitive: %s", t)
			return nil, D
		}
		return &CallInfo{Kind: CallBox, Prim: k, Args: []Arg{{Expr: e.Args[0]}}}, boxed(k)
	case ruleUnbox:
		return b.callUnbox(e, want)
	case ruleCLen:
		if n != 1 || len(e.Keywords) > 0 {
			b.looseTypes(e)
			bad("clen() takes exactly one argument (%d given)", n)
			return nil, Prim(primitives.Int64)
		}
		t := b.expr(e.Args[0], nil)
		if k := classOfValue(t); k == nil || !k.hasFastLen() {
			b.errorf(e, diag.PrimitiveMisuse, "bad argument type '%s' for clen()", t)
		}
		if !IsExact(t) {
			b.killRefs()
		}
		return &CallInfo{Kind: CallCLen, Args: []Arg{{Expr: e.Args[0]}}}, Prim(primitives.Int64)
	case ruleCRange:
		b.looseTypes(e)
		bad("crange() must be used as an iterator in a for loop")
		return nil, D
	case ruleRand:
		b.looseTypes(e)
		if n+len(e.Keywords) > 0 {
			bad("rand() takes no arguments")
		}
		return &CallInfo{Kind: CallRand}, Prim(primitives.Int32)
	case ruleProdAssert:
		return b.callProdAssert(e)
	}
	switch f.Name {
	case "reveal_type":
		return b.revealType(e)
	case "isinstance", "issubclass":
		b.dynamicArgs(e)
		if len(e.Keywords) > 0 {
			bad("%s() does not accept keyword arguments", f.Name)
		}
		kind := CallIsinstance
		if f.Name == "issubclass" {
			kind = CallIssubclass
		}
		if kind == CallIsinstance && n == 2 {
			if _, known := b.testedClasses(e.Args[1]); !known {
				b.killRefs()
			}
		}
		return &CallInfo{Kind: kind, Builtin: f.Name}, instBool
	case "len":
		b.dynamicArgs(e)
		switch {
		case len(e.Keywords) > 0:
			bad("len() takes no keyword arguments")
		case n != 1:
			bad("len() does not accept more than one arguments (%d given)", n)
		}
		return &CallInfo{Kind: CallLen, Builtin: "len"}, instIntExact
	case "sorted":
		b.dynamicArgs(e)
		if n != 1 {
			bad("sorted() accepts one positional argument (%d given)", n)
			return nil, instListExact
		}
		r := &Instance{Class: listClass, Exact: true}
		if el := ElementType(b.info.TypeOf(e.Args[0])); el != nil {
			r.Args = []Type{el}
		}
		return &CallInfo{Kind: CallBuiltinFunc, Builtin: "sorted"}, r
	}
	b.dynamicArgs(e)
	var hint Type
	if n >= 2 { // min and max of plain values
		for _, x := range e.Args {
			hint = joinHint(hint, b.info.TypeOf(x), x)
		}
	} else if n == 1 {
		hint = ElementType(b.info.TypeOf(e.Args[0]))
	}
	return &CallInfo{Kind: CallBuiltinFunc, Builtin: f.Name}, Hinted(hint)
}

func (k *ClassType) hasFastLen() bool {
	for _, x := range []*ClassType{listClass, tupleClass, dictClass, setClass, frozensetCls, strClass, bytesClass, chklistClass, chkdictClass, arrayClass} {
		if k.IsSubclass(x) {
			return true
		}
	}
	return false
}

// looseTypes types the arguments of a call that is wrong in itself.
func (b *binder) looseTypes(e *syntax.Call) {
	for _, x := range e.Args {
		b.expr(x, nil)
	}
	for _, kw := range e.Keywords {
		b.expr(kw.Value, nil)
	}
}

func (b *binder) callCast(e *syntax.Call) (*CallInfo, Type) {
	if len(e.Args) != 2 || len(e.Keywords) > 0 {
		b.looseTypes(e)
		b.errorf(e, diag.BadCast, "cast requires two parameters: type and value")
		return nil, D
	}
	before := len(b.c.diags)
	to := b.c.typeExpr(b.annScope(), e.Args[0])
	_, isBin := e.Args[0].(*syntax.BinOp)
	if _, isStr := e.Args[0].(*syntax.Constant); !isStr && !isBin {
		b.c.muted++
		b.expr(e.Args[0], nil)
		b.c.muted--
	}
	if co, ok := b.info.TypeOf(e.Args[0]).(*ClassObj); ok && ClassOf(co.Inst) == floatClass {
		to = instFloat // cast(float, x) checks, and converts ints
	}
	t := b.expr(e.Args[1], to)
	b.object(e.Args[1], t, "type mismatch: %s cannot be assigned to dynamic", t)
	switch {
	case len(b.c.diags) > before:
		return nil, D
	case PrimKind(to) != primitives.None:
		b.errorf(e, diag.BadCast, "cast to non-runtime type")
		return nil, D
	case IsDynamic(to):
		b.errorf(e, diag.BadCast, "cast to unknown type")
		return nil, D
	}
	return &CallInfo{Kind: CallCast, To: to, Args: []Arg{{Expr: e.Args[1]}}}, to
}

func (b *binder) callUnbox(e *syntax.Call, want Type) (*CallInfo, Type) {
	if len(e.Keywords) > 0 {
		b.looseTypes(e)
		b.errorf(e, diag.BadArguments, "unbox() takes no keyword arguments")
		return nil, D
	}
	if len(e.Args) != 1 {
		b.looseTypes(e)
		b.errorf(e, diag.BadArguments, "unbox only accepts a single argument")
		return nil, D
	}
	k := PrimKind(want)
	if k == primitives.None {
		k = primitives.Int64
	}
	t := b.expr(e.Args[0], nil)
	b.toPrim(e, k, t)
	return &CallInfo{Kind: CallUnbox, Prim: k, Args: []Arg{{Expr: e.Args[0]}}}, Prim(k)
}

func (b *binder) callProdAssert(e *syntax.Call) (*CallInfo, Type) {
	if len(e.Keywords) > 0 {
		b.looseTypes(e)
		b.errorf(e, diag.BadArguments, "prod_assert() does not accept keyword arguments")
		return nil, instNone
	}
	if len(e.Args) < 1 || len(e.Args) > 2 {
		b.looseTypes(e)
		b.errorf(e, diag.BadArguments, "prod_assert() must be called with one or two arguments")
		return nil, instNone
	}
	f := b.test(e.Args[0])
	if len(e.Args) == 2 {
		b.objectExpr(e.Args[1])
	}
	b.apply(f.yes)
	return &CallInfo{Kind: CallProdAssert}, instNone
}

func (b *binder) revealType(e *syntax.Call) (*CallInfo, Type) {
	b.looseTypes(e)
	if len(e.Args) != 1 || len(e.Keywords) > 0 {
		b.errorf(e, diag.BadArguments, "reveal_type() accepts one positional argument (%d given)", len(e.Args))
		return nil, D
	}
	x := e.Args[0]
	t := b.info.TypeOf(x)
	msg := "reveal_type(" + syntax.Unparse(x) + "): '" + ExactString(t) + "'"
	if n, ok := x.(*syntax.Name); ok && b.kind(n.ID) == nameLocal {
		if l := b.locals[n.ID]; l != nil {
			msg += ", '" + n.ID + "' has declared type '" + ExactString(l.Declared) + "' and local type '" + ExactString(t) + "'"
		}
	}
	b.errorf(e, diag.RevealType, "%s", msg)
	return &CallInfo{Kind: CallRevealType}, t
}

// primConvert types int64(x), cbool(x), double(x) (SP §7.4).
func (b *binder) primConvert(e *syntax.Call, p *Primitive, want Type) (*CallInfo, Type) {
	if len(e.Args) != 1 || len(e.Keywords) > 0 {
		b.looseTypes(e)
		b.errorf(e, diag.BadArguments, "Type[%s] requires a single argument (%d given)", p, len(e.Args)+len(e.Keywords))
		return nil, p
	}
	x := e.Args[0]
	t := b.expr(x, nil)
	info := &CallInfo{Kind: CallPrimConvert, Prim: p.Kind, Args: []Arg{{Expr: x}}}
	if k := PrimKind(t); k != primitives.None {
		if !p.Kind.Converts(k) {
			b.errorf(e, diag.PrimitiveMismatch, "type mismatch: %s cannot be assigned to %s", t, p)
		}
		return info, p
	}
	if l, ok := t.(*Literal); ok && b.constOf(x) != nil && !l.IsBool && p.Kind.IsInt() {
		if !p.Kind.Fits(l.Int) {
			b.assign(x, t, p)
		}
		return info, p
	}
	b.toPrim(e, p.Kind, t)
	return info, p
}

// toPrim checks that an object of type t may be unboxed to k at run time.
func (b *binder) toPrim(e *syntax.Call, k primitives.Kind, t Type) {
	if IsDynamic(t) || IsObject(t) {
		return
	}
	c := ClassOf(t)
	switch {
	case k == primitives.CBool:
		if c == boolClass {
			return
		}
	case k.IsFloat():
		if c == floatClass || c == intClass || c == boolClass {
			return
		}
		b.errorf(e, diag.PrimitiveMismatch, "type mismatch: double cannot be created from %s", t)
		return
	case c != nil && c.IsSubclass(intClass):
		return
	}
	name := inexact(t)
	b.errorf(e, diag.PrimitiveMismatch, "type mismatch: %s cannot be assigned to %s", name, k)
}

// crange recognises crange(...) as the iterable of a for statement.
func (b *binder) crange(iter syntax.Expr) *syntax.Call {
	call, ok := iter.(*syntax.Call)
	if !ok {
		return nil
	}
	n, ok := call.Func.(*syntax.Name)
	if !ok || b.kind(n.ID) != nameGlobal {
		return nil
	}
	g := b.m.Names[n.ID]
	if g == nil {
		return nil
	}
	b.c.resolve(g)
	f, ok := g.Type.(*FuncType)
	if !ok || f.builtin != ruleCRange {
		return nil
	}
	b.info.Types[n] = f
	return call
}

// crangeLoop types the arguments of crange and gives the type of the loop variable.
func (b *binder) crangeLoop(call *syntax.Call, target syntax.Expr) Type {
	elem := Prim(primitives.Int64)
	info := &CallInfo{Kind: CallCRange, Result: elem, Prim: primitives.Int64}
	b.info.Calls[call] = info
	b.info.Types[call] = elem
	switch {
	case len(call.Keywords) > 0:
		b.errorf(call, diag.BadArguments, "crange() takes no keyword arguments")
	case len(call.Args) < 1 || len(call.Args) > 2:
		b.errorf(call, diag.BadArguments, "crange() accepts only 1 or 2 parameters")
	}
	for _, x := range call.Args {
		t := b.expr(x, elem)
		info.Args = append(info.Args, Arg{Expr: x})
		switch assignable(elem, t) {
		case fitYes:
			delete(b.info.Coerce, x)
		case fitCast:
			b.info.Coerce[x] = elem
		default:
			if PrimKind(t).IsInt() {
				b.info.Coerce[x] = elem
				continue
			}
			b.errorf(x, diag.PrimitiveMismatch, "can't use crange with arg: %s", t)
		}
	}
	switch target.(type) {
	case *syntax.Tuple, *syntax.List:
		b.errorf(target, diag.PrimitiveMisuse, "cannot unpack multiple values from %s while iterating", elem)
		return D
	}
	return elem
}
