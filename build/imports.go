package build

import (
	"os"
	"path/filepath"
	"sort"
	"strings"
	"sync"

	"spc/syntax"
	"spc/typecheck"
)

// modules finds what modules import, for the checker and for the plan: the
// modules of the build first, then files below the same roots. A module that is
// neither is the interpreter's business. It is safe for several goroutines.
type modules struct {
	mode    Mode
	version syntax.Version
	byName  map[string]*source // of the build
	roots   []string

	mu    sync.Mutex
	found map[string]*neighbour
}

// neighbour is what was found of a module that is not part of the build.
type neighbour struct {
	looked []string // the files that were looked for, up to the one that exists
	path   string   // "" when there is none
	src    *source  // nil unless it is a static module
}

func newModules(sources []*source, mode Mode, version syntax.Version) *modules {
	m := &modules{mode: mode, version: version, byName: map[string]*source{}, found: map[string]*neighbour{}}
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
			n.looked = append(n.looked, path)
			text, err := os.ReadFile(path)
			if err != nil {
				continue // also a file that cannot be read is nobody's neighbour
			}
			n.path = path
			u, err := NewUnit(path)
			if err != nil || u.Name != name {
				return n
			}
			// Only a marker says that a module outside of the build is static.
			if s := parse(u, text, m.mode, m.version); marker(s.tree) == "__static__" && len(s.diags) == 0 {
				n.src = s
				return n
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

// inputs are the files that the checking of s depends on beside its own: those
// of the static modules that it imports, directly or not, and those that were looked
// for in vain.
func (m *modules) inputs(s *source) []string {
	files := map[string]bool{}
	seen := map[*source]bool{s: true}
	var visit func(*source)
	visit = func(s *source) {
		for _, name := range importedNames(s) {
			next := m.byName[name]
			if next == nil {
				n := m.neighbour(name)
				for _, path := range n.looked {
					files[path] = true
				}
				next = n.src
			}
			if next != nil && !seen[next] {
				seen[next] = true
				files[next.unit.Path] = true
				visit(next)
			}
		}
	}
	visit(s)
	list := make([]string, 0, len(files))
	for f := range files {
		list = append(list, f)
	}
	sort.Strings(list)
	return list
}

// importedNames are the modules that the import statements of s may name: for
// `from a import b` both a and a.b, and the packages above each.
func importedNames(s *source) []string {
	names := map[string]bool{}
	add := func(name string) {
		for name != "" {
			names[name] = true
			name = name[:max(strings.LastIndexByte(name, '.'), 0)]
		}
	}
	syntax.Inspect(s.tree, func(n syntax.Node) bool {
		switch n := n.(type) {
		case *syntax.Import:
			for _, a := range n.Names {
				add(a.Name)
			}
		case *syntax.ImportFrom:
			base, ok := absoluteName(s.unit, n)
			if !ok {
				break
			}
			add(base)
			for _, a := range n.Names {
				if a.Name != "*" {
					add(strings.TrimPrefix(base+"."+a.Name, "."))
				}
			}
		case syntax.Expr:
			return false
		}
		return true
	})
	list := make([]string, 0, len(names))
	for n := range names {
		list = append(list, n)
	}
	sort.Strings(list)
	return list
}

// absoluteName resolves the module of a from-import; false when it has more dots
// than there are packages.
func absoluteName(u *Unit, n *syntax.ImportFrom) (string, bool) {
	if n.Level == 0 {
		return n.Module, true
	}
	parts := strings.Split(u.Name, ".")
	if !u.Package {
		parts = parts[:len(parts)-1]
	}
	if n.Level > len(parts) {
		return "", false
	}
	parts = parts[:len(parts)-(n.Level-1)]
	if n.Module != "" {
		parts = append(parts, n.Module)
	}
	return strings.Join(parts, "."), true
}
