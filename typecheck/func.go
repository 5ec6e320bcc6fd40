package typecheck

import (
	"spc/diag"
	"spc/primitives"
	"spc/syntax"
)

// parts are the fields that def and async def share.
type funcParts struct {
	name       string
	args       *syntax.Arguments
	body       []syntax.Stmt
	decorators []syntax.Expr
	returns    syntax.Expr
	typeParams []syntax.TypeParam
	async      bool
}

func partsOf(n syntax.Node) funcParts {
	switch n := n.(type) {
	case *syntax.FunctionDef:
		return funcParts{n.Name, n.Args, n.Body, n.DecoratorList, n.Returns, n.TypeParams, false}
	case *syntax.AsyncFunctionDef:
		return funcParts{n.Name, n.Args, n.Body, n.DecoratorList, n.Returns, n.TypeParams, true}
	case *syntax.Lambda:
		return funcParts{name: "<lambda>", args: n.Args}
	}
	return funcParts{}
}

// firstParam is the name of the first positional parameter; "" when there is none.
func firstParam(p funcParts) string {
	switch {
	case p.args == nil:
	case len(p.args.PosOnlyArgs) > 0:
		return p.args.PosOnlyArgs[0].Arg
	case len(p.args.Args) > 0:
		return p.args.Args[0].Arg
	}
	return ""
}

// newFunc makes the FuncType of a definition; its signature is resolved by finishFunc.
func newFunc(m *Module, class *ClassType, n syntax.Node) *FuncType {
	p := partsOf(n)
	f := &FuncType{Name: p.name, Qualname: p.name, Module: m, Class: class, Node: n, Async: p.async, Return: D, decorators: p.decorators}
	if class != nil {
		f.Qualname = class.Qualname + "." + p.name
	}
	if m.table != nil {
		if s := m.table.ScopeOf(n); s != nil {
			f.Generator = s.Generator
			if s.Qualname != "" {
				f.Qualname = s.Qualname
			}
		}
	}
	return f
}

// annScopeOf is the scope of f's annotations.
func (f *FuncType) annScope() *annScope {
	s := &annScope{m: f.Module, class: f.Class}
	if p := partsOf(f.Node); len(p.typeParams) > 0 {
		s.hidden = map[string]bool{}
		for _, t := range p.typeParams {
			s.hidden[t.ParamName()] = true
		}
	}
	return s
}

// finishFunc resolves decorators, annotations and constant defaults.
func (c *checker) finishFunc(f *FuncType) {
	if f.signatureDone || f.Builtin {
		return
	}
	f.signatureDone = true
	p := partsOf(f.Node)
	c.decorate(f, p.decorators)
	s := f.annScope()
	if f.hidden != nil {
		if s.hidden == nil {
			s.hidden = map[string]bool{}
		}
		for n := range f.hidden {
			s.hidden[n] = true
		}
	}
	f.declaredRet = p.returns != nil
	if p.returns != nil {
		r := c.annotation(s, p.returns)
		f.Return = r.Type
		if u, ok := r.Type.(*Unbound); ok && u.Name == "..." {
			f.Return = D
		}
	}
	if f.Generator {
		f.Return = Hinted(generatorHint(f.Return))
	}
	if f.DynamicReturn {
		f.Return = D
	}
	c.params(f, s, p.args)
	if f.swallows && !mayBeNone(f.Return) && PrimKind(f.Return) == 0 {
		f.Return = unionOf(f.Return, instNone)
	}
	f.KeepsClass = f.Class == nil && !f.Decorated && c.keepsClass(f)
	if f.Native != "" {
		c.checkNative(f, p)
	}
	if f.Inline {
		c.checkInline(f, p)
	}
}

// generatorHint keeps of a generator's declared type what iterating it gives.
func generatorHint(t Type) Type {
	if i, ok := Trust(t).(*Instance); ok && i.Class.Typing {
		return i
	}
	return nil
}

