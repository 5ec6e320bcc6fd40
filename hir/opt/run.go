// Package opt is the passes over hir: what makes code fast, and what every module needs before
// emission (runtime functions for the operations that are left, reference counts, frames, generator slots).
package opt

import (
	"spc/hir"
)

// Options change what Run does.
type Options struct {
	Level int // 0 to 3, as -O
}

// Run takes a module from what the builder made to what emit takes.
func Run(m *hir.Module, opts Options) error {
	for _, f := range m.Funcs {
		if f.Interpret == "" {
			selectRuntime(f)
		}
	}
	frames(m)
	for _, f := range m.Funcs {
		if f.Interpret == "" {
			refcount(f)
			spill(f)
		}
	}
	return nil
}
