package main

import (
	"fmt"
	"io"
	"os"

	"github.com/spf13/cobra"

	"spc/build"
	"spc/diag"
)

func checkCommand() *cobra.Command {
	var mode modeFlags
	var format, python string
	var strict build.StrictOptions
	var perf bool
	cmd := &cobra.Command{
		Use:   "check [flags] PATH...",
		Short: "Report type errors",
		Long: `Report the errors of modules without compiling them.

A PATH is a file, a folder, of which all Python files are checked, or - for
standard input. The exit status is 1 when there is an error, so that the command
can guard a commit or a merge. Columns count characters (code points) from 1.

Of modules that are marked with import __strict__, what they do when they are imported is
checked, too: it may have no effects outside of the module.`,
		Example: `  spc check src/
  spc check --output-format sarif src/ > spc.sarif
  git show :app.py | spc check -`,
		Args:              atLeastOne("file or folder"),
		ValidArgsFunction: pythonFiles,
		RunE: func(cmd *cobra.Command, args []string) error {
			f, err := diag.ParseFormat(format)
			if err != nil {
				return fmt.Errorf("--output-format: %w", err)
			}
			return runCheck(cmd, args, f, python, build.CheckOptions{Mode: mode.mode(), Perf: perf, Strict: strict})
		},
	}
	cmd.Flags().StringVar(&format, "output-format", string(diag.Text), "how to write the findings: `FORM` is one of "+diag.FormatNames())
	mode.register(cmd)
	cmd.Flags().BoolVar(&perf, "perf", false, "warn about what keeps code from being fast, too")
	strictFlags(cmd, &strict)
	cmd.Flags().StringVar(&python, "python", "", "check for the version of the Python `EXE` (default: the newest known)")
	var names []string
	for _, f := range diag.Formats {
		names = append(names, string(f))
	}
	completeFlag(cmd, "output-format", names...)
	return cmd
}

const stdinPath = "<stdin>"

func runCheck(cmd *cobra.Command, paths []string, format diag.Format, python string, opts build.CheckOptions) error {
	opts.Version = [2]int{3, 13}
	if python != "" {
		in, err := build.Interpreter(cmd.Context(), python)
		if err != nil {
			return err
		}
		opts.Version = [2]int{in.Version[0], in.Version[1]}
	}
	if err := checkStubs(opts.Strict); err != nil {
		return err
	}
	files, err := checkFiles(paths)
	if err != nil {
		return err
	}
	ds, err := build.NewDriver().Check(cmd.Context(), files, opts)
	if err != nil {
		return err
	}
	r := diag.Renderer{Color: wantsColour(os.Stdout), Version: version0, Sources: &diag.Sources{}}
	for _, f := range files {
		r.Checked = append(r.Checked, f.Unit.Path)
		r.Sources.Add(f.Unit.Path, f.Source)
	}
	if err := r.Render(os.Stdout, format, ds); err != nil {
		return outputError(err)
	}
	if !diag.HasErrors(ds) {
		return nil
	}
	if format == diag.Text {
		fmt.Fprintln(os.Stderr, summary(ds, len(files)))
	}
	return errProgram
}

// checkFiles reads what is to be checked.
func checkFiles(paths []string) ([]build.CheckFile, error) {
	var files []build.CheckFile
	var named []string
	for _, p := range paths {
		if p != "-" {
			named = append(named, p)
			continue
		}
		text, err := io.ReadAll(os.Stdin)
		if err != nil {
			return nil, fmt.Errorf("cannot read standard input: %w", err)
		}
		wd, _ := os.Getwd() // "" finds no neighbours to import, which is right when there is no folder
		files = append(files, build.CheckFile{Unit: &build.Unit{Path: stdinPath, Name: "__main__", Root: wd}, Source: text})
	}
	units, err := build.Discover(named)
	if err != nil {
		return nil, err
	}
	for _, u := range units {
		text, err := os.ReadFile(u.Path)
		if err != nil {
			return nil, err
		}
		files = append(files, build.CheckFile{Unit: u, Source: text})
	}
	return files, nil
}

// summary is the last line of the text form: "2 errors in 1 of 7 files".
func summary(ds []diag.Diagnostic, files int) string {
	errors, in := 0, map[string]bool{}
	for _, d := range ds {
		if d.Severity == diag.Error {
			errors++
			in[d.Path] = true
		}
	}
	if files == 1 {
		return plural(errors, "error")
	}
	return fmt.Sprintf("%s in %d of %s", plural(errors, "error"), len(in), plural(files, "file"))
}

func plural(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}
