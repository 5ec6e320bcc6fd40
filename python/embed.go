// Package python carries the Python side of spc inside the binary: the packages
// compiler, __static__, __strict__ and cinderx.
package python

import "embed"

// Files has the packages as they lie in this folder, without tests.
//
//go:embed __static__/*.py cinderx/*.py __strict__/*.py compiler/*.py compiler/strict/*.py
var Files embed.FS
