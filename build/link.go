package build

import (
	"sort"

	"spc/cache"
	"spc/classloader"
	"spc/hir"
	"spc/hir/lower"
)

// What the modules of a program know of each other.

// interfaceOf describes a static module of the program or beside it; nil for any other.
func (p *program) interfaceOf(name string) *classloader.Interface {
	p.mu.Lock()
	defer p.mu.Unlock()
	if in, ok := p.interfaces[name]; ok {
		return in
	}
	if p.interfaces == nil {
		p.interfaces = map[string]*classloader.Interface{}
	}
	var in *classloader.Interface
	if s := p.modules.source(name); s != nil {
		if info := p.infos[s]; info != nil && p.static[info.Module] != nil {
			in = classloader.Describe(info.Module, lower.NewMachine(info, p.static, p.baseSize))
		}
	}
	p.interfaces[name] = in
	return in
}

// interfaceHashes are the hashes of the names of a module of the program.
func (p *program) interfaceHashes(name string) map[string]uint64 {
	in := p.interfaceOf(name)
	if in == nil {
		return nil
	}
	hashes := map[string]uint64{}
	for _, d := range in.Names {
		hashes[d.Name] = d.Hash()
	}
	return hashes
}

// imports lists what a static module takes for granted of others.
func (p *program) imports(s *source) []*hir.Import {
	if p.interfaceOf(s.unit.Name) == nil {
		return nil
	}
	var rows []*hir.Import
	for _, u := range classloader.UsesOf(s.graphUnit(), p.interfaceOf) {
		rows = append(rows, &hir.Import{Module: u.Module, Name: u.Name, Hash: u.Hash})
	}
	return rows
}

// uses is what the compiled form of s depends on: modules, and other files that were looked for.
func (p *program) uses(s *source, imports []*hir.Import) (uses []ModuleUse, looked []string) {
	names := map[string]map[string]uint64{}
	for _, i := range imports {
		if names[i.Module] == nil {
			names[i.Module] = map[string]uint64{}
		}
		names[i.Module][i.Name] = i.Hash
	}
	found, looked := p.modules.files(s)
	for name, f := range found {
		u := ModuleUse{Name: name, Path: f.path, Hash: cache.Hash(f.text), Static: p.interfaceOf(name) != nil, Names: names[name]}
		u.Built = u.Static && p.modules.byName[name] == nil && marker(p.modules.source(name).tree) != "__static__"
		uses = append(uses, u)
	}
	sort.Slice(uses, func(i, j int) bool { return uses[i].Name < uses[j].Name })
	return uses, looked
}
