// Package typecheck gives every expression of a program a type, lays out its
// classes, and reports what is wrong, by the rules of Static Python (rows SP-nnn
// of the language specification).
//
// The phases follow §1.3 of the specification: constants are folded on demand
// (fold.go); a declaration pass records each module's names (declare.go); types of
// declarations are resolved when first asked for, so that import cycles work
// (annotation.go, class.go); overrides are validated (override.go); then every body
// is bound with types that follow the flow of control (bind*.go, flow.go). The
// module-level facts are in decl.go, the types in types.go, and what lowering
// needs of the bodies is in Info.
//
// Nothing here fails on a program that parses: what the checker does not
// understand is Dynamic.
package typecheck

import (
	"spc/diag"
	"spc/primitives"
	"spc/syntax"
)

// Mode is how a module treats its annotations.
type Mode uint8

// The modes. Only Static is checked; the others get an Info in which everything is Dynamic.
const (
	DynamicMode Mode = iota
	StrictMode
	StaticMode
)

// Unit is a module to be checked, or one whose declarations are needed.
type Unit struct {
	Name    string // dotted
	Path    string // for diagnostics
	Package bool   // it is an __init__.py
	Stub    bool   // a .pyi: types are untrusted
	Mode    Mode
	Tree    *syntax.Module
}

// Loader finds modules that are imported but not among the units: their
// declarations are read, nothing else. It returns nil when there is none, or when
// it is not a static module.
type Loader interface {
	Load(name string) *Unit
}

// Options change what the checker does.
type Options struct {
	Version  syntax.Version
	Patching bool // classes and functions may be patched: nothing is inlined
	Perf     bool // report what prevents efficient code, as warnings (SP-199)
}

// Check checks the units together. The Infos are in the order of the units.
// Diagnostics are sorted; the Infos are complete even when there are errors, but
// lowering must not be given a program with errors.
func Check(units []*Unit, loader Loader, opts Options) ([]*Info, []diag.Diagnostic) {
	c := newChecker(units, loader, opts)
	return c.run()
}

// Info is what lowering needs to know about one module, so that it never derives a
// type itself. Maps are keyed by nodes of the unit's tree; a missing entry means
// Dynamic, or nothing to do.
type Info struct {
	Unit   *Unit
	Module *Module

	// Types has the verdict of every expression that is evaluated (use TypeOf). For a
	// target it is the type of the place.
	Types map[syntax.Expr]Type

	// Coerce says to which type an expression's value must be brought where it stands:
	// a checked CAST from Dynamic or object, a literal to a machine value, a widening
	// of machine values, dict and list displays to checked ones. For a target without
	// an expression of its own (unpacking, for, with) it is keyed by the target.
	// No entry: the value fits as it is.
	Coerce map[syntax.Expr]Type

	// Folded has the value of expressions that are constants though they do not look
	// like one: names of Final constants, 1 + 2, -1.
	Folded map[syntax.Expr]syntax.ConstValue

	Calls     map[*syntax.Call]*CallInfo
	Attrs     map[*syntax.Attribute]*AttrInfo
	Subscript map[*syntax.Subscript]*SubscriptInfo

	// Operations on machine values; operators on objects have no entry. Operands are
	// converted to Operand first, wherever they come from (literals, narrower values).
	BinOps   map[*syntax.BinOp]*PrimOp
	AugOps   map[*syntax.AugAssign]*PrimOp
	Compares map[*syntax.Compare][]*PrimOp // one per operator; nil entries are object comparisons

	// IterElem is the verdict of what one step of iterating over the expression gives,
	// keyed by the iterated expression of for and comprehensions.
	IterElem map[syntax.Expr]Type

	Funcs   map[syntax.Node]*FuncType // *FunctionDef, *AsyncFunctionDef, *Lambda
	Classes map[*syntax.ClassDef]*ClassType
	Scopes  map[syntax.Node]*Scope // module, functions, lambdas

	// ContextExit says of a with item whether __exit__ is known to return False.
	NeverSwallows map[*syntax.WithItem]bool

	// Asserted has what each assertion tells when it holds: where assertions are removed it has to be checked all the same (SP-081).
	Asserted map[*syntax.Assert][]Narrowed

	// Dead has the statements of branches that are folded away (SP §3.7).
	Dead map[syntax.Stmt]bool
}

// Narrowed is a place, as the narrowing test first mentions it, and the type of its value from then on.
type Narrowed struct {
	Place syntax.Expr
	Type  Type
}

// TypeOf is the verdict on e: the narrowed type at the place where it stands.
func (in *Info) TypeOf(e syntax.Expr) Type {
	if t := in.Types[e]; t != nil {
		return t
	}
	return D
}

// Trust is the richer type of e that annotations claim and nobody has checked.
func (in *Info) Trust(e syntax.Expr) Type { return Trust(in.TypeOf(e)) }

// Scope is what is known of a function's (or the module's) names.
type Scope struct {
	Func   *FuncType // nil for the module
	Locals map[string]*Local
}

// Local is a local variable.
type Local struct {
	Name     string
	Declared Type // type that every value is held to; D when there is no declaration
	Captured bool // lives in a cell: Dynamic everywhere
	Param    bool

	node    syntax.Node // the declaration or first assignment
	deleted bool
	typed   bool // has an annotation
	final   bool
}

