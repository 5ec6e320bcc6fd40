package opt

import "spc/hir"

// Who holds the reference behind a value.
type holder uint8

const (
	immortal holder = iota // constants, types: counted only when a reference is given away
	pinned                 // alive for the whole call: parameters, the running function
	borrowed               // alive until something runs that may release it
	owned                  // ours to release
)

// ownership is the analysis behind the pass refcount: the roots of all references, where they are
// live, and which loads can stay borrowed.
//
// A root is a value that a reference comes from; casts and the like are aliases of their operand. A loaded
// reference (of a field, a global, a borrowed result) may stay borrowed as long as nothing that could release
// it happens while it is live; otherwise it is owned, by an increment right after the load. What can
// release it: an instruction that runs Python code or frees, and the release of an owned reference that
// is not known to be harmless. A block parameter is borrowed only when all that flows into it is; it owns its
// reference when anything that flows in does.
type ownership struct {
	f      *hir.Func
	order  []*hir.Block
	preds  [][]hir.Pred
	values []*hir.Value // by value ID
	root   []*hir.Value // by value ID; nil for what is no reference
	holds  []holder     // by root ID
	null   hir.Bits     // roots that may be null
	liveIn []hir.Bits   // by block ID, of roots
	out    []hir.Bits   // live after the terminator's own uses, by block ID
}

func analyze(f *hir.Func) *ownership {
	o := &ownership{f: f, order: f.ReversePostorder()}
	o.preds = f.Preds(o.order)
	n := f.NumValues()
	o.values, o.root, o.holds, o.null = make([]*hir.Value, n), make([]*hir.Value, n), make([]holder, n), hir.NewBits(n)
	for _, b := range o.order {
		for _, p := range b.Params {
			o.values[p.ID] = p
			if p.Rep.IsRef() {
				o.root[p.ID] = p
				o.holds[p.ID] = pinned
			}
		}
		for _, v := range b.Instrs {
			o.values[v.ID] = v
			if v.Rep.IsRef() {
				o.classify(v)
			}
		}
	}
	o.unpin()
	o.spreadNull()
	o.liveness()
	o.settle()
	return o
}

func (o *ownership) classify(v *hir.Value) {
	if v.IsAlias() {
		o.root[v.ID] = o.root[v.Args[0].ID]
		return
	}
	o.root[v.ID] = v
	switch {
	case v.IsImmortal():
		o.holds[v.ID] = immortal
	case v.Op == hir.OpFuncRef, v.Op == hir.OpGenRef:
		o.holds[v.ID] = pinned
	case v.Owned():
		o.holds[v.ID] = owned
	default:
		o.holds[v.ID] = borrowed
	}
	if v.MayBeNull() {
		o.null.Set(v.ID)
	}
}

// unpin makes a block parameter borrowed when something flows in that does not live for the whole call.
func (o *ownership) unpin() {
	for changed := true; changed; {
		changed = false
		for _, b := range o.order {
			for i, p := range b.Params {
				if o.root[p.ID] != p || o.holds[p.ID] != pinned {
					continue
				}
				for _, in := range o.preds[b.ID] {
					if r := o.root[in.Edge.Args[i].ID]; r != nil && o.holds[r.ID] > pinned {
						o.holds[p.ID] = borrowed
						changed = true
						break
					}
				}
			}
		}
	}
}

// spreadNull marks the block parameters that a null may reach.
func (o *ownership) spreadNull() {
	for changed := true; changed; {
		changed = false
		for _, b := range o.order {
			for i, p := range b.Params {
				if !p.Rep.IsRef() || o.null.Has(p.ID) {
					continue
				}
				for _, in := range o.preds[b.ID] {
					if r := o.root[in.Edge.Args[i].ID]; r != nil && o.null.Has(r.ID) {
						changed = o.null.Set(p.ID) || changed
					}
				}
			}
		}
	}
}

// counted reports whether v's reference needs attention at all, and gives its root.
func (o *ownership) counted(v *hir.Value) (*hir.Value, bool) {
	if v == nil {
		return nil, false
	}
	r := o.root[v.ID]
	return r, r != nil && o.holds[r.ID] >= borrowed
}

