package emit

import (
	"github.com/llir/llvm/ir"
	"github.com/llir/llvm/ir/constant"
	"github.com/llir/llvm/ir/enum"
	"github.com/llir/llvm/ir/metadata"
	"github.com/llir/llvm/ir/types"
	"github.com/llir/llvm/ir/value"
)

// The methods below append one LLVM instruction to the current block. They fill the
// library's structs directly, because its constructors insist on typed pointers.

func (f *fn) block(name string) *ir.Block {
	b := &ir.Block{Parent: f.ll}
	f.nblocks++
	b.SetName(blockName(name, f.nblocks))
	f.ll.Blocks = append(f.ll.Blocks, b)
	f.cold[b] = f.cold[f.cur]
	return b
}

func (f *fn) add(i ir.Instruction) { f.cur.Insts = append(f.cur.Insts, i) }

func (f *fn) load(t types.Type, p value.Value) value.Value {
	i := &ir.InstLoad{ElemType: t, Src: p}
	f.add(i)
	return i
}

func (f *fn) store(v, p value.Value) { f.add(&ir.InstStore{Src: v, Dst: p}) }

// gep is the address n elements of type t after p.
func (f *fn) gep(t types.Type, p value.Value, n int64) value.Value {
	if n == 0 {
		return p
	}
	i := &ir.InstGetElementPtr{ElemType: t, Src: p, Indices: []value.Value{i64(n)}, Typ: ptrT, InBounds: true}
	f.add(i)
	return i
}

// alloca reserves n words in the entry block, so that loops do not grow the stack.
func (f *fn) alloca(t types.Type, n int64) value.Value {
	at := types.NewArray(uint64(n), t)
	i := &ir.InstAlloca{ElemType: at, Typ: namedPtr(at), Align: 16}
	f.allocas = append(f.allocas, i)
	return i
}

func (f *fn) call(callee value.Value, args ...value.Value) value.Value {
	i := ir.NewCall(callee, args...)
	if f.dbg != nil {
		i.Metadata = append(i.Metadata, &metadata.Attachment{Name: "dbg", Node: f.dbg})
	}
	f.add(i)
	return i
}

func (f *fn) icmp(p enum.IPred, x, y value.Value) value.Value {
	i := ir.NewICmp(p, x, y)
	f.add(i)
	return i
}

func (f *fn) isNull(p value.Value) value.Value {
	if p.Type().Equal(types.I64) {
		return f.icmp(enum.IPredEQ, p, i64(0))
	}
	return f.icmp(enum.IPredEQ, p, constant.NewNull(ptrT))
}

func (f *fn) br(to *ir.Block) { f.cur.Term = ir.NewBr(to) }

// condBr ends the block; likely > 0 marks the true way as expected, < 0 the false way.
func (f *fn) condBr(c value.Value, yes, no *ir.Block, likely int) {
	t := ir.NewCondBr(c, yes, no)
	if likely != 0 {
		t.Metadata = append(t.Metadata, &metadata.Attachment{Name: "prof", Node: f.m.weights(likely > 0)})
		f.rarely(map[bool]*ir.Block{true: no, false: yes}[likely > 0])
	}
	f.cur.Term = t
}

func (f *fn) ret(v value.Value) { f.cur.Term = ir.NewRet(v) }

// bin appends a two-operand instruction made by one of the library's constructors.
func bin[I interface {
	ir.Instruction
	value.Value
}](f *fn, mk func(x, y value.Value) I, x, y value.Value) value.Value {
	i := mk(x, y)
	f.add(i)
	return i
}

// conv appends a conversion made by one of the library's constructors.
func conv[I interface {
	ir.Instruction
	value.Value
}](f *fn, mk func(x value.Value, t types.Type) I, x value.Value, t types.Type) value.Value {
	i := mk(x, t)
	f.add(i)
	return i
}

// Constructors whose library versions check more than opaque pointers allow, or that read better without the package.
var (
	newTrunc = ir.NewTrunc
	newZExt  = ir.NewZExt
	sltPred  = enum.IPredSLT
	ultPred  = enum.IPredULT
)
