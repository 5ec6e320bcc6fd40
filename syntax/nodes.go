// Package syntax turns Python source text into a syntax tree.
//
// The tree mirrors the abstract grammar of CPython 3.13's ast module: one
// struct per constructor, with the constructor's name and fields in CamelCase.
// The differences are few: the expression statement is called ExprStmt,
// type comments are dropped, and the helper records that have no position in
// CPython (arguments, comprehension, withitem, match_case) have one here.
// Optional nodes are nil when absent.
package syntax

import "math/big"

// Range is a stretch of source text. Lines count from 1; columns are UTF-8
// byte offsets into the line, from 0, as in CPython's col_offset. The end is
// exclusive.
type Range struct {
	Line, Col       int32
	EndLine, EndCol int32
}

// Span returns the range itself; it makes every node that embeds a Range a Node.
func (r Range) Span() Range { return r }

// Node is any node of the tree.
type Node interface {
	Span() Range
}

// Stmt is a statement.
type Stmt interface {
	Node
	stmt()
}

// Expr is an expression.
type Expr interface {
	Node
	expr()
}

// Pattern is a pattern of a match statement.
type Pattern interface {
	Node
	pattern()
}

// TypeParam is a type parameter (PEP 695).
type TypeParam interface {
	Node
	typeParam()
	// ParamName is the name that the parameter binds.
	ParamName() string
	// Default is the default value (PEP 696), or nil.
	Default() Expr
}

// ExprContext says how a Name, Attribute, Subscript, Starred, List or Tuple is used.
type ExprContext uint8

// The contexts.
const (
	Load ExprContext = iota
	Store
	Del
)

// BinOpKind is the operator of a BinOp or AugAssign.
type BinOpKind uint8

// The binary operators.
const (
	Add BinOpKind = iota
	Sub
	Mult
	MatMult
	Div
	Mod
	Pow
	LShift
	RShift
	BitOr
	BitXor
	BitAnd
	FloorDiv
)

// UnaryOpKind is the operator of a UnaryOp.
type UnaryOpKind uint8

// The unary operators.
const (
	Invert UnaryOpKind = iota
	Not
	UAdd
	USub
)

// BoolOpKind is the operator of a BoolOp.
type BoolOpKind uint8

// The Boolean operators.
const (
	And BoolOpKind = iota
	Or
)

// CmpOpKind is an operator of a Compare.
type CmpOpKind uint8

// The comparison operators.
const (
	Eq CmpOpKind = iota
	NotEq
	Lt
	LtE
	Gt
	GtE
	Is
	IsNot
	In
	NotIn
)

// Module is a whole file.
type Module struct {
	Range
	Body []Stmt
}

