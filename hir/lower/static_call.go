package lower

import (
	"spc/hir"
	"spc/primitives"
	"spc/rt"
	"spc/syntax"
	"spc/typecheck"
)

// Calls whose target the checker knows. A direct call passes machine values and skips the entry checks; the arguments are
// evaluated in the order of the source, whatever the order of the parameters.

// staticCall lowers a call that is more than Python's; nil when it is an ordinary one.
func (b *fn) staticCall(e *syntax.Call) *hir.Value {
	info := b.m.w.info
	c := info.Calls[e]
	if v := b.elementCall(e); v != nil || c == nil {
		return v
	}
	if v := b.checkedMethod(e); v != nil {
		return v
	}
	if c.Kind == typecheck.CallDynamic {
		if c.Check {
			return b.checkedCall(e, c)
		}
		return b.hintedCall(e, c)
	}
	switch c.Kind {
	case typecheck.CallFunction:
		return b.callFunction(e, c, nil)
	case typecheck.CallInline:
		return b.callFunction(e, c, nil)
	case typecheck.CallMethod, typecheck.CallMethodDirect:
		if c.Recv == nil { // Class.method(receiver, ...)
			return b.callFunction(e, c, nil)
		}
		return b.callKnownMethod(e, c, nil)
	case typecheck.CallSuper:
		return b.callSuper(e, c)
	case typecheck.CallConstructor:
		return b.construct(e, c)
	case typecheck.CallNative:
		return b.callNative(e, c)
	case typecheck.CallPrimConvert:
		return b.primConvert(e, c)
	case typecheck.CallUnbox:
		return b.toMachine(e, b.expr(e.Args[0]), c.Prim.Rep())
	case typecheck.CallBox:
		return b.box(e, b.expr(e.Args[0]))
	case typecheck.CallCast:
		return b.castTo(e, c)
	case typecheck.CallLen, typecheck.CallCLen:
		n := b.op(e, hir.OpLen, rt.I64, b.box(e, b.expr(e.Args[0])))
		if c.Kind == typecheck.CallCLen {
			return n
		}
		return b.box(e, n)
	case typecheck.CallIsinstance:
		return b.isInstance(e)
	case typecheck.CallProdAssert:
		return b.prodAssert(e)
	case typecheck.CallGeneric:
		if v := b.newArray(e, c); v != nil {
			return v
		}
		v := b.plainCall(e)
		return b.cast(e, v, b.m.w.typeOf(c.To))
	}
	v := b.plainCall(e)
	if c.Check {
		v = b.convertTo(e, v, c.Result)
	}
	return v
}

// plainCall makes the call as Python does it, all arguments objects.
func (b *fn) plainCall(e *syntax.Call) *hir.Value {
	if v := b.consume(e); v != nil {
		return v
	}
	if n, ok := e.Func.(*syntax.Name); ok && hir.KnownBuiltins[n.ID] && b.isBuiltin(n, n.ID) && len(e.Keywords) == 0 && !hasStar(e.Args) {
		args := b.exprs(e.Args)
		for i, a := range args {
			args[i] = b.box(e, a)
		}
		return b.opAux(e, hir.OpBuiltin, rt.Obj, n.ID, args...)
	}
	return b.callExpr(e)
}

// arguments evaluates the arguments in the order of the source and gives them in the order of the parameters, each in
// its parameter's representation. Nothing is evaluated, and ok is false, when one of them cannot be passed
// so: an argument for a float parameter that is not known to be a float.
func (b *fn) arguments(e *syntax.Call, c *typecheck.CallInfo, params []hir.Param) []*hir.Value {
	values := map[syntax.Expr]*hir.Value{}
	for _, a := range e.Args {
		values[a] = b.expr(a)
	}
	for _, k := range e.Keywords {
		values[k.Value] = b.expr(k.Value)
	}
	out := make([]*hir.Value, len(c.Args))
	for i, a := range c.Args {
		if a.Expr != nil {
			out[i] = values[a.Expr]
		} else {
			out[i] = b.defaultValue(a, params[i].Rep)
		}
	}
	return out
}

func (b *fn) defaultValue(a typecheck.Arg, r rt.Rep) *hir.Value {
	if k := typecheck.PrimKind(a.Param.Type); k != primitives.None {
		switch v := constValue(a.Default).(type) {
		case int64:
			return b.machineInt(k, v)
		case bool:
			return b.boolean(v)
		case float64:
			return b.floatConst(r, v)
		}
	}
	return b.konst(constValue(a.Default))
}

