package main

import (
	"fmt"
	"os"
	"sync"
	"time"

	"golang.org/x/sys/unix"

	"spc/build"
	"spc/diag"
)

func isTerminal(f *os.File) bool {
	_, err := unix.IoctlGetTermios(int(f.Fd()), unix.TCGETS)
	return err == nil
}

// wantsColour follows https://no-color.org: any value of NO_COLOR but the empty
// one turns colour off.
func wantsColour(f *os.File) bool {
	return os.Getenv("NO_COLOR") == "" && os.Getenv("TERM") != "dumb" && isTerminal(f)
}

// style is the escape sequences to use on a stream; empty without colour.
type style struct{ red, green, yellow, bold, reset string }

func newStyle(f *os.File) style {
	if !wantsColour(f) {
		return style{}
	}
	return style{"\x1b[1;31m", "\x1b[1;32m", "\x1b[1;33m", "\x1b[1m", "\x1b[0m"}
}

// showDiagnostics writes the diagnostics of a build to stderr.
func showDiagnostics(ds []diag.Diagnostic) error {
	r := diag.Renderer{Color: wantsColour(os.Stderr)}
	if err := r.Render(os.Stderr, diag.Text, ds); err != nil {
		return outputError(err)
	}
	return nil
}

func outputError(err error) error {
	return &build.ToolError{Message: "cannot write the output: " + err.Error()}
}

// progress shows on a terminal what a build is at, once it has taken a second.
type progress struct {
	mu          sync.Mutex
	shown, over bool
	text        string
	timer       *time.Timer
}

// startProgress begins to wait; stop it before writing anything else.
func startProgress() *progress {
	p := &progress{text: "compiling"}
	if isTerminal(os.Stderr) {
		p.timer = time.AfterFunc(time.Second, p.tick)
	}
	return p
}

func (p *progress) update(done, total int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.text = fmt.Sprintf("compiled %d of %d modules", done, total)
	if p.shown && !p.over {
		p.draw()
	}
}

func (p *progress) tick() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if !p.over {
		p.shown = true
		p.draw()
	}
}

func (p *progress) draw() { fmt.Fprintf(os.Stderr, "\r\x1b[Kspc: %s", p.text) }

func (p *progress) stop() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.timer != nil {
		p.timer.Stop()
	}
	if p.shown && !p.over {
		fmt.Fprint(os.Stderr, "\r\x1b[K")
	}
	p.over = true
}
