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

// OpInfo describes an Op: it is all that printer, parser and verifier know of it.
type OpInfo struct {
	Name    string
	Sig     string // operands and result; see sig.go
	Aux     Aux    // what else an instruction carries
	Effects Effects
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
	OpLoadGlobal // Aux *Global: borrowed; of an empty cell what the module dict or the builtins say, NameError when nothing.
	//               Int 1: the variable is fixed and bound where this is
	OpStoreGlobal // (v) Aux *Global: sets cell and module dict; takes over nothing
	OpDelGlobal   // Aux *Global: empties cell and module dict; NameError when it is empty

	// Types and representations.
	OpCast        // (v) CastType: raises TypeError unless v is of it; the same reference
	OpIsType      // (v) CastType: bool
	OpRefine      // (v) CastType: states a fact; no code
	OpMaterialize // (obj): the new object, where it is seen by others; put in by the pass `split`, no code
	OpNotNone     // (v): states that v is not None; no code
	OpIsNull      // (v): bool
	OpBox         // (tag, machine value): obj. Result type int!, bool!, float! or, of a tag, the operand's
	OpToTag       // (obj): the same object as tag; never fails
	OpToImm       // (i64): the immediate tag of a number that is known to fit 63 bits
	OpFromImm     // (tag): i64, the number in a tag that is known to be an immediate
	OpUnbox       // (obj or tag) to a machine Rep: TypeError, OverflowError "int overflow"; of exact float or bool never raises
	OpConvert     // machine to machine: truncates, extends, int<->float; of a tag its word

	// Machine arithmetic on operands of one representation.
	OpAdd
	OpSub
	OpMul
	OpDiv // truncates; for integers ZeroDivisionError, OverflowError of the smallest by -1; IEEE for floats
	OpMod // sign of the dividend; ZeroDivisionError
	OpAnd
	OpOr
	OpXor
	OpShl
	OpShr // arithmetic or logical by the representation
	OpNeg
	OpAddChecked // the same of signed integers, with OverflowError where the result would wrap (--overflow=raise)
	OpSubChecked
	OpMulChecked
	OpShlChecked
	OpNegChecked
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
	OpLoadMethod  // (o) Aux name string: what o.name is called by, before the arguments are evaluated
	OpMethodSelf  // (m, o) m from OpLoadMethod of o: o when m is a function that takes it first, null when m is bound
	OpCallLoaded  // (m, self or null, args...) Aux []string, as OpCall
	OpBuiltin     // (args...) Aux name string: a call of that built-in function, which the module does not bind itself
	OpGetIter     // (o)
	OpIterNext    // (it): owned obj or null at the end

	// Static Python.
	OpLoadField    // (o) Aux *Field: borrowed when obj or tag; AttributeError when unset and Nullable
	OpStoreField   // (o, v) Aux *Field: releases the old reference
	OpInitField    // (o, v) Aux *Field: the first store into a field of a new object
	OpInvoke       // (args...) Aux *Callee: direct native call
	OpInvokeMethod // (self, args...) Aux *Method: call through the vtable
	OpAlloc        // Aux *Class: a new instance with unset fields
	OpHasClass     // Aux *Class: NameError unless the class statement has run
	OpDefined      // Aux *Callee: NameError unless the definition of the function has run
	OpMethodBody   // (self) Aux *Method: what stands in the vtable of self's type
	OpBodyRef      // Aux *Method: what stands in the vtable of exactly Method.Class

	// The error indicator is set by code that was inlined: the call at Loc raises it on, with a traceback entry.
	OpPropagate

	// Elements of containers whose memory native code knows: exact lists and tuples, checked lists, arrays.
	OpIndex     // (i, n) Int IndexKind: i, counted from the end when negative, as an index into n items; IndexError
	OpLoadElem  // (container, index in range) Aux *Class of the container: the element; borrowed
	OpStoreElem // (container, index in range, v) Aux *Class

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
	OpParam:       {"param", "-> any", AuxNone, 0},
	OpConst:       {"const", "-> obj", AuxConst, 0},
	OpIntConst:    {"int", "-> int bool tag", AuxInt, 0},
	OpFloatConst:  {"float", "-> float", AuxFloat, 0},
	OpNull:        {"null", "-> ref ptr", AuxNone, 0},
	OpTypeRef:     {"typeref", "-> obj", AuxClass, 0},
	OpFuncRef:     {"funcref", "-> obj", AuxNone, 0},
	OpGenRef:      {"genref", "-> obj", AuxNone, 0},
	OpCache:       {"cache", "-> ptr", AuxInt, 0},
	OpStackSlots:  {"stackslots", "-> ptr", AuxInt, WritesMemory},
	OpLoadSlot:    {"loadslot", "ptr -> new obj", AuxInt, ReadsMemory | WritesMemory},
	OpLoadGlobal:  {"loadglobal", "-> any", AuxGlobal, ReadsMemory | MayRaise},
	OpStoreGlobal: {"storeglobal", "any -> void", AuxGlobal, WritesMemory | MayRaise | Frees},
	OpDelGlobal:   {"delglobal", "-> void", AuxGlobal, WritesMemory | MayRaise | Frees},
	OpCast:        {"cast", "ref -> same", AuxType, MayRaise},
	OpIsType:      {"istype", "ref -> bool", AuxType, 0},
	OpRefine:      {"refine", "any -> same", AuxType, 0},
	OpMaterialize: {"materialize", "obj -> obj", AuxNone, 0},
	OpNotNone:     {"notnone", "obj -> same", AuxNone, 0},
	OpIsNull:      {"isnull", "ref ptr -> bool", AuxNone, 0},
	OpBox:         {"box", "tag int float bool -> new obj", AuxNone, MayRaise},
	OpToTag:       {"totag", "obj -> tag", AuxNone, 0},
	OpToImm:       {"toimm", "i64 -> tag", AuxNone, 0},
	OpFromImm:     {"fromimm", "tag -> i64", AuxNone, 0},
	OpUnbox:       {"unbox", "ref -> int float bool", AuxNone, MayRaise},
	OpConvert:     {"convert", "int float bool tag -> int float bool", AuxNone, 0},
	OpAdd:         {"add", "int float, same -> same", AuxNone, 0},
	OpSub:         {"sub", "int float, same -> same", AuxNone, 0},
	OpMul:         {"mul", "int float, same -> same", AuxNone, 0},
	OpDiv:         {"div", "int float, same -> same", AuxNone, MayRaise},
	OpMod:         {"mod", "int float, same -> same", AuxNone, MayRaise},
	OpAnd:         {"and", "int bool, same -> same", AuxNone, 0},
	OpOr:          {"or", "int bool, same -> same", AuxNone, 0},
	OpXor:         {"xor", "int bool, same -> same", AuxNone, 0},
	OpShl:         {"shl", "int, same -> same", AuxNone, 0},
	OpShr:         {"shr", "int, same -> same", AuxNone, 0},
	OpNeg:         {"neg", "int float -> same", AuxNone, 0},
	OpAddChecked:  {"addchecked", "int, same -> same", AuxNone, MayRaise},
	OpSubChecked:  {"subchecked", "int, same -> same", AuxNone, MayRaise},
	OpMulChecked:  {"mulchecked", "int, same -> same", AuxNone, MayRaise},
	OpShlChecked:  {"shlchecked", "int, same -> same", AuxNone, MayRaise},
	OpNegChecked:  {"negchecked", "int -> same", AuxNone, MayRaise},
	OpInvert:      {"invert", "int -> same", AuxNone, 0},
	OpNot:         {"not", "bool -> bool", AuxNone, 0},
	OpCmp:         {"cmp", "any, same -> bool", AuxCmp, 0},

	OpBinary:      {"binary", "obj, obj -> new obj", AuxBin, anything},
	OpUnary:       {"unary", "obj -> new obj", AuxUnary, anything},
	OpCompare:     {"compare", "obj, obj -> new obj", AuxCmp, anything},
	OpCompareBool: {"comparebool", "obj, obj -> bool", AuxCmp, anything},
	OpTruth:       {"truth", "ref -> bool", AuxNone, anything},
	OpIs:          {"is", "ref ptr, same -> bool", AuxNone, 0},
	OpContains:    {"contains", "obj, obj -> bool", AuxNone, anything},
	OpLen:         {"len", "obj -> i64", AuxNone, anything},
	OpGetAttr:     {"getattr", "obj -> new obj", AuxName, anything},
	OpSetAttr:     {"setattr", "obj, obj -> void", AuxName, anything},
	OpDelAttr:     {"delattr", "obj -> void", AuxName, anything},
	OpSubscr:      {"subscr", "obj, obj -> new obj", AuxNone, anything},
	OpStoreSubscr: {"storesubscr", "obj, obj, obj -> void", AuxNone, anything},
	OpDelSubscr:   {"delsubscr", "obj, obj -> void", AuxNone, anything},
	OpCall:        {"call", "obj, obj... -> new obj", AuxNames, anything},
	OpCallMethod:  {"callmethod", "obj, obj... -> new obj", AuxMethodCall, anything},
	OpLoadMethod:  {"loadmethod", "obj -> new obj", AuxName, anything},
	OpMethodSelf:  {"methodself", "obj, obj -> obj", AuxNone, ReadsMemory},
	OpCallLoaded:  {"callloaded", "obj, obj, obj... -> new obj", AuxNames, anything},
	OpBuiltin:     {"builtin", "obj... -> new obj", AuxName, anything},
	OpGetIter:     {"getiter", "obj -> new obj", AuxNone, anything},
	OpIterNext:    {"iternext", "obj -> new obj", AuxNone, anything},

	OpLoadField:    {"loadfield", "obj -> any", AuxField, ReadsMemory | MayRaise},
	OpStoreField:   {"storefield", "obj, steal any -> void", AuxField, WritesMemory | Frees},
	OpInitField:    {"initfield", "obj, steal any -> void", AuxField, WritesMemory},
	OpInvoke:       {"invoke", "any... -> new any", AuxCallee, anything},
	OpInvokeMethod: {"invokemethod", "obj, any... -> new any", AuxMethod, anything},
	OpAlloc:        {"alloc", "-> new obj", AuxClass, MayRaise | Frees | RunsPython},
	OpHasClass:     {"hasclass", "-> void", AuxClass, ReadsMemory | MayRaise},
	OpDefined:      {"defined", "-> void", AuxCallee, ReadsMemory | MayRaise},
	OpMethodBody:   {"methodbody", "obj -> ptr", AuxMethod, ReadsMemory},
	OpBodyRef:      {"bodyref", "-> ptr", AuxMethod, 0},
	OpPropagate:    {"propagate", "-> void", AuxNone, MayRaise},
	OpIndex:        {"index", "i64, i64 -> i64", AuxInt, MayRaise},
	OpLoadElem:     {"loadelem", "obj, i64 -> any", AuxClass, ReadsMemory},
	OpStoreElem:    {"storeelem", "obj, i64, any -> void", AuxClass, WritesMemory | Frees},
	OpMakeFunction: {"makefunction", "obj, obj, obj, obj -> new obj", AuxFunc, MayRaise | WritesMemory},
	OpRT:           {"rt", "any... -> any", AuxRT, anything}, // the function's own entry decides
	OpYield:        {"yield", "steal obj -> new obj", AuxInt, anything},
	OpLoadSpill:    {"loadspill", "-> any", AuxInt, ReadsMemory},
	OpStoreSpill:   {"storespill", "steal any -> void", AuxInt, WritesMemory},
	OpKeep:         {"keep", "any -> void", AuxNone, Frees},
	OpIncref:       {"incref", "ref -> void", AuxNullable, 0},
	OpDecref:       {"decref", "ref -> void", AuxNullable, WritesMemory | Frees},
}

