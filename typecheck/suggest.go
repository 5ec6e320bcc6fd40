package typecheck

import "sort"

// nearest is the visible name closest to a misspelt one; "" when none is close.
func nearest(name string, m *Module, locals map[string]bool) string {
	var all []string
	for n := range locals {
		all = append(all, n)
	}
	for n := range m.Names {
		all = append(all, n)
	}
	for n := range builtinsModule.Names {
		all = append(all, n)
	}
	return nearestOf(name, all)
}

// nearestOf is the one of the names that is most like name; "" when none is like it.
func nearestOf(name string, all []string) string {
	sort.Strings(all)
	best, bestDist := "", max(1, len(name)/3)+1
	for _, n := range all {
		if n == name || len(n)-len(name) >= bestDist || len(name)-len(n) >= bestDist {
			continue
		}
		if d := distance(name, n); d < bestDist {
			best, bestDist = n, d
		}
	}
	if len(name) < 3 {
		return ""
	}
	return best
}

// namesOf are the names by which arguments can be given.
func namesOf(params []*Param) []string {
	var names []string
	for _, p := range params {
		if p.Kind != PosOnly {
			names = append(names, p.Name)
		}
	}
	return names
}

// distance is the number of single-character edits between two words.
func distance(a, b string) int {
	prev := make([]int, len(b)+1)
	for j := range prev {
		prev[j] = j
	}
	cur := make([]int, len(b)+1)
	for i := range len(a) {
		cur[0] = i + 1
		for j := range len(b) {
			cost := 1
			if a[i] == b[j] {
				cost = 0
			}
			cur[j+1] = min(prev[j]+cost, prev[j+1]+1, cur[j]+1)
		}
		prev, cur = cur, prev
	}
	return prev[len(b)]
}
