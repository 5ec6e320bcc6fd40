// Package build turns source files into extension modules: it finds the
// modules, sees which are out of date, runs the front end and clang for those,
// and puts the results in place.
//
// Nothing is put in place unless every module compiled, and a file appears
// complete or not at all. What has been compiled once is kept in the cache
// under the hash of all that it depends on.
package build

import (
	"context"
	"debug/elf"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime/debug"
	"slices"
	"strings"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"spc/cache"
	"spc/diag"
	"spc/hir/opt"
	"spc/pyinfo"
)

// Options are what a build is asked to do.
type Options struct {
	Python   string // executable, "" for python3
	Mode     Mode
	OptLevel int  // 0 to 3
	Debug    bool // DWARF
	Strict   StrictOptions
	Patching bool       // functions, methods and variables of static modules can be replaced, by tests
	Overflow bool       // operations on signed machine ints raise OverflowError instead of wrapping around
	Distrust bool       // element types in annotations of lists, dicts and tuples are not used
	OutDir   string     // "" beside the sources
	Emit     []string   // intermediate forms to show instead of building: ast types hir llvm asm; report for what became of the functions
	Passes   *opt.Debug // what to show of the passes over hir, and which to leave out; such a build is always done anew

	Annotate bool // write a page about each module beside its extension
	// Progress is told, from any goroutine, how many modules of all that need
	// compiling are done. nil: nobody wants to know.
	Progress func(done, total int)
}

// anew reports whether modules are compiled even if they are up to date, because something is shown of how.
func (o *Options) anew() bool { return len(o.Emit) > 0 || o.Passes != nil || o.Annotate }

// EmitKinds are the intermediate forms, in the order of the pipeline.
var EmitKinds = []string{"ast", "types", "hir", "llvm", "asm", EmitReport}

// EmitReport asks for the report without building.
const EmitReport = "report"

// Driver compiles modules with one front end and one runtime.
type Driver struct {
	Frontend Frontend
	Checker  Checker
	Runtime  RuntimeSources
}

// Result is the outcome of a build that did not fail.
type Result struct {
	Diags   []diag.Diagnostic
	Report  *Report
	Remarks []diag.Diagnostic // what keeps the modules from being fast
	Dumps   []Dump            // in the order of the modules, then of EmitKinds
	Objects []string          // the cached file of each module's compiled form
	Runtime *Runtime          // that the modules need
	Interp  *pyinfo.Interp
}

// Dump is an intermediate form of a module.
type Dump struct {
	Unit *Unit
	Kind string
	Text string
}

// task is the state of one module during a build.
type task struct {
	unit   *Unit
	dest   string
	key    string
	source []byte
	out    *Output
	plan   *plan
	object []byte // the compiled module
	page   []byte // about it, when that was asked for
}

// Build compiles the units. Mistakes in the programs are in the Result's Diags
// (nothing is put in place then); an error is a *UsageError, a *ToolError, a
// *MissingTool, or a failure to run the interpreter.
func (d *Driver) Build(ctx context.Context, units []*Unit, o *Options) (*Result, error) {
	return d.build(ctx, units, o, true)
}

// BuildCached compiles the units into the cache only.
func (d *Driver) BuildCached(ctx context.Context, units []*Unit, o *Options) (*Result, error) {
	return d.build(ctx, units, o, false)
}

