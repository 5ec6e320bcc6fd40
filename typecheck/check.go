package typecheck

import (
	"spc/diag"
	"spc/syntax"
)

// checker is the state of one Check.
type checker struct {
	opts    Options
	loader  Loader
	units   []*Unit
	modules map[string]*Module // nil entries: known to be unknown
	funcs   map[syntax.Node]*FuncType
	classes map[*syntax.ClassDef]*ClassType
	dead    map[syntax.Stmt]bool
	checked map[*Module]bool // modules among the units: their diagnostics count
	diags   []diag.Diagnostic
	muted   int // > 0: diagnostics are dropped

	pendingClasses []*ClassType
}

func newChecker(units []*Unit, loader Loader, opts Options) *checker {
	c := &checker{opts: opts, loader: loader, units: units, modules: map[string]*Module{},
		funcs: map[syntax.Node]*FuncType{}, classes: map[*syntax.ClassDef]*ClassType{},
		dead: map[syntax.Stmt]bool{}, checked: map[*Module]bool{}}
	c.modules["builtins"] = builtinsModule
	c.modules["__static__"] = staticModule
	return c
}

func (c *checker) run() ([]*Info, []diag.Diagnostic) {
	infos := make([]*Info, len(c.units))
	mods := make([]*Module, len(c.units))
	for _, u := range c.units {
		c.modules[u.Name] = nil
	}
	for i, u := range c.units {
		mods[i] = c.declareChecked(u)
	}
	for i, u := range c.units {
		infos[i] = newInfo(u)
		infos[i].Module = mods[i]
		if u.Mode != DynamicMode {
			c.markers(mods[i])
		}
		if u.Mode == StaticMode {
			c.finishModule(mods[i])
		}
	}
	for i, u := range c.units {
		if u.Mode == StaticMode {
			c.bindModule(mods[i], infos[i])
		}
	}
	for i, u := range c.units {
		if u.Mode != StaticMode {
			continue
		}
		for s := range c.dead {
			infos[i].Dead[s] = true
		}
	}
	return infos, diag.Sort(c.diags)
}

func (c *checker) declareChecked(u *Unit) *Module {
	if m := c.modules[u.Name]; m != nil {
		return m // loaded because an earlier unit imports it
	}
	c.registerChecked(u)
	return c.modules[u.Name]
}

func (c *checker) registerChecked(u *Unit) {
	m := c.declare(u)
	c.checked[m] = true
}

// module finds a static module by its dotted name; nil when it is unknown, which
// makes everything imported from it Dynamic.
func (c *checker) module(name string) *Module {
	if m, ok := c.modules[name]; ok && m != nil {
		return m
	}
	for _, u := range c.units {
		if u.Name == name {
			if c.modules[name] == nil {
				c.registerChecked(u)
			}
			return c.modules[name]
		}
	}
	if m, ok := c.modules[name]; ok {
		return m
	}
	c.modules[name] = nil
	if c.loader == nil {
		return nil
	}
	u := c.loader.Load(name)
	if u == nil || u.Mode != StaticMode || u.Tree == nil {
		return nil
	}
	u.Name = name
	return c.declare(u)
}

// errorf reports an error at a node of a module. Modules that are only loaded for
// their declarations are not reported on.
func (c *checker) errorf(m *Module, n syntax.Node, code diag.Code, format string, args ...any) {
	if c.muted > 0 || !c.checked[m] && m.Unit != nil && !c.isUnit(m) {
		return
	}
	var r syntax.Range
	if n != nil {
		r = n.Span()
	}
	c.diags = append(c.diags, diag.Errorf(m.Path, r, code, format, args...))
}

// because adds a note to the diagnostics made since there were so many: the declaration that caused them.
func (c *checker) because(since int, m *Module, n syntax.Node, format string, args ...any) {
	if n == nil || m == nil {
		return
	}
	r := n.Span()
	if r.EndLine > r.Line { // of a definition only its first line
		r.EndLine, r.EndCol = r.Line, r.Col
	}
	for i := since; i < len(c.diags); i++ {
		if d := &c.diags[i]; d.Range != n.Span() || d.Path != m.Path {
			*d = d.WithNote(m.Path, r, format, args...)
		}
	}
}

