package typecheck

import (
	"strconv"

	"spc/diag"
	"spc/primitives"
	"spc/syntax"
)

// call types a call and records what it is.
func (b *binder) call(e *syntax.Call, want Type) Type {
	if i, t := b.superCall(e); i != nil {
		b.info.Calls[e] = i
		b.killRefs()
		return t
	}
	ft := b.expr(e.Func, nil)
	i, t := b.callType(e, ft, want)
	if i == nil {
		i = &CallInfo{}
	}
	i.Result = t
	b.info.Calls[e] = i
	switch i.Kind {
	case CallIsinstance, CallPrimConvert, CallBox, CallUnbox, CallCLen, CallRevealType, CallProdAssert:
	default:
		b.killRefs()
	}
	return t
}

func (b *binder) callType(e *syntax.Call, ft, want Type) (*CallInfo, Type) {
	switch f := ft.(type) {
	case *FuncType:
		if f.Builtin {
			return b.callBuiltin(e, f, want)
		}
		kind := CallFunction
		switch {
		case f.Native != "":
			kind = CallNative
		case f.Inline && !b.c.opts.Patching:
			kind = CallInline
		case f.Class != nil && !f.StaticMethod:
			kind = CallMethodDirect // Class.method(obj, ...)
		}
		return b.callFunc(e, f, kind, nil, nil)
	case *BoundMethod:
		return b.callMethod(e, f)
	case *ClassObj:
		return b.callClass(e, f, want)
	case *Instance:
		if IsNone(f) {
			b.errorf(e, diag.NotCallable, "'NoneType' object is not callable")
		}
	case *Union:
		if _, ok := OptionalOf(f); ok {
			b.errorf(e, diag.OptionalAccess, "%s: 'NoneType' object is not callable", f)
		}
	case *Primitive:
		b.errorf(e, diag.PrimitiveMisuse, "cannot call %s", f)
	}
	b.dynamicArgs(e)
	i := &CallInfo{}
	return i, b.dynamicResult(e, i)
}

// dynamicArgs types the arguments of a call that Python binds.
func (b *binder) dynamicArgs(e *syntax.Call) {
	arg := func(x syntax.Expr) {
		if star, ok := x.(*syntax.Starred); ok {
			t := b.expr(star.Value, nil)
			b.object(star, t, "starred expression cannot be primitive")
			b.info.Types[star] = D
			return
		}
		t := b.expr(x, nil)
		b.object(x, t, "Call argument cannot be a primitive")
	}
	for _, x := range e.Args {
		arg(x)
	}
	for _, kw := range e.Keywords {
		arg(kw.Value)
	}
}

// dynamicResult finds what a dynamic call most probably gives, by what is trusted
// of the receiver.
func (b *binder) dynamicResult(e *syntax.Call, i *CallInfo) Type {
	switch f := e.Func.(type) {
	case *syntax.Attribute:
		rt := b.info.TypeOf(f.Value)
		if t := b.objectNew(e, f, rt); t != nil {
			i.Check = true
			return t
		}
		if mv, ok := rt.(*ModuleValue); ok {
			return Hinted(b.c.libraryResult(pathOf(mv.Name, f.Attr), len(e.Args)))
		}
		self, ok := Trust(rt).(*Instance)
		if !ok {
			return D
		}
		a := b.info.Attrs[f]
		if a != nil && a.Kind == AttrBuiltinMethod {
			i.Kind, i.Builtin, i.Class, i.Recv = CallBuiltinMethod, f.Attr, self.Class, f.Value
			h := methodHint(self, f.Attr, len(e.Args))
			if IsExact(rt) && self.Class == strClass {
				switch f.Attr {
				case "isdigit", "join", "lower", "upper":
					return h
				}
			}
			return Hinted(h)
		}
		if a != nil && a.Hint != nil {
			if a.Hint.Kind == AttrBuiltinMethod {
				i.Hint = &CallInfo{Kind: CallBuiltinMethod, Builtin: f.Attr, Class: self.Class, Recv: f.Value}
				return Hinted(methodHint(self, f.Attr, len(e.Args)))
			}
			if m := a.Hint.Method; m != nil {
				b.c.finishFunc(m)
				args, ok := mapQuiet(e, m, !m.StaticMethod)
				if ok {
					i.Hint = &CallInfo{Kind: CallMethod, Callee: m, Class: a.Hint.Class, Recv: f.Value, Args: args, Result: m.Result()}
				}
				return Hinted(valueHint(m.Result()))
			}
		}
	case *syntax.Name:
		if g := b.m.Names[f.ID]; g != nil {
			return Hinted(b.c.libraryResult(g.path, len(e.Args)))
		}
		if g := builtinsModule.Names[f.ID]; g != nil && b.kind(f.ID) == nameGlobal {
			i.Kind, i.Builtin = CallBuiltinFunc, f.ID
			if dCalled[f.ID] {
				i.Kind = CallDynamic
			}
			return Hinted(b.builtinHint(e, f.ID))
		}
	}
	return D
}

