package hir

import "slices"

// Cold finds the blocks that only an exception, or a way marked unlikely, leads to, or that only lead to an
// exception.
func (f *Func) Cold() Bits {
	cold := NewBits(f.NumBlocks())
	order := f.ReversePostorder()
	preds := f.Preds(order)
	for changed := true; changed; {
		changed = false
		for _, b := range slices.Backward(order) {
			if !cold.Has(b.ID) && doomed(b, cold) {
				changed = cold.Set(b.ID) || changed
			}
		}
		for _, b := range order[1:] {
			if !cold.Has(b.ID) && !slices.ContainsFunc(preds[b.ID], func(p Pred) bool { return !unlikely(p, cold) }) {
				changed = cold.Set(b.ID) || changed
			}
		}
	}
	return cold
}

// doomed reports whether every way on from b raises.
func doomed(b *Block, cold Bits) bool {
	switch b.Term.Kind {
	case Return:
		return false
	case Unwind, Unreachable:
		return true
	}
	for _, e := range b.Term.Edges {
		if !cold.Has(e.To.ID) {
			return false
		}
	}
	return true
}

func unlikely(p Pred, cold Bits) bool {
	if p.Except || cold.Has(p.From.ID) {
		return true
	}
	t := &p.From.Term
	return t.Likely > 0 && p.Edge == t.Edges[1] || t.Likely < 0 && p.Edge == t.Edges[0]
}

// OnceOnly adds to cold what is not in a loop: the cold blocks of a function that runs once.
func (f *Func) OnceOnly(cold Bits) Bits {
	succs := func(b *Block) (to []*Block) {
		for e := range b.Succs {
			to = append(to, e.To)
		}
		return to
	}
	for _, c := range Components(f.Blocks, succs) {
		if b := c[0]; len(c) == 1 && !slices.Contains(succs(b), b) {
			cold.Set(b.ID)
		}
	}
	return cold
}