// Statements.
type (
	// FunctionDef is def.
	FunctionDef struct {
		Range         // starts at "def"; decorators stand before it
		Name          string
		Args          *Arguments
		Body          []Stmt
		DecoratorList []Expr
		Returns       Expr // nil: no annotation
		TypeParams    []TypeParam
	}

	// AsyncFunctionDef is async def.
	AsyncFunctionDef struct {
		Range
		Name          string
		Args          *Arguments
		Body          []Stmt
		DecoratorList []Expr
		Returns       Expr // nil: no annotation
		TypeParams    []TypeParam
	}

	// ClassDef is class.
	ClassDef struct {
		Range
		Name          string
		Bases         []Expr
		Keywords      []*Keyword
		Body          []Stmt
		DecoratorList []Expr
		TypeParams    []TypeParam
	}

	// Return is return.
	Return struct {
		Range
		Value Expr // nil: bare return
	}

	// Delete is del.
	Delete struct {
		Range
		Targets []Expr
	}

	// Assign is target = ... = value.
	Assign struct {
		Range
		Targets []Expr
		Value   Expr
	}

	// TypeAlias is type Name[TypeParams] = Value.
	TypeAlias struct {
		Range
		Name       Expr // always a *Name
		TypeParams []TypeParam
		Value      Expr
	}

	// AugAssign is target op= value.
	AugAssign struct {
		Range
		Target Expr
		Op     BinOpKind
		Value  Expr
	}

	// AnnAssign is target: annotation [= value].
	AnnAssign struct {
		Range
		Target     Expr
		Annotation Expr
		Value      Expr // nil: a declaration only
		Simple     bool // the target is a bare name without parentheses
	}

	// For is for.
	For struct {
		Range
		Target Expr
		Iter   Expr
		Body   []Stmt
		OrElse []Stmt
	}

	// AsyncFor is async for.
	AsyncFor struct {
		Range
		Target Expr
		Iter   Expr
		Body   []Stmt
		OrElse []Stmt
	}

	// While is while.
	While struct {
		Range
		Test   Expr
		Body   []Stmt
		OrElse []Stmt
	}

	// If is if; an elif is an If alone in OrElse.
	If struct {
		Range
		Test   Expr
		Body   []Stmt
		OrElse []Stmt
	}

	// With is with.
	With struct {
		Range
		Items []*WithItem
		Body  []Stmt
	}

	// AsyncWith is async with.
	AsyncWith struct {
		Range
		Items []*WithItem
		Body  []Stmt
	}

	// Match is match.
	Match struct {
		Range
		Subject Expr
		Cases   []*MatchCase
	}

	// Raise is raise.
	Raise struct {
		Range
		Exc   Expr // nil: re-raise
		Cause Expr // nil: no "from"
	}

	// Try is try.
	Try struct {
		Range
		Body      []Stmt
		Handlers  []*ExceptHandler
		OrElse    []Stmt
		FinalBody []Stmt
	}

	// TryStar is try with except* clauses (PEP 654).
	TryStar struct {
		Range
		Body      []Stmt
		Handlers  []*ExceptHandler
		OrElse    []Stmt
		FinalBody []Stmt
	}

	// Assert is assert.
	Assert struct {
		Range
		Test Expr
		Msg  Expr // nil: none
	}

	// Import is import.
	Import struct {
		Range
		Names []*Alias
	}

	// ImportFrom is from ... import.
	ImportFrom struct {
		Range
		Module string // "": only dots
		Names  []*Alias
		Level  int // number of leading dots
	}

	// Global is global.
	Global struct {
		Range
		Names []string
	}

	// Nonlocal is nonlocal.
	Nonlocal struct {
		Range
		Names []string
	}

	// ExprStmt is an expression used as a statement (ast.Expr).
	ExprStmt struct {
		Range
		Value Expr
	}

	// Pass is pass.
	Pass struct{ Range }

	// Break is break.
	Break struct{ Range }

	// Continue is continue.
	Continue struct{ Range }
)