// KnownBuiltins are the built-in functions whose calls are OpBuiltin, because passes know what they make of numbers, of strings
// or of the items of an iterable.
var KnownBuiltins = map[string]bool{"abs": true, "min": true, "max": true, "int": true, "float": true, "round": true,
	"sum": true, "sorted": true, "list": true, "set": true, "tuple": true,
	"ord": true, "chr": true, "str": true}

var checkedOps = map[Op]Op{OpAdd: OpAddChecked, OpSub: OpSubChecked, OpMul: OpMulChecked, OpShl: OpShlChecked, OpNeg: OpNegChecked}

var uncheckedOps = func() map[Op]Op {
	ops := map[Op]Op{}
	for plain, checked := range checkedOps {
		ops[checked] = plain
	}
	return ops
}()

// Checked is the operation that raises OverflowError where op wraps around; op itself when it does not.
func (op Op) Checked() Op {
	if c, ok := checkedOps[op]; ok {
		return c
	}
	return op
}

// Unchecked is the operation that wraps around where op raises OverflowError; op itself when it does not raise it.
func (op Op) Unchecked() Op {
	if plain, ok := uncheckedOps[op]; ok {
		return plain
	}
	return op
}

// Info describes op.
func (op Op) Info() *OpInfo { return &opInfo[op] }

// String is the op's name in the text form.
func (op Op) String() string { return opInfo[op].Name }

// IndexKind is what an OpIndex is an index of, for the message of its IndexError.
type IndexKind int64

const (
	IndexList IndexKind = iota
	IndexListStore
	IndexTuple
	IndexStr
	IndexArray
)

// Message is the text of the IndexError, as the container itself words it.
func (k IndexKind) Message() string {
	return [...]string{"list index out of range", "list assignment index out of range", "tuple index out of range",
		"string index out of range", "array index out of range"}[k]
}

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
