package emit

import (
	"fmt"
	"sort"

	"github.com/llir/llvm/ir/constant"
	"github.com/llir/llvm/ir/types"
	"github.com/llir/llvm/ir/value"

	"spc/hir"
	"spc/rt"
)

// The tables by which modules are bound to each other when they are imported (SpcExport and SpcImport of
// rt/inline/module.h).

// ExportsSection is the section of an extension module that only static modules have.
const ExportsSection = ".spc.exports"

// exports are the declarations that other modules may bind, sorted by name.
func (m *module) exports() (rows []constant.Constant) {
	null := constant.NewNull(ptrT)
	for _, x := range m.hir.Exports {
		body, word, class := constant.Constant(null), constant.Constant(null), constant.Constant(null)
		if x.Func != nil {
			body, word = m.exportedBody(x), m.funcSlot(x.Func.Code).(constant.Constant)
		}
		if x.Class != nil {
			class = m.classInfo(x.Class)
		}
		rows = append(rows, constant.NewStruct(nil, m.cString(x.Name), hash(x.Hash), body, word, class))
	}
	return rows
}

// exportedBody is the body that others call: the function's own in the promised convention or, when the function is
// left to the interpreter, a call of the function object.
func (m *module) exportedBody(x *hir.Export) constant.Constant {
	if m.bodies[x.Func] != nil {
		return m.bodyAs(x.Func, x.Sig)
	}
	e, a := m.adapter(m.hir.Name+"."+x.Name+"@interpreted", x.Sig)
	var args []value.Value
	for i, p := range x.Sig.Params {
		args = append(args, a.to(e.ll.Params[i+1], p.Rep, rt.Obj))
	}
	cache := m.zeroed(e.ll.Name()+".cache", rt.CallCacheWords)
	r := e.rt("spc_call", append([]value.Value{e.ll.Params[0], cache}, args...)...)
	a.dropOwned()
	a.failIf(e.isNull(r))
	e.ret(a.result(r, rt.Obj, x.Sig.Result))
	e.finish(e.ll.Blocks[0])
	return e.ll
}

// How an import is bound.
const (
	verifyOnly = 0
	bindsBody  = 1 // the pair (body, address of the word with the function object)
	bindsClass = 2 // the word with the type object
)

// imports are the declarations of other modules that this one was compiled against: those that are only verified, and
// those that code refers to. Rows of one module stand together.
func (m *module) imports() (rows []constant.Constant) {
	type row struct {
		module, name string
		dest         constant.Constant
		kind         int64
	}
	var list []row
	for _, i := range m.hir.Imports {
		list = append(list, row{i.Module, i.Name, constant.NewNull(ptrT), verifyOnly})
	}
	for sym, g := range m.externs {
		module, name := (&hir.Callee{Sym: sym}).Extern()
		list = append(list, row{module, name, g, bindsBody})
	}
	for c, g := range m.classes {
		if c.External {
			list = append(list, row{c.Module, c.Name, g, bindsClass})
		}
	}
	sort.Slice(list, func(i, j int) bool {
		a, b := list[i], list[j]
		if a.module != b.module {
			return a.module < b.module
		}
		if a.name != b.name {
			return a.name < b.name
		}
		return a.kind < b.kind
	})
	for _, r := range list {
		h := m.hir.ImportHash(r.module, r.name)
		if h == 0 {
			panic(fmt.Sprintf("emit: %s refers to %s.%s, which is not among its imports", m.hir.Name, r.module, r.name))
		}
		rows = append(rows, constant.NewStruct(nil, m.cString(r.module), m.cString(r.name), hash(h), r.dest, i64(r.kind)))
	}
	return rows
}

func hash(h uint64) constant.Constant { return i64(int64(h)) }

// externalCallee is the pair (body, address of the word with the function object) of another module's function.
func (m *module) externalCallee(c *hir.Callee) value.Value {
	if g := m.externs[c.Sym]; g != nil {
		return g
	}
	unbound := m.externals[".unbound"]
	if unbound == nil {
		unbound = newGlobal(m.ll, ".unbound", types.I64, constant.NewInt(types.I64, 0))
		unbound.Immutable = true
		m.externals[".unbound"] = unbound
	}
	init := constant.NewStruct(nil, constant.NewNull(ptrT), unbound)
	g := newGlobal(m.ll, "extern."+c.Sym, init.Type(), init)
	m.externs[c.Sym] = g
	return g
}