// Expressions.
type (
	// BoolOp is a chain of one Boolean operator.
	BoolOp struct {
		Range
		Op     BoolOpKind
		Values []Expr
	}

	// NamedExpr is target := value.
	NamedExpr struct {
		Range
		Target Expr // always a *Name
		Value  Expr
	}

	// BinOp is left op right.
	BinOp struct {
		Range
		Left  Expr
		Op    BinOpKind
		Right Expr
	}

	// UnaryOp is op operand.
	UnaryOp struct {
		Range
		Op      UnaryOpKind
		Operand Expr
	}

	// Lambda is lambda args: body.
	Lambda struct {
		Range
		Args *Arguments
		Body Expr
	}

	// IfExp is body if test else orelse.
	IfExp struct {
		Range
		Test   Expr
		Body   Expr
		OrElse Expr
	}

	// Dict is a dict display; a nil key stands for **value.
	Dict struct {
		Range
		Keys   []Expr
		Values []Expr
	}

	// Set is a set display.
	Set struct {
		Range
		Elts []Expr
	}

	// ListComp is [elt for ...].
	ListComp struct {
		Range
		Elt        Expr
		Generators []*Comprehension
	}

	// SetComp is {elt for ...}.
	SetComp struct {
		Range
		Elt        Expr
		Generators []*Comprehension
	}

	// DictComp is {key: value for ...}.
	DictComp struct {
		Range
		Key        Expr
		Value      Expr
		Generators []*Comprehension
	}

	// GeneratorExp is (elt for ...).
	GeneratorExp struct {
		Range
		Elt        Expr
		Generators []*Comprehension
	}

	// Await is await value.
	Await struct {
		Range
		Value Expr
	}

	// Yield is yield [value].
	Yield struct {
		Range
		Value Expr // nil: bare yield
	}

	// YieldFrom is yield from value.
	YieldFrom struct {
		Range
		Value Expr
	}

	// Compare is left ops[0] comparators[0] ops[1] ...
	Compare struct {
		Range
		Left        Expr
		Ops         []CmpOpKind
		Comparators []Expr
	}

	// Call is func(args, keywords).
	Call struct {
		Range
		Func     Expr
		Args     []Expr
		Keywords []*Keyword
	}

	// FormattedValue is a replacement field of an f-string.
	FormattedValue struct {
		Range
		Value      Expr
		Conversion int        // -1 none, else 's', 'r' or 'a'
		FormatSpec *JoinedStr // nil: none
	}

	// JoinedStr is an f-string: Constants and FormattedValues.
	JoinedStr struct {
		Range
		Values []Expr
	}

	// Constant is a literal, or None, True, False, Ellipsis.
	Constant struct {
		Range
		Value ConstValue
		Kind  string // "u" for a string whose first literal has that prefix
	}

	// Attribute is value.attr.
	Attribute struct {
		Range
		Value Expr
		Attr  string
		Ctx   ExprContext
	}

	// Subscript is value[slice].
	Subscript struct {
		Range
		Value Expr
		Slice Expr
		Ctx   ExprContext
	}

	// Starred is *value.
	Starred struct {
		Range
		Value Expr
		Ctx   ExprContext
	}

	// Name is an identifier, normalised to NFKC.
	Name struct {
		Range
		ID  string
		Ctx ExprContext
	}

	// List is a list display or target.
	List struct {
		Range
		Elts []Expr
		Ctx  ExprContext
	}

	// Tuple is a tuple display or target.
	Tuple struct {
		Range
		Elts []Expr
		Ctx  ExprContext
	}

	// Slice is lower:upper:step inside a subscript; absent parts are nil.
	Slice struct {
		Range
		Lower, Upper, Step Expr
	}
)

// Patterns.
type (
	// MatchValue compares with a value.
	MatchValue struct {
		Range
		Value Expr
	}

	// MatchSingleton tests identity with None, True or False.
	MatchSingleton struct {
		Range
		Value ConstValue
	}

	// MatchSequence is a sequence pattern.
	MatchSequence struct {
		Range
		Patterns []Pattern
	}

	// MatchMapping is a mapping pattern.
	MatchMapping struct {
		Range
		Keys     []Expr
		Patterns []Pattern
		Rest     string // the name after **, "" when absent
	}

	// MatchClass is a class pattern.
	MatchClass struct {
		Range
		Cls         Expr
		Patterns    []Pattern
		KwdAttrs    []string
		KwdPatterns []Pattern
	}

	// MatchStar is *name in a sequence pattern.
	MatchStar struct {
		Range
		Name string // "": the wildcard *_
	}

	// MatchAs is pattern as name, a capture name, or the wildcard _.
	MatchAs struct {
		Range
		Pattern Pattern // nil: matches anything
		Name    string  // "": binds nothing
	}

	// MatchOr is p1 | p2 | ...
	MatchOr struct {
		Range
		Patterns []Pattern
	}
)

// Type parameters.
type (
	// TypeVar is T, T: bound, T = default.
	TypeVar struct {
		Range
		Name         string
		Bound        Expr // nil: none
		DefaultValue Expr // nil: none
	}

	// ParamSpec is **P.
	ParamSpec struct {
		Range
		Name         string
		DefaultValue Expr // nil: none
	}

	// TypeVarTuple is *Ts.
	TypeVarTuple struct {
		Range
		Name         string
		DefaultValue Expr // nil: none
	}
)

