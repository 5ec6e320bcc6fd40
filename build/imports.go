package build

import (
	"debug/elf"
	"os"
	"path/filepath"
	"sort"
	"strings"
	"sync"

	"spc/classloader"
	"spc/emit"
	"spc/syntax"
	"spc/typecheck"
)

// modules finds what modules import, for the checker and for the plan: the
// modules of the build first, then files below the same roots. A module that is
// neither is the interpreter's business. It is safe for several goroutines.
type modules struct {
	mode    Mode
	version syntax.Version
	built   func(*Unit) bool   // the module's extension is there, compiled as a static module; may be nil
	byName  map[string]*source // of the build
	roots   []string

	mu    sync.Mutex
	found map[string]*neighbour
}

// neighbour is what was found of a module that is not part of the build.
type neighbour struct {
	looked []string // stubs, and the files that were looked for before the one that exists
	path   string   // "" when there is none
	text   []byte
	src    *source // nil unless it is a static module, or has a stub
	strict *source // nil unless it is a strict module that is not static
}

func newModules(sources []*source, mode Mode, version syntax.Version, built func(*Unit) bool) *modules {
	m := &modules{mode: mode, version: version, built: built, byName: map[string]*source{}, found: map[string]*neighbour{}}
	seen := map[string]bool{}
	for _, s := range sources {
		m.byName[s.unit.Name] = s
		if !seen[s.unit.Root] {
			seen[s.unit.Root] = true
			m.roots = append(m.roots, s.unit.Root)
		}
	}
	return m
}

// Load gives the checker the declarations of a static module that is not part
// of the build; nil for any other.
func (m *modules) Load(name string) *typecheck.Unit {
	if n := m.neighbour(name); n.src != nil {
		return n.src.checked()
	}
	return nil
}

func (m *modules) neighbour(name string) *neighbour {
	m.mu.Lock()
	defer m.mu.Unlock()
	if n := m.found[name]; n != nil {
		return n
	}
	n := &neighbour{}
	m.found[name] = n
	stem := filepath.FromSlash(strings.ReplaceAll(name, ".", "/"))
	for _, root := range m.roots {
		for _, path := range []string{filepath.Join(root, stem, "__init__.py"), filepath.Join(root, stem+".py")} {
			text, err := os.ReadFile(path)
			if err != nil {
				n.looked = append(n.looked, path)
				continue // also a file that cannot be read is nobody's neighbour
			}
			n.path, n.text = path, text
			u, err := NewUnit(path)
			if err != nil || u.Name != name {
				return n
			}
			s := parse(u, text, m.mode, m.version)
			if len(s.diags) == 0 && m.isStatic(s) {
				s.mode = typecheck.StaticMode
				n.src = s
				return n
			}
			if len(s.diags) == 0 && marksStrict(s.tree) {
				n.strict = s
			}
			m.stub(n, name, strings.TrimSuffix(path, ".py")+".pyi")
			return n
		}
		m.stub(n, name, filepath.Join(root, stem+".pyi"))
		if n.src != nil {
			return n
		}
	}
	return n
}

// isStatic reports whether a module outside of the build is static: it is marked so, or was compiled so.
func (m *modules) isStatic(s *source) bool {
	return marker(s.tree) == "__static__" || m.built != nil && m.built(s.unit)
}

// builtStatic reports whether an extension module was compiled by spc as a static module.
func builtStatic(path string) bool {
	f, err := elf.Open(path)
	if err != nil {
		return false
	}
	defer f.Close()
	return f.Section(emit.ExportsSection) != nil
}

// stub takes the types of a module that is not static from a stub file, if there is one.
func (m *modules) stub(n *neighbour, name, path string) {
	n.looked = append(n.looked, path)
	text, err := os.ReadFile(path)
	if err != nil {
		return
	}
	u := &Unit{Path: path, Name: name, Root: filepath.Dir(path), Package: filepath.Base(path) == "__init__.pyi"}
	if s := parse(u, text, m.mode, m.version); len(s.diags) == 0 {
		s.stub, s.mode = true, typecheck.StaticMode
		n.src = s
	}
}

// graphUnit is the module as the graph sees it.
func (s *source) graphUnit() *classloader.Unit {
	return &classloader.Unit{Name: s.unit.Name, Package: s.unit.Package, Tree: s.tree}
}

// source finds a module of the build, or a static module beside it; nil when there is none.
func (m *modules) source(name string) *source {
	if s := m.byName[name]; s != nil {
		return s
	}
	if s := m.neighbour(name).src; s != nil && !s.stub {
		return s
	}
	return nil
}

// around lists the static modules outside of the build that its modules import, directly or not, in the order of
// their names.
func (m *modules) around(sources []*source) []*source {
	found := map[string]*source{}
	var visit func(*source)
	visit = func(s *source) {
		if s.mode != typecheck.StaticMode {
			return // nothing is taken for granted of what it imports
		}
		for name := range s.graphUnit().Modules() {
			if found[name] != nil || m.byName[name] != nil {
				continue
			}
			if next := m.source(name); next != nil {
				found[name] = next
				visit(next)
			}
		}
	}
	for _, s := range sources {
		visit(s)
	}
	list := make([]*source, 0, len(found))
	for _, s := range found {
		list = append(list, s)
	}
	sort.Slice(list, func(i, j int) bool { return list[i].unit.Name < list[j].unit.Name })
	return list
}

// StaticImports lists the static modules that the units import, directly or not, and that are not among them: what has
// to be compiled for a program to run compiled.
func StaticImports(units []*Unit, mode Mode) ([]*Unit, error) {
	var sources []*source
	for _, u := range units {
		text, err := os.ReadFile(u.Path)
		if err != nil {
			return nil, openError(u.Path, err)
		}
		sources = append(sources, parse(u, text, mode, syntax.Version{}))
	}
	var list []*Unit
	for _, s := range newModules(sources, mode, syntax.Version{}, nil).around(sources) {
		list = append(list, s.unit)
	}
	return list, nil
}

// foundFile is a module's source as it was read.
type foundFile struct {
	path string
	text []byte
}

// files are those that decide what s is compiled against: the sources of the modules that it imports, directly or
// through static modules; and stubs, and the files that were looked for in vain.
func (m *modules) files(s *source) (found map[string]foundFile, looked []string) {
	found = map[string]foundFile{}
	others := map[string]bool{}
	seen := map[*source]bool{s: true}
	var visit func(*source)
	visit = func(s *source) {
		if s.mode != typecheck.StaticMode {
			return // nothing is taken for granted of what it imports
		}
		for name := range s.graphUnit().Modules() {
			next := m.byName[name]
			if next == nil {
				n := m.neighbour(name)
				for _, path := range n.looked {
					others[path] = true
				}
				if next = n.src; n.path != "" && (next == nil || next.stub) {
					found[name] = foundFile{n.path, n.text}
				}
			}
			if next == nil || seen[next] {
				continue
			}
			seen[next] = true
			if !next.stub {
				found[name] = foundFile{next.unit.Path, next.text}
			}
			visit(next)
		}
	}
	visit(s)
	for path := range others {
		looked = append(looked, path)
	}
	sort.Strings(looked)
	return found, looked
}
