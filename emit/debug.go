package emit

import (
	"path/filepath"

	"github.com/llir/llvm/ir/enum"
	"github.com/llir/llvm/ir/metadata"

	"spc/hir"
)

// debugInfo is the DWARF skeleton of a module: with -g each native function is named `module.function` and
// each call carries its Python line, so that gdb, perf and valgrind speak of the source.
type debugInfo struct {
	unit *metadata.DICompileUnit
	file *metadata.DIFile
	typ  *metadata.DISubroutineType
	locs map[debugKey]*metadata.DILocation
}

type debugKey struct {
	scope     *metadata.DISubprogram
	line, col int32
}

// define adds a metadata definition; the library numbers those whose ID is -1 when it prints.
func (m *module) define(d metadata.Definition) {
	d.SetID(-1)
	m.ll.MetadataDefs = append(m.ll.MetadataDefs, d)
}

func (m *module) tuple(fields ...metadata.Field) *metadata.Tuple {
	t := &metadata.Tuple{Fields: fields}
	m.define(t)
	return t
}

// debugModule sets up what every module has: branch weights, the mark of invariant loads, and with -g
// the compile unit.
func (m *module) debugModule() {
	weight := func(n int64) metadata.Field { return i32(n) }
	name := &metadata.String{Value: "branch_weights"}
	m.likely[0] = m.tuple(name, weight(1), weight(2000))
	m.likely[1] = m.tuple(name, weight(2000), weight(1))
	m.invariant = m.tuple()
	if !m.opts.Debug {
		return
	}
	d := &m.debug
	d.locs = map[debugKey]*metadata.DILocation{}
	d.file = &metadata.DIFile{Filename: filepath.Base(m.hir.Path), Directory: filepath.Dir(m.hir.Path)}
	m.define(d.file)
	d.unit = &metadata.DICompileUnit{Distinct: true, Language: enum.DwarfLangPython, File: d.file, Producer: "spc",
		IsOptimized: true, EmissionKind: enum.EmissionKindFullDebug}
	m.define(d.unit)
	types := m.tuple()
	d.typ = &metadata.DISubroutineType{Types: types}
	m.define(d.typ)
	flag := func(behaviour int64, key string, v int64) *metadata.Tuple {
		return m.tuple(weight(behaviour), &metadata.String{Value: key}, weight(v))
	}
	m.ll.NamedMetadataDefs = map[string]*metadata.NamedDef{
		"llvm.dbg.cu":       {Name: "llvm.dbg.cu", Nodes: []metadata.Node{d.unit}},
		"llvm.module.flags": {Name: "llvm.module.flags", Nodes: []metadata.Node{flag(2, "Debug Info Version", 3), flag(7, "Dwarf Version", 4)}},
	}
}

// weights marks the expected way of a conditional branch.
func (m *module) weights(yes bool) *metadata.Tuple {
	if yes {
		return m.likely[1]
	}
	return m.likely[0]
}

// debugScope opens the subprogram of a function.
func (e *fn) debugScope() {
	d := &e.m.debug
	if d.unit == nil {
		return
	}
	e.dbgScope = &metadata.DISubprogram{Distinct: true, Scope: d.file, Name: e.m.hir.Name + "." + e.hir.Name,
		LinkageName: e.ll.Name(), File: d.file, Line: int64(e.hir.Line), Type: d.typ, ScopeLine: int64(e.hir.Line),
		SPFlags: enum.DISPFlagDefinition | enum.DISPFlagOptimized | enum.DISPFlagLocalToUnit, Unit: d.unit}
	e.m.define(e.dbgScope)
	e.ll.Metadata = append(e.ll.Metadata, &metadata.Attachment{Name: "dbg", Node: e.dbgScope})
	e.debugLoc(0)
}

// debugLoc makes the calls that follow carry a location; one without a line belongs to the function's own.
func (e *fn) debugLoc(loc int32) {
	if e.dbgScope == nil {
		return
	}
	l := hir.Loc{Line: int32(e.hir.Line)}
	if loc > 0 && int(loc) < len(e.hir.Locs) {
		l = e.hir.Locs[loc]
	}
	key := debugKey{e.dbgScope, l.Line, l.Col + 1}
	d := e.m.debug.locs[key]
	if d == nil {
		d = &metadata.DILocation{Line: int64(key.line), Column: int64(key.col), Scope: e.dbgScope}
		e.m.define(d)
		e.m.debug.locs[key] = d
	}
	e.dbg = d
}
