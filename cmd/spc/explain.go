package main

import (
	"fmt"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"spc/diag"
)

func explainCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "explain [CODE]",
		Short: "Explain a diagnostic code, or list all",
		Example: `  spc explain SPC301
  spc explain type-mismatch`,
		Args: cobra.MaximumNArgs(1),
		ValidArgsFunction: func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
			var codes []string
			for _, c := range diag.All() {
				codes = append(codes, string(c.Code)+"\t"+c.Summary)
			}
			return codes, cobra.ShellCompDirectiveNoFileComp
		},
		RunE: func(_ *cobra.Command, args []string) error {
			text, err := explain(args)
			if err != nil {
				return err
			}
			if _, err := os.Stdout.WriteString(text); err != nil {
				return outputError(err)
			}
			return nil
		},
	}
}

func explain(args []string) (string, error) {
	var out strings.Builder
	for _, c := range diag.All() {
		switch {
		case len(args) == 0:
			fmt.Fprintf(&out, "%s  %-20s %s\n", c.Code, c.Name, c.Summary)
		case strings.EqualFold(string(c.Code), args[0]) || c.Name == args[0]:
			fmt.Fprintf(&out, "%s %s\n\n%s\n", c.Code, c.Name, c.Summary)
			if c.Example != "" {
				fmt.Fprintf(&out, "\nFor example:\n\n    %s\n", strings.ReplaceAll(strings.TrimRight(c.Example, "\n"), "\n", "\n    "))
			}
			fmt.Fprintf(&out, "\n%s\n", c.Repair)
		}
	}
	if out.Len() == 0 {
		return "", fmt.Errorf("explain: no code %q; `spc explain` lists all", args[0])
	}
	return strings.ReplaceAll(out.String(), "\n    \n", "\n\n"), nil
}
