package typecheck

import (
	"spc/symtable"
	"spc/syntax"
	"spc/vtable"
)

// Module is what a module declares: what importing modules and its own functions
// know of its names.
type Module struct {
	Name   string // dotted
	Path   string
	Unit   *Unit // nil for built-in ones
	Names  map[string]*Binding
	Order  []string // the names in order of their declaration
	Static bool

	// Modules whose declarations this one's declarations rest on, and those that only
	// bodies use (SP §9.6).
	DeclDeps, BindDeps map[string]bool

	table   *symtable.Table
	renamed map[string]*Binding // built-in names that compiler flags give another meaning
}

// BindKind says how a module-level name is bound.
type BindKind uint8

const (
	BindDynamic  BindKind = iota // anything, at any time: read it as Python does
	BindFunc                     // a function, for good: never rebound in the module
	BindClass                    // a class, for good
	BindConst                    // Final with a literal value: reads are folded
	BindFinal                    // Final, value of Type, bound once
	BindVar                      // annotated variable: Type at any time, may be rebound
	BindModule                   // import m
	BindImported                 // from m import x of a known module; From is its binding there
	BindAlias                    // type X = T
)

func (k BindKind) String() string {
	return [...]string{"dynamic", "function", "class", "const", "final", "var", "module", "imported", "alias"}[k]
}

// Binding is one module-level name.
type Binding struct {
	Name    string
	Kind    BindKind
	Type    Type              // as seen from functions and other modules
	Func    *FuncType         // BindFunc; BindFinal when the value is a known function
	Class   *ClassType        // BindClass
	Const   syntax.ConstValue // BindConst; negative ints too
	Module  string            // BindModule, BindImported: dotted name of the source module
	From    *Binding          // BindImported
	Node    syntax.Node       // the declaring statement
	Rebound bool              // assigned more than once, deleted, or declared global in a function

	declared Type // inside the module body: type that assignments are held to
	owner    *Module
	state    bindState
	expr     syntax.Expr // annotation or value still to be resolved
	final    bool
	value    syntax.Expr
	shadow   bool // declared inside a conditional block

	fromImport string        // imports: the name in the source module, or the whole dotted name
	alias      *syntax.Alias // of an import
	path       string        // dotted path of a value of unknown type: "typing.Optional"
	inferred   bool          // unannotated: the module body fixes the type with the first value
	byGlobal   bool          // rebound from a function
	deleted    bool
	moduleType Type // inferred: the type that assignments in the module body are held to
}

// Held is the type of every value that the module binds the name to; nil when nothing is known of some of them.
func (b *Binding) Held() Type {
	switch {
	case b.final || b.Kind == BindConst:
		return b.Type
	case b.declared != nil:
		return b.declared
	case b.Kind == BindDynamic && b.inferred && !b.byGlobal:
		return b.moduleType
	}
	return nil
}

type bindState uint8

const (
	bindPending bindState = iota
	bindRunning
	bindDone
)

// ParamKind is how arguments reach a parameter.
type ParamKind uint8

const (
	PosOnly ParamKind = iota
	PosOrKw
	VarPos
	KwOnly
	VarKw
)

// Param is a parameter of a function.
type Param struct {
	Name      string
	Kind      ParamKind
	Type      Type        // D without annotation
	Annotated bool        // has an annotation
	Default   syntax.Expr // nil: required (of built-in functions see Optional)
	Optional  bool        // has a default
	// Const is the default's value when it is a constant (after folding, with Final
	// names resolved): the only kind that static callers may fill in themselves.
	Const syntax.ConstValue
	// Check is what CHECK_ARGS demands of a value that comes from untyped code (SP
	// §4.1); nil: nothing.
	Check Type
	Node  *syntax.Arg
}

// FuncType is a function: the declaration and the type of the value.
type FuncType struct {
	Name     string // bare
	Qualname string // "C.f", "f.<locals>.g"
	Module   *Module
	Class    *ClassType // the class in whose body it stands, nil for functions
	Params   []*Param
	Return   Type // declared result; for async functions of the awaited one
	Node     syntax.Node

	Async, Generator           bool
	StaticMethod, ClassMethod  bool
	Property                   *Property // it is the getter, setter or deleter of
	Final, Override, Overload  bool
	Inline                     bool // calls are expanded; the body is one return
	DynamicReturn              bool
	DoNotCompile               bool
	Native                     string // library of @native, else ""
	Decorated                  bool   // has a decorator that the checker does not understand: the name is dynamic
	Builtin                    bool
	Nested                     bool          // defined inside a function
	ContextDecorators          []syntax.Expr // outermost first
	builtin                    builtinRule
	Abstract                   bool // @abstractmethod
	CachedProperty             bool
	decorators                 []syntax.Expr
	signatureDone, declaredRet bool
	accessor                   string          // "getter", "setter", "deleter" of a property
	hidden                     map[string]bool // names of enclosing functions: dynamic in annotations
	Synthetic                  bool            // written by @dataclass: Node is the class
	decorating, defaultsBound  bool
	swallows                   bool // a context decorator may swallow exceptions
	noBody                     bool // meant to have none: it does not return None
	KeepsClass                 bool // as a class decorator it gives back the class it is given
}

// FullName is the display name "mod.C.f".
func (f *FuncType) FullName() string {
	if f.Module == nil || f.Module.Name == "builtins" || f.Module.Name == "__static__" {
		return f.Qualname
	}
	return f.Module.Name + "." + f.Qualname
}

// Result is the type of a call: Return, wrapped when the function is async.
func (f *FuncType) Result() Type {
	if f.Async && !f.Generator {
		return &Awaitable{Result: f.Return}
	}
	return f.Return
}