// passAll brings arguments to their representations, cast to the parameter types where the checker could not vouch for them.
func (b *fn) passAll(n syntax.Node, args []*hir.Value, params []hir.Param) []*hir.Value {
	out := make([]*hir.Value, len(args))
	for i, a := range args {
		if a.Rep == rt.Obj && !params[i].Rep.IsFloat() {
			a = b.cast(n, a, params[i].Type)
		}
		out[i] = b.pass(n, a, params[i].Rep)
	}
	return out
}

// needsTest reports whether the argument a for p has to be tested for being of exactly the class that a native body
// relies on.
func needsTest(a *hir.Value, p hir.Param) bool {
	return a.Rep == rt.Obj && p.Promised() && !a.Type.Within(p.Type)
}

// exactArgs tests the arguments that need it, and goes to slow when one is of another class. What it gives is known to be exact.
func (b *fn) exactArgs(n syntax.Node, args []*hir.Value, params []hir.Param, slow *hir.Block) []*hir.Value {
	out := append([]*hir.Value(nil), args...)
	for i, a := range args {
		if !needsTest(a, params[i]) {
			continue
		}
		test := b.f.NewValue(hir.OpIsType, rt.Bool, hir.ExactOf(hir.BoolClass), a)
		test.Cast = params[i].Type
		next := b.newBlock()
		b.branch(b.add(test), next, slow, 1)
		b.open(next)
		out[i] = b.refine(a, params[i].Type)
	}
	return out
}

// choose makes a native call when the arguments are of exactly the classes that its parameters want, which is tested where it
// is not known, and else the generic one with the arguments as objects.
func (b *fn) choose(n syntax.Node, args []*hir.Value, params []hir.Param, t hir.Type, native, generic func([]*hir.Value) *hir.Value) *hir.Value {
	known := true
	for i, a := range args {
		if p := params[i]; a.Rep == rt.Obj && p.Promised() && p.Rep.IsRef() {
			args[i] = b.cast(n, a, hir.InstanceOf(p.Type.Class))
		}
		known = known && !needsTest(args[i], params[i])
	}
	if known {
		return native(args)
	}
	slow, done := b.newBlock(), b.newBlock()
	out := done.AddParam(rt.Obj, t)
	b.jump(done, b.box(n, native(b.exactArgs(n, args, params, slow))))
	b.open(slow)
	objects := make([]*hir.Value, len(args))
	for i, a := range args {
		objects[i] = b.box(n, a)
	}
	b.jump(done, generic(objects))
	b.open(done)
	return out
}

// invoke calls a native body, or generic when the arguments are not what the body wants.
func (b *fn) invoke(n syntax.Node, op hir.Op, aux any, sig *hir.Signature, args []*hir.Value, result typecheck.Type,
	generic func(args []*hir.Value) *hir.Value) *hir.Value {
	v := b.choose(n, args, sig.Params, hir.Any, func(args []*hir.Value) *hir.Value {
		v := b.f.NewValue(op, sig.Result, sig.Type, b.passAll(n, args, sig.Params)...)
		v.Aux, v.Loc = aux, b.loc(n)
		return b.receive(n, b.add(v), result)
	}, func(args []*hir.Value) *hir.Value {
		return b.cast(n, generic(args), sig.Type)
	})
	if v.Op == hir.OpParam {
		return b.refine(v, b.m.w.typeOf(result))
	}
	return v
}

// callFunction calls a function of this or another module directly.
func (b *fn) callFunction(e *syntax.Call, c *typecheck.CallInfo, _ *hir.Value) *hir.Value {
	callee := b.m.w.target(c.Callee)
	if callee == nil || len(c.Args) != len(callee.Sig.Params) {
		return b.checkedCall(e, c)
	}
	sig := callee.Sig
	args := b.arguments(e, c, sig.Params)
	return b.invoke(e, hir.OpInvoke, callee, sig, args, c.Result, func(args []*hir.Value) *hir.Value {
		return b.call(e, b.expr(e.Func), args...)
	})
}

// checkedCall is the ordinary call of something whose declared result is relied upon.
func (b *fn) checkedCall(e *syntax.Call, c *typecheck.CallInfo) *hir.Value {
	v := b.patchedCall(e, c)
	if v == nil {
		v = b.plainCall(e)
	}
	return b.returned(e, v, c.Result, calleeName(c))
}