func (d *Driver) build(ctx context.Context, units []*Unit, o *Options, place bool) (*Result, error) {
	if err := checkNames(units); err != nil {
		return nil, err
	}
	in, err := Interpreter(ctx, o.Python)
	if err != nil {
		return nil, err
	}
	tools, err := FindToolchain(ctx)
	if err != nil {
		return nil, err
	}
	if _, err := cache.Dir(); err != nil {
		return nil, cacheError(err)
	}
	target, err := tools.Target(ctx)
	if err != nil {
		return nil, err
	}
	files := hashes{}
	batch := &Batch{Units: units, Sources: map[*Unit][]byte{}, Interp: in, Target: target, Options: o}
	var tasks, stale []*task
	var names []string // modules that are built together may be optimised together
	for _, u := range units {
		names = append(names, u.Name)
	}
	together := cache.Key(names...)
	for _, u := range units {
		t := &task{unit: u, dest: u.Extension(o.OutDir, in.ExtSuffix)}
		if t.source, err = os.ReadFile(u.Path); err != nil {
			return nil, openError(u.Path, err)
		}
		batch.Sources[u] = t.source
		abs, err := filepath.Abs(u.Path)
		if err != nil {
			return nil, openError(u.Path, err)
		}
		files[abs] = cache.Hash(t.source)
		t.key = d.planKey(abs, u, together, in, tools, o)
		tasks = append(tasks, t)
	}
	front := sync.OnceValue(func() Compiler { return d.Frontend(batch) })
	for _, t := range tasks {
		if !o.anew() {
			if err := t.load(ctx, batch, files, front); err != nil {
				return nil, err
			}
		}
		if t.plan == nil {
			stale = append(stale, t)
		}
	}
	// The runtime is compiled, when the cache lacks it, beside the front end.
	runtime := sync.OnceValues(func() (*Runtime, error) { return BuildRuntime(ctx, d.Runtime, in, tools) })
	res := &Result{Report: &Report{Modules: []*ModuleReport{}}, Interp: in}
	if needsRuntime(o) {
		go runtime()
	} else {
		runtime = func() (*Runtime, error) { return &Runtime{}, nil }
	}
	if len(stale) > 0 {
		if err := d.compile(ctx, front(), batch, stale, tools, files, runtime); err != nil {
			return nil, err
		}
	}
	if !failed(tasks) {
		if res.Runtime, err = runtime(); err != nil {
			return nil, err
		}
	}
	for _, t := range tasks {
		if t.out != nil {
			res.Diags = append(res.Diags, t.out.Diags...)
			if m := t.out.Report; m != nil && slices.Contains(o.Emit, EmitReport) {
				m.Name, m.Path = t.unit.Name, t.unit.Path
				res.Report.Modules = append(res.Report.Modules, m)
			}
			for _, kind := range EmitKinds {
				if text, ok := t.out.Dumps[kind]; ok {
					res.Dumps = append(res.Dumps, Dump{t.unit, kind, text})
				}
			}
		} else {
			res.Diags = append(res.Diags, t.plan.Diags...)
		}
	}
	res.Diags = diag.Sort(res.Diags)
	if diag.HasErrors(res.Diags) || len(o.Emit) > 0 {
		return res, nil
	}
	for _, t := range tasks {
		object, err := cache.Path("obj", t.plan.Object)
		if err != nil {
			return nil, cacheError(err)
		}
		res.Objects = append(res.Objects, object)
		res.Remarks = append(res.Remarks, t.plan.Remarks...)
		if m := t.plan.Report; m != nil {
			m.Name, m.Path, m.Extension = t.unit.Name, t.unit.Path, object
			if place {
				m.Extension = t.dest
			}
			res.Report.Modules = append(res.Report.Modules, m)
		}
	}
	if place {
		err = placeAll(tasks)
	}
	cache.Prune(30 * 24 * time.Hour)
	return res, err
}

// Interpreter finds the interpreter to compile for; "" means python3.
func Interpreter(ctx context.Context, exe string) (*pyinfo.Interp, error) {
	if exe == "" {
		exe = "python3"
	}
	in, err := pyinfo.Probe(ctx, exe)
	var notFound *pyinfo.NotFoundError
	var unsupported *pyinfo.UnsupportedError
	switch {
	case err == nil:
		return in, nil
	case errors.As(err, &notFound), errors.As(err, &unsupported):
		return nil, usagef("%v", err)
	case ctx.Err() != nil:
		return nil, err
	}
	return nil, toolf("%v", err)
}

// planKey is everything a module's result depends on but the contents of files.
func (d *Driver) planKey(abs string, u *Unit, together string, in *pyinfo.Interp, tools *Toolchain, o *Options) string {
	return cache.Key("plan 2", CompilerID(), abs, u.Name, together, in.Hash, tools.ID, string(o.Mode),
		fmt.Sprint(o.OptLevel, o.Debug, o.Passes), fmt.Sprint(codegenFlags), os.Getenv("SPC_RT_CFLAGS"), fmt.Sprint(o.Strict, o.Patching, o.Overflow, o.Distrust))
}

// CompilerID identifies this build of spc: the linker's build ID, which is a
// hash of the program, else a hash of the executable.
var CompilerID = sync.OnceValue(func() string {
	const self = "/proc/self/exe"
	if f, err := elf.Open(self); err == nil {
		defer f.Close()
		if s := f.Section(".note.go.buildid"); s != nil {
			if note, err := s.Data(); err == nil && len(note) > 16 {
				return cache.Hash(note)
			}
		}
	}
	data, err := os.ReadFile(self)
	if err != nil {
		panic(fmt.Sprintf("spc cannot read its own executable: %v", err))
	}
	return cache.Hash(data)
})

