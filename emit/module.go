// Package emit turns hir into LLVM IR text: a native body and a Python entry for each
// function, the tables by which the runtime loads the module, and debug information.
package emit

import (
	"fmt"
	"strings"

	"github.com/llir/llvm/ir"
	"github.com/llir/llvm/ir/constant"
	"github.com/llir/llvm/ir/enum"
	"github.com/llir/llvm/ir/metadata"
	"github.com/llir/llvm/ir/types"
	"github.com/llir/llvm/ir/value"

	"spc/hir"
	"spc/rt"
)

// frameHeaderWords is the size of interpreter frame memory before the locals; the runtime asserts that it is enough.
const frameHeaderWords = 12

// Options is what emission depends on besides the module.
type Options struct {
	PyMajor, PyMinor int
	Code             []byte // marshalled code object of the module
	NLocalsPlus      []int  // per code object, in depth-first order
	CodeNames        []string
	OptLevel         int
	Debug            bool
	Sanitize         bool // instrument for AddressSanitizer
	DataLayout       string
	Triple           string
	InitSymbols      []string // init functions to export: PyInit_..., PyInitU_... (PEP 489)
}

// module is the state of emitting one extension module.
type module struct {
	hir    *hir.Module
	opts   Options
	ll     *ir.Module
	bodies map[*hir.Func]*ir.Func

	entries    map[*hir.Func]*ir.Func
	directs    map[*hir.Func]*ir.Func // see direct
	entryInfos map[*hir.Func]*ir.Global
	runtimes   map[string]*ir.Func
	externals  map[string]*ir.Global
	strings    map[string]*ir.Global
	caches     map[*hir.Value]*ir.Global
	cells      map[*hir.Global]*ir.Global
	classes    map[*hir.Class]*ir.Global
	infos      map[*hir.Class]*ir.Global
	thunks     map[string]*ir.Func
	externs    map[string]*ir.Global
	consts     *ir.Global
	codes      *ir.Global
	funcs      *ir.Global
	likely     [2]*metadata.Tuple
	invariant  *metadata.Tuple
	debug      debugInfo
	named      map[string]int // how many functions have a name
}

// Module gives the LLVM IR of hm as text. The module must have been through the pass table.
func Module(hm *hir.Module, opts Options) string {
	m := newModule(hm, opts)
	for _, f := range hm.Funcs {
		if f.Interpret != "" {
			continue
		}
		switch f.Kind {
		case hir.Generator, hir.Coroutine, hir.AsyncGenerator:
			m.generator(f)
		default:
			m.body(f)
		}
		if m.entries[f] != nil {
			m.entry(f)
		}
		if m.directs[f] != nil {
			m.direct(f)
		}
	}
	m.descriptor()
	if opts.Sanitize {
		for _, f := range m.ll.Funcs {
			if len(f.Blocks) > 0 {
				f.FuncAttrs = append(f.FuncAttrs, enum.FuncAttrSanitizeAddress)
			}
		}
	}
	return m.text()
}

func (m *module) text() string { return m.ll.String() }

func newModule(hm *hir.Module, opts Options) *module {
	m := &module{hir: hm, opts: opts, ll: ir.NewModule(),
		bodies: map[*hir.Func]*ir.Func{}, entries: map[*hir.Func]*ir.Func{},
		directs: map[*hir.Func]*ir.Func{}, entryInfos: map[*hir.Func]*ir.Global{},
		runtimes: map[string]*ir.Func{}, externals: map[string]*ir.Global{}, strings: map[string]*ir.Global{},
		caches: map[*hir.Value]*ir.Global{}, cells: map[*hir.Global]*ir.Global{}, classes: map[*hir.Class]*ir.Global{},
		infos: map[*hir.Class]*ir.Global{}, thunks: map[string]*ir.Func{}, externs: map[string]*ir.Global{},
	}
	m.ll.TypeDefs = append(m.ll.TypeDefs, opaquePtr{})
	m.ll.SourceFilename = hm.Path
	m.ll.DataLayout, m.ll.TargetTriple = opts.DataLayout, opts.Triple
	m.debugModule()
	m.tables()
	for _, f := range hm.Funcs {
		if f.Interpret == "" {
			m.declare(f)
		}
	}
	return m
}

