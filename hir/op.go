package hir

// Op is the kind of an instruction. The table opInfo says of each what it takes
// and what it may do; passes ask the table, never the op's number.
type Op uint8

// Effects says what an instruction may do besides computing its result.
type Effects uint8

const (
	ReadsMemory  Effects = 1 << iota // depends on fields, containers or variables
	WritesMemory                     // changes them
	MayRaise                         // can set the error indicator
	RunsPython                       // may run arbitrary Python code (implies the three above)
	Frees                            // may run a destructor: a barrier for borrowed references
)

const anything = ReadsMemory | WritesMemory | MayRaise | RunsPython | Frees

// OpInfo describes an Op.
type OpInfo struct {
	Name    string
	NArgs   int // -1: any number
	Effects Effects
	Owned   bool // an obj or tag result is a new reference (else borrowed or uncounted)
}

const (
	OpInvalid Op = iota

	// Constants and parameters.
	OpParam      // a parameter of its block
	OpConst      // Aux *Const: an object constant; never counted
	OpIntConst   // Int: a machine integer, bool or immediate tag (the value, not the tagged word)
	OpFloatConst // Float: f64 or f32
	OpNull       // a null reference: the value of an unbound variable
	OpTypeRef    // Aux *Class: the type object; never counted
	OpFuncRef    // the function object that is running; borrowed
	OpGenRef     // the generator object that is running; borrowed
	OpCache      // Int words of static zeroed memory private to this site; ptr
	OpStackSlots // Int words of stack memory, zeroed at each execution; ptr
	OpLoadSlot   // (ptr) Int: takes the reference out of word Int of OpStackSlots; owned obj

	// Module variables that live in cells of the compiled module.
	OpLoadGlobal  // Aux *Global: borrowed; of an empty cell what the module dict or the builtins say, NameError when nothing
	OpStoreGlobal // (v) Aux *Global: sets cell and module dict; takes over nothing
	OpDelGlobal   // Aux *Global: empties cell and module dict; NameError when it is empty

	// Types and representations.
	OpCast    // (v) CastType: raises TypeError unless v is of it; the same reference
	OpIsType  // (v) CastType: bool
	OpRefine  // (v) CastType: states a fact; no code
	OpIsNull  // (v): bool
	OpBox     // (tag, machine value): obj. Result type int!, bool!, float! or, of a tag, the operand's
	OpToTag   // (obj): the same object as tag; never fails
	OpUnbox   // (obj or tag) to a machine Rep: TypeError, OverflowError "int overflow"; of exact float or bool never raises
	OpConvert // machine to machine: truncates, extends, int<->float

	// Machine arithmetic on operands of one representation.
	OpAdd
	OpSub
	OpMul
	OpDiv // truncates; ZeroDivisionError for integers, IEEE for floats
	OpMod // sign of the dividend; ZeroDivisionError
	OpAnd
	OpOr
	OpXor
	OpShl
	OpShr // arithmetic or logical by the representation
	OpNeg
	OpInvert
	OpNot // (bool)
	OpCmp // Int CmpKind: bool; signedness by the operands' representation; also tag immediates, ptr and obj identity (eq, ne)

	// Python operations on objects, as the language defines them. The pass
	// `specialize` turns those whose operand types allow it into machine or
	// runtime operations; the pass `select` turns the rest into OpRT.
	OpBinary      // (a, b) Int BinKind (|InPlace)
	OpUnary       // (a) Int UnaryKind
	OpCompare     // (a, b) Int CmpKind: obj
	OpCompareBool // (a, b) Int CmpKind: truth of the comparison; bool
	OpTruth       // (a): bool
	OpIs          // (a, b): bool
	OpContains    // (container, item): bool
	OpLen         // (a): i64
	OpGetAttr     // (o) Aux name string
	OpSetAttr     // (o, v)
	OpDelAttr     // (o)
	OpSubscr      // (o, i)
	OpStoreSubscr // (o, i, v)
	OpDelSubscr   // (o, i)
	OpCall        // (callable, args...) Aux []string: names of the trailing keyword arguments
	OpCallMethod  // (o, args...) Aux *MethodCall
	OpGetIter     // (o)
	OpIterNext    // (it): owned obj or null at the end

	// Static Python.
	OpLoadField    // (o) Aux *Field: borrowed when obj or tag; AttributeError when unset and Nullable
	OpStoreField   // (o, v) Aux *Field: releases the old reference
	OpInvoke       // (args...) Aux *Callee: direct native call
	OpInvokeMethod // (self, args...) Aux *Method: call through the vtable
	OpAlloc        // Aux *Class: a new instance with unset fields

	// A new function object over Aux *Func's code object, with its native entry. Operands, each may be
	// null: defaults tuple, keyword-only defaults dict, closure tuple, annotations. For a class body the
	// "entry" is the body itself, which spc_build_class calls with the namespace.
	OpMakeFunction

	// Runtime functions.
	OpRT // (args...) Aux *rt.Func

	// Generators.
	OpYield      // (v): yields v, gives the value sent (owned); an exception thrown in is raised here
	OpLoadSpill  // Int slot; used after the pass `spill`
	OpStoreSpill // (v) Int slot

	// Lifetimes: a variable of dynamic code holds its object until it is rebound or the function returns.
	OpKeep // (v): v, null allowed, has been held up to here; no code

	// Reference counts, put in by the pass `refcount`.
	OpIncref // (v): v may be tag; null allowed when Int != 0
	OpDecref // (v): likewise

	opCount
)

