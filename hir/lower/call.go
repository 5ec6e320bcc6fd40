package lower

import (
	"slices"

	"spc/hir"
	"spc/rt"
	"spc/symtable"
	"spc/syntax"
)

// callExpr evaluates a call: the callable, then the arguments from left to right, then the call.
func (b *fn) callExpr(e *syntax.Call) *hir.Value {
	plain := isPlain(e)
	if attr, ok := e.Func.(*syntax.Attribute); ok && plain {
		if v := b.superCall(e, attr); v != nil {
			return v
		}
		return b.methodCall(e, attr, b.expr(attr.Value))
	}
	if b.isSuper(e) {
		return b.superObject(e)
	}
	callee := b.expr(e.Func)
	if !plain {
		return b.callEx(e, callee, e.Args, e.Keywords)
	}
	args, names := b.args(e.Args, e.Keywords)
	if n, ok := e.Func.(*syntax.Name); ok && readsLocals[n.ID] {
		b.spillLocals()
	}
	if n, ok := e.Func.(*syntax.Name); ok && n.ID == "type" && len(args) == 1 && len(names) == 0 && b.m.w == nil {
		return b.rt(e, "call_type", callee, args[0])
	}
	return b.opAux(e, hir.OpCall, rt.Obj, names, append([]*hir.Value{callee}, args...)...)
}

// isPlain reports whether a call has no starred arguments.
func isPlain(e *syntax.Call) bool {
	return !hasStar(e.Args) && !slices.ContainsFunc(e.Keywords, func(k *syntax.Keyword) bool { return k.Arg == "" })
}

// args evaluates arguments without stars: the positional ones, then the values of the named ones.
func (b *fn) args(args []syntax.Expr, keywords []*syntax.Keyword) (vals []*hir.Value, names []string) {
	vals = b.objects(args)
	for _, k := range keywords {
		names = append(names, b.scope.Mangle(k.Arg))
		vals = append(vals, b.box(k.Value, b.expr(k.Value)))
	}
	return vals, names
}

// methodCall evaluates o.name(args) without stars. The attribute is looked up before the arguments are evaluated; where
// they cannot tell, both are one instruction.
func (b *fn) methodCall(e *syntax.Call, attr *syntax.Attribute, o *hir.Value) *hir.Value {
	name := b.scope.Mangle(attr.Attr)
	if list := b.joinItems(e, o, name); list != nil {
		return b.opAux(e, hir.OpCallMethod, rt.Obj, &hir.MethodCall{Name: name}, o, list)
	}
	if b.isSettled(o, name) || b.argsSimple(e) {
		args, names := b.args(e.Args, e.Keywords)
		mc := &hir.MethodCall{Name: name, KwNames: names}
		return b.opAux(e, hir.OpCallMethod, rt.Obj, mc, append([]*hir.Value{o}, args...)...)
	}
	m := b.opAux(attr, hir.OpLoadMethod, rt.Obj, name, o)
	self := b.op(attr, hir.OpMethodSelf, rt.Obj, m, o)
	b.mayBeNull[self] = true
	args, names := b.args(e.Args, e.Keywords)
	return b.opAux(e, hir.OpCallLoaded, rt.Obj, names, append([]*hir.Value{m, self}, args...)...)
}

// isSettled reports whether nothing that runs can change what o.name is, and it exists, as the checker saw to: a method of
// a built-in class, or a function of a module that passes know.
func (b *fn) isSettled(o *hir.Value, name string) bool {
	if b.m.w == nil {
		return false
	}
	if g, ok := o.Aux.(*hir.Global); ok && o.Op == hir.OpLoadGlobal {
		return g.Import == "math" && slices.Contains(rt.MathFuncs, name)
	}
	return o.Type.Class != nil && o.Type.Class.CName != ""
}

// argsSimple reports whether all arguments of e are simple.
func (b *fn) argsSimple(e *syntax.Call) bool {
	for _, a := range e.Args {
		if !b.isSimple(a) {
			return false
		}
	}
	for _, k := range e.Keywords {
		if !b.isSimple(k.Value) {
			return false
		}
	}
	return true
}

// isSimple reports whether evaluating e runs no code and cannot fail, so that nobody can tell what was evaluated before it
// and what after it.
func (b *fn) isSimple(e syntax.Expr) bool {
	switch e := e.(type) {
	case *syntax.Constant:
		return true
	case *syntax.Tuple:
		_, constant := b.m.foldAll(e.Elts)
		return constant
	case *syntax.Name:
		p := b.place(e.ID)
		return p.kind == placeLocal && !p.local.isCell && b.isBound(b.read(p.local.v, b.cur))
	}
	return false
}

// callEx is a call with starred arguments.
func (b *fn) callEx(n syntax.Node, callee *hir.Value, args []syntax.Expr, keywords []*syntax.Keyword) *hir.Value {
	var pos *hir.Value
	if len(args) == 1 && isStar(args[0]) {
		pos = b.expr(args[0].(*syntax.Starred).Value)
	} else {
		pos = b.starTuple(n, args)
	}
	return b.rt(n, "call_ex", callee, pos, b.keywordDict(n, callee, keywords))
}

// starTuple is a tuple of arguments some of which may be starred.
func (b *fn) starTuple(n syntax.Node, args []syntax.Expr) *hir.Value {
	if v, ok := b.m.foldAll(args); ok {
		return b.konst(v)
	}
	return b.tuple(n, args)
}

