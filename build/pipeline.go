package build

import (
	"context"
	"slices"

	"spc/diag"
	"spc/pyinfo"
	"spc/rt"
)

// Mode says what annotations mean in a module.
type Mode string

const (
	Auto    Mode = ""        // what the module's markers say, else static
	Static  Mode = "static"  // types are checked and relied upon
	Strict  Mode = "strict"  // the module cannot be changed; types are not checked
	Dynamic Mode = "dynamic" // exactly CPython
)

// Batch is what the modules of one build have in common.
type Batch struct {
	Units   []*Unit          // all modules of the build, which may be optimised together
	Sources map[*Unit][]byte // the files' bytes
	Interp  *pyinfo.Interp
	Target  Target
	Options *Options
}

// Wants reports whether an intermediate form was asked for by --emit.
func (b *Batch) Wants(kind string) bool { return slices.Contains(b.Options.Emit, kind) }

// built reports whether the extension of a module that is not part of the build is in its place, compiled as a static
// module.
func (b *Batch) built(u *Unit) bool {
	return builtStatic(u.Extension(b.Options.OutDir, b.Interp.ExtSuffix))
}

// stillBuilt reports whether the extension by which a used module was static is still there.
func (b *Batch) stillBuilt(use *ModuleUse) bool {
	u, err := NewUnit(use.Path)
	return err == nil && b.built(u)
}

// Job is one module to compile, as the front end sees it.
type Job struct {
	*Batch
	Unit *Unit

	// Module waits for the interpreter's own compilation of the source, which
	// runs beside the front end. Call it as late as possible.
	Module func() (*pyinfo.Module, error)
}

// Output is what the front end makes of a module.
type Output struct {
	IR      []byte            // LLVM IR text; nil when there are errors
	Report  *ModuleReport     // Functions and Mode; the rest is filled in by Build
	Diags   []diag.Diagnostic // errors and warnings
	Inputs  []string          // other files that were looked for: stubs, and those that do not exist
	Uses    []ModuleUse       // modules that it imports, and what it takes for granted of them
	Remarks []diag.Diagnostic // what keeps it from being fast
	// DebugIR and Page are for a page about the module: its IR with lines, and the page, given the assembly of that.
	DebugIR func() []byte
	Page    func(asm string) ([]byte, error)
	Dumps   map[string]string // the intermediate forms that were asked for: "ast", "types", "hir"
}

// Frontend prepares to compile the modules of a batch; some of them may be up to
// date and never asked for.
type Frontend func(b *Batch) Compiler

// Compiler is a front end at work on a batch.
type Compiler interface {
	// Compile makes LLVM IR of one module: parse, check, lower, optimise, emit. It is
	// called for several modules at once. Mistakes of the program are diagnostics in
	// the Output; an error means that the front end itself failed.
	Compile(ctx context.Context, job *Job) (*Output, error)

	// Holds reports whether what a module took for granted of another one still
	// holds, though the other's source has changed.
	Holds(ctx context.Context, use *ModuleUse) (bool, error)
}

// ModuleUse is what the result of compiling a module depends on in another one.
type ModuleUse struct {
	Name string `json:"name"`
	Path string `json:"path"`
	Hash string `json:"hash"` // of the source
	// Static says that the module was a static one, whose declarations count: by its marker or, when Built, because its
	// extension is one.
	Static bool              `json:"static"`
	Built  bool              `json:"built,omitempty"`
	Names  map[string]uint64 `json:"names,omitempty"` // hashes of the descriptors that were used
}

// CheckFile is a module to check.
type CheckFile struct {
	Unit   *Unit
	Source []byte
}

// CheckOptions say how modules are checked.
type CheckOptions struct {
	Mode    Mode
	Version [2]int // of the Python whose grammar and library apply
	Perf    bool   // warn about what keeps code from being fast
	Strict  StrictOptions
	// Patching: functions may be replaced, so that none is expanded inline.
	Patching bool
}

// StrictOptions say how the top levels of modules that are marked with import
// __strict__ are looked at.
type StrictOptions struct {
	Off   bool   // not at all
	Stubs string // folder with .pys files that describe modules which are not strict; "": none
}

// Checker finds the mistakes of modules without compiling them.
type Checker func(ctx context.Context, files []CheckFile, opts CheckOptions) ([]diag.Diagnostic, error)

// Check runs the checker; its panics and errors are those of the front end.
func (d *Driver) Check(ctx context.Context, files []CheckFile, opts CheckOptions) (ds []diag.Diagnostic, err error) {
	defer recoverInternal("", &err)
	ds, err = d.Checker(ctx, files, opts)
	return diag.Sort(ds), err
}

// NewDriver is the compiler as it is shipped.
func NewDriver() *Driver {
	return &Driver{
		Runtime:  RuntimeSources{FS: rt.Sources(), Inline: rt.InlineFile, Core: rt.CoreFolder, Name: rt.Extension, Flags: rt.Flags()},
		Frontend: newFrontend,
		Checker:  checkProgram,
	}
}