// compile runs the front end and clang for the modules that are out of date.
// The interpreter compiles all of them in one process meanwhile.
func (d *Driver) compile(ctx context.Context, front Compiler, batch *Batch, stale []*task, tools *Toolchain, files hashes, runtime func() (*Runtime, error)) error {
	o := batch.Options
	g, ctx := errgroup.WithContext(ctx)
	var code []*pyinfo.Module
	var codeErr error
	codeDone := make(chan struct{})
	g.Go(func() error {
		defer close(codeDone)
		sources := make([]pyinfo.Source, len(stale))
		for i, t := range stale {
			sources[i] = pyinfo.Source{Filename: filepath.Base(t.unit.Path), Text: t.source}
		}
		code, codeErr = batch.Interp.CompileAll(ctx, sources)
		if codeErr != nil {
			codeErr = toolf("%v", codeErr)
		}
		return nil // reported by the first module that needs it
	})
	var mu sync.Mutex
	done, mistakes := 0, false
	slots := make(chan struct{}, workers())
	for i, t := range stale {
		g.Go(func() error {
			slots <- struct{}{}
			defer func() { <-slots }()
			job := &Job{Batch: batch, Unit: t.unit, Module: func() (*pyinfo.Module, error) {
				<-codeDone
				if codeErr != nil {
					return nil, codeErr
				}
				return code[i], nil
			}}
			var err error
			if t.out, err = runFrontend(ctx, front, job); err != nil {
				return err
			}
			mu.Lock()
			mistakes = mistakes || diag.HasErrors(t.out.Diags)
			skip := mistakes
			mu.Unlock()
			if skip { // no result will be put in place
				return nil
			}
			rt, err := runtime()
			if err != nil {
				return err
			}
			if err := t.finish(ctx, tools, rt, o); err != nil {
				return fmt.Errorf("%s: %w", t.unit.Path, err)
			}
			mu.Lock()
			defer mu.Unlock()
			done++
			if o.Progress != nil {
				o.Progress(done, len(stale))
			}
			return nil
		})
	}
	if err := g.Wait(); err != nil {
		return err
	}
	if mistakes || len(o.Emit) > 0 {
		return nil
	}
	for _, t := range stale {
		if err := t.save(files); err != nil {
			return err
		}
	}
	return nil
}

// failed reports whether a module has errors.
func failed(tasks []*task) bool {
	for _, t := range tasks {
		if t.out != nil && diag.HasErrors(t.out.Diags) {
			return true
		}
	}
	return false
}

// needsRuntime reports whether what is asked for has machine code in it.
func needsRuntime(o *Options) bool {
	if len(o.Emit) == 0 {
		return true
	}
	for _, k := range o.Emit {
		if k == "asm" {
			return true
		}
	}
	return false
}

// recoverInternal makes an error of a panic, which is a bug of spc: one bad
// module must not look like a crash.
func recoverInternal(path string, err *error) {
	p := recover()
	if p == nil {
		return
	}
	if path != "" {
		path += ": "
	}
	message := fmt.Sprintf("%sinternal error of spc: %v", path, p)
	if os.Getenv("SPC_TRACE") != "" {
		message += "\n" + string(debug.Stack())
	} else {
		message += " (SPC_TRACE=1 shows where)"
	}
	*err = &ToolError{message}
}

// runFrontend calls the front end and sorts its failures.
func runFrontend(ctx context.Context, front Compiler, job *Job) (out *Output, err error) {
	defer recoverInternal(job.Unit.Path, &err)
	out, err = front.Compile(ctx, job)
	if err != nil {
		var tool *ToolError
		if errors.As(err, &tool) || ctx.Err() != nil {
			return nil, err
		}
		return nil, toolf("%s: %v", job.Unit.Path, err)
	}
	return out, nil
}

