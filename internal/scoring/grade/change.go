package grade

import (
	"reflect"
	"slices"
	"strings"

	"baton/internal/lead"
)

// ChangeKind is what a change does.
type ChangeKind string

// The kinds of changes.
const (
	Added      ChangeKind = "added" // a rule
	Removed    ChangeKind = "removed"
	Changed    ChangeKind = "changed"
	Based      ChangeKind = "based"      // every lead starts with another number
	Relevelled ChangeKind = "levels"     // a grade takes another fit
	GroupNew   ChangeKind = "group"      // touches of some kinds count
	GroupGone  ChangeKind = "no_group"   // they do not any more
	GroupOther ChangeKind = "regrouped"  // they count otherwise
	Engaging   ChangeKind = "engagement" // a level takes another engagement
	Exploring  ChangeKind = "explore"    // another share is let through
)

// Change is one difference between two scorings.
type Change struct {
	Kind               ChangeKind
	Was, Now           Rule
	WasGroup, NowGroup Group
	Grade              lead.Grade // whose level it is
	Level              lead.Level
	WasAt, NowAt       int // of a number
}

// Changes are what the draft would change of what it began with.
func (d *Draft) Changes() []Change { return Compare(d.Began, d.Scoring) }

// Compare tells how now differs from was. Rules and groups are the same when their words are.
func Compare(was, now Scoring) []Change {
	all := compareNumbers(was, now)
	compare(was.Rules, now.Rules, func(r Rule) string { return r.Words },
		func(r Rule) { all = append(all, Change{Kind: Added, Now: r}) },
		func(before, r Rule) { all = append(all, Change{Kind: Changed, Was: before, Now: r}) },
		func(r Rule) { all = append(all, Change{Kind: Removed, Was: r}) })
	compare(was.Groups, now.Groups, func(g Group) string { return g.Words },
		func(g Group) { all = append(all, Change{Kind: GroupNew, NowGroup: g}) },
		func(before, g Group) { all = append(all, Change{Kind: GroupOther, WasGroup: before, NowGroup: g}) },
		func(g Group) { all = append(all, Change{Kind: GroupGone, WasGroup: g}) })
	return all
}

func compareNumbers(was, now Scoring) (all []Change) {
	add := func(c Change, before, after int) {
		if c.WasAt, c.NowAt = before, after; before != after {
			all = append(all, c)
		}
	}
	add(Change{Kind: Based}, was.Base, now.Base)
	for _, g := range lead.Grades {
		add(Change{Kind: Relevelled, Grade: g}, was.Thresholds[g], now.Thresholds[g])
	}
	for _, l := range lead.Levels {
		add(Change{Kind: Engaging, Level: l}, was.Levels[l], now.Levels[l])
	}
	add(Change{Kind: Exploring}, was.Explores, now.Explores)
	return all
}

// compare tells what of now is new or was otherwise, and what of was is gone, each known by its words.
func compare[T any](was, now []T, words func(T) string, added func(T), changed func(before, after T), removed func(T)) {
	find := func(all []T, one T) (found T, there bool) {
		i := slices.IndexFunc(all, func(each T) bool { return strings.EqualFold(words(each), words(one)) })
		if i < 0 {
			return found, false
		}
		return all[i], true
	}
	for _, each := range now {
		before, there := find(was, each)
		switch {
		case !there:
			added(each)
		case !reflect.DeepEqual(before, each):
			changed(before, each)
		}
	}
	for _, each := range was {
		if _, there := find(now, each); !there {
			removed(each)
		}
	}
}
