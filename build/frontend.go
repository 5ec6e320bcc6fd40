package build

import (
	"context"
	"sync"

	"golang.org/x/sync/errgroup"

	"spc/diag"
	"spc/syntax"
	"spc/typecheck"
)

// program is a set of modules that are checked together.
type program struct {
	sources []*source
	modules *modules
	infos   map[*source]*typecheck.Info
	diags   map[*source][]diag.Diagnostic
	others  []diag.Diagnostic // about files that are not part of the set
}

// checked is the module as the checker takes it.
func (s *source) checked() *typecheck.Unit {
	return &typecheck.Unit{Name: s.unit.Name, Path: s.unit.Path, Package: s.unit.Package, Mode: s.mode, Stub: s.stub, Tree: s.tree}
}

// check parses and checks modules. Those that do not parse are left out of the
// checking, so that one broken file does not hide the mistakes of the others.
func check(ctx context.Context, files []CheckFile, mode Mode, version syntax.Version) (*program, error) {
	p := &program{sources: make([]*source, len(files)), infos: map[*source]*typecheck.Info{}, diags: map[*source][]diag.Diagnostic{}}
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(workers())
	for i, f := range files {
		g.Go(func() (err error) {
			defer recoverInternal(f.Unit.Path, &err)
			if err := ctx.Err(); err != nil {
				return err
			}
			p.sources[i] = parse(f.Unit, f.Source, mode, version)
			return nil
		})
	}
	if err := g.Wait(); err != nil {
		return nil, err
	}
	p.modules = newModules(p.sources, mode, version)
	var units []*typecheck.Unit
	var parsed []*source
	byPath := map[string]*source{}
	for _, s := range p.sources {
		byPath[s.unit.Path] = s
		p.diags[s] = s.diags
		if !diag.HasErrors(s.diags) {
			units = append(units, s.checked())
			parsed = append(parsed, s)
		}
	}
	infos, diags := typecheck.Check(units, p.modules, typecheck.Options{Version: version})
	for i, s := range parsed {
		p.infos[s] = infos[i]
	}
	for _, d := range diags {
		if s := byPath[d.Path]; s != nil {
			p.diags[s] = append(p.diags[s], d)
		} else {
			p.others = append(p.others, d)
		}
	}
	return p, nil
}

// checkProgram is the Checker of spc.
func checkProgram(ctx context.Context, files []CheckFile, mode Mode, version [2]int) ([]diag.Diagnostic, error) {
	p, err := check(ctx, files, mode, syntax.Version{Major: version[0], Minor: version[1]})
	if err != nil {
		return nil, err
	}
	all := p.others
	for _, s := range p.sources {
		all = append(all, p.diags[s]...)
	}
	return all, nil
}

// newFrontend is the Frontend of spc. The modules of a batch are checked
// together when the first of them is compiled.
func newFrontend(b *Batch) Compiler {
	version := syntax.Version{Major: b.Interp.Version[0], Minor: b.Interp.Version[1]}
	var once sync.Once
	var prog *program
	var err error
	return func(ctx context.Context, job *Job) (*Output, error) {
		once.Do(func() {
			defer recoverInternal("", &err)
			var files []CheckFile
			for _, u := range b.Units {
				files = append(files, CheckFile{u, b.Sources[u]})
			}
			prog, err = check(ctx, files, b.Options.Mode, version)
		})
		if err != nil {
			return nil, err
		}
		for _, s := range prog.sources {
			if s.unit == job.Unit {
				return prog.compile(ctx, s, job)
			}
		}
		panic("a module that is not part of the build")
	}
}
