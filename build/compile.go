package build

import (
	"context"

	"spc/diag"
	"spc/syntax"
)

// compile makes LLVM IR of one module that has been checked.
func (p *program) compile(ctx context.Context, s *source, job *Job) (*Output, error) {
	out := &Output{Diags: p.diags[s], Inputs: p.modules.inputs(s), Dumps: map[string]string{}}
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
	return out, ctx.Err()
}
