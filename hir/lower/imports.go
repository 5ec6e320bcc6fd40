package lower

import (
	"strings"

	"spc/hir"
	"spc/syntax"
)

// importStmt: `import a.b` binds a, `import a.b as c` binds what a.b is.
func (b *fn) importStmt(s *syntax.Import) {
	for _, a := range s.Names {
		v := b.rt(s, "import_name", b.name(a.Name), b.null(), b.i32(0))
		parts := strings.Split(a.Name, ".")
		if a.AsName == "" {
			b.store(s, parts[0], v)
			continue
		}
		for _, p := range parts[1:] {
			v = b.rt(s, "import_from", v, b.name(p))
		}
		b.store(s, a.AsName, v)
	}
}

func (b *fn) importFrom(s *syntax.ImportFrom) {
	names := make(hir.ConstTuple, len(s.Names))
	for i, a := range s.Names {
		names[i] = a.Name
	}
	mod := b.rt(s, "import_name", b.name(s.Module), b.konst(names), b.i32(int64(s.Level)))
	for _, a := range s.Names {
		if a.Name == "*" {
			b.rt(s, "import_star", mod, b.ns)
			return
		}
		v := b.rt(s, "import_from", mod, b.name(a.Name))
		name := a.AsName
		if name == "" {
			name = a.Name
		}
		b.store(s, name, v)
	}
}
