package hir

import (
	"fmt"
	"maps"
	"slices"
)

// VerifyOwnership checks the reference counts that the pass refcount has put into f, by running f on abstract
// values along all paths until nothing changes:
//
//   - every reference that f owns is released or given away once on every path, errors included;
//   - nothing is used, counted or given away that f does not hold any more;
//   - what is only borrowed is not used after an instruction that may have released it (one that runs Python code or frees,
//     or the release of a reference whose object may run code when it dies), nor is it an operand of one.
//
// It trusts op signatures and runtime table on what is stolen and what is new, Func.Owned on which block parameters own
// their reference, and nothing else of the pass. After the pass spill the references of a generator are in its slots; such
// a function is not checked.
func (f *Func) VerifyOwnership() error {
	if f.Owned == nil || f.Resume != nil {
		return nil
	}
	v := &ownVerifier{verifier: verifier{f: f}, order: f.ReversePostorder(), seen: map[string]bool{}}
	v.prepare()
	v.run()
	return v.err()
}

// nullRef is the count of a reference that is known to be null: any number of releases is right.
const nullRef = 1 << 20

// holding is what a function holds at some point of a path.
type holding struct {
	counts map[int]int // by reference: how many counts are the function's own; no entry for none
	valid  Bits        // borrowed references that nothing can have released yet
}

func (h holding) copy() holding { return holding{maps.Clone(h.counts), h.valid.Copy()} }

// ownVerifier is the state of VerifyOwnership. A reference is named by the ID of the value that it comes from: casts
// share their operand's; the tag of an object is one of its own, good as long as the object or when counted itself.
type ownVerifier struct {
	verifier
	order  []*Block
	ref    []int // by value ID; -1 for what is no counted reference
	base   []int // by reference: the object that a tag is of, else -1
	pinned Bits  // references alive for the whole call: parameters, the running function, constants
	null   Bits  // references that may be null
	in     []*holding
	seen   map[string]bool // problems that have been told

	at *Block
	h  holding // at the instruction that is looked at
}

// prepare names the references and finds what is pinned and what may be null.
func (v *ownVerifier) prepare() {
	n := v.f.nextValue
	v.ref, v.base = make([]int, n), make([]int, n)
	v.pinned, v.null, v.in = NewBits(n), NewBits(n), make([]*holding, v.f.nextBlock)
	for i := range v.ref {
		v.ref[i], v.base[i] = -1, -1
	}
	for _, b := range v.order {
		for _, p := range b.Params {
			if p.Rep.IsRef() {
				v.ref[p.ID] = p.ID
				if !v.f.Owned.Has(p.ID) {
					v.pinned.Set(p.ID) // until something flows in that is not
				}
			}
		}
	}
	for _, b := range v.order {
		for _, x := range b.Instrs {
			v.name(x)
		}
	}
	v.flow()
}

// name gives the result of x its reference.
func (v *ownVerifier) name(x *Value) {
	if !x.Rep.IsRef() {
		return
	}
	if x.IsAlias() {
		base := v.ref[x.Args[0].ID]
		if x.Op != OpToTag {
			v.ref[x.ID] = base
			return
		}
		v.base[x.ID] = base
	}
	if x.MayBeNull() {
		v.null.Set(x.ID)
	}
	if x.IsUncounted() {
		return
	}
	v.ref[x.ID] = x.ID
	if x.IsImmortal() || x.Op == OpFuncRef || x.Op == OpGenRef {
		v.pinned.Set(x.ID)
	}
}

// flow carries what may be null, and what is not pinned, into the block parameters.
func (v *ownVerifier) flow() {
	preds := v.f.Preds(v.order)
	for changed := true; changed; {
		changed = false
		for _, b := range v.order {
			for i, p := range b.Params {
				for _, in := range preds[b.ID] {
					a := in.Edge.Args[i]
					r := v.ref[a.ID]
					if r >= 0 && v.pinned.Has(p.ID) && !v.pinned.Has(r) {
						v.pinned.Clear(p.ID)
						changed = true
					}
					if v.null.Has(a.ID) || r >= 0 && v.null.Has(r) {
						changed = v.null.Set(p.ID) || changed
					}
				}
			}
		}
	}
}