// finish makes machine code of the front end's output, or the dumps asked for.
func (t *task) finish(ctx context.Context, tools *Toolchain, rt *Runtime, o *Options) (err error) {
	if len(o.Emit) == 0 {
		if t.object, err = tools.compileIR(ctx, o, t.out.IR, rt.Bitcode, ""); err != nil || !o.Annotate {
			return err
		}
		return t.annotate(ctx, tools, rt, o)
	}
	if t.out.Dumps == nil {
		t.out.Dumps = map[string]string{}
	}
	for _, kind := range o.Emit {
		switch kind {
		case "llvm":
			t.out.Dumps[kind] = string(t.out.IR)
		case "asm":
			if t.out.Dumps[kind], err = tools.assembly(ctx, o, t.out.IR, rt.Bitcode); err != nil {
				return err
			}
		}
	}
	return nil
}

// annotate makes the page about the module, for which it is compiled to assembly with lines.
func (t *task) annotate(ctx context.Context, tools *Toolchain, rt *Runtime, o *Options) error {
	withLines := *o
	withLines.Debug = true
	asm, err := tools.assembly(ctx, &withLines, t.out.DebugIR(), rt.Bitcode)
	if err != nil {
		return err
	}
	t.page, err = t.out.Page(asm)
	return err
}

// load finds how the module was built last, when that still holds.
func (t *task) load(ctx context.Context, batch *Batch, files hashes, front func() Compiler) (err error) {
	p, object := loadPlan(t.key, files)
	if p == nil {
		return nil
	}
	defer recoverInternal(t.unit.Path, &err)
	holds, same, err := p.holds(ctx, files, batch.stillBuilt, front)
	if err != nil || !holds {
		return err
	}
	if !same {
		p.renew(t.key, files)
	}
	t.plan, t.object = p, object
	return nil
}

// save records the plan of a module that was compiled.
func (t *task) save(files hashes) error {
	t.plan = &plan{Report: t.out.Report, Diags: t.out.Diags, Remarks: t.out.Remarks, Uses: t.out.Uses}
	for i := range t.plan.Uses {
		u := &t.plan.Uses[i]
		if path, err := filepath.Abs(u.Path); err == nil {
			u.Path = path
		}
	}
	abs, err := filepath.Abs(t.unit.Path)
	if err != nil {
		return err
	}
	for _, path := range append([]string{abs}, t.out.Inputs...) {
		if path, err = filepath.Abs(path); err != nil {
			return err
		}
		t.plan.Inputs = append(t.plan.Inputs, input{path, files.of(path)})
	}
	return savePlan(t.key, t.plan, t.object)
}

// pagePath is where the page about the module goes: beside its extension.
func (t *task) pagePath() string {
	base := filepath.Base(t.dest)
	stem, _, _ := strings.Cut(base, ".")
	return filepath.Join(filepath.Dir(t.dest), stem+".html")
}

// placeAll puts all compiled modules, and the pages about them, where they belong: first every file is
// written aside, then all are renamed, so that a full disk leaves nothing half done.
// Files that already have the right contents are left alone.
func placeAll(tasks []*task) (err error) {
	type move struct{ from, to string }
	var moves []move
	defer func() {
		if err != nil {
			for _, m := range moves {
				os.Remove(m.from)
			}
		}
	}()
	put := func(path string, data []byte, perm fs.FileMode) error {
		if old, err := os.ReadFile(path); err == nil && string(old) == string(data) {
			return nil
		}
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			return diskError(path, err)
		}
		aside, err := cache.WriteAside(path, data, perm)
		if err != nil {
			return diskError(path, err)
		}
		moves = append(moves, move{aside, path})
		return nil
	}
	for _, t := range tasks {
		if err := put(t.dest, t.object, 0o755); err != nil {
			return err
		}
		if t.page != nil {
			if err := put(t.pagePath(), t.page, 0o644); err != nil {
				return err
			}
		}
	}
	for _, m := range moves {
		if err := os.Rename(m.from, m.to); err != nil {
			return diskError(m.to, err)
		}
	}
	return nil
}

// ParseEmit reads the value of --emit.
func ParseEmit(value string) ([]string, error) {
	if value == "" {
		return nil, nil
	}
	asked := map[string]bool{}
	for _, k := range strings.Split(value, ",") {
		asked[strings.TrimSpace(k)] = true
	}
	var kinds []string
	for _, k := range EmitKinds {
		if asked[k] {
			kinds = append(kinds, k)
			delete(asked, k)
		}
	}
	for k := range asked {
		return nil, usagef("--emit: unknown form %q (want some of %s)", k, strings.Join(EmitKinds, ", "))
	}
	return kinds, nil
}
