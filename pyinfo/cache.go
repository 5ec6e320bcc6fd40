package pyinfo

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// CacheDir is the folder of everything spc keeps between runs: $SPC_CACHE, or
// spc below the XDG cache folder. "" when the environment names no home.
func CacheDir() string {
	if dir := os.Getenv("SPC_CACHE"); dir != "" {
		return dir
	}
	base, err := os.UserCacheDir() // XDG_CACHE_HOME, else ~/.cache
	if err != nil {
		return ""
	}
	return filepath.Join(base, "spc")
}

// cacheFile names the file for the facts about an executable. The key has the
// path it is called by (a virtual environment answers differently from its
// base), what says that the executable is still the same, and the script.
func cacheFile(path string, stat fs.FileInfo) string {
	dir := CacheDir()
	if dir == "" {
		return ""
	}
	h := sha256.New()
	fmt.Fprintf(h, "%s\n%d\n%d\n%s", path, stat.ModTime().UnixNano(), stat.Size(), probeScript)
	return filepath.Join(dir, "interp", hex.EncodeToString(h.Sum(nil)[:16]))
}

// readCache returns nil for whatever reason there is nothing to be had.
func readCache(file string) []byte {
	if file == "" {
		return nil
	}
	data, err := os.ReadFile(file)
	if err != nil {
		return nil
	}
	return data
}

// writeCache stores the facts. Failing to is no error: the next run asks again.
// The file appears under its name complete or not at all.
func writeCache(file string, data []byte) {
	if file == "" || os.MkdirAll(filepath.Dir(file), 0o755) != nil {
		return
	}
	tmp, err := os.CreateTemp(filepath.Dir(file), ".tmp-*")
	if err != nil {
		return
	}
	_, err = tmp.Write(data)
	if e := tmp.Close(); err == nil {
		err = e
	}
	if err == nil {
		err = os.Rename(tmp.Name(), file)
	}
	if err != nil {
		os.Remove(tmp.Name())
	}
}