func (c *checker) params(f *FuncType, s *annScope, a *syntax.Arguments) {
	if a == nil {
		return
	}
	positional := len(a.PosOnlyArgs) + len(a.Args)
	add := func(arg *syntax.Arg, kind ParamKind, def syntax.Expr) {
		p := &Param{Name: arg.Arg, Kind: kind, Type: D, Default: def, Optional: def != nil, Node: arg}
		switch {
		case kind == VarPos:
			p.Type = instTupleExact
			if arg.Annotation != nil {
				if t := c.annotation(s, arg.Annotation).Type; !IsDynamic(t) || t.(*Dynamic).Hint != nil {
					p.Type = &Instance{Class: tupleClass, Exact: true, Args: []Type{Trust(t), &Unbound{Name: "..."}}}
				}
			}
		case kind == VarKw:
			p.Type = instDictExact
			if arg.Annotation != nil {
				c.annotation(s, arg.Annotation)
			}
		case arg.Annotation != nil:
			r := c.annotation(s, arg.Annotation)
			p.Type, p.Annotated = r.Type, true
			if r.Final {
				c.errorf(f.Module, arg.Annotation, diag.BadAnnotation, "Final annotation is only valid in initial declaration of attribute or module-level constant")
			}
			if r.ClassVar {
				c.errorf(f.Module, arg.Annotation, diag.BadAnnotation, "ClassVar is allowed only in class attribute annotations. Class Finals are inferred ClassVar; do not nest with Final.")
			}
			if r.InitVar {
				c.errorf(f.Module, arg.Annotation, diag.BadAnnotation, "InitVar is allowed only in class attribute annotations.")
			}
			if u, ok := p.Type.(*Unbound); ok && u.Name == "..." {
				p.Type = D
			}
		case f.Class != nil && len(f.Params) == 0 && !f.StaticMethod && kind != KwOnly:
			p.Type = c.selfType(f)
		}
		if !IsDynamic(p.Type) && !IsObject(p.Type) && kind != VarPos && kind != VarKw {
			p.Check = p.Type
			if f.Class != nil && len(f.Params) == 0 && f.ClassMethod {
				p.Check = nil
			}
		}
		if def != nil {
			p.Const = c.constant(f.Module, def, 0)
		}
		f.Params = append(f.Params, p)
	}
	firstDefault := positional - len(a.Defaults)
	pos := func(i int) syntax.Expr {
		if i >= firstDefault && i-firstDefault < len(a.Defaults) {
			return a.Defaults[i-firstDefault]
		}
		return nil
	}
	for i, arg := range a.PosOnlyArgs {
		add(arg, PosOnly, pos(i))
	}
	for i, arg := range a.Args {
		add(arg, PosOrKw, pos(len(a.PosOnlyArgs)+i))
	}
	if a.VarArg != nil {
		add(a.VarArg, VarPos, nil)
	}
	for i, arg := range a.KwOnlyArgs {
		var def syntax.Expr
		if i < len(a.KwDefaults) {
			def = a.KwDefaults[i]
		}
		add(arg, KwOnly, def)
	}
	if a.KwArg != nil {
		add(a.KwArg, VarKw, nil)
	}
}

// selfType is the type of a method's first parameter.
func (c *checker) selfType(f *FuncType) Type {
	k := f.Class
	c.classHeader(k)
	self := &Instance{Class: k, Exact: k.ExactAlways}
	switch {
	case f.Name == "__new__", f.Name == "__init_subclass__", f.Name == "__class_getitem__", f.ClassMethod:
		if k.Dynamic {
			return D
		}
		return &ClassObj{Inst: self}
	case k.Dynamic && k.Layout == nil:
		return D
	}
	return self
}

// decorate works out what a function's decorators mean (SP §4.6).
func (c *checker) decorate(f *FuncType, list []syntax.Expr) {
	s := &annScope{m: f.Module, class: f.Class}
	if f.Class == nil && f.Nested {
		s.class = nil
	}
	if f.Name == "__new__" {
		f.StaticMethod = false
	}
	if f.Class != nil && (f.Name == "__init_subclass__" || f.Name == "__class_getitem__") {
		f.ClassMethod = true
	}
	for i := len(list) - 1; i >= 0; i-- {
		c.decorator(f, s, list[i], len(list))
	}
}

func (c *checker) decorator(f *FuncType, s *annScope, e syntax.Expr, count int) {
	if call, ok := e.(*syntax.Call); ok {
		_, path := c.valueOf(s, call.Func)
		switch path {
		case "__static__.native":
			c.nativeDecorator(f, call, count)
			return
		case "dataclasses.dataclass":
			c.errorf(f.Module, e, diag.BadDecorator, "Cannot decorate a function or method with @dataclass")
		}
		if t := c.inferDecl(s, e); c.contextDecorator(f, e, t) {
			return
		}
		f.Decorated = true
		return
	}
	if a, ok := e.(*syntax.Attribute); ok && (a.Attr == "setter" || a.Attr == "deleter" || a.Attr == "getter") && f.Class != nil {
		if n, ok := a.Value.(*syntax.Name); ok {
			if m := f.Class.Members[n.ID]; m != nil && m.Property != nil {
				if m.Property.Cached {
					c.errorf(f.Module, e, diag.BadDecorator, "cached_property %s does not support %ss", n.ID, a.Attr)
				}
				f.accessor = a.Attr
				return
			}
		}
	}
	t, path := c.valueOf(s, e)
	if co, ok := t.(*ClassObj); ok {
		if i, ok := co.Inst.(*Instance); ok {
			switch i.Class {
			case staticmethCls:
				f.StaticMethod = true
				return
			case classmethCls:
				f.ClassMethod = true
				return
			case propertyClass:
				if f.Class != nil {
					f.accessor = "getter"
					return
				}
			}
		}
	}
	switch path {
	case "typing.final":
		f.Final = true
	case "typing.overload":
		f.Overload = true
	case "typing.override":
		f.Override = true
		if f.Class == nil {
			f.Decorated = true
		}
	case "typing.no_type_check":
		f.Decorated = true
	case "abc.abstractmethod":
		f.Abstract = true
	case "__static__.inline":
		f.Inline = true
	case "__static__.dynamic_return":
		f.DynamicReturn = true
	case "__static__._donotcompile":
		f.DoNotCompile, f.Decorated = true, true
	case "__static__.native":
		c.errorf(f.Module, e, diag.BadNative, "@native decorator must specify the library to be loaded")
		f.Decorated, f.noBody = true, true
	case "dataclasses.dataclass":
		c.errorf(f.Module, e, diag.BadDecorator, "Cannot decorate a function or method with @dataclass")
	case "cinderx.cached_property", "cinderx.async_cached_property", "__static__.cached_property", "__static__.async_cached_property":
		if f.Class != nil {
			f.accessor, f.CachedProperty = "getter", true
			return
		}
		f.Decorated = true
	default:
		if !c.contextDecorator(f, e, t) {
			f.Decorated = true
		}
	}
}

