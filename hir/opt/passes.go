// Package opt is the passes over hir: what makes code fast, and what every module needs before
// emission (runtime functions for the operations that are left, reference counts, frames, generator slots).
package opt

import (
	"fmt"

	"spc/hir"
)

// pass is one step from what the builder made to what emit takes. One of each and whole is set.
type pass struct {
	name     string
	each     func(*hir.Func)   // on every function that becomes native, one at a time
	whole    func(*hir.Module) // on the module at once
	required bool              // emission cannot do without it: it runs at every level and cannot be switched off
	level    int               // the lowest -O that runs it
}

// passes run in this order.
var passes = []pass{
	{name: "simplify", each: static(simplify), level: 1},
	{name: "narrow", each: static(narrow), level: 1},
	{name: "infer", each: static(infer), level: 1},
	{name: "globals", whole: globals, level: 1},
	{name: "members", each: static(members), level: 1},
	{name: "devirt", whole: devirtualize, level: 1},
	{name: "inline", whole: inline, level: 1},
	{name: "tidy-inline", each: static(simplify), level: 1},
	{name: "split", each: static(split), level: 2},
	{name: "tidy-split", each: static(simplify), level: 2},
	{name: "narrow-again", each: static(narrow), level: 1},
	{name: "infer-again", each: static(infer), level: 1},
	{name: "tidy-types", each: static(simplify), level: 1},
	{name: "escape", each: static(escape), level: 1},
	{name: "tidy-escape", each: static(simplify), level: 1},
	{name: "results", whole: results, level: 1},
	{name: "specialize", each: static(specialize), level: 1},
	{name: "unbox", each: static(unbox), level: 1},
	{name: "tidy", each: static(simplify), level: 1},
	{name: "overflow", each: static(overflow), level: 1},
	{name: "ranges", each: static(machineInts), level: 1},
	{name: "tidy-ranges", each: static(simplify), level: 1},
	{name: "words", each: static(words), level: 1},
	{name: "sink", each: static(sink), level: 1},
	{name: "fuse", each: static(fuse), level: 1},
	{name: "chunk", each: static(chunk), level: 2},
	{name: "fresh", each: static(fresh), level: 1},
	{name: "select", each: selectRuntime, required: true},
	{name: "frames", whole: frames, required: true},
	{name: "refcount", each: refcount, required: true},
	{name: "spill", each: spill, required: true},
}

// passOrder says which pass has to come before which, and why.
var passOrder = []struct{ first, then, because string }{
	{"simplify", "infer", "types are found faster and more exactly in less code"},
	{"infer-again", "tidy-types", "tests of types that are known are decided"},
	{"tidy-types", "results", "what a call returns on a way that is never taken does not count"},
	{"results", "specialize", "a call gives a machine value when all that its function returns is one"},
	{"tidy-types", "escape", "guards of what an object is are decided, and no longer in its way"},
	{"escape", "tidy-escape", "what was stored into an object that is gone is known where it is read"},
	{"tidy-escape", "unbox", "what an object held may be a machine value"},
	{"escape", "fresh", "only objects that stay are initialised"},
	{"fresh", "refcount", "a first store releases nothing, so that borrowed references stay good"},
	{"infer-again", "specialize", "the types of the operands decide what an operation becomes"},
	{"specialize", "unbox", "what operations want and give says which variables should be machine values"},
	{"unbox", "tidy", "machine values leave boxes behind that nobody needs"},
	{"tidy", "ranges", "ranges follow values through what is left, not through boxes"},
	{"tidy", "overflow", "ranges follow values through what is left, not through boxes"},
	{"overflow", "chunk", "loops whose operations cannot raise run in rounds"},
	{"ranges", "tidy-ranges", "numbers are taken in and out of words where they pass from one operation to the next"},
	{"tidy-ranges", "sink", "boxes that nobody needs at all are gone then"},
	{"tidy-ranges", "fuse", "an item that is read by machine index has a function of its own"},
	{"tidy-ranges", "words", "it is known then which function reads an item, and what wants it as a tag"},
	{"tidy-ranges", "select", "what is left of Python's operations then stays"},
	{"narrow", "infer", "what a test has found out is a fact behind it"},
	{"infer", "globals", "a variable is of the type of what is stored into it"},
	{"globals", "members", "the receiver may be a variable"},
	{"infer", "members", "the receiver's class tells what a name is"},
	{"members", "devirt", "calls by name become calls through vtables"},
	{"infer", "devirt", "the receiver's class tells the targets"},
	{"devirt", "inline", "only direct calls can be inlined"},
	{"inline", "tidy-inline", "the inlined code is in small pieces"},
	{"inline", "split", "what follows a call in the callee is copied with what follows it in the caller"},
	{"tidy-inline", "split", "guards of what is known are gone then, and what would have followed them"},
	{"split", "tidy-split", "the copy has parameters for all that it needs"},
	{"tidy-split", "narrow-again", "on the expected way a guard decides for good"},
	{"split", "escape", "new objects do not meet those that a fallback gave"},
	{"tidy-inline", "infer-again", "types are found faster and more exactly in less code"},
	{"inline", "infer-again", "arguments are known better than parameters"},
	{"inline", "frames", "inlined calls need no frame of their own unless they call what is not known"},
	{"select", "frames", "the runtime's table says which operations may run code that is not known"},
	{"select", "refcount", "the runtime's table says which operands are taken over and which results are owned"},
	{"refcount", "spill", "what a suspended generator owns is what its reference counts say"},
}

// static runs a pass on the functions of static modules only: in others a variable holds its object until it is
// rebound, and nothing is known of types.
func static(each func(*hir.Func)) func(*hir.Func) {
	return func(f *hir.Func) {
		if f.Module.Mode == hir.Static {
			each(f)
		}
	}
}

func init() {
	if err := checkOrder(passes); err != nil {
		panic(err)
	}
}

// checkOrder holds a table of passes against passOrder.
func checkOrder(passes []pass) error {
	at := map[string]int{}
	for i, p := range passes {
		if _, twice := at[p.name]; twice {
			return fmt.Errorf("opt: two passes are named %s", p.name)
		}
		if (p.each == nil) == (p.whole == nil) {
			return fmt.Errorf("opt: pass %s has to work on each function or on the whole module", p.name)
		}
		at[p.name] = i
	}
	for _, c := range passOrder {
		first, ok := at[c.first]
		then, ok2 := at[c.then]
		if !ok || !ok2 {
			return fmt.Errorf("opt: the order names a pass that does not exist: %s before %s", c.first, c.then)
		}
		if first >= then {
			return fmt.Errorf("opt: pass %s must come before %s: %s", c.first, c.then, c.because)
		}
	}
	return nil
}