// objectNew is what object.__new__(C) gives; nil for other calls.
func (b *binder) objectNew(e *syntax.Call, f *syntax.Attribute, recv Type) Type {
	co, ok := recv.(*ClassObj)
	if !ok || f.Attr != "__new__" || ClassOf(co.Inst) != objectClass || len(e.Args) != 1 || len(e.Keywords) > 0 {
		return nil
	}
	made, ok := b.info.TypeOf(e.Args[0]).(*ClassObj)
	if !ok {
		return nil
	}
	if k := ClassOf(made.Inst); k != nil && k.Layout != nil {
		return &Instance{Class: k}
	}
	return nil
}

func (b *binder) builtinHint(e *syntax.Call, name string) Type {
	var a Type
	if len(e.Args) > 0 {
		a = Trust(b.info.TypeOf(e.Args[0]))
	}
	switch name {
	case "abs":
		if k := ClassOf(a); k == intClass || k == floatClass {
			return inexact(a)
		}
	case "sum":
		if el := ElementType(a); ClassOf(el) == intClass || ClassOf(el) == floatClass {
			return el
		}
	case "enumerate":
		if el := ElementType(a); el != nil {
			return &Instance{Class: protocolClasses["typing.Iterator"], Args: []Type{&Instance{Class: tupleClass, Exact: true, Args: []Type{instIntExact, el}}}}
		}
	case "reversed", "iter":
		if el := ElementType(a); el != nil {
			return &Instance{Class: protocolClasses["typing.Iterator"], Args: []Type{el}}
		}
	case "zip":
		var args []Type
		for _, x := range e.Args {
			el := ElementType(b.info.TypeOf(x))
			if el == nil {
				return nil
			}
			args = append(args, el)
		}
		if len(args) > 0 {
			return &Instance{Class: protocolClasses["typing.Iterator"], Args: []Type{&Instance{Class: tupleClass, Exact: true, Args: args}}}
		}
	}
	return b.c.libraryResult("builtins."+name, len(e.Args))
}

// mapQuiet maps arguments to parameters as Python would, without checking types.
func mapQuiet(e *syntax.Call, f *FuncType, bound bool) ([]Arg, bool) {
	params := f.Params
	if bound {
		if len(params) == 0 {
			return nil, false
		}
		params = params[1:]
	}
	if f.HasStar() {
		return nil, false
	}
	args := make([]Arg, len(params))
	for i, p := range params {
		args[i] = Arg{Param: p}
	}
	if len(e.Args) > len(params) {
		return nil, false
	}
	for i, x := range e.Args {
		if _, ok := x.(*syntax.Starred); ok || params[i].Kind == KwOnly {
			return nil, false
		}
		args[i].Expr = x
	}
	for _, kw := range e.Keywords {
		found := false
		for i, p := range params {
			if kw.Arg != "" && p.Name == kw.Arg && p.Kind != PosOnly && args[i].Expr == nil {
				args[i].Expr, found = kw.Value, true
			}
		}
		if !found {
			return nil, false
		}
	}
	for i, p := range params {
		if args[i].Expr == nil {
			if p.Const == nil {
				return nil, false
			}
			args[i].Default = p.Const
		}
	}
	return args, true
}

// callFunc types a call of a known function. self is the bound receiver's type, nil
// for a call without one.
func (b *binder) callFunc(e *syntax.Call, f *FuncType, kind CallKind, self Type, recv syntax.Expr) (*CallInfo, Type) {
	b.c.finishFunc(f)
	info := &CallInfo{Kind: kind, Callee: f, Recv: recv, Class: f.Class}
	params := f.Params
	if self != nil && len(params) > 0 {
		params = params[1:]
	}
	if !mappable(e, f, params) {
		b.dynamicArgs(e)
		b.perfCall(e, f)
		info.Kind, info.Check = CallDynamic, true
		return info, f.Result()
	}
	args, ok := b.mapArgs(e, f, params, self != nil)
	info.Args = args
	if !ok {
		return info, f.Result()
	}
	for _, a := range args {
		if a.Expr == nil && a.Default == nil && !f.Builtin {
			// A default that is no constant: only the callee's own binding knows it.
			for _, a := range args {
				if a.Expr != nil {
					b.object(a.Expr, b.info.TypeOf(a.Expr), "Call argument cannot be a primitive")
				}
			}
			info.Kind, info.Check, info.Args = CallDynamic, true, nil
		}
	}
	return info, f.Result()
}

