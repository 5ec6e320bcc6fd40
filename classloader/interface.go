// Package classloader holds what static modules know of each other: the
// description of what a module offers (interface.go), what another one takes for
// granted of it (uses.go), and the graph of modules between which both travel.
//
// A module that is compiled on its own may call the native bodies of another
// one, read its fields and derive from its classes. It is bound to them when it
// is imported, name by name: each name has a descriptor, a text that states all
// that a user of the name may rely on, and only its hash is compared. So a module
// need not be compiled again when the bodies of its dependencies change, and can
// never be bound to something else than it was compiled for.
package classloader

import (
	"crypto/sha256"
	"encoding/binary"
	"sort"
	"strings"

	"spc/typecheck"
)

// Machine says how what is described looks to machine code: the conventions
// of native bodies and the memory of instances.
type Machine interface {
	// Function is the calling convention of f's body; "" when it has none that other modules may call.
	Function(f *typecheck.FuncType) string
	// Class is the layout of instances of c and of its method table.
	Class(c *typecheck.ClassType) string
}

// Ref names a declaration of a static module.
type Ref struct{ Module, Name string }

// AnyName is the Name of a reference to a module itself: its user may ask for any of its names.
const AnyName = "*"

// Descriptor describes one module-level name.
type Descriptor struct {
	Name string
	Text string // everything that users of the name may rely on
	Refs []Ref  // the declarations that the text mentions, sorted
}

// Hash identifies the descriptor. It is never 0.
func (d *Descriptor) Hash() uint64 {
	sum := sha256.Sum256([]byte(d.Text))
	return binary.LittleEndian.Uint64(sum[:8]) | 1
}

// Interface is what a static module offers to others.
type Interface struct {
	Module string
	Names  []*Descriptor // sorted by name

	byName map[string]*Descriptor
}

// Describe gives the interface of a checked module. Names of unknown type have
// no descriptor: nobody can rely on anything.
func Describe(m *typecheck.Module, machine Machine) *Interface {
	in := &Interface{Module: m.Name, byName: map[string]*Descriptor{}}
	for name, b := range m.Names {
		w := &writer{machine: machine, refs: map[Ref]bool{}}
		w.binding(b)
		if w.text.Len() == 0 {
			continue
		}
		d := &Descriptor{Name: name, Text: w.text.String()}
		delete(w.refs, Ref{m.Name, name})
		for r := range w.refs {
			d.Refs = append(d.Refs, r)
		}
		sortRefs(d.Refs)
		in.byName[name] = d
		in.Names = append(in.Names, d)
	}
	sort.Slice(in.Names, func(i, j int) bool { return in.Names[i].Name < in.Names[j].Name })
	return in
}

// Lookup finds the descriptor of a name; nil when there is none.
func (in *Interface) Lookup(name string) *Descriptor { return in.byName[name] }

// Of finds the descriptor that a member of a class belongs to: that of the outermost class.
func (in *Interface) Of(qualname string) *Descriptor {
	top, _, _ := strings.Cut(qualname, ".")
	return in.byName[top]
}

// String is the interface as people read it, one name a paragraph.
func (in *Interface) String() string {
	var out strings.Builder
	for _, d := range in.Names {
		out.WriteString(d.Text)
	}
	return out.String()
}

func sortRefs(refs []Ref) {
	sort.Slice(refs, func(i, j int) bool {
		if refs[i].Module != refs[j].Module {
			return refs[i].Module < refs[j].Module
		}
		return refs[i].Name < refs[j].Name
	})
}
