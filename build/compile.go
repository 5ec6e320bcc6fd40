package build

import (
	"context"

	"spc/diag"
	"spc/emit"
	"spc/hir"
	"spc/pyinfo"
	"spc/remark"
	"spc/syntax"
	"spc/typecheck"
)

// compile makes LLVM IR of one module that has been checked.
func (p *program) compile(ctx context.Context, s *source, job *Job) (*Output, error) {
	imports := p.imports(s)
	out := &Output{Diags: p.diags[s], Dumps: map[string]string{}}
	out.Uses, out.Inputs = p.uses(s, imports)
	if s == p.sources[0] {
		out.Diags = append(out.Diags, p.others...)
	}
	if diag.HasErrors(out.Diags) {
		return out, nil
	}
	if job.Wants("ast") {
		out.Dumps["ast"] = syntax.Dump(s.tree, syntax.Version{Major: job.Interp.Version[0], Minor: job.Interp.Version[1]})
	}
	module, err := job.Module()
	if err != nil {
		return nil, err
	}
	if e := module.Err; e != nil {
		out.Diags = append(out.Diags, refusal(s, e))
		return out, nil
	}
	hm, err := p.generate(s, job, module, imports, out)
	if err != nil || hm == nil {
		return out, err
	}
	out.Report = functionReport(hm, module.Code)
	out.IR = []byte(emit.Module(hm, emitOptions(s, job, module)))
	if job.Options.Annotate {
		lines := emitOptions(s, job, module)
		lines.Debug = true
		out.DebugIR = func() []byte { return []byte(emit.Module(hm, lines)) }
		out.Page = func(asm string) ([]byte, error) { return remark.Page(hm, job.Sources[s.unit], out.Remarks, asm) }
	}
	return out, ctx.Err()
}

func emitOptions(s *source, job *Job, module *pyinfo.Module) emit.Options {
	o := emit.Options{
		PyMajor: job.Interp.Version[0], PyMinor: job.Interp.Version[1],
		Code:       module.Marshalled,
		OptLevel:   job.Options.OptLevel,
		Debug:      job.Options.Debug,
		Sanitize:   sanitizes(),
		DataLayout: job.Target.DataLayout, Triple: job.Target.Triple,
		InitSymbols: s.unit.InitSymbols(),
	}
	module.Code.Walk(func(c *pyinfo.CodeTree) {
		o.NLocalsPlus = append(o.NLocalsPlus, c.NLocalsPlus)
		o.CodeNames = append(o.CodeNames, c.Qualname)
	})
	return o
}

func hirMode(m typecheck.Mode) hir.Mode {
	switch m {
	case typecheck.StaticMode:
		return hir.Static
	case typecheck.StrictMode:
		return hir.Strict
	}
	return hir.Dynamic
}

// functionReport tells of each code object who runs it.
func functionReport(hm *hir.Module, code *pyinfo.CodeTree) *ModuleReport {
	r := &ModuleReport{Mode: reportMode(hm.Mode), Functions: []*FunctionReport{}}
	compiled := map[int]*hir.Func{}
	for _, f := range hm.Funcs {
		compiled[f.Code] = f
	}
	code.Walk(func(c *pyinfo.CodeTree) {
		fr := &FunctionReport{Qualname: c.Qualname, Line: c.FirstLine, Entry: Native}
		switch f := compiled[c.Index]; {
		case f == nil && runsInline(c):
			// part of the function around it (3.11 has a code object for it all the same)
		case f == nil:
			fr.Entry, fr.Reason = Interpreted, "the compiler has no native form of it"
		case f.Interpret != "":
			fr.Entry, fr.Reason = Interpreted, f.Interpret
		default:
			fr.Static, fr.Dynamic = countOperations(f)
		}
		r.Functions = append(r.Functions, fr)
	})
	return r
}

// runsInline reports whether a code object without a function of its own is compiled into the function around it: that of a
// comprehension, or of a generator expression that is consumed at once.
func runsInline(c *pyinfo.CodeTree) bool {
	return c.Name == "<listcomp>" || c.Name == "<setcomp>" || c.Name == "<dictcomp>" || c.Name == "<genexpr>"
}

func reportMode(m hir.Mode) Mode {
	return map[hir.Mode]Mode{hir.Static: Static, hir.Strict: Strict, hir.Dynamic: Dynamic}[m]
}

// countOperations counts the instructions of f that do the program's work, by
// whether they may have to ask objects what to do (dynamic) or not (static).
// Constants, conversions of representations and counts of references are neither.
func countOperations(f *hir.Func) (static, dynamic int) {
	for _, b := range f.Blocks {
		for _, v := range b.Instrs {
			switch {
			case remark.Dynamic(v):
				dynamic++
			case v.Op == hir.OpRT, v.Op >= hir.OpAdd && v.Op <= hir.OpCmp, v.Op == hir.OpIs, v.Op == hir.OpCast,
				v.Op == hir.OpLoadGlobal, v.Op == hir.OpStoreGlobal,
				v.Op >= hir.OpLoadField && v.Op <= hir.OpAlloc, v.Op == hir.OpYield:
				static++
			}
		}
	}
	return static, dynamic
}
