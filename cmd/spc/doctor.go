package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"spc/build"
	"spc/cache"
	"spc/pyinfo"
)

func doctorCommand() *cobra.Command {
	var python string
	cmd := &cobra.Command{
		Use:   "doctor",
		Short: "See whether everything that spc needs is installed",
		Long: `Say which interpreter, C headers, clang and lld spc finds, and what to install
where one is missing. The exit status is 3 when something is.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return runDoctor(cmd.Context(), python) },
	}
	pythonFlag(cmd, &python)
	return cmd
}

// finding is one line of the doctor's list.
type finding struct {
	what, detail string
	ok           bool
	repair       string // what to do when it is not ok
}

func runDoctor(ctx context.Context, python string) error {
	findings := []finding{{what: "spc", detail: strings.TrimPrefix(versionText(), "spc "), ok: true}}
	findings = append(findings, examinePython(ctx, python)...)
	findings = append(findings, examineTools(ctx)...)
	findings = append(findings, examineCache())
	style := newStyle(os.Stdout)
	missing := 0
	var out strings.Builder
	for _, f := range findings {
		mark := style.green + "ok     " + style.reset
		if !f.ok {
			mark = style.red + "missing" + style.reset
			missing++
		}
		fmt.Fprintf(&out, "%-8s %s  %s\n", f.what, mark, f.detail)
		if !f.ok && f.repair != "" {
			fmt.Fprintf(&out, "%18s%s\n", "", f.repair)
		}
	}
	if _, err := os.Stdout.WriteString(out.String()); err != nil {
		return outputError(err)
	}
	if missing > 0 {
		return &build.ToolError{Message: fmt.Sprintf("%s of what spc needs missing", plural(missing, "part"))}
	}
	return nil
}

func examinePython(ctx context.Context, exe string) []finding {
	if exe == "" {
		exe = "python3"
	}
	in, err := pyinfo.Probe(ctx, exe)
	var notFound *pyinfo.NotFoundError
	switch {
	case errors.As(err, &notFound):
		return []finding{
			{what: "python", detail: err.Error(), repair: "apt-get install python3 python3-dev, or name another interpreter with --python"},
			{what: "headers", detail: "no interpreter to look for headers of"},
		}
	case err != nil:
		return []finding{
			{what: "python", detail: err.Error(), repair: "name a CPython 3.11, 3.12 or 3.13 with --python"},
			{what: "headers", detail: "no supported interpreter to look for headers of"},
		}
	}
	kind := ""
	if in.Debug {
		kind = ", debug build"
	}
	found := []finding{{what: "python", ok: true, detail: fmt.Sprintf("%s (CPython %s%s)", in.Exe, in.VersionString(), kind)}}
	headers := finding{what: "headers", ok: true, detail: strings.Join(in.IncludeDirs, ", ")}
	if h := in.MissingHeader(); h != "" {
		headers = finding{what: "headers", detail: fmt.Sprintf("%s not found in %s", h, strings.Join(in.IncludeDirs, ", ")),
			repair: "apt-get install " + build.HeaderPackage(in)}
	}
	return append(found, headers)
}

func examineTools(ctx context.Context) []finding {
	t, err := build.FindToolchain(ctx)
	var missing *build.MissingTool
	if err == nil {
		return []finding{
			{what: "clang", ok: true, detail: fmt.Sprintf("%s (%s)", t.Clang, build.Version(ctx, t.Clang))},
			{what: "lld", ok: true, detail: fmt.Sprintf("%s (%s)", t.Lld, build.Version(ctx, t.Lld))},
		}
	}
	const repair = "apt-get install clang-19 lld-19 (any version from 16 to 22 will do)"
	if errors.As(err, &missing) && missing.What == "lld" {
		return []finding{{what: "lld", detail: err.Error(), repair: repair}}
	}
	return []finding{{what: "clang", detail: err.Error(), repair: repair}}
}

func examineCache() finding {
	dir, err := cache.Dir()
	if err != nil {
		return finding{what: "cache", detail: err.Error(), repair: "set SPC_CACHE to a folder that can be written to"}
	}
	return finding{what: "cache", ok: true, detail: dir}
}