// run interprets the blocks until their holdings do not change any more.
func (v *ownVerifier) run() {
	start := &holding{map[int]int{}, NewBits(v.f.nextValue)}
	for _, p := range v.f.Blocks[0].Params {
		if v.ref[p.ID] >= 0 && v.f.Owned.Has(p.ID) {
			start.counts[p.ID] = 1
		}
	}
	v.in[v.f.Blocks[0].ID] = start
	rank := make([]int, v.f.nextBlock)
	for i, b := range v.order {
		rank[b.ID] = i
	}
	todo := NewBits(len(v.order))
	todo.Set(0)
	for !todo.Empty() && len(v.problems) < maxProblems {
		for i := range todo.Each {
			todo.Clear(i)
			v.block(v.order[i], func(b *Block) { todo.Set(rank[b.ID]) })
		}
	}
}

// wrong tells of a problem once.
func (v *ownVerifier) wrong(x fmt.Stringer, format string, args ...any) {
	n := len(v.problems)
	v.badf(v.at, x, format, args...)
	p := v.problems[n]
	if v.seen[p] {
		v.problems = v.problems[:n]
	}
	v.seen[p] = true
}

// block interprets b; changed is told which successors hold something else now.
func (v *ownVerifier) block(b *Block, changed func(*Block)) {
	v.at, v.h = b, v.in[b.ID].copy()
	for _, x := range b.Instrs {
		v.step(x, changed)
	}
	t := &b.Term
	if t.Arg != nil && t.Kind != Return {
		v.use(t, t.Arg)
	}
	switch t.Kind {
	case Return:
		if t.Arg != nil {
			v.give(t, t.Arg)
		}
		v.empty(t, "on return")
	case Unwind:
		if len(t.Edges) == 0 {
			v.empty(t, "when it leaves the function")
		}
	}
	for i, e := range t.Edges {
		h := v.h
		v.h = h.copy()
		if x := t.Arg; t.Kind == Branch && x.Op == OpIsNull && i == 0 {
			if r := v.ref[x.Args[0].ID]; r >= 0 {
				v.h.counts[r] = nullRef
			}
		}
		v.edge(e, changed)
		v.h = h
	}
}

// step interprets one instruction.
func (v *ownVerifier) step(x *Value, changed func(*Block)) {
	barrier := x.Effects()&(Frees|RunsPython) != 0
	for i, a := range x.Args {
		v.use(x, a)
		if barrier && !x.Steals(i) && x.Op != OpStoreField && x.Op != OpKeep && !v.held(v.ref[a.ID]) {
			v.wrong(x, "v%d is only borrowed and may die meanwhile", a.ID)
		}
	}
	switch x.Op {
	case OpIncref:
		v.count(x, 1)
		return
	case OpDecref:
		v.count(x, -1)
		r := v.ref[x.Args[0].ID]
		if r >= 0 && !v.held(r) && !x.Args[0].Type.HarmlessFree() {
			clear(v.h.valid)
		}
		return
	}
	for i, a := range x.Args {
		if x.Steals(i) && a.Rep.IsRef() {
			v.give(x, a)
		}
	}
	if barrier {
		clear(v.h.valid)
	}
	if x.MayRaise() {
		if x.Except == nil {
			v.empty(x, "when it raises")
		} else {
			h := v.h
			v.h = h.copy()
			v.edge(x.Except, changed)
			v.h = h
		}
	}
	v.define(x)
}

// define makes the result of x something that is held.
func (v *ownVerifier) define(x *Value) {
	r := v.ref[x.ID]
	if r != x.ID {
		return
	}
	if n := v.h.counts[r]; n > 0 && n < nullRef {
		v.wrong(x, "the reference of the last time is still held")
	}
	delete(v.h.counts, r)
	v.h.valid.Clear(r)
	switch {
	case x.Owned():
		v.h.counts[r] = 1
	case v.base[r] < 0:
		v.h.valid.Set(r)
	}
}

