package typecheck

import (
	"embed"
	"fmt"
	"path"
	"strings"
	"sync"

	"spc/syntax"
)

// This file reads what the checker knows of built-in functions, methods of built-in classes and functions of the standard
// library from the stub files in stubs/. For the checked containers of __static__ that is part of the language: arguments
// are held to it and results have its types. For everything else it is a hint: nothing depends on its truth but speed.

//go:embed stubs/*.pyi
var stubFiles embed.FS

// stubModule is what one stub file declares.
type stubModule struct {
	funcs   map[string][]*FuncType
	values  map[string]Type
	methods map[string]map[string][]*FuncType // by class
}

// TypeParam is a parameter of a built-in generic class: it stands for one of the type arguments of a receiver. Self is
// the one without an index. Types of programs never contain it.
type TypeParam struct {
	Name  string
	Index int
}

func (*TypeParam) isType()          {}
func (t *TypeParam) String() string { return t.Name }

var selfParam = &TypeParam{Name: "Self", Index: -1}

var stubs = sync.OnceValue(func() map[string]*stubModule {
	files, err := stubFiles.ReadDir("stubs")
	if err != nil {
		panic(err)
	}
	all := map[string]*stubModule{}
	for _, f := range files {
		text, err := stubFiles.ReadFile(path.Join("stubs", f.Name()))
		if err != nil {
			panic(err)
		}
		tree, errs := syntax.Parse(f.Name(), text, syntax.Options{})
		if len(errs) > 0 {
			panic(fmt.Sprintf("%s: %v", f.Name(), errs[0]))
		}
		all[strings.TrimSuffix(f.Name(), ".pyi")] = readStub(f.Name(), tree)
	}
	return all
})

func readStub(file string, tree *syntax.Module) *stubModule {
	m := &stubModule{funcs: map[string][]*FuncType{}, values: map[string]Type{}, methods: map[string]map[string][]*FuncType{}}
	for _, s := range tree.Body {
		switch s := s.(type) {
		case *syntax.FunctionDef:
			m.funcs[s.Name] = append(m.funcs[s.Name], stubFunc(file, s, "", nil))
		case *syntax.AnnAssign:
			m.values[s.Target.(*syntax.Name).ID] = stubType(file, s.Annotation, nil, true)
		case *syntax.ClassDef:
			var params []string
			for _, p := range s.TypeParams {
				params = append(params, p.ParamName())
			}
			methods := map[string][]*FuncType{}
			for _, d := range s.Body {
				if def, ok := d.(*syntax.FunctionDef); ok {
					methods[def.Name] = append(methods[def.Name], stubFunc(file, def, s.Name+".", params))
				}
			}
			m.methods[s.Name] = methods
		}
	}
	return m
}

// stubFunc makes the type of a function of a stub. A positional-only parameter that is called _ has no name in messages.
func stubFunc(file string, def *syntax.FunctionDef, prefix string, params []string) *FuncType {
	f := &FuncType{Name: def.Name, Qualname: prefix + def.Name, Module: builtinsModule, Builtin: true, signatureDone: true, Return: D}
	if def.Returns != nil {
		f.Return = stubType(file, def.Returns, params, true)
	}
	a := def.Args
	positional := append(append([]*syntax.Arg{}, a.PosOnlyArgs...), a.Args...)
	required := len(positional) - len(a.Defaults)
	add := func(arg *syntax.Arg, kind ParamKind, optional bool) {
		p := &Param{Name: arg.Arg, Kind: kind, Type: D, Optional: optional}
		if p.Name == "_" {
			p.Name = ""
		}
		if arg.Annotation != nil {
			p.Type = stubType(file, arg.Annotation, params, false)
		}
		f.Params = append(f.Params, p)
	}
	for i, arg := range positional {
		kind := PosOrKw
		if i < len(a.PosOnlyArgs) {
			kind = PosOnly
		}
		add(arg, kind, i >= required)
	}
	if a.VarArg != nil {
		add(a.VarArg, VarPos, false)
	}
	for i, arg := range a.KwOnlyArgs {
		add(arg, KwOnly, a.KwDefaults[i] != nil)
	}
	if a.KwArg != nil {
		add(a.KwArg, VarKw, false)
	}
	return f
}

// stubType is the type that an annotation of a stub denotes; exact is how classes named alone are meant.
func stubType(file string, e syntax.Expr, params []string, exact bool) Type {
	args := func(list []syntax.Expr) []Type {
		return mapExprs(list, func(x syntax.Expr) Type { return stubType(file, x, params, exact) })
	}
	switch e := e.(type) {
	case *syntax.Name:
		if e.ID == "Self" {
			return selfParam
		}
		for i, p := range params {
			if p == e.ID {
				return &TypeParam{Name: p, Index: i}
			}
		}
		if b := builtinsModule.Names[e.ID]; b != nil && b.Class != nil {
			return &Instance{Class: b.Class, Exact: exact || b.Class.alwaysExact()}
		}
	case *syntax.Constant:
		if e.Value == syntax.ConstNone {
			return instNone
		}
	case *syntax.BinOp:
		return &Union{Members: args([]syntax.Expr{e.Left, e.Right})}
	case *syntax.Subscript:
		name := e.Value.(*syntax.Name).ID
		if k := protocolClasses["typing."+name]; k != nil {
			return &Instance{Class: k, Args: args(sliceElems(e.Slice))}
		}
		if i, ok := stubType(file, e.Value, params, exact).(*Instance); ok {
			return &Instance{Class: i.Class, Exact: i.Exact, Args: args(sliceElems(e.Slice))}
		}
	}
	panic(fmt.Sprintf("%s:%d: not a type", file, e.Span().Line))
}

