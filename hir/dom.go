package hir

// Pred is a way into a block.
type Pred struct {
	From   *Block
	Edge   *Edge
	Except bool // taken when the last instruction of From raises
}

// NumBlocks is one more than the largest block ID of f.
func (f *Func) NumBlocks() int { return f.nextBlock }

// NumValues is one more than the largest value ID of f.
func (f *Func) NumValues() int { return f.nextValue }

// LastExcept is the instruction of b that has an Except edge, or nil.
func (b *Block) LastExcept() *Value {
	if n := len(b.Instrs); n > 0 && b.Instrs[n-1].Except != nil {
		return b.Instrs[n-1]
	}
	return nil
}

// ReversePostorder lists the blocks that the entry reaches, each before those it dominates.
func (f *Func) ReversePostorder() []*Block {
	seen := NewBits(f.nextBlock)
	var order []*Block
	type item struct {
		b     *Block
		succs []*Block
	}
	push := func(b *Block) item {
		seen.Set(b.ID)
		it := item{b: b}
		for e := range b.Succs {
			it.succs = append(it.succs, e.To)
		}
		return it
	}
	stack := []item{push(f.Blocks[0])}
	for len(stack) > 0 {
		top := &stack[len(stack)-1]
		if n := len(top.succs); n > 0 {
			s := top.succs[n-1]
			top.succs = top.succs[:n-1]
			if !seen.Has(s.ID) {
				stack = append(stack, push(s))
			}
			continue
		}
		order = append(order, top.b)
		stack = stack[:len(stack)-1]
	}
	for i, j := 0, len(order)-1; i < j; i, j = i+1, j-1 {
		order[i], order[j] = order[j], order[i]
	}
	return order
}

// Preds lists the ways into each block, by block ID, from the blocks of order.
func (f *Func) Preds(order []*Block) [][]Pred {
	preds := make([][]Pred, f.nextBlock)
	for _, b := range order {
		if v := b.LastExcept(); v != nil {
			preds[v.Except.To.ID] = append(preds[v.Except.To.ID], Pred{b, v.Except, true})
		}
		for _, e := range b.Term.Edges {
			preds[e.To.ID] = append(preds[e.To.ID], Pred{b, e, false})
		}
	}
	return preds
}

// Dom answers questions of dominance. Its graph has two nodes for a block whose last instruction has an
// Except edge: the block up to and with that instruction, and what follows when it did not
// raise. The result of such an instruction is defined in the second node, so it does not reach the handler.
type Dom struct {
	Order []*Block // reverse postorder
	Preds [][]Pred // by block ID

	idom      []int32 // by node; -1: unreachable
	pre, post []int32 // intervals in the dominator tree
}

// node numbers: 2*ID is the block, 2*ID+1 its part after an instruction with an Except edge.
func outNode(b *Block) int32 {
	if b.LastExcept() != nil {
		return int32(2*b.ID + 1)
	}
	return int32(2 * b.ID)
}

// Dominators computes the dominator tree (Cooper, Harvey and Kennedy, "A simple, fast dominance algorithm").
func (f *Func) Dominators() *Dom {
	d := &Dom{Order: f.ReversePostorder()}
	d.Preds = f.Preds(d.Order)
	n := 2 * f.nextBlock
	d.idom = make([]int32, n)
	rank := make([]int32, n)
	for i := range d.idom {
		d.idom[i] = -1
	}
	var nodes []int32
	for _, b := range d.Order {
		nodes = append(nodes, int32(2*b.ID))
		if b.LastExcept() != nil {
			nodes = append(nodes, int32(2*b.ID+1))
		}
	}
	for i, x := range nodes {
		rank[x] = int32(i)
	}
	meet := func(a, b int32) int32 {
		for a != b {
			for rank[a] > rank[b] {
				a = d.idom[a]
			}
			for rank[b] > rank[a] {
				b = d.idom[b]
			}
		}
		return a
	}
	d.idom[nodes[0]] = nodes[0]
	for changed := true; changed; {
		changed = false
		for _, x := range nodes[1:] {
			next := int32(-1)
			add := func(p int32) {
				if d.idom[p] < 0 {
					return
				}
				if next < 0 {
					next = p
				} else {
					next = meet(next, p)
				}
			}
			if x&1 != 0 {
				add(x - 1)
			} else {
				for _, p := range d.Preds[x/2] {
					if p.Except {
						add(int32(2 * p.From.ID))
					} else {
						add(outNode(p.From))
					}
				}
			}
			if next != d.idom[x] {
				d.idom[x] = next
				changed = true
			}
		}
	}
	d.number(nodes)
	return d
}

