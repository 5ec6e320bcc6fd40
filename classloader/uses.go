package classloader

import "sort"

// Uses is what a module takes for granted of others: the declarations that its own
// imports name, and those that these mention, however far.
type Uses struct {
	find    func(module string) *Interface
	mention map[string]bool
	need    map[Ref]*Descriptor
}

// NewUses makes an empty set. find gives the interface of a static module by its
// name; nil for any other, of which nothing is taken for granted. mention has the
// names that the program asks modules for, wherever: a.name.
func NewUses(find func(module string) *Interface, mention map[string]bool) *Uses {
	return &Uses{find: find, mention: mention, need: map[Ref]*Descriptor{}}
}

// Add adds a declaration and what it mentions. A name without a descriptor is
// nothing to rely on.
func (u *Uses) Add(r Ref) {
	if _, seen := u.need[r]; seen {
		return
	}
	in := u.find(r.Module)
	if in == nil {
		return
	}
	if r.Name == AnyName {
		u.need[r] = nil
		for _, d := range in.Names {
			if u.mention[d.Name] {
				u.Add(Ref{r.Module, d.Name})
			}
		}
		return
	}
	d := in.Lookup(r.Name)
	if d == nil {
		return
	}
	u.need[r] = d
	for _, next := range d.Refs {
		u.Add(next)
	}
}

// AddAll adds every name of a module: for `from m import *`.
func (u *Uses) AddAll(module string) {
	if in := u.find(module); in != nil {
		for _, d := range in.Names {
			u.Add(Ref{module, d.Name})
		}
	}
}

// Use is one declaration that a module was compiled against.
type Use struct {
	Ref
	Hash uint64
}

// List gives the uses sorted by module and name, without those of the module itself.
func (u *Uses) List(self string) []Use {
	var out []Use
	for r, d := range u.need {
		if d != nil && r.Module != self {
			out = append(out, Use{r, d.Hash()})
		}
	}
	sort.Slice(out, func(i, j int) bool {
		if out[i].Module != out[j].Module {
			return out[i].Module < out[j].Module
		}
		return out[i].Name < out[j].Name
	})
	return out
}