// callKnownMethod calls a method of a static class: directly when no override can exist, else through the vtable. recv is the
// receiver when it is evaluated already.
func (b *fn) callKnownMethod(e *syntax.Call, c *typecheck.CallInfo, recv *hir.Value) *hir.Value {
	class := b.m.w.class(c.Class)
	attr, isAttr := e.Func.(*syntax.Attribute)
	if class == nil || class.CName != "" || c.Class.Layout == nil || c.Callee == nil || !isAttr || c.Callee.StaticMethod || c.Callee.ClassMethod {
		if recv != nil {
			return b.callOn(e, attr, recv, c)
		}
		return b.checkedCall(e, c)
	}
	entry := c.Class.Layout.Entry(attr.Attr)
	impl := b.m.w.target(c.Callee)
	if entry == nil || impl == nil {
		if recv != nil {
			return b.callOn(e, attr, recv, c)
		}
		return b.checkedCall(e, c)
	}
	m := class.Methods[entry.Index]
	sig := m.Sig
	self := recv
	if self == nil {
		self = b.expr(c.Recv)
	}
	self = b.cast(e, self, hir.InstanceOf(class))
	if c.Callee != nil && len(c.Args)+1 != len(sig.Params) {
		return b.callOn(e, attr, self, c)
	}
	args := append([]*hir.Value{self}, b.arguments(e, c, sig.Params[1:])...)
	op, aux := hir.OpInvokeMethod, any(m)
	if c.Kind == typecheck.CallMethodDirect || self.Type.Exact {
		sig, op, aux = impl.Sig, hir.OpInvoke, impl
	}
	return b.invoke(e, op, aux, sig, args, c.Result, func(args []*hir.Value) *hir.Value {
		call := &hir.MethodCall{Name: attr.Attr}
		return b.opAux(e, hir.OpCallMethod, rt.Obj, call, args...)
	})
}

// callOn is an ordinary method call on a receiver that is evaluated already. c, when given, says what the method declares;
// what comes back is held to it.
func (b *fn) callOn(e *syntax.Call, attr *syntax.Attribute, recv *hir.Value, c *typecheck.CallInfo) *hir.Value {
	v := b.plainCallOn(e, attr, recv)
	if c != nil {
		return b.returned(e, v, c.Result, calleeName(c))
	}
	return v
}

func (b *fn) plainCallOn(e *syntax.Call, attr *syntax.Attribute, recv *hir.Value) *hir.Value {
	if hasStar(e.Args) {
		m := b.getattr(attr, recv, attr.Attr)
		return b.callEx(e, m, e.Args, e.Keywords)
	}
	for _, k := range e.Keywords {
		if k.Arg == "" {
			return b.callEx(e, b.getattr(attr, recv, attr.Attr), e.Args, e.Keywords)
		}
	}
	return b.methodCall(e, attr, recv)
}

// hintedCall is a method call on a receiver of unknown verdict. What is known of the value (an element that was
// checked when it was read) can still make it a call of a known method.
func (b *fn) hintedCall(e *syntax.Call, c *typecheck.CallInfo) *hir.Value {
	attr, ok := e.Func.(*syntax.Attribute)
	if !ok || c.Hint == nil || c.Hint.Recv == nil || b.isSuper(attr.Value) {
		return nil
	}
	recv := b.expr(attr.Value)
	class := b.m.w.class(c.Hint.Class)
	if class != nil && class.CName == "" && recv.Type.Within(hir.InstanceOf(class)) &&
		(c.Hint.Kind == typecheck.CallMethod || c.Hint.Kind == typecheck.CallMethodDirect) {
		return b.callKnownMethod(e, c.Hint, recv)
	}
	return b.callOn(e, attr, recv, nil)
}

// callSuper is super().m(...) whose target is known.
func (b *fn) callSuper(e *syntax.Call, c *typecheck.CallInfo) *hir.Value {
	impl := b.m.w.target(c.Callee)
	if impl == nil || len(b.scope.Params) == 0 || c.Callee.StaticMethod || c.Callee.ClassMethod {
		return b.checkedCall(e, c)
	}
	sig := impl.Sig
	l := b.rootEnv().local(b.scope.Params[0])
	if l.isCell || len(c.Args)+1 != len(sig.Params) {
		return b.checkedCall(e, c)
	}
	self := b.read(l.v, b.cur)
	args := append([]*hir.Value{self}, b.arguments(e, c, sig.Params[1:])...)
	return b.invoke(e, hir.OpInvoke, impl, sig, args, c.Result, func(args []*hir.Value) *hir.Value {
		m := b.attribute(e.Func.(*syntax.Attribute))
		return b.call(e, m, args[1:]...)
	})
}