// liveness computes for each block the roots that are needed at its start, by the usual backward iteration.
func (o *ownership) liveness() {
	n := o.f.NumValues()
	o.liveIn = make([]hir.Bits, o.f.NumBlocks())
	o.out = make([]hir.Bits, o.f.NumBlocks())
	for _, b := range o.order {
		o.liveIn[b.ID], o.out[b.ID] = hir.NewBits(n), hir.NewBits(n)
	}
	for changed := true; changed; {
		changed = false
		for i := len(o.order) - 1; i >= 0; i-- {
			b := o.order[i]
			for e := range b.Succs {
				o.out[b.ID].Or(o.liveIn[e.To.ID])
			}
			live := o.afterInstrs(b)
			o.backward(b, live, nil)
			for _, p := range b.Params {
				live.Clear(p.ID)
			}
			if o.liveIn[b.ID].Or(live) {
				changed = true
			}
		}
	}
}

// afterInstrs is what is live between the last instruction of b and its terminator's uses.
func (o *ownership) afterInstrs(b *hir.Block) hir.Bits {
	live := o.out[b.ID].Copy()
	if r, ok := o.counted(b.Term.Arg); ok {
		live.Set(r.ID)
	}
	for e := range b.Succs {
		for _, a := range e.Args {
			if r, ok := o.counted(a); ok {
				live.Set(r.ID)
			}
		}
	}
	return live
}

// backward takes live from the end of b's instructions to its start. visit, when given, sees
// each instruction with what is live after it, before its result is taken out.
func (o *ownership) backward(b *hir.Block, live hir.Bits, visit func(v *hir.Value, after hir.Bits)) {
	for i := len(b.Instrs) - 1; i >= 0; i-- {
		v := b.Instrs[i]
		if visit != nil {
			visit(v, live)
		}
		if o.root[v.ID] == v {
			live.Clear(v.ID)
		}
		for _, a := range v.Args {
			if r, ok := o.counted(a); ok {
				live.Set(r.ID)
			}
		}
	}
}

// settle turns borrowed roots into owned ones until no borrowed root is live where it could be released.
func (o *ownership) settle() {
	for changed := true; changed; {
		changed = o.settleParams()
		own := func(r *hir.Value) {
			if o.holds[r.ID] == borrowed {
				o.holds[r.ID] = owned
				changed = true
			}
		}
		ownAll := func(live hir.Bits, except *hir.Value) {
			for id := range live.Each {
				if o.holds[id] == borrowed && (except == nil || id != except.ID) {
					o.holds[id] = owned
					changed = true
				}
			}
		}
		for _, b := range o.order {
			if o.deathOnEdge(b) {
				for e := range b.Succs {
					ownAll(o.liveIn[e.To.ID], nil)
				}
			}
			o.backward(b, o.afterInstrs(b), func(v *hir.Value, after hir.Bits) {
				if v.Effects()&(hir.Frees|hir.RunsPython) != 0 {
					ownAll(after, v)
					if v.Op != hir.OpStoreField {
						for _, a := range v.Args {
							if r, ok := o.counted(a); ok {
								own(r)
							}
						}
					}
				} else if o.releases(v, after) {
					ownAll(after, nil)
				}
			})
		}
	}
}

// settleParams owns a block parameter into which an owned reference flows.
func (o *ownership) settleParams() bool {
	changed := false
	for _, b := range o.order {
		for i, p := range b.Params {
			if o.root[p.ID] != p || o.holds[p.ID] != borrowed {
				continue
			}
			for _, in := range o.preds[b.ID] {
				if r := o.root[in.Edge.Args[i].ID]; r != nil && o.holds[r.ID] == owned {
					o.holds[p.ID] = owned
					changed = true
					break
				}
			}
		}
	}
	return changed
}

// releases reports whether an owned reference that may run a destructor is released right after v.
func (o *ownership) releases(v *hir.Value, after hir.Bits) bool {
	if o.root[v.ID] == v && o.holds[v.ID] == owned && !after.Has(v.ID) && !v.Type.HarmlessFree() {
		return true
	}
	for i, a := range v.Args {
		if r, ok := o.counted(a); ok && o.holds[r.ID] == owned && !after.Has(r.ID) && !v.Steals(i) && !r.Type.HarmlessFree() {
			return true
		}
	}
	return false
}

// deathOnEdge reports whether leaving b releases a reference that may run a destructor.
func (o *ownership) deathOnEdge(b *hir.Block) bool {
	live := o.afterInstrs(b)
	for e := range b.Succs {
		for id := range live.Each {
			if o.holds[id] == owned && !o.liveIn[e.To.ID].Has(id) && !o.movedAlong(e, id) && !o.values[id].Type.HarmlessFree() {
				return true
			}
		}
	}
	return false
}

func (o *ownership) movedAlong(e *hir.Edge, id int) bool {
	for _, a := range e.Args {
		if r := o.root[a.ID]; r != nil && r.ID == id {
			return true
		}
	}
	return false
}
