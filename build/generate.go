package build

import (
	"strings"

	"spc/diag"
	"spc/hir"
	"spc/hir/lower"
	"spc/hir/opt"
	"spc/pyinfo"
	"spc/remark"
	"spc/symtable"
	"spc/syntax"
	"spc/typecheck"
)

// generate lowers and optimises a module that the checker and the interpreter have accepted. Nil when lowering
// found something wrong, which is then among the diagnostics.
func (p *program) generate(s *source, job *Job, code *pyinfo.Module, imports []*hir.Import, out *Output) (*hir.Module, error) {
	hm, problems := p.lower(s, code.Code, lower.Options{
		Version:  syntax.Version{Major: job.Interp.Version[0], Minor: job.Interp.Version[1]},
		Patching: job.Options.Patching, Overflow: job.Options.Overflow, Distrust: job.Options.Distrust, Imports: imports,
	})
	for _, x := range problems {
		out.Diags = append(out.Diags, diag.Errorf(s.unit.Path, x.Range, diag.TooComplex, "%s", x.Msg))
	}
	if len(problems) > 0 {
		return nil, nil
	}
	if err := opt.Run(hm, opt.Options{Level: job.Options.OptLevel, Debug: job.Options.Passes}); err != nil {
		return nil, err
	}
	out.Remarks = remark.Of(hm)
	if job.Wants("hir") {
		var b strings.Builder
		hm.Print(&b)
		out.Dumps["hir"] = b.String()
	}
	return hm, nil
}

// lower builds the IR of a module. code is nil when no interpreter has compiled it. What of the options follows from the
// module is filled in.
func (p *program) lower(s *source, code *pyinfo.CodeTree, o lower.Options) (*hir.Module, []lower.Problem) {
	table, _ := symtable.Build(s.tree) // no errors: the scopes have been checked
	o.Name, o.Path, o.Mode = s.unit.Name, s.unit.Path, hirMode(s.mode)
	o.Info, o.Infos, o.Interface, o.BaseSize = p.infos[s], p.static, p.interfaceHashes(s.unit.Name), p.baseSize
	return lower.Module(s.tree, table, code, o)
}

// remarks says what would keep a module from being fast if it were compiled. Functions that only an interpreter can tell
// apart are not looked at here.
func (p *program) remarks(s *source, opts CheckOptions) []diag.Diagnostic {
	if s.mode != typecheck.StaticMode {
		return nil
	}
	hm, problems := p.lower(s, nil, lower.Options{
		Version: syntax.Version{Major: opts.Version[0], Minor: opts.Version[1]}, Patching: opts.Patching, Imports: p.imports(s),
	})
	if len(problems) > 0 || opt.Run(hm, opt.Options{Level: 2}) != nil {
		return nil // the build says what is wrong
	}
	return remark.Of(hm)
}
