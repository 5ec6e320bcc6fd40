package main

import (
	"fmt"
	"os"
	"path/filepath"
	"syscall"

	"github.com/spf13/cobra"

	"spc/build"
)

func runCommand() *cobra.Command {
	o := build.Options{OptLevel: 2}
	var mode modeFlags
	cmd := &cobra.Command{
		Use:   "run [flags] FILE [ARG...]",
		Short: "Compile a program into the cache and run it",
		Long: `Compile a program into the cache and run it as python FILE ARG... would: as
__main__, with its arguments, standard input, exit status and signals untouched.
Everything after FILE belongs to the program. The modules that it imports are
compiled with it where they are marked with import __static__.`,
		Example: `  spc run richards.py 10
  spc run --dynamic --python python3.12 tool.py --verbose`,
		Args: atLeastOne("file"),
		ValidArgsFunction: func(cmd *cobra.Command, args []string, word string) ([]string, cobra.ShellCompDirective) {
			if len(args) > 0 {
				return nil, cobra.ShellCompDirectiveDefault
			}
			return pythonFiles(cmd, args, word)
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			o.Mode = mode.mode()
			return runRun(cmd, args[0], args[1:], &o)
		},
	}
	cmd.Flags().SetInterspersed(false)
	pythonFlag(cmd, &o.Python)
	mode.register(cmd)
	codeFlags(cmd, &o)
	return cmd
}

func runRun(cmd *cobra.Command, file string, args []string, o *build.Options) error {
	if file == "-" {
		return fmt.Errorf("run: cannot run standard input; give a file")
	}
	if st, err := os.Stat(file); err == nil && st.IsDir() {
		return fmt.Errorf("run: %s is a folder; name the file to run", file)
	}
	units, err := build.Discover([]string{file})
	if err != nil {
		return err
	}
	units[0].Script = true
	imports, err := build.StaticImports(units, o.Mode)
	if err != nil {
		return err
	}
	units = append(units, imports...)
	res, err := buildUnits(cmd, units, o, true)
	if err != nil {
		return err
	}
	launcher, err := build.Launcher()
	if err != nil {
		return err
	}
	argv := []string{res.Interp.Exe, launcher}
	if len(imports) > 0 {
		list, err := build.ModuleList(imports, res.Objects[1:])
		if err != nil {
			return err
		}
		argv = append(argv, "--modules", list)
	}
	argv = append(append(argv, res.Objects[0], units[0].Name, file), args...)
	env := append(os.Environ(), "SPC_RUNTIME="+filepath.Dir(res.Runtime.Extension))
	if self, err := os.Executable(); err == nil && os.Getenv("SPC") == "" {
		env = append(env, "SPC="+self) // for the strict loader, should the program install it
	}
	err = syscall.Exec(res.Interp.Exe, argv, env)
	return &build.ToolError{Message: fmt.Sprintf("cannot run %s: %v", res.Interp.Exe, err)}
}