var opInfo = [opCount]OpInfo{
	OpParam:       {"param", 0, 0, false},
	OpConst:       {"const", 0, 0, false},
	OpIntConst:    {"int", 0, 0, false},
	OpFloatConst:  {"float", 0, 0, false},
	OpNull:        {"null", 0, 0, false},
	OpTypeRef:     {"typeref", 0, 0, false},
	OpFuncRef:     {"funcref", 0, 0, false},
	OpGenRef:      {"genref", 0, 0, false},
	OpCache:       {"cache", 0, 0, false},
	OpStackSlots:  {"stackslots", 0, WritesMemory, false},
	OpLoadSlot:    {"loadslot", 1, ReadsMemory | WritesMemory, true},
	OpLoadGlobal:  {"loadglobal", 0, ReadsMemory | MayRaise, false},
	OpStoreGlobal: {"storeglobal", 1, WritesMemory | MayRaise | Frees, false},
	OpDelGlobal:   {"delglobal", 0, WritesMemory | MayRaise | Frees, false},
	OpCast:        {"cast", 1, MayRaise, false},
	OpIsType:      {"istype", 1, 0, false},
	OpRefine:      {"refine", 1, 0, false},
	OpIsNull:      {"isnull", 1, 0, false},
	OpBox:         {"box", 1, MayRaise, true},
	OpToTag:       {"totag", 1, 0, false},
	OpUnbox:       {"unbox", 1, MayRaise, false},
	OpConvert:     {"convert", 1, 0, false},
	OpAdd:         {"add", 2, 0, false},
	OpSub:         {"sub", 2, 0, false},
	OpMul:         {"mul", 2, 0, false},
	OpDiv:         {"div", 2, MayRaise, false},
	OpMod:         {"mod", 2, MayRaise, false},
	OpAnd:         {"and", 2, 0, false},
	OpOr:          {"or", 2, 0, false},
	OpXor:         {"xor", 2, 0, false},
	OpShl:         {"shl", 2, 0, false},
	OpShr:         {"shr", 2, 0, false},
	OpNeg:         {"neg", 1, 0, false},
	OpInvert:      {"invert", 1, 0, false},
	OpNot:         {"not", 1, 0, false},
	OpCmp:         {"cmp", 2, 0, false},

	OpBinary:      {"binary", 2, anything, true},
	OpUnary:       {"unary", 1, anything, true},
	OpCompare:     {"compare", 2, anything, true},
	OpCompareBool: {"comparebool", 2, anything, false},
	OpTruth:       {"truth", 1, anything, false},
	OpIs:          {"is", 2, 0, false},
	OpContains:    {"contains", 2, anything, false},
	OpLen:         {"len", 1, anything, false},
	OpGetAttr:     {"getattr", 1, anything, true},
	OpSetAttr:     {"setattr", 2, anything, false},
	OpDelAttr:     {"delattr", 1, anything, false},
	OpSubscr:      {"subscr", 2, anything, true},
	OpStoreSubscr: {"storesubscr", 3, anything, false},
	OpDelSubscr:   {"delsubscr", 2, anything, false},
	OpCall:        {"call", -1, anything, true},
	OpCallMethod:  {"callmethod", -1, anything, true},
	OpGetIter:     {"getiter", 1, anything, true},
	OpIterNext:    {"iternext", 1, anything, true},

	OpLoadField:    {"loadfield", 1, ReadsMemory | MayRaise, false},
	OpStoreField:   {"storefield", 2, WritesMemory | Frees, false},
	OpInvoke:       {"invoke", -1, anything, true},
	OpInvokeMethod: {"invokemethod", -1, anything, true},
	OpAlloc:        {"alloc", 0, MayRaise | Frees | RunsPython, true},
	OpMakeFunction: {"makefunction", 4, MayRaise | WritesMemory, true},
	OpRT:           {"rt", -1, anything, false}, // the function's own entry decides, see Value.Effects
	OpYield:        {"yield", 1, anything, true},
	OpLoadSpill:    {"loadspill", 0, ReadsMemory, false},
	OpStoreSpill:   {"storespill", 1, WritesMemory, false},
	OpKeep:         {"keep", 1, Frees, false},
	OpIncref:       {"incref", 1, 0, false},
	OpDecref:       {"decref", 1, WritesMemory | Frees, false},
}

// Info describes op.
func (op Op) Info() *OpInfo { return &opInfo[op] }

// String is the op's name in the text form.
func (op Op) String() string { return opInfo[op].Name }

// BinKind is a Python binary operator; OpBinary's Int holds it, with InPlace added
// for an augmented assignment.
type BinKind int64

const (
	BinAdd BinKind = iota
	BinSub
	BinMul
	BinMatMul
	BinTrueDiv
	BinFloorDiv
	BinMod
	BinPow
	BinLShift
	BinRShift
	BinAnd
	BinOr
	BinXor

	InPlace BinKind = 32
)

// UnaryKind is a Python unary operator other than `not`.
type UnaryKind int64

const (
	UnaryNeg UnaryKind = iota
	UnaryPos
	UnaryInvert
)

// CmpKind is a rich comparison, numbered as Python's C API numbers them.
type CmpKind int64

const (
	CmpLT CmpKind = iota
	CmpLE
	CmpEQ
	CmpNE
	CmpGT
	CmpGE
)

var binNames = [...]string{"add", "sub", "mul", "matmul", "truediv", "floordiv", "mod", "pow",
	"lshift", "rshift", "and", "or", "xor"}
var unaryNames = [...]string{"neg", "pos", "invert"}
var cmpNames = [...]string{"lt", "le", "eq", "ne", "gt", "ge"}

// String is the operator's name in the text form and in runtime function names.
func (k BinKind) String() string {
	if k&InPlace != 0 {
		return "inplace_" + binNames[k&^InPlace]
	}
	return binNames[k]
}

func (k UnaryKind) String() string { return unaryNames[k] }
func (k CmpKind) String() string   { return cmpNames[k] }