func mapExprs(list []syntax.Expr, f func(syntax.Expr) Type) []Type {
	out := make([]Type, len(list))
	for i, x := range list {
		out[i] = f(x)
	}
	return out
}

// substitute puts the type arguments of self for the type parameters in t.
func substitute(t Type, self *Instance) Type {
	inner := func(x Type) Type { return substitute(x, self) }
	switch t := t.(type) {
	case *TypeParam:
		switch {
		case t == selfParam:
			return self
		case t.Index < len(self.Args):
			return self.Args[t.Index]
		}
		return D
	case *Union:
		return unionOf(mapTypes(t.Members, inner)...)
	case *Instance:
		if len(t.Args) == 0 {
			return t
		}
		args := mapTypes(t.Args, inner)
		if t.Class.Generic == nil {
			for _, a := range args {
				if IsDynamic(a) && t.Class != tupleClass {
					return &Instance{Class: t.Class, Exact: t.Exact}
				}
			}
		}
		return &Instance{Class: t.Class, Exact: t.Exact, Args: args}
	}
	return t
}

// builtinMethods finds the definitions of a method of a built-in class or one that derives from it.
func builtinMethods(k *ClassType, name string) []*FuncType {
	for _, b := range k.MRO {
		if !b.Builtin {
			continue
		}
		if m := stubs()[b.Module.Name]; m != nil {
			if defs := m.methods[b.Name][name]; defs != nil {
				return defs
			}
		}
	}
	return nil
}

func hasBuiltinMethod(k *ClassType, name string) bool { return builtinMethods(k, name) != nil }

// overloadFor picks the definition that a call with so many positional arguments means: the first with room for them.
func overloadFor(defs []*FuncType, bound bool, positional int) *FuncType {
	if bound {
		positional++
	}
	for _, f := range defs {
		n := 0
		for _, p := range f.Params {
			if p.Kind == VarPos {
				return f
			}
			if p.Kind != KwOnly && p.Kind != VarKw {
				n++
			}
		}
		if n >= positional {
			return f
		}
	}
	return defs[len(defs)-1]
}

// methodOf is the definition of a checked container's method with its type arguments put in; nil when there is none.
func methodOf(self *Instance, name string, positional int) *FuncType {
	defs := builtinMethods(self.Class, name)
	if defs == nil {
		return nil
	}
	f := *overloadFor(defs, true, positional)
	f.Return = substitute(f.Return, self)
	f.Params = append([]*Param(nil), f.Params...)
	for i, p := range f.Params {
		q := *p
		q.Type = substitute(p.Type, self)
		f.Params[i] = &q
	}
	return &f
}

// methodHint is what a method of a built-in class most probably returns.
func methodHint(self *Instance, name string, positional int) Type {
	defs := builtinMethods(self.Class, name)
	if defs == nil {
		return nil
	}
	return known(substitute(overloadFor(defs, true, positional).Return, self))
}

// known is t as a hint: nil when it says nothing.
func known(t Type) Type {
	if IsDynamic(t) {
		return nil
	}
	return t
}

// libraryValue is the trusted type of a module variable that is not declared in a static module: of the standard library,
// or with a stub file of the program's own (SP-012).
func (c *checker) libraryValue(path string) Type {
	module, name := splitPath(path)
	if m := stubs()[module]; m != nil && m.values[name] != nil {
		return m.values[name]
	}
	if b := c.stubBinding(module, name); b != nil && (b.Kind == BindVar || b.Kind == BindFinal) {
		return valueHint(Trust(b.Type))
	}
	return nil
}

// libraryResult is what calling a function that is not declared in a static module most probably gives.
func (c *checker) libraryResult(path string, positional int) Type {
	module, name := splitPath(path)
	if m := stubs()[module]; m != nil && m.funcs[name] != nil {
		return known(overloadFor(m.funcs[name], false, positional).Return)
	}
	if b := c.stubBinding(module, name); b != nil && b.Kind == BindFunc && !b.Func.Async {
		return valueHint(b.Func.Return)
	}
	return nil
}

// stubBinding finds a declaration of a stub file. It is untrusted: nothing is made of it but hints.
func (c *checker) stubBinding(module, name string) *Binding {
	m := c.modules[module]
	if m == nil || m.Unit == nil || !m.Unit.Stub || m.Names[name] == nil {
		return nil
	}
	c.resolve(m.Names[name])
	return m.Names[name]
}

// stubCondition decides the tests that stub files make of the interpreter's version.
func (c *checker) stubCondition(e syntax.Expr) condition {
	cmp, ok := e.(*syntax.Compare)
	if !ok || len(cmp.Ops) != 1 || c.opts.Version.Major == 0 {
		return condUnknown
	}
	a, ok := cmp.Left.(*syntax.Attribute)
	want, isTuple := cmp.Comparators[0].(*syntax.Tuple)
	if !ok || !isTuple || a.Attr != "version_info" || len(want.Elts) != 2 {
		return condUnknown
	}
	var v [2]int
	for i, x := range want.Elts {
		k, _ := x.(*syntax.Constant)
		if k == nil {
			return condUnknown
		}
		n, _ := k.Value.(syntax.Int)
		v[i] = int(n.Small)
	}
	atLeast := c.opts.Version.AtLeast(v[0], v[1])
	switch {
	case cmp.Ops[0] == syntax.GtE && atLeast, cmp.Ops[0] == syntax.Lt && !atLeast:
		return condTrue
	case cmp.Ops[0] == syntax.GtE, cmp.Ops[0] == syntax.Lt:
		return condFalse
	}
	return condUnknown
}

func splitPath(path string) (module, name string) {
	i := strings.LastIndexByte(path, '.')
	if i < 0 {
		return "", path
	}
	return path[:i], path[i+1:]
}
