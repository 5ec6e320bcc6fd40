package opt

import (
	"spc/hir"
	"spc/rt"
)

// spill moves the values of a generator that live across a suspension into slots of the generator object: the body
// is one function that is entered anew after each OpYield, so nothing else survives.
//
// The parameters have the first slots and stay there. Any other value that is needed after a suspension has
// a slot of its own; it is stored where it is defined and loaded again in each stretch of code that uses it.
// Within a block, as long as no suspension comes between, the value itself is used. The suspensions are
// numbered from 1 (OpYield's Int), and Func.Resume lists for each which slots own references, for the collector and
// for a generator that is dropped while suspended. State 0 is before the start: the arguments.
//
// It runs after refcount, whose Func.Owned says which values own a reference.
func spill(f *hir.Func) {
	if f.Kind != hir.Generator && f.Kind != hir.Coroutine && f.Kind != hir.AsyncGenerator {
		return
	}
	s := &spiller{f: f, slot: map[*hir.Value]int{}}
	s.splitHandlers()
	s.order = f.ReversePostorder()
	s.liveness()
	s.assign()
	for _, b := range s.order {
		s.rewrite(b)
	}
}

type spiller struct {
	f      *hir.Func
	order  []*hir.Block
	values []*hir.Value
	out    []hir.Bits // live at the end of a block, before its terminator's own uses are gone
	slot   map[*hir.Value]int
	params int
}

// splitHandlers gives an OpYield whose handler takes arguments a handler without: the arguments are loaded after
// the generator has been entered again.
func (s *spiller) splitHandlers() {
	for _, b := range s.f.Blocks[:len(s.f.Blocks):len(s.f.Blocks)] {
		v := b.LastExcept()
		if v == nil || v.Op != hir.OpYield || len(v.Except.Args) == 0 {
			continue
		}
		mid := s.f.NewBlock()
		mid.Site = v.Except.To.Site
		mid.Term = hir.Term{Kind: hir.Jump, Edges: []*hir.Edge{v.Except}}
		v.Except = &hir.Edge{To: mid}
	}
}

// remade reports whether emission makes v anew at each use.
func remade(v *hir.Value) bool {
	switch v.Op {
	case hir.OpConst, hir.OpIntConst, hir.OpFloatConst, hir.OpNull, hir.OpTypeRef, hir.OpFuncRef, hir.OpGenRef, hir.OpCache:
		return true
	}
	return false
}

// uses calls visit for each operand slot of the block's terminator and of its edges.
func exitUses(b *hir.Block, visit func(**hir.Value)) {
	if b.Term.Arg != nil {
		visit(&b.Term.Arg)
	}
	for e := range b.Succs {
		for i := range e.Args {
			visit(&e.Args[i])
		}
	}
}

func (s *spiller) liveness() {
	n := s.f.NumValues()
	s.values = make([]*hir.Value, n)
	in := make([]hir.Bits, s.f.NumBlocks())
	s.out = make([]hir.Bits, s.f.NumBlocks())
	for _, b := range s.order {
		in[b.ID], s.out[b.ID] = hir.NewBits(n), hir.NewBits(n)
		for _, p := range b.Params {
			s.values[p.ID] = p
		}
		for _, v := range b.Instrs {
			s.values[v.ID] = v
		}
	}
	for changed := true; changed; {
		changed = false
		for i := len(s.order) - 1; i >= 0; i-- {
			b := s.order[i]
			for e := range b.Succs {
				s.out[b.ID].Or(in[e.To.ID])
			}
			live := s.out[b.ID].Copy()
			exitUses(b, func(v **hir.Value) { live.Set((*v).ID) })
			for j := len(b.Instrs) - 1; j >= 0; j-- {
				live.Clear(b.Instrs[j].ID)
				for _, a := range b.Instrs[j].Args {
					live.Set(a.ID)
				}
			}
			for _, p := range b.Params {
				live.Clear(p.ID)
			}
			changed = in[b.ID].Or(live) || changed
		}
	}
}