// keywordDict collects named arguments in a new dict; null when there are none.
func (b *fn) keywordDict(n syntax.Node, callee *hir.Value, keywords []*syntax.Keyword) *hir.Value {
	if len(keywords) == 0 {
		return b.null()
	}
	d := b.rt(n, "dict")
	for i := 0; i < len(keywords); i++ {
		k := keywords[i]
		if k.Arg == "" {
			b.rt(n, "dict_merge", callee, d, b.expr(k.Value))
			continue
		}
		// A run of names is merged as one dict, so that a name given twice is an error.
		var items []*hir.Value
		for ; i < len(keywords) && keywords[i].Arg != ""; i++ {
			name := b.name(b.scope.Mangle(keywords[i].Arg))
			items = append(items, name, b.expr(keywords[i].Value))
		}
		i--
		run := b.rt(n, "dict", items...)
		if len(keywords) == len(items)/2 || len(d.Args) == 0 && i == len(items)/2-1 {
			d = run
			continue
		}
		b.rt(n, "dict_merge", callee, d, run)
	}
	return d
}

// super() without arguments: the class comes from the closure, the instance is the first argument.

// isSuper recognises super() where the interpreter would find both.
func (b *fn) isSuper(e syntax.Expr) bool {
	c, ok := e.(*syntax.Call)
	if !ok || len(c.Args)+len(c.Keywords) > 0 {
		return false
	}
	n, ok := c.Func.(*syntax.Name)
	return ok && n.ID == "super" && b.scope.Kind.IsFunction() && b.env.scope.Lookup("super") == symtable.GlobalImplicit
}

// superParts are the operands of the runtime's super functions: what the name super means, __class__, and the first argument.
func (b *fn) superParts(e *syntax.Call) (super, class, self *hir.Value) {
	super = b.load(e.Func, "super")
	class, self = b.null(), b.null()
	if i := slices.Index(b.freeVars(), "__class__"); i >= 0 {
		class = b.rt(e, "cell_get", b.closureCell(i))
		b.mayBeNull[class] = true
	}
	if len(b.scope.Params) > 0 && b.argCount() > 0 {
		l := b.rootEnv().local(b.scope.Params[0])
		self = b.read(l.v, b.cur)
		if l.isCell {
			self = b.rt(e, "cell_get", self)
			b.mayBeNull[self] = true
		}
	}
	return super, class, self
}

func (b *fn) rootEnv() *env {
	e := b.env
	for e.outer != nil {
		e = e.outer
	}
	return e
}

// argCount is the number of positional parameters.
func (b *fn) argCount() int { return b.f.PyParams.Args }

func (b *fn) superObject(e syntax.Expr) *hir.Value {
	c := e.(*syntax.Call)
	super, class, self := b.superParts(c)
	return b.rt(e, "super", super, class, self)
}

// superAttr is super().name; nil when e is something else.
func (b *fn) superAttr(e *syntax.Attribute) *hir.Value {
	if !b.isSuper(e.Value) {
		return nil
	}
	super, class, self := b.superParts(e.Value.(*syntax.Call))
	return b.rt(e, "super_attr", super, class, self, b.name(b.scope.Mangle(e.Attr)))
}

// superCall is super().name(args); nil when it is something else.
func (b *fn) superCall(e *syntax.Call, attr *syntax.Attribute) *hir.Value {
	if !b.isSuper(attr.Value) || len(e.Keywords) > 0 {
		return nil
	}
	if !b.argsSimple(e) {
		return nil
	}
	super, class, self := b.superParts(attr.Value.(*syntax.Call))
	if self.Op == hir.OpNull || self.Op == hir.OpParam && b.phis[self] || b.mayBeNull[self] {
		m := b.rt(attr, "super_attr", super, class, self, b.name(b.scope.Mangle(attr.Attr)))
		return b.call(e, m, b.exprs(e.Args)...)
	}
	args := b.exprs(e.Args)
	name, cache := b.name(b.scope.Mangle(attr.Attr)), b.cache(rt.AttrCacheWords)
	return b.rt(e, "super_method", append([]*hir.Value{super, class, name, cache, self}, args...)...)
}

// readsLocals are the built-in functions that look at the variables of their caller's frame.
var readsLocals = map[string]bool{"locals": true, "vars": true, "dir": true, "eval": true, "exec": true}

// spillLocals copies the variables into the frame for a function that is about to look at them.
func (b *fn) spillLocals() {
	if b.code == nil || !b.scope.Kind.IsFunction() {
		return
	}
	cells := cellSlots(b.code.Varnames, b.code.Cellvars)
	slot := func(name string) int {
		if i := slices.Index(b.code.Varnames, name); i >= 0 {
			return i
		}
		return cells[name]
	}
	done := map[string]bool{}
	for e := b.env; e != nil; e = e.outer {
		for _, name := range e.scope.Names {
			l := e.vars[name]
			i := slot(name)
			if l == nil || i < 0 || done[name] || slices.Index(b.code.Varnames, name) < 0 && !slices.Contains(b.code.Cellvars, name) {
				continue
			}
			done[name] = true
			x := b.read(l.v, b.cur)
			if !l.isCell && slices.Contains(b.code.Cellvars, name) {
				x = b.rt(b.scope.Node, "cell", x) // a variable that the interpreter keeps in a cell
			}
			b.rt(nil, "frame_set_local", b.i32(int64(i)), x)
		}
	}
	base := len(b.code.Varnames)
	for _, name := range b.code.Cellvars {
		if !slices.Contains(b.code.Varnames, name) {
			base++
		}
	}
	for i := range b.code.Freevars {
		b.rt(nil, "frame_set_local", b.i32(int64(base+i)), b.closureCell(i))
	}
}

// cellSlots numbers the frame slots of cells that are not arguments too.
func cellSlots(vars, cells []string) map[string]int {
	out := map[string]int{}
	next := len(vars)
	for _, name := range cells {
		if i := slices.Index(vars, name); i >= 0 {
			out[name] = i
			continue
		}
		out[name] = next
		next++
	}
	return out
}
