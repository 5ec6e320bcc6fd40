// Command spc compiles typed Python to extension modules of CPython.
//
// Exit status: 0 done, 1 the program has errors, 2 wrong usage, configuration
// or a missing file, 3 a tool that spc needs failed or is missing.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"runtime"
	"strings"
	"syscall"

	"github.com/spf13/cobra"

	"spc/build"
)

// Exit statuses.
const (
	exitDone        = 0
	exitErrors      = 1
	exitUsage       = 2
	exitTool        = 3
	exitInterrupted = 130
)

// errProgram ends a command whose diagnostics have been written.
var errProgram = errors.New("the program has errors")

func main() {
	// The collector first runs when the heap is as large again as this, which
	// most runs never reach. The memory is never touched, so it costs nothing.
	ballast := make([]byte, 48<<20)
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := rootCommand().ExecuteContext(ctx)
	interrupted := ctx.Err() != nil
	stop()
	runtime.KeepAlive(ballast)
	os.Exit(report(err, interrupted))
}

// report tells the user what went wrong and picks the exit status.
func report(err error, interrupted bool) int {
	var tool *build.ToolError
	var missing *build.MissingTool
	switch {
	case err == nil:
		return exitDone
	case errors.Is(err, errProgram):
		return exitErrors
	case interrupted:
		fmt.Fprintln(os.Stderr, "spc: interrupted")
		return exitInterrupted
	}
	style := newStyle(os.Stderr)
	fmt.Fprintf(os.Stderr, "%sspc:%s %s\n", style.red, style.reset, strings.TrimSpace(err.Error()))
	if errors.As(err, &tool) || errors.As(err, &missing) {
		return exitTool
	}
	return exitUsage // everything else comes from reading the command line
}

func rootCommand() *cobra.Command {
	root := &cobra.Command{
		Use:   "spc",
		Short: "Ahead-of-time compiler for gradually typed Python",
		Long: `spc compiles typed Python modules to native extension modules of your CPython.

  spc build richards.py     richards.cpython-311-x86_64-linux-gnu.so, beside its source
  spc run richards.py 10    compile into the cache and run, like python richards.py 10
  spc check src/            report type errors, for people or for CI
  spc doctor                see whether everything that spc needs is installed`,
		Args:          cobra.NoArgs,
		Version:       versionText(),
		SilenceUsage:  true,
		SilenceErrors: true,
		RunE:          func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	root.SetVersionTemplate("{{.Version}}\n")
	root.SetFlagErrorFunc(func(cmd *cobra.Command, err error) error {
		return fmt.Errorf("%w\nRun '%s --help' for usage", err, cmd.CommandPath())
	})
	root.CompletionOptions.HiddenDefaultCmd = false
	root.AddCommand(buildCommand(), runCommand(), checkCommand(), doctorCommand(), explainCommand(), versionCommand())
	return root
}

// modeFlags are --static and --dynamic, which exclude each other.
type modeFlags struct{ static, dynamic bool }

func (m *modeFlags) register(cmd *cobra.Command) {
	cmd.Flags().BoolVar(&m.static, "static", false, "check the types and rely on them (the default)")
	cmd.Flags().BoolVar(&m.dynamic, "dynamic", false, "annotations mean nothing, as in plain Python")
	cmd.MarkFlagsMutuallyExclusive("static", "dynamic")
}

func (m *modeFlags) mode() build.Mode {
	switch {
	case m.static:
		return build.Static
	case m.dynamic:
		return build.Dynamic
	}
	return build.Auto
}

func pythonFlag(cmd *cobra.Command, value *string) {
	cmd.Flags().StringVar(value, "python", "", "the Python `EXE` to compile for (default python3 on PATH)")
}

// pythonFiles completes arguments with Python files and folders.
func pythonFiles(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
	return []string{"py"}, cobra.ShellCompDirectiveFilterFileExt
}

// completeFlag offers the values of a flag to the shell.
func completeFlag(cmd *cobra.Command, name string, values ...string) {
	err := cmd.RegisterFlagCompletionFunc(name, cobra.FixedCompletions(values, cobra.ShellCompDirectiveNoFileComp))
	if err != nil {
		panic(err) // no such flag
	}
}

// atLeastOne demands arguments and says which.
func atLeastOne(what string) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		if len(args) == 0 {
			return fmt.Errorf("%s: no %s given\nRun '%s --help' for usage", cmd.Name(), what, cmd.CommandPath())
		}
		return nil
	}
}
