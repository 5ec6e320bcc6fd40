package build

import (
	"context"
	"sync"

	"golang.org/x/sync/errgroup"

	"spc/classloader"
	"spc/diag"
	"spc/syntax"
	"spc/typecheck"
)

// program is a set of modules that are checked together.
type program struct {
	sources []*source
	modules *modules
	infos   map[*source]*typecheck.Info
	static  map[*typecheck.Module]*typecheck.Info // of all static modules, also those around the set
	diags   map[*source][]diag.Diagnostic
	others  []diag.Diagnostic // about files that are not part of the set

	baseSize   func(class string) int // of instances of built-in classes, in the target interpreter
	mu         sync.Mutex
	interfaces map[string]*classloader.Interface
}

// checked is the module as the checker takes it.
func (s *source) checked() *typecheck.Unit {
	return &typecheck.Unit{Name: s.unit.Name, Path: s.unit.Path, Package: s.unit.Package, Mode: s.mode, Stub: s.stub, Tree: s.tree}
}

// check parses and checks modules. Those that do not parse are left out of the
// checking, so that one broken file does not hide the mistakes of the others.
func check(ctx context.Context, files []CheckFile, opts CheckOptions, built func(*Unit) bool) (*program, error) {
	mode, version := opts.Mode, syntax.Version{Major: opts.Version[0], Minor: opts.Version[1]}
	p := &program{sources: make([]*source, len(files)), infos: map[*source]*typecheck.Info{},
		static: map[*typecheck.Module]*typecheck.Info{}, diags: map[*source][]diag.Diagnostic{}}
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
	p.baseSize = func(string) int { return 0 } // unknown without an interpreter
	p.modules = newModules(p.sources, mode, version, built)
	var units []*typecheck.Unit
	var parsed []*source
	byPath := map[string]*source{}
	for _, s := range p.sources {
		byPath[s.unit.Path] = s
		p.diags[s] = s.diags
		if !diag.HasErrors(s.diags) {
			p.diags[s] = append(p.diags[s], scopeErrors(s)...)
			units = append(units, s.checked())
			parsed = append(parsed, s)
			p.diags[s] = append(p.diags[s], p.strictness(s, opts)...)
		}
	}
	// Static modules around the set are checked with it, because calls into them go by the results; what is wrong
	// with them is told when they are compiled.
	beside := map[string]bool{}
	for _, s := range p.modules.around(p.sources) {
		beside[s.unit.Path] = true
		units = append(units, s.checked())
		parsed = append(parsed, s)
	}
	infos, diags := typecheck.Check(units, p.modules, typecheck.Options{Version: version, Perf: opts.Perf, Patching: opts.Patching})
	for i, s := range parsed {
		p.infos[s] = infos[i]
		if s.mode == typecheck.StaticMode {
			p.static[infos[i].Module] = infos[i]
		}
	}
	for _, d := range diags {
		if s := byPath[d.Path]; s != nil {
			p.diags[s] = append(p.diags[s], d)
		} else if !beside[d.Path] {
			p.others = append(p.others, d)
		}
	}
	return p, nil
}

// checkProgram is the Checker of spc.
func checkProgram(ctx context.Context, files []CheckFile, opts CheckOptions) ([]diag.Diagnostic, error) {
	p, err := check(ctx, files, opts, nil)
	if err != nil {
		return nil, err
	}
	all := p.others
	for _, s := range p.sources {
		all = append(all, p.diags[s]...)
	}
	if opts.Perf && !diag.HasErrors(all) {
		for _, s := range p.sources {
			all = append(all, p.remarks(s, opts)...)
		}
	}
	return all, nil
}

// frontend is the Compiler of spc. The modules of a batch are checked together
// when the first of them is asked for.
type frontend struct {
	batch   *Batch
	once    sync.Once
	program *program
	err     error
}

func newFrontend(b *Batch) Compiler { return &frontend{batch: b} }

func (f *frontend) check(ctx context.Context) (*program, error) {
	f.once.Do(func() {
		defer recoverInternal("", &f.err)
		var files []CheckFile
		for _, u := range f.batch.Units {
			files = append(files, CheckFile{u, f.batch.Sources[u]})
		}
		opts := CheckOptions{Mode: f.batch.Options.Mode, Version: [2]int{f.batch.Interp.Version[0], f.batch.Interp.Version[1]}, Strict: f.batch.Options.Strict, Patching: f.batch.Options.Patching}
		f.program, f.err = check(ctx, files, opts, f.batch.built)
		if f.err == nil {
			f.program.baseSize = func(class string) int { return f.batch.Interp.Types[class].Basic }
		}
	})
	return f.program, f.err
}

// Compile makes LLVM IR of one module.
func (f *frontend) Compile(ctx context.Context, job *Job) (*Output, error) {
	p, err := f.check(ctx)
	if err != nil {
		return nil, err
	}
	for _, s := range p.sources {
		if s.unit == job.Unit {
			return p.compile(ctx, s, job)
		}
	}
	panic("a module that is not part of the build")
}

// Holds compares the descriptors of a module's names with those that were used.
func (f *frontend) Holds(ctx context.Context, use *ModuleUse) (bool, error) {
	p, err := f.check(ctx)
	if err != nil {
		return false, err
	}
	in := p.interfaceOf(use.Name)
	if in == nil || !use.Static {
		return (in != nil) == use.Static, nil
	}
	for name, hash := range use.Names {
		if d := in.Lookup(name); d == nil || d.Hash() != hash {
			return false, nil
		}
	}
	return true, nil
}