// assign numbers the suspensions and gives slots to what lives across one.
func (s *spiller) assign() {
	f := s.f
	var owners []int
	for i, p := range f.Blocks[0].Params {
		s.slot[p] = i
		f.SpillReps = append(f.SpillReps, p.Rep)
		if p.Rep.IsRef() {
			owners = append(owners, i)
		}
	}
	s.params = len(f.SpillReps)
	f.Resume = [][]int{owners}
	for _, b := range s.order {
		live := s.out[b.ID].Copy()
		exitUses(b, func(v **hir.Value) { live.Set((*v).ID) })
		var found []*hir.Value // suspensions of the block, last first
		var across []hir.Bits
		for j := len(b.Instrs) - 1; j >= 0; j-- {
			v := b.Instrs[j]
			live.Clear(v.ID)
			if v.Op == hir.OpYield {
				found = append(found, v)
				across = append(across, live.Copy())
			}
			for _, a := range v.Args {
				live.Set(a.ID)
			}
		}
		for k := len(found) - 1; k >= 0; k-- {
			found[k].Int = int64(len(f.Resume))
			f.Resume = append(f.Resume, s.suspend(across[k], owners))
		}
	}
	f.NSpill = len(f.SpillReps)
}

// suspend gives slots to the live values and lists the slots that own references.
func (s *spiller) suspend(live hir.Bits, owners []int) []int {
	out := append([]int(nil), owners...)
	for id := range live.Each {
		v := s.values[id]
		if v == nil || remade(v) {
			continue
		}
		i, ok := s.slot[v]
		if !ok {
			i = len(s.f.SpillReps)
			s.slot[v] = i
			s.f.SpillReps = append(s.f.SpillReps, v.Rep)
		}
		if i >= s.params && v.Rep.IsRef() && s.f.Owned.Has(id) {
			out = append(out, i)
		}
	}
	return out
}

// rewrite stores and loads the spilled values in one block.
func (s *spiller) rewrite(b *hir.Block) {
	here := map[*hir.Value]*hir.Value{} // what stands for a spilled value since the last suspension
	old := b.Instrs
	b.Instrs = make([]*hir.Value, 0, len(old)+8)
	for _, p := range b.Params {
		s.define(b, p, here)
	}
	replace := func(v **hir.Value) {
		i, ok := s.slot[*v]
		if !ok {
			return
		}
		x := here[*v]
		if x == nil {
			x = s.f.NewValue(hir.OpLoadSpill, (*v).Rep, (*v).Type)
			x.Int = int64(i)
			b.Add(x)
			here[*v] = x
		}
		*v = x
	}
	for _, v := range old {
		if v.Op == hir.OpStoreSpill { // put here by define
			here[v.Args[0]] = v.Args[0]
			b.Add(v)
			continue
		}
		for j := range v.Args {
			replace(&v.Args[j])
		}
		if v.Except != nil && v.Op != hir.OpYield {
			for j := range v.Except.Args { // has to be there before it is known which way control goes
				replace(&v.Except.Args[j])
			}
		}
		b.Add(v)
		if v.Op == hir.OpYield {
			clear(here)
		}
		s.define(b, v, here)
	}
	if b.Term.Arg != nil {
		replace(&b.Term.Arg)
	}
	for _, e := range b.Term.Edges {
		for j := range e.Args {
			if b.LastExcept() != nil {
				panic("opt: spill: an instruction with a handler is followed by more than a jump")
			}
			replace(&e.Args[j])
		}
	}
}

// define stores a value that has a slot. An instruction with a handler ends its block, so its result is stored where
// control goes when it did not raise.
func (s *spiller) define(b *hir.Block, v *hir.Value, here map[*hir.Value]*hir.Value) {
	i, ok := s.slot[v]
	if !ok {
		return
	}
	here[v] = v
	if i < s.params {
		return // the argument is in its slot
	}
	st := s.f.NewValue(hir.OpStoreSpill, rt.Void, hir.Any, v)
	st.Int = int64(i)
	if v.Except != nil {
		next := b.Term.Edges[0].To // refcount made it: a block of its own without parameters
		st.Block = next
		next.Instrs = append([]*hir.Value{st}, next.Instrs...)
		return
	}
	b.Add(st)
}
