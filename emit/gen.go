package emit

import (
	"fmt"

	"github.com/llir/llvm/ir"
	"github.com/llir/llvm/ir/constant"
	"github.com/llir/llvm/ir/types"
	"github.com/llir/llvm/ir/value"

	"spc/hir"
	"spc/rt"
)

// A generator function is two LLVM functions. The body, which callers call, makes
// the generator object and puts the arguments into its first slots. The resume function runs from the last
// suspension to the next: `i32 resume(gen, slots, sent, result)` gives 1 for yielded, 0 for
// returned (the value in *result) and -1 for raised; sent is null when the error indicator holds an exception that is
// to be raised at the suspension.

// generator emits both functions of f.
func (m *module) generator(f *hir.Func) {
	resume := newFunc(m.ll, f.Sym+"_resume", types.I32,
		ir.NewParam("gen", ptrT), ir.NewParam("slots", ptrT), ir.NewParam("sent", ptrT), ir.NewParam("result", ptrT))
	m.internal(resume)
	m.generatorMaker(f, m.genInfo(f, resume))

	e := m.newFn(f, resume)
	e.gen, e.slots, e.result = resume.Params[0], resume.Params[1], resume.Params[3]
	e.self = e.rt("spc_gen_func", e.gen)
	state := e.rt("spc_gen_state", e.gen)
	start := e.block("start")
	sw := ir.NewSwitch(state, start)
	e.cur.Term = sw
	e.dispatch = sw
	entry := e.cur
	e.cur = start
	for i, p := range f.Blocks[0].Params {
		e.vals[p] = e.loadSlotWord(int64(i), p.Rep)
	}
	thrown := e.block("thrown")
	run := e.block("run")
	e.condBr(e.isNull(resume.Params[2]), thrown, run, -1)
	e.cur = thrown // an exception thrown into a generator that has not started
	e.raiseTo(0, nil)
	e.cur = run
	e.emitBlocks()
	e.finish(entry)
}

// generatorMaker emits the body that callers see: a new generator that owns its arguments.
func (m *module) generatorMaker(f *hir.Func, info value.Value) {
	e := m.newFn(f, m.bodies[f])
	e.self = e.ll.Params[0]
	gen := e.rt("spc_gen_new", e.self, info)
	ok, bad := e.block("made"), e.block("failed")
	e.condBr(e.isNull(gen), bad, ok, -1)
	e.cur = bad
	e.ret(constant.NewNull(ptrT))
	e.cur = ok
	e.slots = e.rt("spc_gen_slots", gen)
	for i, p := range f.Blocks[0].Params {
		x := e.ll.Params[i+1]
		switch p.Rep {
		case rt.Obj:
			e.rt("spc_xincref", x)
		case rt.Tag:
			e.rt("spc_xincref_tag", x)
		}
		e.storeSlotWord(int64(i), p.Rep, x)
	}
	e.ret(gen)
	e.finish(e.ll.Blocks[0])
}

func (e *fn) loadSlotWord(i int64, r rt.Rep) value.Value {
	x := e.load(slotType(r), e.gep(types.I64, e.slots, i))
	if r == rt.Bool {
		return conv(e, newTrunc, x, types.I1)
	}
	return x
}

func (e *fn) storeSlotWord(i int64, r rt.Rep, x value.Value) {
	if r == rt.Bool {
		x = conv(e, newZExt, x, types.I8)
	}
	e.store(x, e.gep(types.I64, e.slots, i))
}

func (e *fn) loadSpill(v *hir.Value) value.Value { return e.loadSlotWord(v.Int, v.Rep) }

func (e *fn) storeSpill(v *hir.Value) {
	e.storeSlotWord(v.Int, v.Args[0].Rep, e.use(v.Args[0]))
}

// yield suspends: the value goes to the consumer with its reference, and the resume function returns. Control
// comes back through the dispatch at its entry.
func (e *fn) yield(v *hir.Value) {
	e.setLasti(v.Loc)
	state := v.Int // the pass `spill` numbers suspensions as in Func.Resume; 0 is the start
	e.store(e.use(v.Args[0]), e.result)
	e.rt("spc_gen_suspend", e.gen, i32(state))
	e.ret(i32(1))

	back := e.block(fmt.Sprintf("resume%d", state))
	e.dispatch.Cases = append(e.dispatch.Cases, ir.NewCase(constant.NewInt(types.I32, state), back))
	e.cur, e.lastiIn = back, nil
	sent := e.ll.Params[2]
	e.check(e.isNull(sent), v.Loc, v.Except)
	e.rt("spc_incref", sent)
	e.vals[v] = sent
}

// genReturn ends the generator with v as the value of its StopIteration.
func (e *fn) genReturn(v *hir.Value) {
	e.store(e.use(v), e.result)
	e.ret(i32(0))
}

// genInfo is the runtime's description of a generator function: struct SpcGenInfo of rt/inline/generator.h.
func (m *module) genInfo(f *hir.Func, resume *ir.Func) value.Value {
	kinds := map[hir.FuncKind]int64{hir.Generator: 0, hir.Coroutine: 1, hir.AsyncGenerator: 2}
	// For each state the slots that own references: a flat list, each run ended by -1. Slots of
	// arguments are owned in every state and released by the runtime when the generator ends.
	var table []constant.Constant
	var starts []constant.Constant
	for _, owned := range f.Resume {
		starts = append(starts, i32(int64(len(table))))
		for _, s := range owned {
			n := int64(s) << 1
			if f.SpillReps[s] == rt.Tag {
				n |= 1
			}
			table = append(table, i32(n))
		}
		table = append(table, i32(-1))
	}
	return m.constStruct(f.Sym+"_geninfo",
		resume, i32(kinds[f.Kind]), i32(int64(f.NSpill)), i32(int64(len(f.Blocks[0].Params))), i32(int64(len(f.Resume))),
		m.i32Array(f.Sym+"_genstarts", starts), m.i32Array(f.Sym+"_genowned", table))
}
