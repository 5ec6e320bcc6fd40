// Package hir is the typed SSA form between the checker and LLVM: functions of
// basic blocks with parameters, values with a representation and a type, and
// instructions that say what they may do. Reference counts are absent until the
// pass `refcount`.
package hir

import "spc/rt"

// Module is everything that emit needs to write one extension module.
type Module struct {
	Name     string // dotted
	Path     string // source path as given by the user, for messages
	Mode     Mode
	Funcs    []*Func // in order of their code objects; module body first
	Classes  []*Class
	Generics []*Class  // instantiations of generic containers that the code names, arguments before what is made of them
	Consts   []*Const  // pool, by Const.Index
	Globals  []*Global // module variables in cells
	Patching bool      // for tests: functions, methods and variables can be replaced at any time
	Exports  []*Export // what other modules can bind, by name
	Imports  []*Import // what this module was compiled against, by module and name

	constIndex map[string]*Const
}

// Mode is how a module treats annotations and rebinding.
type Mode uint8

const (
	Dynamic Mode = iota // exactly CPython
	Strict              // immutable module, no static typing
	Static              // annotations enforced, names bound early
)

// FuncKind says what calling the function does.
type FuncKind uint8

const (
	Plain FuncKind = iota
	ModuleBody
	ClassBody // takes the namespace; returns the __class__ cell or None
	Generator
	Coroutine
	AsyncGenerator
)

// Func is one code object's worth of code.
type Func struct {
	Name   string // qualified name, "Task.run", "f.<locals>.<lambda>"; unique with Code
	Sym    string // symbol stem, unique in the module
	Module *Module
	Kind   FuncKind
	Code   int // index of its code object in the module's depth-first order
	Line   int

	Sig    *Signature
	Blocks []*Block // Blocks[0] is the entry; its Params are the Sig's
	Locs   []Loc    // Locs[0] is "nowhere"
	Sites  []Site   // calls in whose place the callee's code stands; Sites[0] is the function itself

	PyParams   PyParams
	NeedsFrame bool   // pushes an interpreter frame; set by the pass `frames`
	Recursive  bool   // frame-less, but on a cycle of native calls: counts its depth; set by the pass `frames`
	Inline     bool   // marked @inline or found small
	Interpret  string // non-empty: left to the interpreter, with this reason

	Owned     Bits    // IDs of the values that own a reference, set by the pass `refcount`
	NSpill    int     // generator slots, set by the pass `spill`
	Resume    [][]int // per resume point the spill slots that own references
	SpillReps []Rep

	nextValue, nextBlock int
}

// PyParams is the Python-level signature, for the entry that binds arguments.
type PyParams struct {
	PosOnly, Args, KwOnly int // counts; Args includes PosOnly
	VarArgs, VarKw        bool
	Checks                []Type // per parameter in frame order: what CHECK_ARGS demands (Any: nothing)
}

// Loc is a source range and the bytecode offset that stands for it.
type Loc struct {
	Line, Col, EndLine, EndCol int32
	Lasti                      int32 // in code units; -1 unknown
	Site                       int32 // index in Func.Sites: the inlined call whose callee's code this is; 0: the function's own
}

// Site is an inlined call.
type Site struct {
	Func *Func // whose code stands there
	Call int32 // location of the call
}

// Inlined gives the functions whose code is at a location, the innermost first, each with its location: the code
// itself, then the calls that were inlined, the last in f itself.
func (f *Func) Inlined(loc int32) func(yield func(*Func, Loc) bool) {
	return func(yield func(*Func, Loc) bool) {
		for l := f.Loc(loc); ; l = f.Loc(f.Sites[l.Site].Call) {
			if l.Site == 0 {
				yield(f, l)
				return
			}
			if !yield(f.Sites[l.Site].Func, l) {
				return
			}
		}
	}
}

// Loc is the location of that index; one that does not exist is nowhere.
func (f *Func) Loc(i int32) Loc {
	if int(i) < len(f.Locs) {
		return f.Locs[i]
	}
	return Loc{Lasti: -1}
}

// Const is an object constant of the module.
type Const struct {
	Index int // in Module.Consts
	Value any // see ConstValue in const.go
}

// Global is a module variable that compiled code reads through a cell.
type Global struct {
	Name   string
	Index  int
	Type   Type // of every value that the module binds it to
	Fixed  bool // one statement binds it, none unbinds it
	Rep    Rep
	Import string // what an import binds it to, and nothing else in the module: "math" or "math.sqrt"
	Func   *Func  // the function it is bound to for good, or nil
	Class  *Class // the class it is bound to for good, or nil
}

// Callee is the target of a direct native call.
type Callee struct {
	Func *Func  // in the same module; nil for the body of another module
	Sym  string // of another module: "module:qualified.name"
	Name string
	Sig  *Signature
	// Defined: the definition has run where the call is, because what it is called on could not exist otherwise.
	Defined bool
}

// MethodCall is the Aux of OpCallMethod.
type MethodCall struct {
	Name    string
	KwNames []string // of the trailing arguments
}

// Block is a basic block. An instruction with an Except edge is the last of
// Instrs, so control leaves a block only at its end.
type Block struct {
	ID     int
	Func   *Func
	Params []*Value
	Instrs []*Value
	Term   Term
	// Fallback: what is done here by looking names up, the way beside it does natively, as is expected.
	Fallback bool
	Site     int32 // index in Func.Sites of the inlined call whose callee's code this is: an exception that comes here has left the calls inlined in that
}

// TermKind is the kind of a block's terminator.
type TermKind uint8

