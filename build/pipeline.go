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
	IR     []byte            // LLVM IR text; nil when there are errors
	Report *ModuleReport     // Functions and Mode; the rest is filled in by Build
	Diags  []diag.Diagnostic // errors and warnings
	Inputs []string          // other source files that it looked at, also those that do not exist
	Dumps  map[string]string // the intermediate forms that were asked for: "ast", "types", "hir"
}

// Frontend prepares to compile the modules of a batch; some of them may be up to
// date and never asked for.
type Frontend func(b *Batch) Compiler

// Compiler compiles one module to LLVM IR: parse, check, lower, optimise, emit.
// It is called for several modules at once. Mistakes of the program are
// diagnostics in the Output; an error means that the front end itself failed.
type Compiler func(ctx context.Context, job *Job) (*Output, error)

// CheckFile is a module to check.
type CheckFile struct {
	Unit   *Unit
	Source []byte
}

// Checker finds the mistakes of modules without compiling them. version is that
// of the Python whose grammar and library apply.
type Checker func(ctx context.Context, files []CheckFile, mode Mode, version [2]int) ([]diag.Diagnostic, error)

// Check runs the checker; its panics and errors are those of the front end.
func (d *Driver) Check(ctx context.Context, files []CheckFile, mode Mode, version [2]int) (ds []diag.Diagnostic, err error) {
	defer recoverInternal("", &err)
	ds, err = d.Checker(ctx, files, mode, version)
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
