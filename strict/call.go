package strict

import (
	"spc/diag"
	"spc/syntax"
)

// maxDepth bounds calls within calls; deeper ones are taken as harmless.
const maxDepth = 60

func (r *runner) callExpr(e *syntax.Call) value {
	f := r.expr(e.Func)
	var args []value
	var kw map[string]value
	for _, x := range e.Args {
		if s, ok := x.(*syntax.Starred); ok {
			more, _ := r.iterate(s, r.expr(s.Value))
			args = append(args, more...)
			continue
		}
		args = append(args, r.expr(x))
	}
	for _, k := range e.Keywords {
		v := r.expr(k.Value)
		if k.Arg != "" {
			kw = with(kw, k.Arg, v)
		}
	}
	if b, ok := f.(*builtin); ok && b.self == nil && b.name == "super" {
		return r.super(args)
	}
	return r.call(e, f, args, kw)
}

// display is a called value as messages name it.
func display(n syntax.Node, f value) string {
	if c, ok := n.(*syntax.Call); ok {
		n = c.Func
	}
	switch n := n.(type) {
	case *syntax.Name:
		return n.ID
	case *syntax.Attribute:
		return display(n.Value, nil) + "." + n.Attr
	case *syntax.Call:
		return display(n.Func, nil) + "()"
	}
	switch f := f.(type) {
	case *unknown:
		return f.name
	case *builtin:
		return f.name
	}
	return "..."
}

// call calls f.
func (r *runner) call(n syntax.Node, f value, args []value, kw map[string]value) value {
	r.step()
	switch f := f.(type) {
	case *unknown:
		r.prohibit(n, f, "Module-level call of non-strict value '%s()' is prohibited.", display(n, f))
		return &unknown{f.name + "()", true}
	case *opaque:
		r.report(n, diag.UnsafeTop, "Call '%s()' may have side effects and is prohibited at module level.", display(n, f))
	case *function:
		return r.run(n, f, args, kw)
	case *method:
		return r.call(n, f.f, append([]value{f.self}, args...), kw)
	case *wrapper:
		return r.call(n, f.f, args, kw)
	case *builtin:
		return r.callBuiltin(n, f, args, kw)
	case *class:
		return r.construct(n, f, args, kw)
	case *instance:
		if call, whole := f.class.lookup("__call__", nil); call != nil {
			return r.call(n, &method{f, call}, args, kw)
		} else if whole {
			panic(raised{n, &builtin{name: "TypeError"}})
		}
	}
	return harmless
}

// construct makes an instance of a class of the program.
func (r *runner) construct(n syntax.Node, c *class, args []value, kw map[string]value) value {
	if meta := c.meta(); meta != nil {
		if call, _ := meta.lookup("__call__", nil); call != nil {
			return r.call(n, &method{c, call}, args, kw)
		}
	}
	o := value(&instance{class: c, owner: r.m})
	if f, _ := c.lookup("__new__", nil); f != nil {
		if w, ok := f.(*wrapper); ok {
			f = w.f
		}
		made := r.call(n, f, append([]value{c}, args...), kw)
		if i, ok := made.(*instance); !ok || i.class != c {
			if _, plain := made.(*opaque); !plain {
				return made
			}
		} else {
			o = made
		}
	}
	if f, _ := c.lookup("__init__", nil); f != nil {
		r.call(n, &method{o, f}, args, kw)
	}
	return o
}

// function makes a function of the program; its defaults and annotations are evaluated now.
func (r *runner) function(n syntax.Node, name string, args *syntax.Arguments, body []syntax.Stmt, returns syntax.Expr, async bool) value {
	f := &function{name: name, owner: r.m, node: n, args: args, body: body, env: r.env, deflt: map[string]value{}}
	f.owner = r.m
	f.scope = r.home.table.ScopeOf(n)
	f.lazy = async || f.scope != nil && f.scope.Generator
	f.home = r.home
	positional := append(append([]*syntax.Arg{}, args.PosOnlyArgs...), args.Args...)
	for i, d := range args.Defaults {
		f.deflt[positional[len(positional)-len(args.Defaults)+i].Arg] = r.expr(d)
	}
	for i, d := range args.KwDefaults {
		if d != nil {
			f.deflt[args.KwOnlyArgs[i].Arg] = r.expr(d)
		}
	}
	for _, a := range append(positional, args.KwOnlyArgs...) {
		r.annotation(a.Annotation)
	}
	r.annotation(returns)
	return f
}

// run runs a function of the program and joins what its return statements give.
func (r *runner) run(n syntax.Node, f *function, args []value, kw map[string]value) value {
	if f.lazy {
		return &opaque{"generator"}
	}
	if r.depth >= maxDepth {
		return harmless
	}
	e := &env{vars: r.bindArguments(f, args, kw), scope: f.scope, parent: f.env, fn: f}
	saved := *r
	r.env, r.home, r.returns, r.depth = e, f.home, nil, r.depth+1
	if saved.env == nil && saved.home == r.m {
		r.site = n
	}
	defer func() {
		reported := r.reported
		*r = saved
		r.reported = reported
	}()
	if f.expr != nil {
		return r.expr(f.expr)
	}
	if end := r.block(f.body); end == goesOn {
		r.returns = append(r.returns, none)
	}
	return join(r.returns...)
}