// declare makes the LLVM functions of f, so that others can refer to them.
func (m *module) declare(f *hir.Func) {
	ps := []*ir.Param{ir.NewParam("func", ptrT)}
	for _, p := range f.Sig.Params {
		ps = append(ps, ir.NewParam("", llType(p.Rep)))
	}
	res := resultType(f.Sig.Result)
	if f.Kind == hir.Generator || f.Kind == hir.Coroutine || f.Kind == hir.AsyncGenerator {
		res = ptrT
	}
	body := newFunc(m.ll, m.hir.Name+"."+f.Name+m.suffix(f), res, ps...)
	m.internal(body)
	m.bodies[f] = body
	if f.Kind == hir.ModuleBody || f.Kind == hir.ClassBody {
		return
	}
	entry := newFunc(m.ll, body.Name()+"@entry", ptrT, ir.NewParam("func", ptrT), ir.NewParam("args", ptrT),
		ir.NewParam("nargsf", types.I64), ir.NewParam("kwnames", ptrT))
	m.internal(entry)
	m.entries[f] = entry
	if takesObjects(f) {
		m.directs[f] = newFunc(m.ll, body.Name()+"@direct", ptrT, directParams(f)...)
		m.internal(m.directs[f])
	}
}

// suffix keeps the symbols of functions with one qualified name apart.
func (m *module) suffix(f *hir.Func) string {
	if m.named == nil {
		m.named = map[string]int{}
		for _, g := range m.hir.Funcs {
			m.named[g.Name]++
		}
	}
	if m.named[f.Name] > 1 {
		return fmt.Sprintf("#%d", f.Code)
	}
	return ""
}

func (m *module) internal(f *ir.Func) {
	f.Linkage = enum.LinkageInternal
	f.FuncAttrs = append(f.FuncAttrs, enum.FuncAttrNoUnwind)
}

// runtime declares a runtime function at its first use.
func (m *module) runtime(f *rt.Func) *ir.Func {
	if d := m.runtimes[f.Name]; d != nil {
		return d
	}
	var ps []*ir.Param
	for _, p := range f.Params {
		ps = append(ps, ir.NewParam("", llType(p.Rep)))
	}
	if f.Variadic {
		ps = append(ps, ir.NewParam("", ptrT), ir.NewParam("", types.I64))
	}
	res := llType(f.Result)
	switch f.Err {
	case rt.Minus1:
		res = types.I32
	case rt.Always:
		res = types.Void
	}
	d := newFunc(m.ll, f.Name, res, ps...)
	d.FuncAttrs = append(d.FuncAttrs, enum.FuncAttrNoUnwind)
	if f.Err == rt.Always {
		d.FuncAttrs = append(d.FuncAttrs, enum.FuncAttrCold)
	}
	m.runtimes[f.Name] = d
	return d
}

// external is the address of an object of the interpreter's own, PyLong_Type for instance.
func (m *module) external(name string) *ir.Global {
	g := m.externals[name]
	if g == nil {
		g = newGlobal(m.ll, name, types.I8, nil)
		g.Visibility = enum.VisibilityNone
		m.externals[name] = g
	}
	return g
}

// cString is the address of a NUL-terminated string.
func (m *module) cString(s string) *ir.Global {
	g := m.strings[s]
	if g == nil {
		g = m.bytes(fmt.Sprintf(".str.%d", len(m.strings)), []byte(s+"\x00"))
		m.strings[s] = g
	}
	return g
}

func (m *module) bytes(name string, b []byte) *ir.Global {
	g := newGlobal(m.ll, name, types.NewArray(uint64(len(b)), types.I8), constant.NewCharArray(b))
	g.Immutable = true
	return g
}

func (m *module) i32Array(name string, xs []constant.Constant) constant.Constant {
	if len(xs) == 0 {
		return constant.NewNull(ptrT)
	}
	g := newGlobal(m.ll, name, types.NewArray(uint64(len(xs)), types.I32), constant.NewArray(nil, xs...))
	g.Immutable = true
	return g
}

// constStruct is the address of a constant struct with these fields.
func (m *module) constStruct(name string, fields ...constant.Constant) *ir.Global {
	c := constant.NewStruct(nil, fields...)
	g := newGlobal(m.ll, name, c.Type(), c)
	return g
}

