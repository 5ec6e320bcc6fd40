package build

import (
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"sort"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Unit is one module to work on.
type Unit struct {
	Path    string // of the source, as the user would name it
	Name    string // dotted module name: "pkg.sub.mod"
	Root    string // the folder that would be on sys.path: where the name begins
	Package bool   // the file is an __init__.py
	Script  bool   // to be run as __main__; may have any file name
}

// Stem is the last part of the name.
func (u *Unit) Stem() string { return u.Name[strings.LastIndexByte(u.Name, '.')+1:] }

// InitSymbol is the C function that the import system looks for (PEP 489):
// PyInit_STEM, or PyInitU_ and the stem in punycode when it is not ASCII, with
// hyphens turned into underscores.
func (u *Unit) InitSymbol() string {
	stem := u.Stem()
	for i := range len(stem) {
		if stem[i] >= utf8.RuneSelf {
			return "PyInitU_" + strings.ReplaceAll(punycode(stem), "-", "_")
		}
	}
	return "PyInit_" + strings.ReplaceAll(stem, "-", "_")
}

// InitSymbols are the init functions that the extension module exports: one for
// import, one for being run as the main program; for a __main__.py they are one.
func (u *Unit) InitSymbols() []string {
	return slices.Compact([]string{u.InitSymbol(), "PyInit___main__"})
}

// Extension is the path of the compiled module: beside its source, or below
// outDir (if not "") with the package structure kept.
func (u *Unit) Extension(outDir, suffix string) string {
	dir, base := filepath.Split(u.Path)
	if outDir != "" {
		parts := strings.Split(u.Name, ".")
		if !u.Package {
			parts = parts[:len(parts)-1]
		}
		dir = filepath.Join(append([]string{outDir}, parts...)...)
	}
	return filepath.Join(dir, strings.TrimSuffix(base, ".py")+suffix)
}

// NewUnit describes a source file. The name is found by walking up as long as
// there is an __init__.py.
func NewUnit(path string) (*Unit, error) {
	abs, err := filepath.Abs(path)
	if err != nil {
		return nil, err
	}
	u := &Unit{Path: path}
	dir, base := filepath.Split(abs)
	dir = filepath.Clean(dir)
	var parts []string
	if base == "__init__.py" {
		u.Package = true
	} else {
		parts = []string{strings.TrimSuffix(base, ".py")}
	}
	for hasInit(dir) && filepath.Dir(dir) != dir {
		parts = append([]string{filepath.Base(dir)}, parts...)
		dir = filepath.Dir(dir)
	}
	if len(parts) == 0 {
		return nil, usagef("%s: a package cannot be the root folder", path)
	}
	u.Root, u.Name = dir, strings.Join(parts, ".")
	return u, nil
}

func hasInit(dir string) bool {
	st, err := os.Stat(filepath.Join(dir, "__init__.py"))
	return err == nil && !st.IsDir()
}

// Discover finds the modules that paths stand for: files, and folders with all
// Python files below them. Hidden folders, virtual environments and folders
// whose names cannot be imported from are passed over, unless named. The same
// file named twice counts once.
func Discover(paths []string) ([]*Unit, error) {
	var units []*Unit
	seen := map[string]bool{}
	add := func(path string) error {
		real, err := filepath.EvalSymlinks(path)
		if err != nil {
			return openError(path, err)
		}
		if seen[real] {
			return nil
		}
		seen[real] = true
		u, err := NewUnit(path)
		if err == nil {
			units = append(units, u)
		}
		return err
	}
	for _, path := range paths {
		st, err := os.Stat(path)
		if err != nil {
			return nil, openError(path, err)
		}
		if st.IsDir() {
			files, err := pythonFiles(path)
			if err != nil {
				return nil, err
			}
			if len(files) == 0 {
				return nil, usagef("%s: no Python files in this folder", path)
			}
			for _, f := range files {
				if err := add(f); err != nil {
					return nil, err
				}
			}
			continue
		}
		if err := add(path); err != nil {
			return nil, err
		}
	}
	return units, nil
}

// openError says why a file that the user named cannot be read.
func openError(path string, err error) error {
	if os.IsNotExist(err) {
		return usagef("%s: no such file or folder", path)
	}
	if pe, ok := err.(*fs.PathError); ok {
		err = pe.Err
	}
	return usagef("%s: %v", path, err)
}

func pythonFiles(root string) ([]string, error) {
	var files []string
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return openError(path, err)
		}
		name := d.Name()
		if d.IsDir() {
			if path != root && skipFolder(path, name) {
				return filepath.SkipDir
			}
			return nil
		}
		if strings.HasSuffix(name, ".py") && !strings.HasPrefix(name, ".") {
			if st, err := os.Stat(path); err == nil && st.Mode().IsRegular() {
				files = append(files, path)
			}
		}
		return nil
	})
	sort.Strings(files)
	return files, err
}

func skipFolder(path, name string) bool {
	if strings.HasPrefix(name, ".") || name == "__pycache__" || name == "node_modules" {
		return true
	}
	_, err := os.Stat(filepath.Join(path, "pyvenv.cfg"))
	return err == nil
}

// checkNames refuses what cannot become an extension module: names that no
// import statement or loader could find, and two modules of one name.
func checkNames(units []*Unit) error {
	byName := map[string]*Unit{}
	for _, u := range units {
		if !u.Script && !strings.HasSuffix(u.Path, ".py") {
			return usagef("%s: not a Python source file (its name does not end in .py)", u.Path)
		}
		for _, part := range strings.Split(u.Name, ".") {
			if strings.IndexFunc(part, func(r rune) bool { return unicode.IsControl(r) || r == utf8.RuneError }) >= 0 || part == "" {
				return usagef("%q: a module cannot have this name", u.Path)
			}
		}
		if other := byName[u.Name]; other != nil {
			return usagef("two modules are called %s: %s and %s", u.Name, other.Path, u.Path)
		}
		byName[u.Name] = u
	}
	return nil
}

// punycode encodes a name as Python's punycode codec does (RFC 3492).
func punycode(s string) string {
	const base, tmin, tmax, skew, damp = 36, 1, 26, 38, 700
	var out []byte
	runes := []rune(s)
	for _, r := range runes {
		if r < utf8.RuneSelf {
			out = append(out, byte(r))
		}
	}
	basic := len(out)
	handled, n, delta, bias := basic, rune(128), 0, 72
	if basic > 0 {
		out = append(out, '-')
	}
	digit := func(d int) byte {
		if d < 26 {
			return byte('a' + d)
		}
		return byte('0' + d - 26)
	}
	for handled < len(runes) {
		next := rune(unicode.MaxRune)
		for _, r := range runes {
			if r >= n && r < next {
				next = r
			}
		}
		delta += int(next-n) * (handled + 1)
		n = next
		for _, r := range runes {
			if r < n {
				delta++
			}
			if r != n {
				continue
			}
			q := delta
			for k := base; ; k += base {
				t := min(max(k-bias, tmin), tmax)
				if q < t {
					break
				}
				out = append(out, digit(t+(q-t)%(base-t)))
				q = (q - t) / (base - t)
			}
			out = append(out, digit(q))
			if handled == basic {
				delta /= damp
			} else {
				delta /= 2
			}
			delta += delta / (handled + 1)
			k := 0
			for ; delta > (base-tmin)*tmax/2; k += base {
				delta /= base - tmin
			}
			bias = k + (base-tmin+1)*delta/(delta+skew)
			delta = 0
			handled++
		}
		delta++
		n++
	}
	return string(out)
}
