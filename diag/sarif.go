package diag

import (
	"bytes"
	"net/url"
	"path/filepath"

	"github.com/owenrumney/go-sarif/v2/sarif"
)

// sarif writes a SARIF 2.1.0 log with one run. Regions use code point columns
// from 1 with an exclusive end, and the run says so (columnKind).
func (r *Renderer) sarif(out *bytes.Buffer, ds []Diagnostic) error {
	report, err := sarif.New(sarif.Version210)
	if err != nil {
		return err
	}
	run := sarif.NewRun(*sarif.NewSimpleTool("spc"))
	if r.Version != "" {
		run.Tool.Driver.WithVersion(r.Version)
	}
	run.WithColumnKind("unicodeCodePoints")
	run.Results = []*sarif.Result{}
	for i := range ds {
		d := &ds[i]
		result := sarif.NewRuleResult(string(d.Code)).WithLevel(d.Severity.String()).
			WithMessage(sarif.NewTextMessage(d.Message))
		if d.Code == "" {
			result.RuleID = nil
		} else {
			rule := run.AddRule(string(d.Code))
			if info := Lookup(d.Code); info != nil && rule.Name == nil {
				rule.WithName(info.Name).WithDescription(info.Summary)
				if info.Repair != "" {
					rule.WithTextHelp(info.Repair)
				}
			}
		}
		if d.Path != "" {
			run.AddDistinctArtifact(uriReference(d.Path))
			result.AddLocation(sarif.NewLocationWithPhysicalLocation(r.sarifPlace(d.Path, d.Range)))
		}
		for _, n := range d.Notes {
			path := n.Path
			if path == "" {
				path = d.Path
			}
			if path == "" {
				continue
			}
			result.AddRelatedLocation(sarif.NewLocationWithPhysicalLocation(r.sarifPlace(path, n.Range)).
				WithMessage(sarif.NewTextMessage(n.Message)))
		}
		run.Results = append(run.Results, result)
	}
	for _, rule := range run.Tool.Driver.Rules {
		if rule.ShortDescription == nil { // a code outside the registry
			rule.WithDescription(rule.ID)
		}
	}
	report.AddRun(run)
	return report.PrettyWrite(out)
}

func (r *Renderer) sarifPlace(path string, rg Range) *sarif.PhysicalLocation {
	loc := sarif.NewPhysicalLocation().WithArtifactLocation(sarif.NewSimpleArtifactLocation(uriReference(path)))
	if p := r.Sources.place(path, rg); p.line > 0 {
		loc.WithRegion(sarif.NewRegion().WithStartLine(p.line).WithStartColumn(p.col).
			WithEndLine(p.endLine).WithEndColumn(p.endCol))
	}
	return loc
}

// uriReference makes a URI reference of a path: relative ones stay relative.
func uriReference(path string) string {
	u := url.URL{Path: filepath.ToSlash(path)}
	if filepath.IsAbs(path) {
		u.Scheme = "file"
	}
	return u.String()
}