func (r *runner) bindArguments(f *function, args []value, kw map[string]value) map[string]value {
	vars := map[string]value{}
	positional := append(append([]*syntax.Arg{}, f.args.PosOnlyArgs...), f.args.Args...)
	named := map[string]bool{}
	for i, p := range positional {
		named[p.Arg] = true
		switch {
		case i < len(args):
			vars[p.Arg] = args[i]
		case kw[p.Arg] != nil:
			vars[p.Arg] = kw[p.Arg]
		case f.deflt[p.Arg] != nil:
			vars[p.Arg] = f.deflt[p.Arg]
		default:
			vars[p.Arg] = harmless
		}
	}
	for _, p := range f.args.KwOnlyArgs {
		named[p.Arg] = true
		if vars[p.Arg] = f.deflt[p.Arg]; kw[p.Arg] != nil {
			vars[p.Arg] = kw[p.Arg]
		}
		if vars[p.Arg] == nil {
			vars[p.Arg] = harmless
		}
	}
	if f.args.VarArg != nil {
		t := &tuple{}
		if len(args) > len(positional) {
			t.items = args[len(positional):]
		}
		vars[f.args.VarArg.Arg] = t
	}
	if f.args.KwArg != nil {
		d := &list{typ: "dict", owner: r.m, keys: map[string]value{}, exact: true}
		for k, v := range kw {
			if !named[k] {
				d.keys["s"+k] = v
				d.items = append(d.items, v)
			}
		}
		vars[f.args.KwArg.Arg] = d
	}
	return vars
}

// super is super() in a method, or with its arguments given.
func (r *runner) super(args []value) value {
	if len(args) == 2 {
		c, _ := args[0].(*class)
		return &superOf{c, args[1]}
	}
	for e := r.env; e != nil; e = e.parent {
		if e.fn != nil && e.fn.class != nil {
			params := append(append([]*syntax.Arg{}, e.fn.args.PosOnlyArgs...), e.fn.args.Args...)
			if len(params) > 0 {
				return &superOf{e.fn.class, e.vars[params[0].Arg]}
			}
		}
	}
	return &superOf{nil, harmless}
}

// decorate applies decorators: each is a call.
func (r *runner) decorate(decorators []syntax.Expr, v value) value {
	fs := make([]value, len(decorators))
	for i, d := range decorators {
		fs[i] = r.expr(d)
	}
	for i := len(fs) - 1; i >= 0; i-- {
		v = r.call(decorators[i], fs[i], []value{v}, nil)
	}
	return v
}

// classDef runs a class statement.
func (r *runner) classDef(s *syntax.ClassDef) {
	decorators := make([]value, len(s.DecoratorList))
	for i, d := range s.DecoratorList {
		decorators[i] = r.expr(d)
	}
	c := &class{name: s.Name, owner: r.m}
	for _, b := range s.Bases {
		v := r.expr(b)
		if u, ok := v.(*unknown); ok {
			r.prohibit(b, u, "Module-level class with the non-strict base '%s' is prohibited.", u.name)
		}
		if i, ok := v.(*instance); ok {
			if f, _ := i.class.lookup("__mro_entries__", nil); f != nil {
				v = r.call(b, &method{i, f}, []value{&tuple{}}, nil)
				if t, ok := v.(*tuple); ok {
					c.bases = append(c.bases, t.items...)
					continue
				}
			}
		}
		c.bases = append(c.bases, v)
	}
	kw := map[string]value{}
	for _, k := range s.Keywords {
		v := r.expr(k.Value)
		if k.Arg != "metaclass" {
			kw[k.Arg] = v
			continue
		}
		c.metaclass = v
		if u, ok := v.(*unknown); ok {
			r.prohibit(k.Value, u, "Module-level call of non-strict value '%s()' is prohibited.", u.name)
		}
	}
	e := &env{vars: map[string]value{}, scope: r.home.table.ScopeOf(s), parent: r.env, class: true}
	saved := r.env
	r.env = e
	r.block(s.Body)
	r.env = saved
	c.attrs = e.vars
	for _, v := range c.attrs {
		claim(v, c)
	}
	r.created(s, c, kw)
	v := value(c)
	for i := len(decorators) - 1; i >= 0; i-- {
		v = r.call(s.DecoratorList[i], decorators[i], []value{v}, nil)
	}
	r.store(s.Name, v)
}

// claim makes c the class by which super() in a method of it goes.
func claim(v value, c *class) {
	switch v := v.(type) {
	case *function:
		if v.class == nil {
			v.class = c
		}
	case *wrapper:
		claim(v.f, c)
	}
}

// created runs what the creation of a class runs: the metaclass, __set_name__, __init_subclass__.
func (r *runner) created(n syntax.Node, c *class, kw map[string]value) {
	if meta := c.meta(); meta != nil {
		args := []value{&constant{syntax.Str(c.name)}, &tuple{c.bases}, &list{typ: "dict", owner: r.m}}
		if f, _ := meta.lookup("__new__", nil); f != nil {
			r.call(n, f, append([]value{meta}, args...), kw)
		}
		if f, _ := meta.lookup("__init__", nil); f != nil {
			r.call(n, f, append([]value{c}, args...), kw)
		}
	}
	for name, v := range c.attrs {
		if i, ok := v.(*instance); ok {
			if f, _ := i.class.lookup("__set_name__", nil); f != nil {
				r.call(n, &method{i, f}, []value{c, &constant{syntax.Str(name)}}, nil)
			}
		}
	}
	if f, _ := c.lookup("__init_subclass__", c); f != nil {
		if w, ok := f.(*wrapper); ok {
			f = w.f
		}
		r.call(n, f, []value{c}, kw)
	}
}

// meta is the metaclass, when the program defines it.
func (c *class) meta() *class {
	classes, _ := c.mro()
	for _, k := range classes {
		if m, ok := k.metaclass.(*class); ok {
			return m
		}
	}
	return nil
}
