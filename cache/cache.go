// Package cache is the folder of everything that spc keeps between runs.
//
// Rules: an entry appears under its name complete or not at all (written aside,
// then renamed), so that readers need no locks and two builds may run at once;
// an entry's name is a hash of all that it depends on, so entries are never
// changed; whatever is missing or unreadable is made again.
package cache

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"syscall"
	"time"
)

// Dir is the cache folder: $SPC_CACHE, else spc below the XDG cache folder
// ($XDG_CACHE_HOME, or ~/.cache). Where that cannot be written (a read-only
// home), it is a private folder below the temporary one. It exists when Dir
// returns without an error.
var Dir = sync.OnceValues(findDir)

func findDir() (string, error) {
	if dir := os.Getenv("SPC_CACHE"); dir != "" {
		dir, err := filepath.Abs(dir)
		if err != nil {
			return "", err
		}
		return dir, usable(dir)
	}
	base, err := os.UserCacheDir()
	if err == nil {
		dir := filepath.Join(base, "spc")
		if err = usable(dir); err == nil {
			return dir, nil
		}
	}
	if errors.Is(err, syscall.ENOSPC) {
		return "", err
	}
	dir := filepath.Join(os.TempDir(), fmt.Sprintf("spc-cache-%d", os.Getuid()))
	if err := usable(dir); err != nil {
		return "", err
	}
	st, err := os.Lstat(dir)
	if err != nil {
		return "", err
	}
	// What lies there is executed later: it must be ours alone.
	if sys, ok := st.Sys().(*syscall.Stat_t); !st.IsDir() || !ok || int(sys.Uid) != os.Getuid() || st.Mode().Perm()&0o022 != 0 {
		return "", fmt.Errorf("%s exists but does not belong to this user alone; set SPC_CACHE to another folder", dir)
	}
	return dir, nil
}

// usable makes the folder and finds out whether files can be made in it.
func usable(dir string) error {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	const writeAndSearch = 3
	if err := syscall.Access(dir, writeAndSearch); err != nil {
		return &fs.PathError{Op: "write to", Path: dir, Err: err}
	}
	return nil
}

// Key hashes the parts of a name. Each part is counted, so that ("ab", "c") and
// ("a", "bc") differ.
func Key(parts ...string) string {
	h := sha256.New()
	for _, p := range parts {
		fmt.Fprintf(h, "%d:%s,", len(p), p)
	}
	return hex.EncodeToString(h.Sum(nil)[:20])
}

// Hash is the key of a file's contents.
func Hash(data []byte) string {
	h := sha256.Sum256(data)
	return hex.EncodeToString(h[:20])
}

// Path is where an entry is or would be. Kinds are folders: "interp", "plan", ...
func Path(kind, key string) (string, error) {
	dir, err := Dir()
	if err != nil {
		return "", err
	}
	return filepath.Join(dir, kind, key), nil
}

// Get reads an entry; false when there is none. Reading counts as use, for Prune.
func Get(kind, key string) ([]byte, bool) {
	p, err := Path(kind, key)
	if err != nil {
		return nil, false
	}
	data, err := os.ReadFile(p)
	if err != nil {
		return nil, false
	}
	Touch(p)
	return data, true
}

// Touch marks an entry as used, at most once a day to save writes.
func Touch(path string) {
	if st, err := os.Stat(path); err == nil && time.Since(st.ModTime()) > 24*time.Hour {
		now := time.Now()
		_ = os.Chtimes(path, now, now) // only matters to Prune
	}
}

// Put stores an entry and returns its path.
func Put(kind, key string, data []byte) (string, error) {
	p, err := Path(kind, key)
	if err != nil {
		return "", err
	}
	if err := os.MkdirAll(filepath.Dir(p), 0o755); err != nil {
		return "", err
	}
	return p, WriteFile(p, data, 0o644)
}

// WriteFile writes a file so that it appears complete or not at all.
func WriteFile(path string, data []byte, perm fs.FileMode) error {
	tmp, err := WriteAside(path, data, perm)
	if err != nil {
		return err
	}
	if err := os.Rename(tmp, path); err != nil {
		os.Remove(tmp)
		return err
	}
	return nil
}

// WriteAside writes data to a temporary file beside path and returns its name,
// for a later rename. On an error nothing is left behind.
func WriteAside(path string, data []byte, perm fs.FileMode) (string, error) {
	f, err := os.CreateTemp(filepath.Dir(path), ".spc-*")
	if err != nil {
		return "", err
	}
	_, err = f.Write(data)
	if e := f.Chmod(perm &^ umask()); err == nil {
		err = e
	}
	if e := f.Close(); err == nil {
		err = e
	}
	if err != nil {
		os.Remove(f.Name())
		return "", err
	}
	return f.Name(), nil
}

var umask = sync.OnceValue(func() fs.FileMode {
	mask := syscall.Umask(0o077)
	syscall.Umask(mask)
	return fs.FileMode(mask)
})

// Prune deletes entries that nobody has used for the given time. It looks at
// most once a day, and leaves alone what it cannot delete.
func Prune(unused time.Duration) {
	dir, err := Dir()
	if err != nil {
		return
	}
	stamp := filepath.Join(dir, "pruned")
	if st, err := os.Stat(stamp); err == nil && time.Since(st.ModTime()) < 24*time.Hour {
		return
	}
	if WriteFile(stamp, nil, 0o644) != nil {
		return
	}
	_ = filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || path == stamp {
			return nil
		}
		if info, err := d.Info(); err == nil && time.Since(info.ModTime()) > unused {
			os.Remove(path)
		}
		return nil
	})
}