// Parts of statements and expressions.
type (
	// Comprehension is one for clause of a comprehension with its ifs.
	Comprehension struct {
		Range
		Target  Expr
		Iter    Expr
		Ifs     []Expr
		IsAsync bool
	}

	// ExceptHandler is an except or except* clause.
	ExceptHandler struct {
		Range
		Type Expr   // nil: bare except
		Name string // "": no "as"
		Body []Stmt
	}

	// Arguments are the parameters of a function. Defaults belong to the last
	// len(Defaults) of PosOnlyArgs followed by Args; KwDefaults has one entry per
	// KwOnlyArgs, nil where there is no default.
	Arguments struct {
		Range
		PosOnlyArgs []*Arg
		Args        []*Arg
		VarArg      *Arg // nil: none
		KwOnlyArgs  []*Arg
		KwDefaults  []Expr
		KwArg       *Arg // nil: none
		Defaults    []Expr
	}

	// Arg is one parameter.
	Arg struct {
		Range
		Arg        string
		Annotation Expr // nil: none
	}

	// Keyword is name=value, or **value when Arg is "".
	Keyword struct {
		Range
		Arg   string
		Value Expr
	}

	// Alias is name [as asname] of an import.
	Alias struct {
		Range
		Name   string
		AsName string // "": none
	}

	// WithItem is one item of a with statement.
	WithItem struct {
		Range
		ContextExpr  Expr
		OptionalVars Expr // nil: no "as"
	}

	// MatchCase is one case of a match statement.
	MatchCase struct {
		Range
		Pattern Pattern
		Guard   Expr // nil: none
		Body    []Stmt
	}
)

// ConstValue is the value of a literal: Singleton, Int, Float, Imag, Str or Bytes.
type ConstValue interface{ constValue() }

// Singleton is a constant with only one instance.
type Singleton uint8

// The singletons.
const (
	ConstNone Singleton = iota
	ConstTrue
	ConstFalse
	ConstEllipsis
)

type (
	// Int is an int literal. Big is nil when the value fits Small.
	Int struct {
		Small int64
		Big   *big.Int
	}

	// Float is a float literal.
	Float float64

	// Imag is an imaginary literal: the complex number 0+xj.
	Imag float64

	// Str is a string in WTF-8: UTF-8, in which a lone surrogate (written as an
	// escape, "\ud800") is the three bytes that UTF-8's rule would give it. A
	// high surrogate followed by a low one stays two, as in Python.
	Str string

	// Bytes is a bytes literal, byte by byte.
	Bytes string
)

func (Singleton) constValue() {}
func (Int) constValue()       {}
func (Float) constValue()     {}
func (Imag) constValue()      {}
func (Str) constValue()       {}
func (Bytes) constValue()     {}

func (*FunctionDef) stmt()      {}
func (*AsyncFunctionDef) stmt() {}
func (*ClassDef) stmt()         {}
func (*Return) stmt()           {}
func (*Delete) stmt()           {}
func (*Assign) stmt()           {}
func (*TypeAlias) stmt()        {}
func (*AugAssign) stmt()        {}
func (*AnnAssign) stmt()        {}
func (*For) stmt()              {}
func (*AsyncFor) stmt()         {}
func (*While) stmt()            {}
func (*If) stmt()               {}
func (*With) stmt()             {}
func (*AsyncWith) stmt()        {}
func (*Match) stmt()            {}
func (*Raise) stmt()            {}
func (*Try) stmt()              {}
func (*TryStar) stmt()          {}
func (*Assert) stmt()           {}
func (*Import) stmt()           {}
func (*ImportFrom) stmt()       {}
func (*Global) stmt()           {}
func (*Nonlocal) stmt()         {}
func (*ExprStmt) stmt()         {}
func (*Pass) stmt()             {}
func (*Break) stmt()            {}
func (*Continue) stmt()         {}

