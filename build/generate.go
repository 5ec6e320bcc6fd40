package build

import (
	"strings"

	"spc/diag"
	"spc/hir"
	"spc/hir/lower"
	"spc/hir/opt"
	"spc/pyinfo"
	"spc/symtable"
	"spc/syntax"
)

// generate lowers and optimises a module that the checker and the interpreter have accepted. Nil when lowering
// found something wrong, which is then among the diagnostics.
func (p *program) generate(s *source, job *Job, code *pyinfo.Module, imports []*hir.Import, out *Output) (*hir.Module, error) {
	table, _ := symtable.Build(s.tree) // no errors: the interpreter has accepted the module
	hm, problems := lower.Module(s.tree, table, code.Code, lower.Options{
		Name: s.unit.Name, Path: s.unit.Path, Mode: hirMode(s.mode),
		Version: syntax.Version{Major: job.Interp.Version[0], Minor: job.Interp.Version[1]},
		Info:    p.infos[s], Infos: p.static, Patching: job.Options.Patching, Overflow: job.Options.Overflow, Distrust: job.Options.Distrust,
		Interface: p.interfaceHashes(s.unit.Name), Imports: imports, BaseSize: p.baseSize,
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
	if job.Wants("hir") {
		var b strings.Builder
		hm.Print(&b)
		out.Dumps["hir"] = b.String()
	}
	return hm, nil
}