// number gives each node the interval of its subtree.
func (d *Dom) number(nodes []int32) {
	kids := make([][]int32, len(d.idom))
	for _, x := range nodes[1:] {
		kids[d.idom[x]] = append(kids[d.idom[x]], x)
	}
	d.pre = make([]int32, len(d.idom))
	d.post = make([]int32, len(d.idom))
	clock := int32(0)
	type frame struct {
		x    int32
		next int
	}
	stack := []frame{{nodes[0], 0}}
	for len(stack) > 0 {
		top := &stack[len(stack)-1]
		if top.next == 0 {
			clock++
			d.pre[top.x] = clock
		}
		if top.next < len(kids[top.x]) {
			top.next++
			stack = append(stack, frame{kids[top.x][top.next-1], 0})
			continue
		}
		d.post[top.x] = clock
		stack = stack[:len(stack)-1]
	}
}

func (d *Dom) nodeDominates(a, b int32) bool {
	return d.idom[a] >= 0 && d.idom[b] >= 0 && d.pre[a] <= d.pre[b] && d.post[b] <= d.post[a]
}

// Reachable reports whether the entry reaches b.
func (d *Dom) Reachable(b *Block) bool { return d.idom[2*b.ID] >= 0 }

// Dominates reports whether every way to the start of b leads through the start of a.
func (d *Dom) Dominates(a, b *Block) bool { return d.nodeDominates(int32(2*a.ID), int32(2*b.ID)) }

// Idom is the block that immediately dominates b; nil for the entry.
func (d *Dom) Idom(f *Func, b *Block) *Block {
	x := d.idom[2*b.ID]
	if b == f.Blocks[0] || x < 0 {
		return nil
	}
	for _, p := range d.Order {
		if int32(p.ID) == x/2 {
			return p
		}
	}
	return nil
}

// AvailableIn reports whether v, defined in another block, is defined at the start of b.
func (d *Dom) AvailableIn(v *Value, b *Block) bool {
	return d.nodeDominates(defNode(v), int32(2*b.ID))
}

// AvailableOut reports whether v, defined in another block or in b, is defined where b's terminator is.
func (d *Dom) AvailableOut(v *Value, b *Block) bool {
	return d.nodeDominates(defNode(v), outNode(b))
}

// defNode is the node in which v becomes available.
func defNode(v *Value) int32 {
	if v.Except != nil {
		return int32(2*v.Block.ID + 1)
	}
	return int32(2 * v.Block.ID)
}

// Liveness says which keys are live at block borders. A key stands for one or more values, see ComputeLiveness.
type Liveness struct {
	In   []Bits // by block ID: live at its start, parameters not counted
	key  func(*Value) int
	size int
}

// ComputeLiveness computes liveness of keys: key gives the number of the value's key, below size, or -1 for a
// value that is of no interest. A key is live where any of its values is used later.
func (f *Func) ComputeLiveness(order []*Block, size int, key func(*Value) int) *Liveness {
	l := &Liveness{In: make([]Bits, f.nextBlock), key: key, size: size}
	for _, b := range order {
		l.In[b.ID] = NewBits(size)
	}
	for changed := true; changed; {
		changed = false
		for i := len(order) - 1; i >= 0; i-- {
			b := order[i]
			live := l.Out(b)
			for j := len(b.Instrs) - 1; j >= 0; j-- {
				l.Before(b.Instrs[j], live)
			}
			for _, p := range b.Params {
				l.remove(p, live)
			}
			if l.In[b.ID].Or(live) {
				changed = true
			}
		}
	}
	return l
}

func (l *Liveness) add(v *Value, s Bits) {
	if v != nil {
		if k := l.key(v); k >= 0 {
			s.Set(k)
		}
	}
}

// remove takes a definition out of s; only the value that the key is named after ends its life.
func (l *Liveness) remove(v *Value, s Bits) {
	if k := l.key(v); k == v.ID {
		s.Clear(k)
	}
}

// AddEdge adds what is live on e: the arguments and what is live into its target.
func (l *Liveness) AddEdge(e *Edge, s Bits) {
	s.Or(l.In[e.To.ID])
	for _, a := range e.Args {
		l.add(a, s)
	}
}

// Out is what is live after the last instruction of b when it does not raise.
func (l *Liveness) Out(b *Block) Bits {
	s := NewBits(l.size)
	for _, e := range b.Term.Edges {
		l.AddEdge(e, s)
	}
	l.add(b.Term.Arg, s)
	return s
}

// Before turns what is live after v (when it does not raise) into what is live before it.
func (l *Liveness) Before(v *Value, s Bits) {
	l.remove(v, s)
	if v.Except != nil {
		l.AddEdge(v.Except, s)
	}
	for _, a := range v.Args {
		l.add(a, s)
	}
}