// HasStar reports whether the function takes *args or **kwargs.
func (f *FuncType) HasStar() bool {
	for _, p := range f.Params {
		if p.Kind == VarPos || p.Kind == VarKw {
			return true
		}
	}
	return false
}

// Param finds a parameter by name.
func (f *FuncType) Param(name string) *Param {
	for _, p := range f.Params {
		if p.Name == name {
			return p
		}
	}
	return nil
}

// Property is a property of a class; absent accessors are nil.
type Property struct {
	Name                   string
	Class                  *ClassType
	Getter, Setter, Delete *FuncType
	Cached                 bool // cached_property: the value has a slot
}

// FieldInfo is an instance attribute with a slot.
type FieldInfo struct {
	Name    string
	Class   *ClassType
	Type    Type
	Default syntax.Expr // class-level default; such fields are read virtually (SP §5.3)
	Final   bool
	Slot    *vtable.Field
	Node    syntax.Node // the declaration or the first assignment

	annotated  bool
	inBody     bool
	expr       syntax.Expr
	dataclass  *FieldSpec
	initVar    bool
	definitely bool
}

// ClassVar is an attribute of the class itself.
type ClassVar struct {
	Name  string
	Class *ClassType
	Type  Type
	Final bool
	Const syntax.ConstValue // Final with a literal value
	Value syntax.Expr
	Node  syntax.Node

	declared bool // has a ClassVar or Final annotation
	expr     syntax.Expr
}

// Member is what a class has under a name: exactly one part is set. All nil
// means that the attribute is dynamic (an unknown decorator).
type Member struct {
	Name     string
	Field    *FieldInfo
	Method   *FuncType
	Property *Property
	Var      *ClassVar
	Nested   *ClassType
	Dynamic  bool
	Node     syntax.Node
}

// ClassType is a class.
type ClassType struct {
	Name     string // bare
	Qualname string
	Module   *Module
	Node     *syntax.ClassDef
	Base     *ClassType   // first known base; object when none is written; nil for object
	Bases    []*ClassType // all known bases
	MRO      []*ClassType // itself first
	Members  map[string]*Member
	Order    []string // member names in order of definition

	Fields []*FieldInfo  // own, in slot order
	Layout *vtable.Class // nil for built-in and dynamic classes

	// Dynamic: to other code the class is of unknown type (metaclass, unknown
	// decorator, dynamic base with no layout, nested in a function, ...). Its body is checked all
	// the same; DynamicBecause says why.
	Dynamic        bool
	DynamicBecause string
	DynamicBase    bool // some base is of unknown type
	Builtin        bool
	Final          bool
	Enum           *EnumInfo
	Dataclass      *DataclassInfo
	Protocol       bool
	HasDict        bool
	HasWeakref     bool
	Mutable        bool
	Generic        *GenericInfo // checked generics of __static__
	Iterates       bool         // Args[0] is what iteration gives
	Typing         bool         // a typing form: exists for hints only, no run-time class to test
	ExactAlways    bool

	header, state    bindState
	outer            *ClassType      // class in whose body it stands
	hidden           map[string]bool // names of enclosing functions
	local            bool            // defined in a function
	baseDict         bool
	contextDecorator string
	initVars         []*FieldSpec
	leaksInInit      bool // __init__ shows the instance before all fields are set
}

// GenericInfo describes CheckedDict, CheckedList and Array.
type GenericInfo struct{ Params int }

// EnumInfo describes a static enumeration.
type EnumInfo struct {
	Kind    string // "Enum", "IntEnum", "StringEnum"
	Members []*EnumMember
}

// EnumMember is a member of an enumeration.
type EnumMember struct {
	Name  string
	Value syntax.Expr
	Type  Type // of the value
}

// DataclassInfo holds the arguments of @dataclass and the resulting fields, bases'
// first, in the order of __init__'s parameters before kw_only ones are moved back.
type DataclassInfo struct {
	Init, Repr, Eq, Order, UnsafeHash, Frozen, MatchArgs, KwOnly bool
	Fields                                                       []*FieldSpec
	PostInit                                                     *FuncType
}

// FieldSpec is a field of a dataclass.
type FieldSpec struct {
	Name             string
	Class            *ClassType
	Type             Type
	Default, Factory syntax.Expr
	Init, Repr       bool
	Compare, KwOnly  bool
	Hash             *bool // nil: as Compare
	InitVar, Var     bool
	Field            *FieldInfo
	Node             syntax.Node
}

// String is the display name: "int", "mod.Outer.Inner".
func (c *ClassType) String() string {
	if c.Module == nil || c.Module.Name == "builtins" || c.Module.Name == "typing" || c.Module.Name == "__static__" {
		return c.Qualname
	}
	return c.Module.Name + "." + c.Qualname
}

// IsSubclass reports whether c is d or derives from it, by the MRO.
func (c *ClassType) IsSubclass(d *ClassType) bool {
	if d == objectClass {
		return true
	}
	for _, m := range c.MRO {
		if m == d {
			return true
		}
	}
	return c == d
}

// Lookup finds a member along the MRO. unknown reports that the search met a base
// of unknown type first: the member may be anything.
func (c *ClassType) Lookup(name string) (m *Member, unknown bool) {
	for _, k := range c.MRO {
		if m := k.Members[name]; m != nil {
			return m, false
		}
		if k.DynamicBase {
			unknown = true
			return nil, true
		}
	}
	return nil, false
}

func (c *ClassType) alwaysExact() bool {
	return c.ExactAlways
}

// StaticBase is the nearest base that has a layout, or nil.
func (c *ClassType) StaticBase() *ClassType {
	for b := c.Base; b != nil; b = b.Base {
		if b.Layout != nil {
			return b
		}
	}
	return nil
}