// construct allocates an instance of a static class and runs its __init__ directly.
func (b *fn) construct(e *syntax.Call, c *typecheck.CallInfo) *hir.Value {
	class := b.m.w.class(c.Class)
	if class == nil || b.m.hir.Patching || class.External && b.m.hir.ImportHash(class.Module, class.Name) == 0 || !plainObject(class) || c.Class.Dataclass != nil || class.HasDict || class.HasWeak {
		return b.checkedCall(e, c)
	}
	var init *hir.Callee
	var sig *hir.Signature
	if c.Callee != nil {
		init = b.m.w.target(c.Callee)
		if init == nil || len(c.Args)+1 != len(init.Sig.Params) {
			return b.checkedCall(e, c)
		}
		sig = init.Sig
	}
	var args []*hir.Value
	if init != nil {
		args = b.arguments(e, c, sig.Params[1:])
	}
	t := hir.ExactOf(class)
	native := func(args []*hir.Value) *hir.Value {
		o := b.f.NewValue(hir.OpAlloc, rt.Obj, t)
		o.Aux, o.Loc = class, b.loc(e)
		b.add(o)
		if init != nil {
			v := b.f.NewValue(hir.OpInvoke, sig.Result, sig.Type, b.passAll(e, append([]*hir.Value{o}, args...), sig.Params)...)
			v.Aux, v.Loc = init, b.loc(e)
			b.add(v)
		}
		return o
	}
	if init == nil {
		return native(args)
	}
	return b.choose(e, args, sig.Params[1:], t, native, func(args []*hir.Value) *hir.Value {
		return b.cast(e, b.call(e, b.expr(e.Func), args...), t)
	})
}

// plainObject reports whether instances are nothing but slots: no built-in base has a part in them.
func plainObject(c *hir.Class) bool {
	for ; c != nil && c.CName == ""; c = c.Base {
	}
	return c == hir.Object
}

// primConvert is int64(x), double(x) and their like (specification 7.4).
func (b *fn) primConvert(e *syntax.Call, c *typecheck.CallInfo) *hir.Value {
	if v := b.machineConst(e.Args[0], c.Prim); v != nil {
		return v
	}
	return b.toMachine(e, b.expr(e.Args[0]), c.Prim.Rep())
}

// castTo is cast(T, v): T is not evaluated, the value is checked.
func (b *fn) castTo(e *syntax.Call, c *typecheck.CallInfo) *hir.Value {
	v := b.box(e, b.expr(e.Args[1]))
	if k := typecheck.ClassOf(c.To); k != nil && k.Builtin && k.Name == "float" { // ints are converted
		return b.box(e, b.op(e, hir.OpUnbox, rt.F64, v))
	}
	return b.cast(e, v, b.m.w.typeOf(c.To))
}

// isInstance tests a class that the compiler knows inline; nil for others.
func (b *fn) isInstance(e *syntax.Call) *hir.Value {
	if len(e.Args) != 2 || len(e.Keywords) > 0 {
		return nil
	}
	obj, ok := b.m.w.info.TypeOf(e.Args[1]).(*typecheck.ClassObj)
	if !ok {
		return nil
	}
	t := b.m.w.typeOf(obj.Inst)
	if t.Class == nil || t.Class == hir.Object {
		return nil
	}
	x := b.box(e, b.expr(e.Args[0]))
	test := b.f.NewValue(hir.OpIsType, rt.Bool, hir.ExactOf(hir.BoolClass), x)
	test.Cast = hir.InstanceOf(t.Class)
	return b.box(e, b.add(test))
}

// assume checks what an assertion that -O removes would have told of the types of variables and fields (SP-081).
func (b *fn) assume(s *syntax.Assert) {
	if b.m.w == nil {
		return
	}
	for _, n := range b.m.w.info.Asserted[s] {
		name, isName := n.Place.(*syntax.Name)
		if !isName || name.Ctx == syntax.Load {
			b.cast(n.Place, b.box(n.Place, b.expr(n.Place)), b.m.w.typeOf(n.Type))
			continue
		}
		p := b.place(name.ID) // bound by the test itself: it may have a value from before
		if p.kind != placeLocal {
			b.cast(name, b.box(name, b.load(name, name.ID)), b.m.w.typeOf(n.Type))
			continue
		}
		x := b.read(p.local.v, b.cur)
		check, next := b.newBlock(), b.newBlock()
		b.branch(b.isNull(x), next, check, 0)
		b.open(check)
		b.cast(name, x, b.m.w.typeOf(n.Type))
		b.jump(next)
		b.open(next)
	}
}

// prodAssert is an assertion that -O does not remove (SP-082).
func (b *fn) prodAssert(e *syntax.Call) *hir.Value {
	fail, ok := b.newBlock(), b.newBlock()
	b.cond(e.Args[0], ok, fail)
	b.open(fail)
	msg := b.null()
	if len(e.Args) > 1 {
		msg = b.expr(e.Args[1])
	}
	b.rt(e, "raise_assertion", msg)
	b.open(ok)
	return b.none()
}