const (
	NoTerm      TermKind = iota
	Jump                 // Edges[0]
	Branch               // Arg bool: Edges[0] when true, Edges[1] when false
	Return               // Arg: the result in the representation of Sig.Result (nil for void)
	Unwind               // the error indicator is set: leave the function by the error path, or to Edges[0] when given
	Unreachable          // the last instruction always raises
)

// Term ends a block.
type Term struct {
	Kind  TermKind
	Arg   *Value
	Edges []*Edge
	Loc   int32
	// Likely is +1 when Edges[0] is the expected way, -1 when Edges[1] is, 0 unknown.
	Likely int8
}

// Edge is a control-flow edge with the arguments for the target's parameters.
type Edge struct {
	To   *Block
	Args []*Value
}

// Value is an instruction and its result.
type Value struct {
	ID    int
	Op    Op
	Rep   Rep
	Type  Type
	Args  []*Value
	Aux   any
	Int   int64
	Float float64
	Cast  Type // operand of OpCast, OpIsType, OpRefine
	Loc   int32
	Block *Block
	// Except is where control goes when the instruction raises; nil: out of the function.
	Except *Edge
	Name   string // the Python variable it holds, for readers and debuggers
	// Frames: while it runs, the functions whose code is at Loc have interpreter frames; set by the pass `frames`.
	Frames bool
}

// Effects is what v may do, from the op's table or, for runtime functions, theirs.
func (v *Value) Effects() Effects {
	switch v.Op {
	case OpRT:
		f := v.Aux.(*rt.Func)
		if f.Numbers && onNumbers(v.Args) {
			return MayRaise
		}
		return rtEffects(f)
	case OpLoadGlobal:
		if v.Int != 0 {
			return ReadsMemory
		}
	case OpLoadField:
		if !v.Aux.(*Field).Nullable {
			return ReadsMemory
		}
	case OpStoreField:
		if !v.Aux.(*Field).Rep.IsRef() {
			return WritesMemory
		}
	case OpLoadElem:
		if v.Aux.(*Class) == Tuple {
			return 0
		}
	case OpStoreElem:
		if !v.Args[2].Rep.IsRef() {
			return WritesMemory
		}
	case OpLen:
		switch t := v.Args[0].Type; {
		case t.IsGeneric(Array), t.IsExact(Tuple), t.IsExact(Str):
			return 0
		case t.Class != nil && t.Class.Generic != nil && !t.Optional, t.IsExact(List), t.IsExact(Dict), t.IsExact(Set):
			return ReadsMemory
		}
	case OpDiv, OpMod:
		y := v.Args[1]
		if v.Rep.IsFloat() || y.Op == OpIntConst && y.Int != 0 && (y.Int != -1 || v.Op == OpMod || !v.Rep.IsSigned()) {
			return 0
		}
	case OpUnbox:
		if t := v.Args[0].Type; v.Rep == rt.F64 && t.IsExact(Float) || v.Rep == rt.Bool && t.IsExact(BoolClass) {
			return 0
		}
	case OpInvoke:
		if !v.Aux.(*Callee).Sig.Raises {
			return anything &^ MayRaise
		}
	}
	return opInfo[v.Op].Effects
}

// onNumbers reports whether the operands are numbers of exactly the built-in classes, whose operators run no Python code.
func onNumbers(args []*Value) bool {
	for _, a := range args {
		if a.Rep.IsRef() && !a.Type.IsExact(Int) && !a.Type.IsExact(BoolClass) && !a.Type.IsExact(Float) {
			return false
		}
	}
	return true
}

// MayRaise reports whether v can set the error indicator.
func (v *Value) MayRaise() bool { return v.Effects()&MayRaise != 0 }

// NewBlock appends an empty block to f.
func (f *Func) NewBlock() *Block {
	b := &Block{ID: f.nextBlock, Func: f}
	f.nextBlock++
	f.Blocks = append(f.Blocks, b)
	return b
}

// NewValue makes a value that is not yet in any block.
func (f *Func) NewValue(op Op, rep Rep, t Type, args ...*Value) *Value {
	v := &Value{ID: f.nextValue, Op: op, Rep: rep, Type: t, Args: args}
	f.nextValue++
	return v
}

// AddParam appends a parameter to b.
func (b *Block) AddParam(rep Rep, t Type) *Value {
	v := b.Func.NewValue(OpParam, rep, t)
	v.Block = b
	b.Params = append(b.Params, v)
	return v
}

// Add appends v to b.
func (b *Block) Add(v *Value) *Value {
	v.Block = b
	b.Instrs = append(b.Instrs, v)
	return v
}

// Succs calls yield for each edge that leaves b: the Except edge of the last
// instruction first, then the terminator's.
func (b *Block) Succs(yield func(*Edge) bool) {
	if n := len(b.Instrs); n > 0 {
		if e := b.Instrs[n-1].Except; e != nil && !yield(e) {
			return
		}
	}
	for _, e := range b.Term.Edges {
		if !yield(e) {
			return
		}
	}
}

// AddLoc gives the index of a location in f.Locs, adding it when new.
func (f *Func) AddLoc(l Loc) int32 {
	if len(f.Locs) == 0 {
		f.Locs = append(f.Locs, Loc{Lasti: -1})
	}
	for i := len(f.Locs) - 1; i > 0 && i > len(f.Locs)-16; i-- {
		if f.Locs[i] == l {
			return int32(i)
		}
	}
	f.Locs = append(f.Locs, l)
	return int32(len(f.Locs) - 1)
}

// IsGenerator reports whether calling f makes a generator, coroutine or async generator.
func (f *Func) IsGenerator() bool {
	return f.Kind == Generator || f.Kind == Coroutine || f.Kind == AsyncGenerator
}
