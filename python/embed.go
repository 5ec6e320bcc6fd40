// Package python carries the Python side of spc inside the binary: the packages
// compiler, __static__ and __strict__.
package python

import "embed"

// Files has the packages as they lie in this folder, without tests.
//
//go:embed */*.py
var Files embed.FS
