package build

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
)

// UsageError is a mistake in what spc was asked to do: a missing file, two
// modules of one name, an interpreter that cannot be compiled for.
type UsageError struct{ Message string }

func (e *UsageError) Error() string { return e.Message }

func usagef(format string, args ...any) error {
	return &UsageError{fmt.Sprintf(format, args...)}
}

// ToolError says that something spc needs to do its work failed: clang, the
// linker, the interpreter, the disk, or spc itself.
type ToolError struct{ Message string }

func (e *ToolError) Error() string { return e.Message }

func toolf(format string, args ...any) error {
	return &ToolError{fmt.Sprintf(format, args...)}
}

// diskError makes a message of a failed file operation that names the file the
// user knows rather than a temporary one: "cannot write out/a.so: no space left on device".
func diskError(path string, err error) error {
	var pe *fs.PathError
	var le *os.LinkError
	switch {
	case errors.As(err, &pe):
		err = pe.Err
	case errors.As(err, &le):
		err = le.Err
	}
	return toolf("cannot write %s: %v", path, err)
}
