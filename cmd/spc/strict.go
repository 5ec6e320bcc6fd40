package main

import (
	"fmt"
	"os"

	"github.com/spf13/cobra"

	"spc/build"
)

// strictFlags are the switches of the analysis of strict modules; the variables are those of the import hook.
func strictFlags(cmd *cobra.Command, o *build.StrictOptions) {
	f := cmd.Flags()
	off := os.Getenv("PYTHONSTRICTDISABLEANALYSIS")
	f.BoolVar(&o.Off, "no-strict-analysis", off != "" && off != "0", "do not look at what strict modules do when they are imported")
	f.StringVar(&o.Stubs, "strict-stubs", os.Getenv("PYTHONSTRICTMODULESTUBSPATH"), "folder `DIR` of .pys files that describe modules which are not strict")
}

func checkStubs(o build.StrictOptions) error {
	if o.Stubs == "" {
		return nil
	}
	if st, err := os.Stat(o.Stubs); err != nil || !st.IsDir() {
		return fmt.Errorf("--strict-stubs: %s is no folder", o.Stubs)
	}
	return nil
}
