package emit

import (
	"github.com/llir/llvm/ir"
	"github.com/llir/llvm/ir/constant"
	"github.com/llir/llvm/ir/enum"
	"github.com/llir/llvm/ir/types"
	"github.com/llir/llvm/ir/value"

	"spc/hir"
	"spc/primitives"
	"spc/rt"
)

// tables reserves the arrays that the runtime fills when the module is loaded: constants, code objects, and the
// function objects that direct calls pass along.
func (m *module) tables() {
	m.consts = m.zeroed("consts", int64(len(m.hir.Consts)))
	m.codes = m.zeroed("codes", int64(len(m.opts.NLocalsPlus)))
	m.funcs = m.zeroed("funcs", int64(len(m.opts.NLocalsPlus)))
}

// descriptor emits the SpcModule of rt/inline/module.h and the init functions that hand it to the runtime.
func (m *module) descriptor() {
	blob := m.bytes("constblob", marshalConsts(m.hir.Consts))
	code := m.bytes("codeblob", m.opts.Code)
	body := constant.Constant(constant.NewNull(ptrT))
	for _, f := range m.hir.Funcs {
		if f.Kind == hir.ModuleBody {
			body = m.bodies[f]
		}
	}
	var classes []constant.Constant
	for _, c := range m.hir.Classes {
		classes = append(classes, m.classInfo(c))
	}
	exports, imports := m.exports(), m.imports()
	exportTable := m.table("exports", exports)
	if g, ok := exportTable.(*ir.Global); ok {
		g.Section = ExportsSection
	}
	size := func(g *ir.Global) constant.Constant { return i64(int64(g.ContentType.(*types.ArrayType).Len)) }
	info := m.constStruct("module",
		i32(rt.ABI), i32(int64(m.opts.PyMajor<<8|m.opts.PyMinor)),
		m.cString(m.hir.Name),
		code, size(code), blob, size(blob),
		m.consts, i64(int64(len(m.hir.Consts))),
		m.codes, i64(int64(len(m.opts.NLocalsPlus))),
		body, i32(int64(m.hir.Mode)),
		m.table("classes", classes), i32(int64(len(classes))),
		exportTable, i32(int64(len(exports))),
		m.table("imports", imports), i32(int64(len(imports))),
		m.genericTable(), i32(int64(len(m.hir.Generics))), i32(bit(m.hir.Patching)))
	for _, name := range m.opts.InitSymbols {
		f := newFunc(m.ll, name, ptrT)
		f.Visibility = enum.VisibilityDefault
		e := m.newFn(&hir.Func{Name: f.Name(), Sig: &hir.Signature{Result: rt.Obj}}, f)
		e.ret(e.rt("spc_module_init", info))
		e.finish(f.Blocks[0])
	}
}

// genericTable describes the classes of generic containers that the module uses (struct SpcGeneric).
func (m *module) genericTable() constant.Constant {
	var rows []constant.Constant
	none := constant.NewStruct(nil, constant.NewNull(ptrT), i32(0))
	for _, c := range m.hir.Generics {
		g := c.Generic
		args := []constant.Constant{none, none}
		n := len(g.Args)
		for i, t := range g.Args {
			if t.Class == nil {
				args[i] = constant.NewStruct(nil, constant.NewNull(ptrT), i32(-1))
			} else {
				args[i] = constant.NewStruct(nil, m.typeWord(t.Class), typeFlags(t))
			}
		}
		if g.Elem != primitives.None {
			args[0], n = constant.NewStruct(nil, constant.NewNull(ptrT), i32(int64(g.Elem.Code()))), 1
		}
		rows = append(rows, constant.NewStruct(nil, m.cString(string(g.Kind)), m.classSlot(c).(constant.Constant), i32(int64(n)),
			constant.NewArray(nil, args...)))
	}
	return m.table("generics", rows)
}

// makeFunction emits OpMakeFunction: a function object over the code object, remembered for direct calls.
func (e *fn) makeFunction(v *hir.Value) {
	f := v.Aux.(*hir.Func)
	entry := value.Value(constant.NewNull(ptrT)) // left to the interpreter
	if f.Interpret == "" {
		entry = e.m.entryInfo(f)
	}
	args := []value.Value{e.load(ptrT, e.m.codeSlot(f.Code)), entry, e.m.funcSlot(f.Code)}
	for _, a := range v.Args {
		args = append(args, e.use(a))
	}
	e.rtInstr(v, rt.Get("spc_make_function"), args...)
}

// entryInfo is the runtime's description of how f is entered: struct SpcEntry of rt/inline/module.h.
func (m *module) entryInfo(f *hir.Func) value.Value {
	if g := m.entryInfos[f]; g != nil {
		return g
	}
	entry, body := constant.Constant(m.bodies[f]), constant.Constant(constant.NewNull(ptrT))
	if f.Kind != hir.ClassBody {
		entry = m.entries[f]
	}
	if d := m.directs[f]; d != nil {
		body = d
	}
	g := m.constStruct(m.bodies[f].Name()+"@info", entry, body, i64(int64(len(f.Sig.Params))))
	m.entryInfos[f] = g
	return g
}