// mappable reports whether the call's arguments can be mapped at compile time (SP §4.2).
func mappable(e *syntax.Call, f *FuncType, params []*Param) bool {
	if f.HasStar() {
		return false
	}
	for _, x := range e.Args {
		if _, ok := x.(*syntax.Starred); ok {
			return false
		}
	}
	for _, kw := range e.Keywords {
		if kw.Arg == "" {
			return false
		}
	}
	return true
}

func (b *binder) mapArgs(e *syntax.Call, f *FuncType, params []*Param, bound bool) ([]Arg, bool) {
	args := make([]Arg, len(params))
	positional := 0
	for i, p := range params {
		args[i] = Arg{Param: p}
		if p.Kind != KwOnly {
			positional++
		}
	}
	ok := true
	bad := func(at syntax.Node, format string, a ...any) {
		since := len(b.c.diags)
		b.errorf(at, diag.BadArguments, format, a...)
		b.c.because(since, f.Module, f.Node, "%s is defined here", f.FullName())
		ok = false
	}
	mismatch := func(x syntax.Expr, p *Param, t Type, format string, a ...any) {
		since := len(b.c.diags)
		b.errorf(x, argCode(p.Type, t), format, a...)
		if p.Node != nil {
			b.c.because(since, f.Module, p.Node, "the parameter is declared here")
		}
	}
	extra := 0
	if bound {
		extra = 1
	}
	if len(e.Args) > len(params) {
		bad(e, "Mismatched number of args for %s. Expected %d, got %d", f, len(params)+extra, len(e.Args)+extra)
	} else if len(e.Args) > positional {
		verb := "were"
		if len(e.Args)+extra == 1 {
			verb = "was"
		}
		bad(e, "%s takes %d positional args but %d %s given", f.FullName(), positional+extra, len(e.Args)+extra, verb)
	}
	for i, x := range e.Args {
		if i >= positional {
			b.expr(x, nil)
			continue
		}
		p := params[i]
		t := b.expr(x, p.Type)
		args[i].Expr = x
		b.convert(x, t, p.Type, func(src, dst string) {
			mismatch(x, p, t, "type mismatch: %s received for positional arg %s, expected %s", src, argName(p, i), dst)
		})
	}
	for _, kw := range e.Keywords {
		at := -1
		for i, p := range params {
			if p.Name == kw.Arg && p.Kind != PosOnly {
				at = i
			}
		}
		if at < 0 {
			b.expr(kw.Value, nil)
			since := len(b.c.diags)
			bad(kw, "Given argument %s does not exist in the definition of %s", kw.Arg, f.FullName())
			b.c.suggest(since, nearestOf(kw.Arg, namesOf(params)))
			continue
		}
		p := params[at]
		t := b.expr(kw.Value, p.Type)
		if args[at].Expr != nil {
			bad(kw, "got multiple values for argument '%s'", kw.Arg)
			continue
		}
		args[at].Expr = kw.Value
		b.convert(kw.Value, t, p.Type, func(src, dst string) {
			mismatch(kw.Value, p, t, "type mismatch: %s received for keyword arg '%s', expected %s", src, p.Name, dst)
		})
	}
	for i, p := range params {
		if args[i].Expr != nil {
			continue
		}
		switch {
		case p.Optional:
			args[i].Default = p.Const
		case !ok:
		case p.Kind == PosOnly:
			bad(e, "Missing value for positional-only arg %d", i+extra)
		default:
			bad(e, "Function %s expects a value for argument %s", f.FullName(), p.Name)
		}
	}
	return args, ok
}

// argName is how messages call a parameter: by its name, or by its place when it has none.
func argName(p *Param, i int) string {
	if p.Name == "" {
		return strconv.Itoa(i + 1)
	}
	return "'" + p.Name + "'"
}

func argCode(want, t Type) diag.Code {
	if c := mismatchCode(want, t); c != diag.TypeMismatch {
		return c
	}
	return diag.ArgumentMismatch
}

