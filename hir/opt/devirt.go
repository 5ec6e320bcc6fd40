package opt

import (
	"slices"

	"spc/hir"
	"spc/rt"
)

// maxTargets is how many bodies a call through a vtable is tried for before it is left to the vtable.
const maxTargets = 4

// devirtualize turns calls through vtables into direct calls behind a guard:
//
//	if type(x) is C1: C1.m(x) elif type(x) is C2: C2.m(x) else: x.m()
//
// Where several of the known classes share a body, the guard compares what stands in the vtable instead. Either way
// a class that is not known, because Python code made it, takes the vtable; nothing has to be undone when it appears. A
// call on an instance of exactly a class needs no guard. Bodies that only raise are not worth one.
func devirtualize(m *hir.Module) {
	if m.Mode != hir.Static || m.Patching {
		return
	}
	d := &devirtualizer{classes: m.Classes, tried: map[*hir.Value]bool{}}
	for f := range native(m) {
		d.f = f
		for i := 0; i < len(f.Blocks); i++ { // it grows
			d.block(f.Blocks[i])
		}
	}
}

type devirtualizer struct {
	f       *hir.Func
	classes []*hir.Class
	tried   map[*hir.Value]bool // calls for which the known bodies have been tried
}

// block rewrites the first call in b; what follows it ends up in a later block.
func (d *devirtualizer) block(b *hir.Block) {
	for i, v := range b.Instrs {
		if v.Op != hir.OpInvokeMethod || d.tried[v] {
			continue
		}
		slot := v.Aux.(*hir.Method)
		self := v.Args[0].Type
		class := slot.Class
		if self.Class != nil && self.Class.IsSubclass(class) {
			class = self.Class
		}
		if x := entryOf(class, slot.Slot); self.IsExact(class) && direct(x, slot) {
			d.invoke(v, x)
			continue
		}
		if targets := d.targets(class, slot); len(targets) > 0 {
			d.guard(b, i, targets)
			return
		}
	}
}

// target is a body that may stand in a vtable entry, with the classes in whose vtables it does.
type target struct {
	entry   *hir.Method // of one of the classes
	classes []*hir.Class
}

// targets lists the bodies worth a guard; none when there are too many.
func (d *devirtualizer) targets(class *hir.Class, slot *hir.Method) []*target {
	var out []*target
	for _, c := range d.classes {
		x := entryOf(c, slot.Slot)
		if !c.IsSubclass(class) || !direct(x, slot) || !returns(x.Impl) {
			continue
		}
		i := slices.IndexFunc(out, func(t *target) bool { return t.entry.Impl == x.Impl })
		if i < 0 {
			i = len(out)
			out = append(out, &target{entry: x})
		}
		out[i].classes = append(out[i].classes, c)
	}
	if len(out) > maxTargets {
		return nil
	}
	return out
}

func entryOf(c *hir.Class, slot int) *hir.Method {
	if c.CName != "" || slot >= len(c.Methods) {
		return nil
	}
	return c.Methods[slot]
}

// direct reports whether the implementation of x can be called where slot is called: it has a body of the same
// machine signature.
func direct(x, slot *hir.Method) bool {
	return x != nil && x.Impl != nil && x.Impl.Interpret == "" && len(x.Impl.Blocks) > 0 && x.Impl.Sig.SameReps(slot.Sig)
}

// returns reports whether f can end other than by raising.
func returns(f *hir.Func) bool {
	for _, b := range f.ReversePostorder() {
		if b.Term.Kind == hir.Return {
			return true
		}
	}
	return f.Kind != hir.Plain
}

// invoke makes v, a call through a vtable, a direct one of x's implementation.
func (d *devirtualizer) invoke(v *hir.Value, x *hir.Method) {
	v.Op = hir.OpInvoke
	v.Aux = &hir.Callee{Func: x.Impl, Name: x.Impl.Name, Sig: x.Impl.Sig, Defined: true}
}

// guard puts the i-th instruction of b, a call through a vtable, behind guarded direct calls.
func (d *devirtualizer) guard(b *hir.Block, i int, targets []*target) {
	f, v := d.f, b.Instrs[i]
	slot := v.Aux.(*hir.Method)
	done := splitAfter(f, b, i)
	except := v.Except
	virtual := f.NewValue(hir.OpInvokeMethod, v.Rep, v.Type, v.Args...)
	virtual.Aux, virtual.Loc = slot, v.Loc
	d.tried[virtual] = true
	becomeParam(v, done)
	b.Instrs = b.Instrs[:i]
	byType := !slices.ContainsFunc(targets, func(t *target) bool { return len(t.classes) > 1 })
	call := func(at *hir.Block, c *hir.Value) {
		c.Except = copyEdge(except)
		at.Add(c)
		e := &hir.Edge{To: done}
		if c.Rep != rt.Void {
			e.Args = []*hir.Value{c}
		}
		at.Term = hir.Term{Kind: hir.Jump, Edges: []*hir.Edge{e}}
	}
	self, at := virtual.Args[0], b
	for k, t := range targets {
		match, next := f.NewBlock(), f.NewBlock()
		match.Site, next.Site = b.Site, b.Site
		args := slices.Clone(virtual.Args)
		test := f.NewValue(hir.OpCmp, rt.Bool, hir.ExactOf(hir.BoolClass))
		if byType {
			test.Op, test.Cast, test.Args = hir.OpIsType, hir.ExactOf(t.classes[0]), []*hir.Value{self}
			args[0] = d.refine(match, args[0], test.Cast)
		} else {
			args[0] = d.refine(match, args[0], t.entry.Impl.Sig.Params[0].Type)
			if k == 0 {
				body := f.NewValue(hir.OpMethodBody, rt.Ptr, hir.Any, self)
				body.Aux = slot
				self = b.Add(body)
			}
			ref := f.NewValue(hir.OpBodyRef, rt.Ptr, hir.Any)
			ref.Aux = t.entry
			test.Int, test.Args = int64(hir.CmpEQ), []*hir.Value{self, at.Add(ref)}
		}
		at.Add(test)
		at.Term = hir.Term{Kind: hir.Branch, Arg: test, Edges: []*hir.Edge{{To: match}, {To: next}}}
		if k == len(targets)-1 {
			at.Term.Likely = 1
		}
		c := f.NewValue(hir.OpInvokeMethod, v.Rep, v.Type, args...)
		c.Loc = v.Loc
		d.invoke(c, t.entry)
		call(match, c)
		at = next
	}
	at.Fallback = true
	call(at, virtual)
}

// refine states in b that v is of type t.
func (d *devirtualizer) refine(b *hir.Block, v *hir.Value, t hir.Type) *hir.Value {
	if v.Type.Within(t) {
		return v
	}
	r := d.f.NewValue(hir.OpRefine, v.Rep, t, v)
	r.Cast = t
	return b.Add(r)
}
