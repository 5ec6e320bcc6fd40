package main

import (
	"bytes"
	"fmt"
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"spc/build"
	"spc/cache"
	"spc/diag"
	"spc/hir/opt"
)

func buildCommand() *cobra.Command {
	var o build.Options
	var mode modeFlags
	var emit, reportForm, passes, optReport string
	cmd := &cobra.Command{
		Use:   "build [flags] PATH...",
		Short: "Compile modules to extension modules",
		Long: `Compile modules to extension modules of the interpreter.

A PATH is a file or a folder, of which all Python files are compiled. Each
extension module lands beside its source, or below the folder given with -o,
which keeps the structure of packages. Modules that are up to date are left alone.

Types are checked, and relied upon; errors stop the build before anything is
written. With --dynamic, annotations mean nothing and modules behave exactly as
under the interpreter.

--report tells for each function whether it runs as native code, and if not, why.
--emit prints intermediate forms instead of building; --emit=report is the report alone.`,
		Example: `  spc build richards.py
  spc build -o dist --python python3.12 mypackage/
  spc build --report json app.py
  spc build --emit=hir,llvm app.py`,
		Args: func(cmd *cobra.Command, args []string) error {
			if passes == "help" {
				return nil
			}
			return atLeastOne("file or folder")(cmd, args)
		},
		ValidArgsFunction: pythonFiles,
		RunE: func(cmd *cobra.Command, args []string) error {
			var err error
			o.Mode = mode.mode()
			if o.Emit, err = build.ParseEmit(emit); err != nil {
				return err
			}
			if reportForm == "" && slices.Contains(o.Emit, build.EmitReport) {
				reportForm = "text"
			}
			if reportForm != "" && reportForm != "text" && reportForm != "json" {
				return fmt.Errorf("--report: unknown form %q (want text or json)", reportForm)
			}
			if o.OptLevel < 0 || o.OptLevel > 3 {
				return fmt.Errorf("-O%d: no such optimisation level (want 0 to 3)", o.OptLevel)
			}
			if passes == "help" {
				_, err := fmt.Printf("%s\n\nPasses: %s\n", opt.DebugHelp, strings.Join(opt.PassNames(), ", "))
				return err
			}
			if passes != "" {
				if o.Passes, err = opt.ParseDebug(passes, os.Stderr); err != nil {
					return err
				}
			}
			return runBuild(cmd, args, &o, reportForm, optReport)
		},
	}
	f := cmd.Flags()
	f.StringVarP(&o.OutDir, "output", "o", "", "put the extension modules below `DIR`")
	pythonFlag(cmd, &o.Python)
	mode.register(cmd)
	codeFlags(cmd, &o)
	strictFlags(cmd, &o.Strict)
	f.StringVar(&emit, "emit", "", "print `FORMS` instead of building: ast,types,hir,llvm,asm")
	f.StringVar(&reportForm, "report", "", "print what became of each function, as `FORM` text or json")
	f.BoolVar(&o.Annotate, "annotate", false, "write MODULE.html beside each extension: what became of each line, and what keeps it from being fast")
	f.StringVar(&optReport, "opt-report", "", "write what keeps the modules from being fast to `FILE`, as a list of LSP diagnostics")
	f.StringVarP(&passes, "passes", "d", "", "look into the optimiser's passes, or switch some off: `LIST` of PASS/KNOB, or help")
	completeFlag(cmd, "emit", build.EmitKinds...)
	completeFlag(cmd, "report", "text", "json")
	return cmd
}

// codeFlags registers the flags that say what code is made.
func codeFlags(cmd *cobra.Command, o *build.Options) {
	f := cmd.Flags()
	f.IntVarP(&o.OptLevel, "optimize", "O", 2, "optimisation `LEVEL`: -O0 compiles fastest, -O2, -O3")
	f.BoolVarP(&o.Debug, "debug", "g", false, "add debug information: Python files and lines for gdb and perf")
	f.BoolVar(&o.Patching, "enable-patching", false, "for tests: functions, methods and variables of static modules can be replaced")
	f.Var((*overflowFlag)(&o.Overflow), "overflow", "what results of int8 to int64 that do not fit do: `HOW` is wrap (the default) or raise, an OverflowError")
	completeFlag(cmd, "overflow", "wrap", "raise")
	f.BoolVar(&o.Distrust, "no-element-types", false, "do not use what list[int], dict[str, C] and their like say of elements, as the reference implementation does not")
}

// overflowFlag is the value of --overflow: wrap or raise.
type overflowFlag bool

// String is the value as the user writes it.
func (f *overflowFlag) String() string {
	if *f {
		return "raise"
	}
	return "wrap"
}

// Set parses the value.
func (f *overflowFlag) Set(s string) error {
	if s != "wrap" && s != "raise" {
		return fmt.Errorf("want wrap or raise")
	}
	*f = s == "raise"
	return nil
}

// Type is what usage texts call the value.
func (f *overflowFlag) Type() string { return "how" }

func runBuild(cmd *cobra.Command, paths []string, o *build.Options, reportForm, optReport string) error {
	for _, p := range paths {
		if p == "-" {
			return fmt.Errorf("build: cannot compile standard input to a file; use spc run or spc check")
		}
	}
	if err := checkStubs(o.Strict); err != nil {
		return err
	}
	units, err := build.Discover(paths)
	if err != nil {
		return err
	}
	res, err := buildUnits(cmd, units, o, false)
	if err != nil {
		return err
	}
	for i, d := range res.Dumps {
		if len(res.Dumps) > 1 {
			if i > 0 {
				fmt.Fprintln(os.Stdout)
			}
			fmt.Fprintf(os.Stdout, "=== %s: %s ===\n", d.Unit.Name, d.Kind)
		}
		if _, err := fmt.Fprintln(os.Stdout, trimNewline(d.Text)); err != nil {
			return outputError(err)
		}
	}
	if optReport != "" {
		if err := writeOptReport(optReport, res.Remarks); err != nil {
			return err
		}
	}
	switch reportForm {
	case "json":
		err = res.Report.WriteJSON(os.Stdout)
	case "text":
		err = res.Report.WriteText(os.Stdout)
	}
	if err != nil {
		return outputError(err)
	}
	return nil
}

// writeOptReport writes remarks to a file, whole or not at all.
func writeOptReport(path string, remarks []diag.Diagnostic) error {
	var text bytes.Buffer
	if err := (&diag.Renderer{}).Render(&text, diag.LSP, remarks); err != nil {
		return err
	}
	if err := cache.WriteFile(path, text.Bytes(), 0o644); err != nil {
		return fmt.Errorf("cannot write %s: %w", path, err)
	}
	return nil
}

func trimNewline(s string) string {
	for len(s) > 0 && s[len(s)-1] == '\n' {
		s = s[:len(s)-1]
	}
	return s
}

// buildUnits builds with progress and writes the diagnostics; errProgram when
// there are errors among them.
func buildUnits(cmd *cobra.Command, units []*build.Unit, o *build.Options, cacheOnly bool) (*build.Result, error) {
	p := startProgress()
	o.Progress = p.update
	driver := build.NewDriver()
	work := driver.Build
	if cacheOnly {
		work = driver.BuildCached
	}
	res, err := work(cmd.Context(), units, o)
	p.stop()
	if err != nil {
		return nil, err
	}
	if err := showDiagnostics(res.Diags); err != nil {
		return nil, err
	}
	if diag.HasErrors(res.Diags) {
		return nil, errProgram
	}
	return res, nil
}