func (b *binder) callMethod(e *syntax.Call, m *BoundMethod) (*CallInfo, Type) {
	f := m.Func
	var recv syntax.Expr
	if a, ok := e.Func.(*syntax.Attribute); ok {
		recv = a.Value
	}
	if f.Builtin {
		return b.callContainerMethod(e, m, recv)
	}
	kind := CallMethod
	k := classOfValue(m.Self)
	if co, ok := m.Self.(*ClassObj); ok {
		k = ClassOf(co.Inst)
	}
	switch {
	case recv == nil || k == nil || k.Layout == nil:
		b.dynamicArgs(e)
		return &CallInfo{Check: true, Callee: f}, dynamicOf(f.Result())
	case IsExact(m.Self) || f.Final || k.Final:
		kind = CallMethodDirect
	case f.ClassMethod && b.info.Attrs[e.Func.(*syntax.Attribute)] != nil && b.info.Attrs[e.Func.(*syntax.Attribute)].OnClass:
		if co := m.Self.(*ClassObj); IsExact(co.Inst) {
			kind = CallMethodDirect
		}
	}
	if f.Name == "__init__" {
		kind = CallMethodDirect
	}
	if f.Inline && kind == CallMethodDirect && !b.c.opts.Patching {
		kind = CallInline
	}
	b.perfMethod(e, kind, f)
	info, t := b.callFunc(e, f, kind, m.Self, recv)
	info.Class = k
	return info, t
}

// callContainerMethod types a call of a method of a checked container: its arguments are held to the type arguments.
func (b *binder) callContainerMethod(e *syntax.Call, m *BoundMethod, recv syntax.Expr) (*CallInfo, Type) {
	self := m.Self.(*Instance)
	info, t := b.callFunc(e, methodOf(self, m.Func.Name, len(e.Args)), CallBuiltinMethod, self, recv)
	info.Class, info.Builtin, info.Check = self.Class, m.Func.Name, true
	return info, t
}

// dynamicOf is the verdict on the result of a call whose callee may be another
// function: what the declaration says is only trusted.
func dynamicOf(t Type) Type {
	if a, ok := t.(*Awaitable); ok {
		return a
	}
	return Hinted(valueHint(t))
}

// superCall recognises super().m(...) in a method of a class with a known base.
func (b *binder) superCall(e *syntax.Call) (*CallInfo, Type) {
	a, ok := e.Func.(*syntax.Attribute)
	if !ok || b.fn == nil || b.fn.Class == nil || b.fn.StaticMethod {
		return nil, nil
	}
	sup, ok := a.Value.(*syntax.Call)
	if !ok || len(sup.Args) > 0 || len(sup.Keywords) > 0 {
		return nil, nil
	}
	n, ok := sup.Func.(*syntax.Name)
	if !ok || n.ID != "super" || b.m.Names["super"] != nil {
		return nil, nil
	}
	k := b.fn.Class
	if k.Dynamic || k.DynamicBase {
		return nil, nil
	}
	for _, m := range k.MRO[1:] {
		x := m.Members[a.Attr]
		if x == nil {
			continue
		}
		if x.Method == nil || x.Method.Decorated {
			return nil, nil
		}
		b.info.Types[sup.Func], b.info.Types[sup], b.info.Types[a] = D, D, D
		b.info.Calls[sup] = &CallInfo{Result: D}
		b.info.Attrs[a] = &AttrInfo{Kind: AttrMethod, Class: m, Method: x.Method, Type: D}
		var self Type = &Instance{Class: k}
		if x.Method.StaticMethod {
			self = nil
		}
		i, t := b.callFunc(e, x.Method, CallSuper, self, nil)
		i.Class, i.Result = m, t
		return i, t
	}
	return nil, nil
}

