package syntax

import (
	"bytes"
	"os"
	"syscall"
	"testing"
)

// BenchmarkParse parses the standard library of the newest interpreter, without its tests, and reports lines per second of
// processor time (the collector's included), which other work on the machine does not change.
func BenchmarkParse(b *testing.B) {
	ins := interpreters(b)
	in := ins[len(ins)-1]
	var texts [][]byte
	lines, size := 0, 0
	for _, path := range in.sources(b) {
		text, err := os.ReadFile(path)
		if err != nil || bytes.Contains([]byte(path), []byte("/test")) {
			continue
		}
		texts = append(texts, text)
		lines += bytes.Count(text, []byte("\n"))
		size += len(text)
	}
	b.SetBytes(int64(size))
	b.ReportAllocs()
	start := processorTime()
	for b.Loop() {
		for _, text := range texts {
			Parse("x.py", text, Options{Version: in.version})
		}
	}
	b.ReportMetric(float64(lines)*float64(b.N)/(processorTime()-start), "lines/cpu-s")
}

// processorTime is how many seconds of user time this process has used.
func processorTime() float64 {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		return 0
	}
	return float64(u.Utime.Sec) + float64(u.Utime.Usec)/1e6
}
