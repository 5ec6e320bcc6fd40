package hir

import "strings"

// Export is a declaration that other modules may be compiled against.
type Export struct {
	Name  string // qualified
	Hash  uint64 // of its descriptor (package classloader)
	Func  *Func  // with a native body, else nil
	Sig   *Signature
	Class *Class // a static class, else nil
}

// Import is a declaration of another module that this one was compiled against. It is verified when both are
// loaded.
type Import struct {
	Module, Name string
	Hash         uint64
}

// ImportHash is the hash of the descriptor that a name of another module belongs to; 0 when it is not among the
// imports.
func (m *Module) ImportHash(module, qualname string) uint64 {
	top, _, _ := strings.Cut(qualname, ".")
	for _, i := range m.Imports {
		if i.Module == module && i.Name == top {
			return i.Hash
		}
	}
	return 0
}

// ExternSym is the Sym of a Callee in another module.
func ExternSym(module, qualname string) string { return module + ":" + qualname }

// Extern splits the Sym of an external callee.
func (c *Callee) Extern() (module, qualname string) {
	module, qualname, _ = strings.Cut(c.Sym, ":")
	return module, qualname
}
