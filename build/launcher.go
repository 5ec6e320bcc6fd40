package build

import (
	"encoding/json"
	"io/fs"
	"os"
	"path/filepath"

	"spc/cache"
	"spc/python"
)

// Launcher is the path of the Python script that runs a compiled module as
// __main__:
//
//	python LAUNCHER [--modules LIST] EXTENSION MODULE SOURCE [ARGS...]
//
// It and the packages beside it are unpacked into the cache once.
func Launcher() (string, error) {
	dir, err := unpackPython()
	return filepath.Join(dir, "compiler", "_run.py"), err
}

// ModuleList writes down for the launcher where the compiled forms of modules are that the program may import.
func ModuleList(units []*Unit, objects []string) (path string, err error) {
	type entry struct {
		Extension string `json:"extension"`
		Source    string `json:"source"`
		Package   bool   `json:"package"`
	}
	list := map[string]entry{}
	for i, u := range units {
		source, err := filepath.Abs(u.Path)
		if err != nil {
			return "", err
		}
		list[u.Name] = entry{objects[i], source, u.Package}
	}
	data, err := json.Marshal(list)
	if err != nil {
		return "", err
	}
	if path, err = cache.Put("run", cache.Hash(data), data); err != nil {
		return "", diskError(path, err)
	}
	return path, nil
}

func unpackPython() (string, error) {
	id, err := hashTree(python.Files)
	if err != nil {
		return "", err
	}
	dir, err := cache.Path("python", id)
	if err != nil {
		return "", cacheError(err)
	}
	if st, err := os.Stat(dir); err == nil && st.IsDir() {
		return dir, nil
	}
	if err := os.MkdirAll(filepath.Dir(dir), 0o755); err != nil {
		return "", diskError(dir, err)
	}
	tmp, err := os.MkdirTemp(filepath.Dir(dir), ".spc-*")
	if err != nil {
		return "", diskError(dir, err)
	}
	defer os.RemoveAll(tmp)
	packages, err := fs.Sub(python.Files, ".")
	if err == nil {
		err = os.CopyFS(filepath.Join(tmp, "packages"), packages)
	}
	if err != nil {
		return "", diskError(dir, err)
	}
	if err := os.Rename(filepath.Join(tmp, "packages"), dir); err != nil {
		if st, e := os.Stat(dir); e == nil && st.IsDir() {
			return dir, nil // another build was faster
		}
		return "", diskError(dir, err)
	}
	return dir, nil
}