// CallKind says what a call is.
type CallKind uint8

const (
	CallDynamic       CallKind = iota // as Python does it; arguments are objects
	CallFunction                      // Callee is a module function or static method: direct
	CallMethod                        // through the vtable of the receiver
	CallMethodDirect                  // a method whose implementation is known
	CallConstructor                   // allocate Class, then Callee (__init__), nil: none to call
	CallNew                           // Callee is __new__; then __init__ is not called
	CallSuper                         // super().m(): direct, the receiver is the first parameter
	CallInline                        // expand Callee
	CallBuiltinFunc                   // Callee or Builtin names a built-in function
	CallBuiltinMethod                 // Builtin names the method of a built-in class (Class)
	CallBuiltinClass                  // a built-in class is called: Class
	CallPrimConvert                   // int64(x), double(x): to Prim
	CallBox
	CallUnbox // to Prim
	CallCast  // cast(T, v): To, Args[0]
	CallCLen
	CallLen
	CallCRange
	CallRand
	CallProdAssert
	CallIsinstance
	CallIssubclass
	CallRevealType
	CallNative
	CallGeneric // CheckedList[int](...), Array[int64](n): To
	CallEnum    // E(value)
)

var callKindNames = [...]string{"dynamic", "function", "method", "method-direct", "constructor", "new", "super", "inline", "builtin-func",
	"builtin-method", "builtin-class", "prim-convert", "box", "unbox", "cast", "clen", "len", "crange", "rand", "prod-assert",
	"isinstance", "issubclass", "reveal-type", "native", "generic", "enum"}

func (k CallKind) String() string { return callKindNames[k] }

// CallInfo says what a call does. Arguments are evaluated in the order of the
// source; Args gives them in the order of Callee's parameters, without the
// receiver of a method.
type CallInfo struct {
	Kind    CallKind
	Callee  *FuncType
	Class   *ClassType // constructor, built-in class or receiver's class
	Builtin string     // name of the built-in function or method
	Recv    syntax.Expr
	Args    []Arg
	Result  Type            // verdict on the call
	Prim    primitives.Kind // CallPrimConvert, CallUnbox
	To      Type            // CallCast, CallGeneric
	// Check: the callee is called dynamically though its declared result is used: the
	// result must be cast to Result.
	Check bool
	// Awaited: the call of an async function stands directly under await.
	Awaited bool
	// Hint is, for a CallDynamic, what the call would be if the trusted types hold; nil: unknown.
	Hint *CallInfo
}

// Arg is the value for one parameter: an expression of the call, or the default.
type Arg struct {
	Param   *Param
	Expr    syntax.Expr       // nil: the default
	Default syntax.ConstValue // when Expr is nil
}

// AttrKind says what an attribute is.
type AttrKind uint8

const (
	AttrDynamic  AttrKind = iota
	AttrField             // slot at a fixed offset
	AttrVirtual           // field with a class-level default: may be overridden by a descriptor
	AttrProperty          // call the getter (load), setter (store) or deleter
	AttrMethod            // a bound method as a value, or called (see Calls)
	AttrClassVar
	AttrClass  // nested class
	AttrModule // member of a static module: Binding
	AttrEnum   // member of an enumeration
	AttrBuiltinMethod
	AttrSpecial // __class__, __name__ of a class: Type says what
)

func (k AttrKind) String() string {
	return [...]string{"dynamic", "field", "virtual", "property", "method", "classvar", "class", "module", "enum", "builtin-method", "special"}[k]
}

// AttrInfo says what an attribute is: of the receiver's verdict for all kinds but
// AttrDynamic, for which Hint is what it would be if the trusted type holds.
type AttrInfo struct {
	Kind     AttrKind
	Class    *ClassType // class of the receiver by which it was found
	Field    *FieldInfo
	Property *Property
	Method   *FuncType
	Var      *ClassVar
	Binding  *Binding
	OnClass  bool // the receiver is the class object, not an instance
	Type     Type // declared type of the place
	Refined  bool // narrowed by a test or an assignment (SP §3.6); TypeOf has the type
	Direct   bool // property: the accessor cannot be overridden
	Hint     *AttrInfo
}

// SubscriptKind says how a subscript is evaluated.
type SubscriptKind uint8

const (
	SubDynamic     SubscriptKind = iota
	SubListPrim                  // list or tuple indexed by a signed machine int
	SubListInt                   // exact list or tuple indexed by a Python int
	SubCheckedList               // CheckedList
	SubCheckedDict
	SubArray // Array: Elem is its machine type
	SubType  // a type expression: Array[int64]
	SubEnum
)

func (k SubscriptKind) String() string {
	return [...]string{"dynamic", "list-prim", "list-int", "checked-list", "checked-dict", "array", "type", "enum"}[k]
}

// SubscriptInfo describes a subscript.
type SubscriptInfo struct {
	Kind  SubscriptKind
	Elem  Type // what it gives or takes
	Exact bool // the container is exact: no subclass can override the access
}

// PrimOp is an operation on machine values.
type PrimOp struct {
	Op      primitives.Op // BinOps and AugOps
	Operand primitives.Kind
	Result  primitives.Kind
}
