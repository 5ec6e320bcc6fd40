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
	modules map[string]*Module
	infos   map[*Module]*Info
	diags   []diag.Diagnostic
}

func newChecker(units []*Unit, loader Loader, opts Options) *checker {
	return &checker{opts: opts, loader: loader, units: units, modules: map[string]*Module{}, infos: map[*Module]*Info{}}
}

func (c *checker) run() ([]*Info, []diag.Diagnostic) {
	var infos []*Info
	for _, u := range c.units {
		infos = append(infos, newInfo(u))
	}
	return infos, diag.Sort(c.diags)
}

func newInfo(u *Unit) *Info {
	return &Info{
		Unit:      u,
		Module:    &Module{Name: u.Name, Path: u.Path, Unit: u, Names: map[string]*Binding{}, Static: u.Mode == StaticMode},
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
		Dead:          map[syntax.Stmt]bool{},
	}
}
