// Package symtable resolves names: which scopes a module has and what each name in
// each of them means, by the rules of the language reference (section 4.2,
// Naming and binding) as CPython's compiler applies them.
//
// It works in two steps. The builder walks the tree and records, per scope,
// how each name is used: bound, read, declared global or nonlocal, a parameter.
// The analyser then goes down the tree of scopes with the names that enclosing
// functions bind, decides every name, and comes back up with the free names,
// which makes cells of the variables that they refer to. Class scopes are
// transparent for the functions inside them, save for __class__.
package symtable

import "spc/syntax"

// Kind is the kind of a scope.
type Kind uint8

const (
	ModuleScope Kind = iota
	ClassScope
	FunctionScope
	LambdaScope
	ListCompScope
	SetCompScope
	DictCompScope
	GeneratorScope  // a generator expression
	AnnotationScope // annotations that are not evaluated (from __future__ import annotations)
	TypeParamsScope // around a generic function, class or alias (PEP 695)
	TypeVarScope    // the bound, constraints or default of a type variable
	TypeAliasScope  // the value of a type alias
)

// IsFunction reports whether the scope's names are those of a function: fast locals, cells, free variables.
func (k Kind) IsFunction() bool { return k != ModuleScope && k != ClassScope }

// IsComprehension reports whether the scope is that of a comprehension or generator expression.
func (k Kind) IsComprehension() bool { return k >= ListCompScope && k <= GeneratorScope }

// Resolution is what a name means in a scope.
type Resolution uint8

const (
	Unknown        Resolution = iota // not mentioned in the scope
	Local                            // a variable of this scope
	Cell                             // a variable of this scope that inner functions use
	Free                             // a variable of an enclosing function
	GlobalExplicit                   // declared by a global statement
	GlobalImplicit                   // not bound in any enclosing function: module or builtin
)

// Use says how a name occurs in a scope.
type Use uint16

const (
	Assigned Use = 1 << iota
	Referenced
	Parameter
	DeclaredGlobal
	DeclaredNonlocal
	Annotated
	Imported
	CompIter // target of a comprehension's for
	TypeParamName
)

const bound = Assigned | Parameter | Imported | TypeParamName

// Symbol is a name in a scope.
type Symbol struct {
	Name string // mangled
	Use  Use
	Res  Resolution
	// FreeClass: a free variable of a class body's inner functions that the class body binds too.
	FreeClass bool
}

// Scope is one scope.
type Scope struct {
	Kind     Kind
	Name     string
	Qualname string // __qualname__ of the code object
	Node     syntax.Node
	Parent   *Scope
	Children []*Scope // in the order in which the compiler meets them

	Symbols map[string]*Symbol
	Names   []string // in the order of first occurrence
	Params  []string // of a function: positional-only, positional, keyword-only, *args, **kwargs

	Generator         bool // contains yield
	Coroutine         bool // async def, or a comprehension that awaits
	NeedsClassClosure bool // of a class: methods use __class__ or super()
	UsesLocals        bool // calls locals, vars, dir, eval or exec by bare name
	Nested            bool // inside a function
	private           string
}

// Lookup says what name (not mangled) means in s.
func (s *Scope) Lookup(name string) Resolution {
	if y := s.Symbols[s.Mangle(name)]; y != nil {
		return y.Res
	}
	return Unknown
}

// Mangle applies the rule for private names inside classes: __x becomes _Class__x.
func (s *Scope) Mangle(name string) string { return Mangle(s.private, name) }

// Mangle gives the mangled form of a name inside a class called class ("" outside classes).
func Mangle(class, name string) string {
	if len(name) < 3 || name[:2] != "__" || name[len(name)-2:] == "__" {
		return name
	}
	for i := 0; i < len(name); i++ {
		if name[i] == '.' {
			return name
		}
	}
	for class != "" && class[0] == '_' {
		class = class[1:]
	}
	if class == "" {
		return name
	}
	return "_" + class + name
}

// FreeVars lists the free variables of s, the cells of enclosing functions that its code object needs.
func (s *Scope) FreeVars() []string {
	var out []string
	for _, n := range s.Names {
		if y := s.Symbols[n]; y.Res == Free || y.FreeClass {
			out = append(out, n)
		}
	}
	return out
}

// CellVars lists the variables of s that inner functions use.
func (s *Scope) CellVars() []string {
	var out []string
	for _, n := range s.Names {
		if s.Symbols[n].Res == Cell {
			out = append(out, n)
		}
	}
	return out
}

// Table is all scopes of a module.
type Table struct {
	Top               *Scope
	FutureAnnotations bool // from __future__ import annotations
	scopes            map[syntax.Node]*Scope
	typeParams        map[syntax.Node]*Scope
}

// ScopeOf is the scope that a node opens: a Module, FunctionDef, AsyncFunctionDef, ClassDef, Lambda,
// comprehension, TypeVar or TypeAlias node. Nil for others.
func (t *Table) ScopeOf(n syntax.Node) *Scope { return t.scopes[n] }

// TypeParamsOf is the scope around a generic function, class or alias that holds its type parameters; nil when
// it has none.
func (t *Table) TypeParamsOf(n syntax.Node) *Scope { return t.typeParams[n] }