func (*BoolOp) expr()         {}
func (*NamedExpr) expr()      {}
func (*BinOp) expr()          {}
func (*UnaryOp) expr()        {}
func (*Lambda) expr()         {}
func (*IfExp) expr()          {}
func (*Dict) expr()           {}
func (*Set) expr()            {}
func (*ListComp) expr()       {}
func (*SetComp) expr()        {}
func (*DictComp) expr()       {}
func (*GeneratorExp) expr()   {}
func (*Await) expr()          {}
func (*Yield) expr()          {}
func (*YieldFrom) expr()      {}
func (*Compare) expr()        {}
func (*Call) expr()           {}
func (*FormattedValue) expr() {}
func (*JoinedStr) expr()      {}
func (*Constant) expr()       {}
func (*Attribute) expr()      {}
func (*Subscript) expr()      {}
func (*Starred) expr()        {}
func (*Name) expr()           {}
func (*List) expr()           {}
func (*Tuple) expr()          {}
func (*Slice) expr()          {}

func (*MatchValue) pattern()     {}
func (*MatchSingleton) pattern() {}
func (*MatchSequence) pattern()  {}
func (*MatchMapping) pattern()   {}
func (*MatchClass) pattern()     {}
func (*MatchStar) pattern()      {}
func (*MatchAs) pattern()        {}
func (*MatchOr) pattern()        {}

func (*TypeVar) typeParam()      {}
func (*ParamSpec) typeParam()    {}
func (*TypeVarTuple) typeParam() {}

// ParamName is the name that the parameter binds.
func (p *TypeVar) ParamName() string { return p.Name }

// ParamName is the name that the parameter binds.
func (p *ParamSpec) ParamName() string { return p.Name }

// ParamName is the name that the parameter binds.
func (p *TypeVarTuple) ParamName() string { return p.Name }

// Default is the default value, or nil.
func (p *TypeVar) Default() Expr { return p.DefaultValue }

// Default is the default value, or nil.
func (p *ParamSpec) Default() Expr { return p.DefaultValue }

// Default is the default value, or nil.
func (p *TypeVarTuple) Default() Expr { return p.DefaultValue }

var (
	binOpNames = [...]string{"Add", "Sub", "Mult", "MatMult", "Div", "Mod", "Pow", "LShift", "RShift",
		"BitOr", "BitXor", "BitAnd", "FloorDiv"}
	binOpSigns   = [...]string{"+", "-", "*", "@", "/", "%", "**", "<<", ">>", "|", "^", "&", "//"}
	unaryOpNames = [...]string{"Invert", "Not", "UAdd", "USub"}
	unaryOpSigns = [...]string{"~", "not", "+", "-"}
	boolOpNames  = [...]string{"And", "Or"}
	boolOpSigns  = [...]string{"and", "or"}
	cmpOpNames   = [...]string{"Eq", "NotEq", "Lt", "LtE", "Gt", "GtE", "Is", "IsNot", "In", "NotIn"}
	cmpOpSigns   = [...]string{"==", "!=", "<", "<=", ">", ">=", "is", "is not", "in", "not in"}
	contextNames = [...]string{"Load", "Store", "Del"}
	constNames   = [...]string{"None", "True", "False", "Ellipsis"}
)

// String is the operator's name in the abstract grammar: "Add".
func (o BinOpKind) String() string { return binOpNames[o] }

// Sign is the operator as written: "+".
func (o BinOpKind) Sign() string { return binOpSigns[o] }

// String is the operator's name in the abstract grammar: "Not".
func (o UnaryOpKind) String() string { return unaryOpNames[o] }

// Sign is the operator as written: "not".
func (o UnaryOpKind) Sign() string { return unaryOpSigns[o] }

// String is the operator's name in the abstract grammar: "And".
func (o BoolOpKind) String() string { return boolOpNames[o] }

// Sign is the operator as written: "and".
func (o BoolOpKind) Sign() string { return boolOpSigns[o] }

// String is the operator's name in the abstract grammar: "NotIn".
func (o CmpOpKind) String() string { return cmpOpNames[o] }

// Sign is the operator as written: "not in".
func (o CmpOpKind) Sign() string { return cmpOpSigns[o] }

// String is the context's name in the abstract grammar: "Load".
func (c ExprContext) String() string { return contextNames[c] }

// String is the constant as Python's repr shows it, but for "Ellipsis".
func (s Singleton) String() string { return constNames[s] }
