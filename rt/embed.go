package rt

import (
	"embed"
	"io/fs"
)

//go:embed inline core
var sources embed.FS

// The C runtime has two parts, compiled for each interpreter against its own headers: the inline part (one
// translation unit that includes the others) becomes bitcode that is linked into each module before optimisation,
// the core (all C files of the folder) becomes the extension module compiler._rt.
const (
	InlineFile = "inline/inline.c"
	CoreFolder = "core"
	Extension  = "_rt"
)

// Sources is the tree of C sources.
func Sources() fs.FS { return sources }

// Flags are what both parts need from the compiler besides the interpreter's include folders; -I is relative to the tree.
func Flags() []string {
	return []string{"-Iinline", "-Icore", "-DPy_BUILD_CORE_MODULE=1"}
}
