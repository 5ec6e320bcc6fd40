package syntax

// A Visitor's Visit is called for each node that Walk meets. The children are
// visited with the visitor it returns; nil skips them. After the children,
// Visit(nil) is called on that visitor.
type Visitor interface {
	Visit(n Node) Visitor
}

// Walk visits n and what is below it in depth-first order, children in the order
// of the fields. n must not be nil.
func Walk(v Visitor, n Node) {
	w := v.Visit(n)
	if w == nil {
		return
	}
	EachChild(n, func(c Node) { Walk(w, c) })
	w.Visit(nil)
}

// Inspect visits n and what is below it in depth-first order. f says
// whether to go below the node it is given. n must not be nil.
func Inspect(n Node, f func(Node) bool) {
	if !f(n) {
		return
	}
	EachChild(n, func(c Node) { Inspect(c, f) })
}

func each[T Node](list []T, f func(Node)) {
	for _, n := range list {
		f(n)
	}
}

func one(e Expr, f func(Node)) {
	if e != nil {
		f(e)
	}
}

// EachChild calls f on each direct child of n in the order of the fields.
// Absent children are left out.
func EachChild(n Node, f func(Node)) {
	switch n := n.(type) {
	case *Module:
		each(n.Body, f)
	case Stmt:
		eachOfStmt(n, f)
	case Expr:
		eachOfExpr(n, f)
	case Pattern:
		eachOfPattern(n, f)
	case *TypeVar:
		one(n.Bound, f)
		one(n.DefaultValue, f)
	case *ParamSpec:
		one(n.DefaultValue, f)
	case *TypeVarTuple:
		one(n.DefaultValue, f)
	case *Comprehension:
		f(n.Target)
		f(n.Iter)
		each(n.Ifs, f)
	case *ExceptHandler:
		one(n.Type, f)
		each(n.Body, f)
	case *Arguments:
		each(n.PosOnlyArgs, f)
		each(n.Args, f)
		if n.VarArg != nil {
			f(n.VarArg)
		}
		each(n.KwOnlyArgs, f)
		for _, d := range n.KwDefaults {
			one(d, f)
		}
		if n.KwArg != nil {
			f(n.KwArg)
		}
		each(n.Defaults, f)
	case *Arg:
		one(n.Annotation, f)
	case *Keyword:
		f(n.Value)
	case *WithItem:
		f(n.ContextExpr)
		one(n.OptionalVars, f)
	case *MatchCase:
		f(n.Pattern)
		one(n.Guard, f)
		each(n.Body, f)
	}
}

func eachOfStmt(n Stmt, f func(Node)) {
	switch n := n.(type) {
	case *FunctionDef:
		f(n.Args)
		each(n.Body, f)
		each(n.DecoratorList, f)
		one(n.Returns, f)
		each(n.TypeParams, f)
	case *AsyncFunctionDef:
		f(n.Args)
		each(n.Body, f)
		each(n.DecoratorList, f)
		one(n.Returns, f)
		each(n.TypeParams, f)
	case *ClassDef:
		each(n.Bases, f)
		each(n.Keywords, f)
		each(n.Body, f)
		each(n.DecoratorList, f)
		each(n.TypeParams, f)
	case *Return:
		one(n.Value, f)
	case *Delete:
		each(n.Targets, f)
	case *Assign:
		each(n.Targets, f)
		f(n.Value)
	case *TypeAlias:
		f(n.Name)
		each(n.TypeParams, f)
		f(n.Value)
	case *AugAssign:
		f(n.Target)
		f(n.Value)
	case *AnnAssign:
		f(n.Target)
		f(n.Annotation)
		one(n.Value, f)
	case *For:
		f(n.Target)
		f(n.Iter)
		each(n.Body, f)
		each(n.OrElse, f)
	case *AsyncFor:
		f(n.Target)
		f(n.Iter)
		each(n.Body, f)
		each(n.OrElse, f)
	case *While:
		f(n.Test)
		each(n.Body, f)
		each(n.OrElse, f)
	case *If:
		f(n.Test)
		each(n.Body, f)
		each(n.OrElse, f)
	case *With:
		each(n.Items, f)
		each(n.Body, f)
	case *AsyncWith:
		each(n.Items, f)
		each(n.Body, f)
	case *Match:
		f(n.Subject)
		each(n.Cases, f)
	case *Raise:
		one(n.Exc, f)
		one(n.Cause, f)
	case *Try:
		each(n.Body, f)
		each(n.Handlers, f)
		each(n.OrElse, f)
		each(n.FinalBody, f)
	case *TryStar:
		each(n.Body, f)
		each(n.Handlers, f)
		each(n.OrElse, f)
		each(n.FinalBody, f)
	case *Assert:
		f(n.Test)
		one(n.Msg, f)
	case *Import:
		each(n.Names, f)
	case *ImportFrom:
		each(n.Names, f)
	case *ExprStmt:
		f(n.Value)
	}
}

func eachOfExpr(n Expr, f func(Node)) {
	switch n := n.(type) {
	case *BoolOp:
		each(n.Values, f)
	case *NamedExpr:
		f(n.Target)
		f(n.Value)
	case *BinOp:
		f(n.Left)
		f(n.Right)
	case *UnaryOp:
		f(n.Operand)
	case *Lambda:
		f(n.Args)
		f(n.Body)
	case *IfExp:
		f(n.Test)
		f(n.Body)
		f(n.OrElse)
	case *Dict:
		for _, k := range n.Keys {
			one(k, f)
		}
		each(n.Values, f)
	case *Set:
		each(n.Elts, f)
	case *ListComp:
		f(n.Elt)
		each(n.Generators, f)
	case *SetComp:
		f(n.Elt)
		each(n.Generators, f)
	case *DictComp:
		f(n.Key)
		f(n.Value)
		each(n.Generators, f)
	case *GeneratorExp:
		f(n.Elt)
		each(n.Generators, f)
	case *Await:
		f(n.Value)
	case *Yield:
		one(n.Value, f)
	case *YieldFrom:
		f(n.Value)
	case *Compare:
		f(n.Left)
		each(n.Comparators, f)
	case *Call:
		f(n.Func)
		each(n.Args, f)
		each(n.Keywords, f)
	case *FormattedValue:
		f(n.Value)
		if n.FormatSpec != nil {
			f(n.FormatSpec)
		}
	case *JoinedStr:
		each(n.Values, f)
	case *Attribute:
		f(n.Value)
	case *Subscript:
		f(n.Value)
		f(n.Slice)
	case *Starred:
		f(n.Value)
	case *List:
		each(n.Elts, f)
	case *Tuple:
		each(n.Elts, f)
	case *Slice:
		one(n.Lower, f)
		one(n.Upper, f)
		one(n.Step, f)
	}
}

func eachOfPattern(n Pattern, f func(Node)) {
	switch n := n.(type) {
	case *MatchValue:
		f(n.Value)
	case *MatchSequence:
		each(n.Patterns, f)
	case *MatchMapping:
		each(n.Keys, f)
		each(n.Patterns, f)
	case *MatchClass:
		f(n.Cls)
		each(n.Patterns, f)
		each(n.KwdPatterns, f)
	case *MatchAs:
		if n.Pattern != nil {
			f(n.Pattern)
		}
	case *MatchOr:
		each(n.Patterns, f)
	}
}