// held reports whether reference r lives through whatever happens: it is pinned, not counted, or the function's own.
func (v *ownVerifier) held(r int) bool {
	return r < 0 || v.pinned.Has(r) || v.h.counts[r] > 0 || v.base[r] >= 0 && v.held(v.base[r])
}

// use checks that a may be looked at.
func (v *ownVerifier) use(at fmt.Stringer, a *Value) {
	r := v.ref[a.ID]
	for r >= 0 && !v.held(r) && !v.h.valid.Has(r) {
		if r = v.base[r]; r < 0 {
			v.wrong(at, "v%d may have been released", a.ID)
		}
	}
}

// count changes how many counts of its operand's reference are held.
func (v *ownVerifier) count(x *Value, by int) {
	a := x.Args[0]
	r := v.ref[a.ID]
	if r < 0 {
		return
	}
	if v.null.Has(r) && x.Int == 0 && v.h.counts[r] != nullRef {
		v.wrong(x, "v%d may be null", a.ID)
	}
	v.add(x, a, r, by)
}

// give takes one count of a's reference away: somebody else has it now.
func (v *ownVerifier) give(at fmt.Stringer, a *Value) {
	v.use(at, a)
	if r := v.ref[a.ID]; r >= 0 {
		v.add(at, a, r, -1)
	}
}

func (v *ownVerifier) add(at fmt.Stringer, a *Value, r, by int) {
	n := v.h.counts[r]
	switch {
	case n == nullRef:
		return
	case n+by < 0:
		v.wrong(at, "gives away v%d, which it does not own", a.ID)
	case n+by == 0:
		delete(v.h.counts, r)
	default:
		v.h.counts[r] = n + by
	}
	if n+by == 0 {
		v.h.valid.Clear(r)
	}
}

// empty checks that nothing is owned any more.
func (v *ownVerifier) empty(at fmt.Stringer, when string) {
	for _, r := range slices.Sorted(maps.Keys(v.h.counts)) {
		if v.h.counts[r] != nullRef {
			v.wrong(at, "v%d is still owned %s", r, when)
		}
	}
}

// edge follows e with what is held now.
func (v *ownVerifier) edge(e *Edge, changed func(*Block)) {
	for i, a := range e.Args {
		p := e.To.Params[i]
		if !p.Rep.IsRef() {
			continue
		}
		v.use(e, a)
		if v.f.Owned.Has(p.ID) {
			v.give(e, a)
		} else if r := v.ref[a.ID]; r >= 0 && !v.pinned.Has(r) && v.h.counts[r] > 0 && v.h.counts[r] < nullRef {
			v.wrong(e, "brings v%d, which is owned, for v%d, which is not", a.ID, p.ID)
		}
	}
	for _, p := range e.To.Params {
		if v.ref[p.ID] < 0 {
			continue
		}
		if n := v.h.counts[p.ID]; n > 0 && n < nullRef {
			v.wrong(e, "v%d of the last time is still held", p.ID)
		}
		delete(v.h.counts, p.ID)
		if v.f.Owned.Has(p.ID) {
			v.h.counts[p.ID] = 1
		} else {
			v.h.valid.Set(p.ID)
		}
	}
	v.join(e, changed)
}

// join merges what is held now with what other ways into e's target hold.
func (v *ownVerifier) join(e *Edge, changed func(*Block)) {
	old := v.in[e.To.ID]
	if old == nil {
		h := v.h.copy()
		v.in[e.To.ID] = &h
		changed(e.To)
		return
	}
	again := false
	for i, w := range v.h.valid {
		if old.valid[i]&^w != 0 {
			old.valid[i] &= w
			again = true
		}
	}
	for r, n := range old.counts {
		switch m := v.h.counts[r]; {
		case m == n, m == nullRef:
		case n == nullRef && m == 0:
			delete(old.counts, r)
			again = true
		case n == nullRef:
			old.counts[r] = m
			again = true
		default:
			v.wrong(e, "v%d is owned %d times here, %d times on another way", r, m, n)
		}
	}
	for r, m := range v.h.counts {
		if _, known := old.counts[r]; !known && m != nullRef {
			v.wrong(e, "v%d is owned here, but not on another way", r)
		}
	}
	if again {
		changed(e.To)
	}
}
