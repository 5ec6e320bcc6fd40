package cache

import (
	"os"
	"path/filepath"
	"testing"
	"time"
)

func TestDir(t *testing.T) {
	home := t.TempDir()
	t.Setenv("SPC_CACHE", "")
	t.Setenv("XDG_CACHE_HOME", home)
	if dir, err := findDir(); err != nil || dir != filepath.Join(home, "spc") {
		t.Errorf("%s, %v", dir, err)
	}
	t.Setenv("TMPDIR", t.TempDir())
	t.Setenv("XDG_CACHE_HOME", "/proc/nowhere")
	dir, err := findDir()
	if err != nil || filepath.Dir(dir) != os.Getenv("TMPDIR") {
		t.Fatalf("%s, %v", dir, err)
	}
	if err := os.Chmod(dir, 0o777); err != nil {
		t.Fatal(err)
	}
	if _, err := findDir(); err == nil {
		t.Error("a folder that others can write to is trusted")
	}
}

func TestWriteFile(t *testing.T) {
	dir := t.TempDir()
	p := filepath.Join(dir, "x")
	for _, text := range []string{"one", "two"} {
		if err := WriteFile(p, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		if got, _ := os.ReadFile(p); string(got) != text {
			t.Errorf("%q", got)
		}
	}
	if err := WriteFile(filepath.Join(dir, "no", "x"), nil, 0o644); err == nil {
		t.Error("no error for a missing folder")
	}
	if names, _ := os.ReadDir(dir); len(names) != 1 {
		t.Errorf("left behind: %v", names)
	}
}

func TestKey(t *testing.T) {
	if Key("ab", "c") == Key("a", "bc") || Key("a") != Key("a") {
		t.Error("keys do not separate their parts")
	}
}

func TestPrune(t *testing.T) {
	dir := t.TempDir()
	old := Dir
	defer func() { Dir = old }()
	Dir = func() (string, error) { return dir, nil }
	for _, key := range []string{"new", "stale"} {
		if _, err := Put("k", key, []byte(key)); err != nil {
			t.Fatal(err)
		}
	}
	past := time.Now().Add(-48 * time.Hour)
	if err := os.Chtimes(filepath.Join(dir, "k", "stale"), past, past); err != nil {
		t.Fatal(err)
	}
	Prune(24 * time.Hour)
	if _, ok := Get("k", "stale"); ok {
		t.Error("unused entry kept")
	}
	if _, ok := Get("k", "new"); !ok {
		t.Error("new entry deleted")
	}
}
