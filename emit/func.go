package emit

import (
	"fmt"

	"github.com/llir/llvm/ir"
	"github.com/llir/llvm/ir/metadata"
	"github.com/llir/llvm/ir/types"
	"github.com/llir/llvm/ir/value"

	"spc/hir"
	"spc/rt"
)

// fn is the state of emitting one hir function. A hir block becomes one or more
// LLVM blocks, since every test of an error value splits it.
type fn struct {
	m   *module
	hir *hir.Func
	ll  *ir.Func
	cur *ir.Block // where instructions go

	vals    map[*hir.Value]value.Value
	starts  map[*hir.Block]*ir.Block
	phis    map[*hir.Value]*ir.InstPhi
	allocas []*ir.InstAlloca
	nblocks int

	self      value.Value      // the function object, nil in generators until loaded
	frame     value.Value      // interpreter frame memory, nil when the function pushes none
	frameCode value.Value      // the code object, when there is a frame
	thread    value.Value      // the thread state, when there is a frame
	passing   []*ir.InstAlloca // memory of frames that are there for one call only
	args      value.Value      // scratch array for variadic runtime calls
	nargs     int64

	gen, slots, result value.Value    // generators: object, spill area, where a yielded or returned value goes
	dispatch           *ir.TermSwitch // to the suspension where a generator goes on

	cold     map[*ir.Block]bool // blocks that are rarely reached, see heat.go
	ofHir    map[*ir.Block]bool // the values of starts
	lasti    int32              // the location last stored into the frame in cur
	lastiIn  *ir.Block          // the LLVM block for which lasti holds
	unwind   *ir.Block          // implicit exit: pops the frame and returns the error value
	exits    map[exitKey]*exit  // what is shared by all that raises, see raise.go
	dbg      *metadata.DILocation
	dbgScope *metadata.DISubprogram
}

// body emits the native body of f: machine parameters after the function object.
func (m *module) body(f *hir.Func) {
	e := m.newFn(f, m.bodies[f])
	e.self = e.ll.Params[0]
	e.prologue()
	for i, p := range f.Blocks[0].Params {
		e.vals[p] = e.ll.Params[i+1]
	}
	e.blocks()
}

func (m *module) newFn(f *hir.Func, ll *ir.Func) *fn {
	e := &fn{m: m, hir: f, ll: ll,
		vals:   map[*hir.Value]value.Value{},
		starts: map[*hir.Block]*ir.Block{},
		phis:   map[*hir.Value]*ir.InstPhi{},

		exits: map[exitKey]*exit{},
		cold:  map[*ir.Block]bool{},
		ofHir: map[*ir.Block]bool{},
	}
	e.cur = e.block("entry")
	e.cold[e.cur] = m.opts.OptLevel == 0 || runsOnce(f)
	e.debugScope()
	return e
}

// namespace is the dict that a class or module body runs in: its first parameter.
func (e *fn) namespace() value.Value { return e.ll.Params[1] }

// blocks emits all blocks of a plain function.
func (e *fn) blocks() {
	e.emitBlocks()
	e.finish(e.ll.Blocks[0])
}

// emitBlocks emits all hir blocks; the current block continues with the first of them.
func (e *fn) emitBlocks() {
	entry := e.cur
	cold := e.coldBlocks()
	for _, b := range e.hir.Blocks {
		e.starts[b] = e.block(fmt.Sprintf("b%d", b.ID))
		e.ofHir[e.starts[b]] = true
		e.cold[e.starts[b]] = e.m.opts.OptLevel == 0 || cold.Has(b.ID)
	}
	for i, b := range e.hir.Blocks {
		if i == 0 {
			continue // the entry's parameters are the function's
		}
		e.cur = e.starts[b]
		for _, p := range b.Params {
			phi := &ir.InstPhi{Typ: llType(p.Rep)}
			e.add(phi)
			e.phis[p], e.vals[p] = phi, phi
		}
	}
	e.cur = entry
	e.br(e.starts[e.hir.Blocks[0]])
	for _, b := range reversePostorder(e.hir) {
		e.cur = e.starts[b]
		e.lastiIn = nil
		for _, v := range b.Instrs {
			e.instr(v)
		}
		e.term(b)
	}
}

// reversePostorder lists the reachable blocks so that a definition comes before its uses.
func reversePostorder(f *hir.Func) []*hir.Block {
	seen := map[*hir.Block]bool{}
	var order []*hir.Block
	type item struct {
		b     *hir.Block
		succs []*hir.Block
	}
	push := func(b *hir.Block) item {
		seen[b] = true
		it := item{b: b}
		b.Succs(func(e *hir.Edge) bool { it.succs = append(it.succs, e.To); return true })
		return it
	}
	stack := []item{push(f.Blocks[0])}
	for len(stack) > 0 {
		top := &stack[len(stack)-1]
		if len(top.succs) == 0 {
			order = append(order, top.b)
			stack = stack[:len(stack)-1]
			continue
		}
		s := top.succs[len(top.succs)-1]
		top.succs = top.succs[:len(top.succs)-1]
		if !seen[s] {
			stack = append(stack, push(s))
		}
	}
	for i, j := 0, len(order)-1; i < j; i, j = i+1, j-1 {
		order[i], order[j] = order[j], order[i]
	}
	return order
}

