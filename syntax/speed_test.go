package syntax

import (
	"bytes"
	"os"
	"testing"
)

// BenchmarkParse parses the standard library of the newest interpreter, without its tests, and reports lines per second.
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
	for b.Loop() {
		for _, text := range texts {
			Parse("x.py", text, Options{Version: in.version})
		}
	}
	b.ReportMetric(float64(lines)*float64(b.N)/b.Elapsed().Seconds(), "lines/s")
}