func (c *checker) isUnit(m *Module) bool {
	for _, u := range c.units {
		if u == m.Unit {
			return true
		}
	}
	return false
}

func newInfo(u *Unit) *Info {
	return &Info{
		Unit:      u,
		Types:     map[syntax.Expr]Type{},
		Coerce:    map[syntax.Expr]Type{},
		Folded:    map[syntax.Expr]syntax.ConstValue{},
		Calls:     map[*syntax.Call]*CallInfo{},
		Attrs:     map[*syntax.Attribute]*AttrInfo{},
		Subscript: map[*syntax.Subscript]*SubscriptInfo{},
		BinOps:    map[*syntax.BinOp]*PrimOp{},
		AugOps:    map[*syntax.AugAssign]*PrimOp{},
		Compares:  map[*syntax.Compare][]*PrimOp{},
		IterElem:  map[syntax.Expr]Type{},
		Funcs:     map[syntax.Node]*FuncType{},
		Classes:   map[*syntax.ClassDef]*ClassType{},
		Scopes:    map[syntax.Node]*Scope{},

		NeverSwallows: map[*syntax.WithItem]bool{},
		Asserted:      map[*syntax.Assert][]Narrowed{},
		Dead:          map[syntax.Stmt]bool{},
	}
}

// condition is the verdict on a test at declaration time.
type condition uint8

const (
	condUnknown condition = iota
	condTrue
	condFalse
	condTypeChecking
)

// staticCondition decides the tests of SP §3.7: TYPE_CHECKING, and comparisons of
// sys.hexversion with a constant.
func (c *checker) staticCondition(e syntax.Expr) condition {
	switch e := e.(type) {
	case *syntax.Name:
		if e.ID == "TYPE_CHECKING" {
			return condTypeChecking
		}
	case *syntax.Compare:
		a, ok := e.Left.(*syntax.Attribute)
		if !ok || a.Attr != "hexversion" || len(e.Ops) != 1 || c.opts.Version.Major == 0 {
			return condUnknown
		}
		if n, ok := a.Value.(*syntax.Name); !ok || n.ID != "sys" {
			return condUnknown
		}
		k, ok := e.Comparators[0].(*syntax.Constant)
		if !ok {
			return condUnknown
		}
		want, ok := k.Value.(syntax.Int)
		if !ok || want.Big != nil {
			return condUnknown
		}
		have := int64(c.opts.Version.Major)<<24 | int64(c.opts.Version.Minor)<<16
		low := want.Small &^ 0xffff
		if low == have && want.Small != have {
			return condUnknown // the micro version decides
		}
		var res bool
		switch e.Ops[0] {
		case syntax.Gt:
			res = have >= want.Small // some micro version follows .0
		case syntax.GtE:
			res = have >= want.Small
		case syntax.Lt:
			res = have < want.Small
		case syntax.LtE:
			res = have < want.Small
		case syntax.Eq:
			res = false
		case syntax.NotEq:
			res = true
		default:
			return condUnknown
		}
		if res {
			return condTrue
		}
		return condFalse
	}
	return condUnknown
}

// markers checks the place of the module's marker imports (SP §1.1).
func (c *checker) markers(m *Module) {
	open, docstring := true, true
	for _, s := range m.Unit.Tree.Body {
		switch s := s.(type) {
		case *syntax.ExprStmt:
			if k, ok := s.Value.(*syntax.Constant); ok && docstring {
				if _, ok := k.Value.(syntax.Str); ok {
					docstring = false
					continue
				}
			}
			open = false
		case *syntax.ImportFrom:
			if s.Module != "__future__" && s.Module != "__static__.compiler_flags" {
				open = false
			}
		case *syntax.Import:
			marker := ""
			for _, a := range s.Names {
				if a.Name == "__static__" || a.Name == "__strict__" {
					marker = a.Name
				}
			}
			if marker == "" {
				open = false
				continue
			}
			switch {
			case !open:
				c.errorf(m, s, diag.BadMarker, "Cinder flag %s must be at the top of a file", marker)
			case len(s.Names) > 1:
				c.errorf(m, s, diag.BadMarker, "%s flag may not be combined with other imports", marker)
			case s.Names[0].AsName != "":
				c.errorf(m, s, diag.BadMarker, "%s flag may not be aliased", marker)
			}
		default:
			open = false
		}
		docstring = false
	}
}
