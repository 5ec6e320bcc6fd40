package build

import (
	"spc/diag"
	"spc/strict"
	"spc/syntax"
	"spc/typecheck"
)

// strictness reports what a module that is marked as strict may not do when it is imported.
func (p *program) strictness(s *source, opts CheckOptions) []diag.Diagnostic {
	if s.mode == typecheck.DynamicMode || !marksStrict(s.tree) {
		return nil
	}
	if opts.Strict.Off {
		return strict.Members(s.strictSource())
	}
	version := syntax.Version{Major: opts.Version[0], Minor: opts.Version[1]}
	return strict.Check(s.strictSource(), strict.Options{Version: version, Load: func(name string) *strict.Source {
		if opts.Strict.Stubs != "" {
			if stub := strict.StubFile(opts.Strict.Stubs, name, version); stub != nil {
				return stub
			}
		}
		return p.modules.strictSource(name)
	}})
}

func (s *source) strictSource() *strict.Source {
	return &strict.Source{Name: s.unit.Name, Path: s.unit.Path, Package: s.unit.Package, Tree: s.tree}
}

// strictSource finds a strict module: static modules are strict, too.
func (m *modules) strictSource(name string) *strict.Source {
	if s := m.byName[name]; s != nil {
		if len(s.diags) > 0 || s.mode == typecheck.DynamicMode {
			return nil
		}
		return s.strictSource()
	}
	n := m.neighbour(name)
	if n.src != nil && !n.src.stub {
		return n.src.strictSource()
	}
	if n.strict != nil {
		return n.strict.strictSource()
	}
	return nil
}