// cache is the zeroed memory of one inline cache.
func (m *module) cache(v *hir.Value) value.Value {
	g := m.caches[v]
	if g == nil {
		g = m.zeroed(fmt.Sprintf(".cache.%d", len(m.caches)), v.Int)
		m.caches[v] = g
	}
	return g
}

// zeroed is a writable array of n words.
func (m *module) zeroed(name string, n int64) *ir.Global {
	t := types.NewArray(uint64(max(n, 1)), types.I64)
	return newGlobal(m.ll, name, t, constant.NewZeroInitializer(t))
}

// globalCell is the word that holds a module variable.
func (m *module) globalCell(g *hir.Global) value.Value {
	c := m.cells[g]
	if c == nil {
		c = m.zeroed("cell."+g.Name, 1)
		m.cells[g] = c
	}
	return c
}

// classSlot is the word that holds the type object of a static class, once its class statement has run.
func (m *module) classSlot(c *hir.Class) value.Value {
	g := m.classes[c]
	if g == nil {
		g = m.zeroed("class."+c.Module+"."+c.Name, 1)
		m.classes[c] = g
	}
	return g
}

// codeSlot is the word that holds the i-th code object.
func (m *module) codeSlot(i int) value.Value { return m.word(m.codes, i) }

// funcSlot is the word that holds the function object last made for the i-th code object, for direct calls.
func (m *module) funcSlot(i int) value.Value { return m.word(m.funcs, i) }

func (m *module) word(g *ir.Global, i int) value.Value {
	if i == 0 {
		return g
	}
	c := constant.NewGetElementPtr(types.I64, g, i64(int64(i)).(*constant.Int))
	c.Typ = ptrT
	c.InBounds = true
	return c
}

func (m *module) nLocalsPlus(f *hir.Func) int64 {
	if f.Code >= 0 && f.Code < len(m.opts.NLocalsPlus) {
		return int64(m.opts.NLocalsPlus[f.Code])
	}
	return 0
}

// objectConst is an object that lives as long as the module: never counted.
func (e *fn) objectConst(c *hir.Const) value.Value {
	switch v := c.Value.(type) {
	case nil:
		return e.m.external("_Py_NoneStruct")
	case bool:
		if v {
			return e.m.external("_Py_TrueStruct")
		}
		return e.m.external("_Py_FalseStruct")
	case hir.Ellipsis:
		return e.m.external("_Py_EllipsisObject")
	case hir.NotImplemented:
		return e.m.external("_Py_NotImplementedStruct")
	}
	return e.invariantLoad(e.m.word(e.m.consts, c.Index))
}

// invariantLoad reads a word that is written once, before any code that reads it runs.
func (e *fn) invariantLoad(p value.Value) value.Value {
	i := &ir.InstLoad{ElemType: ptrT, Src: p}
	i.Metadata = append(i.Metadata, &metadata.Attachment{Name: "invariant.load", Node: e.m.invariant})
	e.add(i)
	return i
}

// name is the constant object of a string.
func (m *module) name(s string) value.Value { return m.cString(s) }

// callee gives the function object and the body of a direct call.
func (m *module) callee(e *fn, c *hir.Callee) (self, body value.Value) {
	if c.Func != nil && m.bodies[c.Func] != nil {
		return e.load(ptrT, m.funcSlot(c.Func.Code)), m.bodies[c.Func]
	}
	// Until the import is bound, the word is one that stays null.
	p := m.externalCallee(c)
	return e.load(ptrT, e.load(ptrT, e.gep(ptrT, p, 1))), asFunc(e.load(ptrT, p), resultType(c.Sig.Result), bodyParams(c.Sig)...)
}

// saturate is LLVM's float to integer conversion that is defined for every input.
func (m *module) saturate(from, to rt.Rep) value.Value {
	sign := map[bool]string{true: "s", false: "u"}[to.IsSigned()]
	name := fmt.Sprintf("llvm.fpto%si.sat.i%d.f%d", sign, to.Bits(), from.Bits())
	if f := m.runtimes[name]; f != nil {
		return f
	}
	f := newFunc(m.ll, name, llType(to), ir.NewParam("", llType(from)))
	m.runtimes[name] = f
	return f
}

func blockName(name string, n int) string { return fmt.Sprintf("%s.%d", name, n) }

// stem is the last component of the module's name.
func (m *module) stem() string {
	return m.hir.Name[strings.LastIndexByte(m.hir.Name, '.')+1:]
}