// contextDecorator recognises an instance of a context decorator (SP §4.8): the function keeps its type, but for the None
// that it returns when an exception is swallowed.
func (c *checker) contextDecorator(f *FuncType, e syntax.Expr, t Type) bool {
	k := ClassOf(Trust(t))
	if k == nil || k.contextDecorator == "" {
		return false
	}
	f.ContextDecorators = append([]syntax.Expr{e}, f.ContextDecorators...)
	f.swallows = f.swallows || k.contextDecorator == "ExcContextDecorator"
	return true
}

func (c *checker) nativeDecorator(f *FuncType, call *syntax.Call, count int) {
	bad := func(format string, args ...any) {
		c.errorf(f.Module, call, diag.BadNative, format, args...)
		f.Decorated, f.noBody = true, true
	}
	switch {
	case len(call.Keywords) > 0:
		bad("@native decorator takes no keyword arguments")
		return
	case len(call.Args) != 1:
		bad("@native decorator accepts a single parameter, the path to .so file")
		return
	case f.Class != nil:
		c.errorf(f.Module, call, diag.BadDecorator, "Cannot decorate a method with @native")
		f.Decorated = true
		return
	case count > 1:
		bad("@native decorator cannot be used with other decorators")
		return
	case f.Async:
		bad("@native decorator cannot be used on async functions")
		return
	}
	if _, ok := call.Args[0].(*syntax.Starred); ok {
		bad("@native decorator takes no starred arguments")
		return
	}
	v := c.constant(f.Module, call.Args[0], 0)
	lib, ok := v.(syntax.Str)
	if !ok {
		t := D
		if v != nil {
			t = nonliteral(typeOfConst(v))
		}
		bad("@native decorator 'lib' argument must be a `str` not %s", t)
		return
	}
	f.Native = string(lib)
}

func (c *checker) checkNative(f *FuncType, p funcParts) {
	bad := func(n syntax.Node, format string, args ...any) {
		c.errorf(f.Module, n, diag.BadNative, format, args...)
	}
	if _, ok := p.body[0].(*syntax.Pass); !ok || len(p.body) != 1 {
		bad(p.body[0], "@native callables cannot contain a function body, only 'pass' is allowed")
	}
	switch {
	case len(p.args.PosOnlyArgs) > 0:
		bad(f.Node, "@native callables cannot contain pos-only args")
	case len(p.args.KwOnlyArgs) > 0:
		bad(f.Node, "@native callables cannot contain kw-only args")
	case len(p.args.Defaults) > 0 || p.args.VarArg != nil || p.args.KwArg != nil:
		bad(f.Node, "@native callables cannot contain kwargs")
	}
	for _, q := range f.Params {
		if !PrimKind(q.Type).IsInt() {
			bad(q.Node, "@native: expected a primitive arg for %s, not %s", q.Name, q.Type)
		}
	}
	if k := PrimKind(f.Return); !k.IsInt() && k != primitives.CBool && !IsNone(f.Return) && !IsDynamic(f.Return) {
		bad(f.Node, "@native: expected a primitive return type, not %s", f.Return)
	}
}

// checkInline demands that the body is one return, after an optional docstring.
func (c *checker) checkInline(f *FuncType, p funcParts) {
	body := p.body
	if len(body) == 2 {
		if x, ok := body[0].(*syntax.ExprStmt); ok {
			if k, ok := x.Value.(*syntax.Constant); ok {
				if _, ok := k.Value.(syntax.Str); ok {
					body = body[1:]
				}
			}
		}
	}
	if len(body) == 1 {
		if r, ok := body[0].(*syntax.Return); ok && r.Value != nil {
			return
		}
	}
	c.errorf(f.Module, f.Node, diag.BadDecorator, "@inline only supported on functions with simple return")
	f.Inline = false
}

// bodyOfInline is the expression that an inline function returns.
func (f *FuncType) bodyOfInline() syntax.Expr {
	body := partsOf(f.Node).body
	if len(body) == 0 {
		return nil
	}
	if r, ok := body[len(body)-1].(*syntax.Return); ok {
		return r.Value
	}
	return nil
}