// finish removes blocks that nothing reaches, emits the exits that were asked for, and puts
// the stack memory into the entry block.
func (e *fn) finish(entry *ir.Block) {
	if e.unwind != nil {
		e.cur = e.unwind
		e.popFrame()
		e.returnError()
	}
	e.dropUnreachable(entry)
	insts := make([]ir.Instruction, 0, len(e.allocas)+len(entry.Insts))
	for _, a := range e.allocas {
		insts = append(insts, a)
	}
	entry.Insts = append(insts, entry.Insts...)
	e.patchArgs()
}

// edge ends the current block with a jump along ed, feeding the target's phis.
func (e *fn) edge(ed *hir.Edge) {
	e.feed(ed)
	e.br(e.starts[ed.To])
}

func (e *fn) feed(ed *hir.Edge) {
	for i, p := range ed.To.Params {
		phi := e.phis[p]
		phi.Incs = append(phi.Incs, ir.NewIncoming(e.use(ed.Args[i]), e.cur))
	}
}

// use is the LLVM value of v; constants and what is cheap to load again are made at each use, so that nothing of
// the kind has to live across a generator's suspension.
func (e *fn) use(v *hir.Value) value.Value {
	if x := e.vals[v]; x != nil {
		return x
	}
	if c := e.remake(v); c != nil {
		return c
	}
	panic(fmt.Sprintf("emit: %s: v%d (%s) is used before it is emitted", e.hir.Name, v.ID, v.Op))
}

// term emits the terminator of b.
func (e *fn) term(b *hir.Block) {
	t := &b.Term
	e.debugLoc(t.Loc)
	switch t.Kind {
	case hir.Jump:
		e.edge(t.Edges[0])
	case hir.Branch:
		yes, no := e.splitEdge(t.Edges[0]), e.splitEdge(t.Edges[1])
		e.condBr(e.use(t.Arg), yes, no, int(t.Likely))
	case hir.Return:
		e.returnValue(t.Arg)
	case hir.Unwind:
		if len(t.Edges) > 0 {
			e.edge(t.Edges[0])
		} else {
			e.br(e.unwindBlock())
		}
	case hir.Unreachable:
		if e.cur.Term == nil {
			e.cur.Term = ir.NewUnreachable()
		}
	default:
		panic("emit: block without terminator in " + e.hir.Name)
	}
}

// splitEdge gives a block that a conditional branch can go to for ed: the target itself when it takes
// no arguments (a branch with both ways to one block needs distinct predecessors for phis).
func (e *fn) splitEdge(ed *hir.Edge) *ir.Block {
	if len(ed.To.Params) == 0 {
		return e.starts[ed.To]
	}
	saved := e.cur
	b := e.block("edge")
	e.cur = b
	e.edge(ed)
	e.cur = saved
	return b
}

// returnValue leaves the function normally.
func (e *fn) returnValue(v *hir.Value) {
	if e.gen != nil {
		e.genReturn(v)
		return
	}
	var r value.Value = i32(0)
	if v != nil {
		r = e.use(v)
		if v.Rep == rt.Bool {
			r = conv(e, ir.NewZExt, r, types.I32)
		}
	}
	e.popFrame()
	e.ret(r)
}

func (e *fn) returnError() {
	if e.gen != nil {
		e.ret(i32(-1))
		return
	}
	e.ret(errorValue(e.hir.Sig.Result))
}

// unwindBlock is where an error leaves the function once its traceback entry is there.
func (e *fn) unwindBlock() *ir.Block {
	if e.unwind == nil {
		e.unwind = e.coldBlock("unwind")
	}
	return e.unwind
}

// check branches to the error path when failed holds; emission goes on where it does not.
func (e *fn) check(failed value.Value, loc int32, except *hir.Edge) {
	bad, ok := e.block("raised"), e.block("ok")
	e.condBr(failed, bad, ok, -1)
	place := e.place()
	e.enter(bad, place)
	e.raiseTo(loc, except)
	e.enter(ok, place)
}

// place is the location that the frame says at a point of the emission, if it is known.
type place struct {
	lasti int32
	known bool
}

func (e *fn) place() place { return place{e.lasti, e.lastiIn == e.cur} }

// enter makes b the current block, whose only predecessor ended at p.
func (e *fn) enter(b *ir.Block, p place) {
	e.cur = b
	if p.known {
		e.lasti, e.lastiIn = p.lasti, b
	}
}

// dropUnreachable removes blocks that nothing leads to (handlers of instructions that turned out unable to
// raise, code after an instruction that always raises) and what phis expected from them.
func (e *fn) dropUnreachable(entry *ir.Block) {
	reached := map[*ir.Block]bool{entry: true}
	for work := []*ir.Block{entry}; len(work) > 0; {
		b := work[len(work)-1]
		work = work[:len(work)-1]
		for _, s := range b.Term.Succs() {
			if !reached[s] {
				reached[s] = true
				work = append(work, s)
			}
		}
	}
	live := e.ll.Blocks[:0]
	for _, b := range e.ll.Blocks {
		if !reached[b] {
			continue
		}
		live = append(live, b)
		for _, i := range b.Insts {
			phi, ok := i.(*ir.InstPhi)
			if !ok {
				break
			}
			incs := phi.Incs[:0]
			for _, inc := range phi.Incs {
				if reached[inc.Pred.(*ir.Block)] {
					incs = append(incs, inc)
				}
			}
			phi.Incs = incs
		}
	}
	e.ll.Blocks = live
}
