package lower

import (
	"spc/hir"
	"spc/rt"
)

// SSA construction on the fly, after Braun, Buchwald, Hack, Leissa, Mallon and Zwinkau, "Simple and
// Efficient Construction of Static Single Assignment Form" (CC 2013), with block parameters for phi functions.
//
// A block is sealed once all its predecessors are known. Reading a variable in an unsealed block adds a
// parameter whose arguments are filled in when the block is sealed. Parameters that turn out to be trivial are
// removed at the end by finish.go, all at once.
//
// An instruction with an Except edge is the last of its block, so the values of the variables along that edge are those
// at the end of the block.

// variable is a local variable of the source, or one of the builder's own.
type variable struct {
	name string
	rep  rt.Rep
}

// pred is one way into a block.
type pred struct {
	from *hir.Block
	edge *hir.Edge
}

// incomplete is a parameter that waits for its block to be sealed.
type incomplete struct {
	v     *variable
	param *hir.Value
}

// blockState is what construction knows of a block.
type blockState struct {
	sealed bool
	preds  []pred
	defs   map[*variable]*hir.Value
	wait   []incomplete
}

// ssa is the state of the construction of one function.
type ssa struct {
	f      *hir.Func
	blocks map[*hir.Block]*blockState
	phis   map[*hir.Value]bool // parameters added for variables
}

func newSSA(f *hir.Func) ssa {
	return ssa{f: f, blocks: map[*hir.Block]*blockState{}, phis: map[*hir.Value]bool{}}
}

// newBlock makes a block that is not sealed.
func (s *ssa) newBlock() *hir.Block {
	b := s.f.NewBlock()
	s.blocks[b] = &blockState{defs: map[*variable]*hir.Value{}}
	return b
}

// edge makes an edge from one block to another. args are for the parameters that the target has of its own.
func (s *ssa) edge(from, to *hir.Block, args ...*hir.Value) *hir.Edge {
	st := s.blocks[to]
	if st.sealed {
		panic("lower: an edge into a sealed block")
	}
	e := &hir.Edge{To: to, Args: args}
	st.preds = append(st.preds, pred{from, e})
	return e
}

// seal says that all edges into b exist.
func (s *ssa) seal(b *hir.Block) {
	st := s.blocks[b]
	if st.sealed {
		return
	}
	st.sealed = true
	for i := 0; i < len(st.wait); i++ {
		s.fill(st, st.wait[i])
	}
	st.wait = nil
}

func (s *ssa) fill(st *blockState, w incomplete) {
	for _, p := range st.preds {
		p.edge.Args = append(p.edge.Args, s.read(w.v, p.from))
	}
}

// write makes val the value of v at the end of b.
func (s *ssa) write(v *variable, b *hir.Block, val *hir.Value) { s.blocks[b].defs[v] = val }

// read gives the value of v at the end of b: an OpNull when it is unbound there for sure.
func (s *ssa) read(v *variable, b *hir.Block) *hir.Value {
	st := s.blocks[b]
	if d := st.defs[v]; d != nil {
		return d
	}
	var d *hir.Value
	switch {
	case !st.sealed:
		d = s.addPhi(v, b)
		st.wait = append(st.wait, incomplete{v, d})
	case len(st.preds) == 0:
		d = unbound(s.f, v.rep)
		d.Block = b
		b.Instrs = append([]*hir.Value{d}, b.Instrs...)
	case len(st.preds) == 1:
		d = s.read(v, st.preds[0].from)
	default:
		d = s.addPhi(v, b)
		st.defs[v] = d // ends the recursion in loops
		s.fill(st, incomplete{v, d})
	}
	st.defs[v] = d
	return d
}

// unbound is the value of a variable before its first assignment: null, or zero for a machine variable (SP-186).
func unbound(f *hir.Func, r rt.Rep) *hir.Value {
	switch {
	case r.IsRef():
		return f.NewValue(hir.OpNull, r, hir.Any)
	case r.IsFloat():
		return f.NewValue(hir.OpFloatConst, r, hir.Any)
	}
	return f.NewValue(hir.OpIntConst, r, hir.Any)
}

func (s *ssa) addPhi(v *variable, b *hir.Block) *hir.Value {
	p := b.AddParam(v.rep, hir.Any)
	p.Name = v.name
	s.phis[p] = true
	return p
}
