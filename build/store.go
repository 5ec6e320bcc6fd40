package build

import (
	"context"
	"encoding/json"
	"os"

	"spc/cache"
	"spc/diag"
)

// The cache has, beside the runtime and the facts about programs:
//
//	plan/KEY  how a module was built last: which files it was made of and what came out
//	obj/HASH  compiled modules, by the hash of their bytes
//
// KEY covers what is known before any source is read: the source's path, the
// module's name, the options, the compiler, the interpreter, the toolchain.
// A plan holds when every input still has the recorded contents, and what was used of other modules is as it was.
type plan struct {
	Inputs  []input           `json:"inputs"`
	Uses    []ModuleUse       `json:"uses"`
	Object  string            `json:"object"` // key in obj
	Report  *ModuleReport     `json:"report"`
	Diags   []diag.Diagnostic `json:"diags"` // warnings, to be shown each time
	Remarks []diag.Diagnostic `json:"remarks"`
}

// input is a file that the result depends on. An empty hash means that the file
// did not exist: its appearing changes the result, too.
type input struct {
	Path string `json:"path"`
	Hash string `json:"hash"`
}

// hashes remembers what files contain during one build.
type hashes map[string]string

func (h hashes) of(path string) string {
	if v, ok := h[path]; ok {
		return v
	}
	v := ""
	if data, err := os.ReadFile(path); err == nil {
		v = cache.Hash(data)
	}
	h[path] = v
	return v
}

// loadPlan finds a plan that still holds, with its object's bytes, else nil.
func loadPlan(key string, files hashes) (*plan, []byte) {
	data, ok := cache.Get("plan", key)
	if !ok {
		return nil, nil
	}
	var p plan
	if json.Unmarshal(data, &p) != nil {
		return nil, nil
	}
	for _, in := range p.Inputs {
		if files.of(in.Path) != in.Hash {
			return nil, nil
		}
	}
	for _, u := range p.Uses {
		if files.of(u.Path) == "" {
			return nil, nil
		}
	}
	object, ok := cache.Get("obj", p.Object)
	if !ok || cache.Hash(object) != p.Object {
		return nil, nil
	}
	return &p, object
}

// holds reports whether what the plan took for granted of other modules is as it was, and whether that shows from
// their sources being the same.
func (p *plan) holds(ctx context.Context, files hashes, built func(*ModuleUse) bool, front func() Compiler) (holds, same bool, err error) {
	same = true
	for i := range p.Uses {
		u := &p.Uses[i]
		if u.Built && !built(u) {
			return false, false, nil
		}
		if files.of(u.Path) == u.Hash {
			continue
		}
		same = false
		if ok, err := front().Holds(ctx, u); err != nil || !ok {
			return false, false, err
		}
	}
	return true, same, nil
}

// renew records the present sources of the modules that the plan depends on.
func (p *plan) renew(key string, files hashes) {
	for i := range p.Uses {
		p.Uses[i].Hash = files.of(p.Uses[i].Path)
	}
	if data, err := json.Marshal(p); err == nil {
		_, _ = cache.Put("plan", key, data) // without it, the next build compares again
	}
}

// savePlan records how a module was built. The object goes first: a plan never
// names one that is not there.
func savePlan(key string, p *plan, object []byte) error {
	p.Object = cache.Hash(object)
	file, err := cache.Put("obj", p.Object, object)
	if err != nil {
		return diskError(file, err)
	}
	data, err := json.Marshal(p)
	if err != nil {
		return err
	}
	if file, err = cache.Put("plan", key, data); err != nil {
		return diskError(file, err)
	}
	return nil
}