// callClass types C(...).
func (b *binder) callClass(e *syntax.Call, co *ClassObj, want Type) (*CallInfo, Type) {
	if p, ok := co.Inst.(*Primitive); ok {
		return b.primConvert(e, p, want)
	}
	inst, ok := co.Inst.(*Instance)
	if !ok {
		b.dynamicArgs(e)
		return nil, D
	}
	k := inst.Class
	b.c.classBody(k)
	switch {
	case k.Generic != nil && len(inst.Args) == 0:
		b.dynamicArgs(e)
		b.errorf(e, diag.BadTypeArgument, "cannot create instances of a generic Type[%s]", genericName(k))
		return nil, D
	case k.Generic != nil:
		for _, x := range e.Args {
			t := b.expr(x, dropGeneric(inst))
			if k == arrayClass {
				if kk := PrimKind(t); kk != primitives.None {
					b.errorf(x, diag.PrimitiveMisuse, "Call argument cannot be a primitive")
				}
				continue
			}
			b.object(x, t, "Call argument cannot be a primitive")
		}
		for _, kw := range e.Keywords {
			b.objectExpr(kw.Value)
		}
		return &CallInfo{Kind: CallGeneric, Class: k, To: inst}, inst
	case k.Enum != nil:
		b.dynamicArgs(e)
		if len(e.Args) != 1 || len(e.Keywords) > 0 {
			b.errorf(e, diag.BadEnum, "%s requires a single argument (%d given)", co, len(e.Args)+len(e.Keywords))
		}
		return &CallInfo{Kind: CallEnum, Class: k}, &Instance{Class: k}
	case k.Builtin:
		return b.callBuiltinClass(e, inst)
	case k.Dynamic || k.Layout == nil:
		b.dynamicArgs(e)
		return &CallInfo{Class: k}, Hinted(&Instance{Class: k})
	case !inst.Exact: // cls(...): a subclass may be constructed
		b.dynamicArgs(e)
		return &CallInfo{Class: k, Check: true}, &Instance{Class: k}
	}
	return b.construct(e, k)
}

// dropGeneric is the context for the argument of a checked container: none.
func dropGeneric(*Instance) Type { return nil }

// construct types C(...) of a static class (SP §5.5).
func (b *binder) construct(e *syntax.Call, k *ClassType) (*CallInfo, Type) {
	result := Type(&Instance{Class: k, Exact: true})
	newM, newU := k.Lookup("__new__")
	initM, initU := k.Lookup("__init__")
	if newU || initU || newM != nil && initM != nil || newM != nil && newM.Method == nil || initM != nil && initM.Method == nil {
		b.dynamicArgs(e)
		return &CallInfo{Class: k, Check: true}, &Instance{Class: k}
	}
	if newM != nil {
		b.c.finishFunc(newM.Method)
		i, t := b.callFunc(e, newM.Method, CallNew, result, nil)
		i.Class = k
		if c := ClassOf(t); c != nil && c.IsSubclass(k) || !IsDynamic(t) {
			return i, t
		}
		return i, D
	}
	if initM != nil {
		i, _ := b.callFunc(e, initM.Method, CallConstructor, result, nil)
		i.Class = k
		return i, result
	}
	for _, base := range k.MRO {
		if base.Builtin && base != objectClass {
			b.dynamicArgs(e)
			return &CallInfo{Class: k, Check: true}, result
		}
	}
	b.dynamicArgs(e)
	if len(e.Args)+len(e.Keywords) > 0 {
		b.errorf(e, diag.BadArguments, "%s() takes no arguments", k)
	}
	return &CallInfo{Kind: CallConstructor, Class: k}, result
}

func (b *binder) callBuiltinClass(e *syntax.Call, inst *Instance) (*CallInfo, Type) {
	k := inst.Class
	if k == boolClass && len(e.Args) == 1 && len(e.Keywords) == 0 {
		if t := b.expr(e.Args[0], nil); PrimKind(t) == primitives.CBool {
			return &CallInfo{Kind: CallBox, Prim: primitives.CBool}, instBool
		}
	}
	b.dynamicArgs(e)
	info := &CallInfo{Kind: CallBuiltinClass, Class: k, Builtin: k.Name}
	switch k {
	case typeClass:
		if len(e.Args) == 1 && len(e.Keywords) == 0 {
			switch t := b.info.TypeOf(e.Args[0]).(type) {
			case *Instance:
				return info, &ClassObj{Inst: t}
			case *Literal:
				return info, &ClassObj{Inst: nonliteral(t)}
			}
		}
		return info, D
	case superClass, bytearrayCls, memoryviewCls, sliceClass:
		return info, D
	case strClass, bytesClass, complexClass:
		return info, &Instance{Class: k}
	case listClass, setClass, frozensetCls, tupleClass:
		r := &Instance{Class: k, Exact: true}
		if len(e.Args) == 1 {
			if el := ElementType(b.info.TypeOf(e.Args[0])); el != nil {
				r.Args = []Type{el}
				if k == tupleClass {
					r.Args = append(r.Args, &Unbound{Name: "..."})
				}
			}
		}
		return info, r
	}
	return info, &Instance{Class: k, Exact: true}
}
