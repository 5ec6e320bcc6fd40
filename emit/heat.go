package emit

import (
	"github.com/llir/llvm/ir"

	"spc/hir"
)

// Where code is rarely reached, or runs once, runtime functions are called, not inlined: most of a function is such code, and
// what LLVM takes for a module goes by the number of instructions that it gets to see. A block is as cold as the one that was
// current when it was made, or colder, if a branch that expects the other way leads to it. Without optimisation, all are.

// coldBlocks are the hir blocks of the function where nothing is worth inlining.
func (e *fn) coldBlocks() hir.Bits {
	cold := e.hir.Cold()
	if runsOnce(e.hir) {
		cold = e.hir.OnceOnly(cold)
	}
	return cold
}

// runsOnce reports whether f is the body of a module or a class.
func runsOnce(f *hir.Func) bool { return f.Kind == hir.ModuleBody || f.Kind == hir.ClassBody }

func (e *fn) coldBlock(name string) *ir.Block {
	b := e.block(name)
	e.cold[b] = true
	return b
}

// rarely notes that b is reached by a branch that expects another way. Of a block of hir that is known by all that leads to it.
func (e *fn) rarely(b *ir.Block) {
	if !e.ofHir[b] {
		e.cold[b] = true
	}
}
